"""The simulated chain is right where a formula is known, and shows where waiting grows when the mentor leaves."""

from dataclasses import replace
from math import exp, factorial, inf

import numpy as np
import pytest

from samaki.figures.queueing import (
    Estimate,
    Network,
    Node,
    counted,
    draw,
    erlang_b,
    erlang_c,
    estimate,
    loads,
    mean_wait,
    traffic,
    wait_quantile,
    waits,
    what_if,
)


def written_out(servers: int, load: float) -> float:
    """Erlang C as the sum that textbooks print."""
    last = load**servers / factorial(servers) * servers / (servers - load)
    return last / (sum(load**k / factorial(k) for k in range(servers)) + last)


def test_closed_forms() -> None:
    for servers in (1, 2, 5, 10):
        for part in (0.1, 0.5, 0.8, 0.99):
            assert erlang_c(servers, servers * part) == pytest.approx(written_out(servers, servers * part), abs=1e-12)
    assert round(erlang_c(10, 8.0), 4) == 0.4092
    assert erlang_b(1, 1.0) == 0.5
    assert mean_wait(1, 0.5, 1.0) == pytest.approx(1.0)  # M/M/1: load / (1 - load) times the work
    assert mean_wait(2, 4.0, 0.5) == wait_quantile(2, 4.0, 0.5, 0.9) == inf
    assert erlang_c(1, 1.5) == 1.0
    assert wait_quantile(3, 0.1, 1.0, 0.5) == 0.0
    slow = wait_quantile(1, 0.9, 1.0, 0.9)
    assert 0.9 * exp(-slow * 0.1) == pytest.approx(0.1)


def replicated(network: Network, name: str, steps: int, seed: int, warm_up: float) -> Estimate:
    """The mean wait at a node over 30 replications of about so many steps."""
    until = warm_up + steps / traffic(network)[name]
    means = []
    for one in range(30):
        cases = draw(network, until, np.random.default_rng([seed, one]))
        means.append(float(counted(waits(network, cases, inf), warm_up, until)[name].mean()))
    return estimate(means)


@pytest.mark.parametrize(("servers", "arrivals"), [(1, 0.6), (3, 2.1)])
def test_thirty_replications_agree_with_erlang_c(servers: int, arrivals: float) -> None:
    found = replicated({"only": Node(servers, arrivals, 1.0)}, "only", 700, 1, warm_up=60)
    assert found.interval is not None
    assert found.interval.covers(mean_wait(servers, arrivals, 1.0))


CHAIN = {
    "report": Node(2, 1.0, 1.0, {"rescue": 0.6}),
    "rescue": Node(3, 0.2, 2.0, {"charge": 0.5, "report": 0.1}, mentor=0.5),
    "charge": Node(1, 0.0, 1.2, {}),
}


def test_every_node_of_a_network_waits_as_jackson_says() -> None:
    alone = {name: replace(node, mentor=0.0) for name, node in CHAIN.items()} | {
        "rescue": replace(CHAIN["rescue"], mentor=0.0)
    }
    flow = traffic(alone)
    assert flow["report"] == pytest.approx(1.0 + 0.1 * flow["rescue"])
    found = replicated(alone, "charge", 400, 5, warm_up=100)
    assert found.interval is not None
    assert found.interval.covers(mean_wait(1, flow["charge"], 1.2))


@pytest.mark.nightly
@pytest.mark.parametrize(("servers", "arrivals"), [(1, 0.6), (3, 2.1)])
def test_intervals_of_thirty_replications_cover_erlang_c_as_often_as_they_say(servers: int, arrivals: float) -> None:
    """60 sets of 30. 95 of 100 within three errors of 2.8 points: at least 51 of 60."""
    truth, covered = mean_wait(servers, arrivals, 1.0), 0
    for seed in range(60):
        found = replicated({"only": Node(servers, arrivals, 1.0)}, "only", 700, 100 + seed, warm_up=60)
        covered += found.interval is not None and found.interval.covers(truth)
    assert covered >= 51


def test_loads_show_what_falls_to_own_members() -> None:
    with_mentor, without = loads(CHAIN, True), loads(CHAIN, False)
    assert without["rescue"] == pytest.approx(2 * with_mentor["rescue"])
    assert without["report"] == with_mentor["report"]
    assert loads({"only": Node(2, 1.0, 9.0, observed=(1.0, 3.0))}, False)["only"] == pytest.approx(1.0)


def test_waiting_grows_where_the_mentor_carried_the_work_and_is_told_weakest_first() -> None:
    leaning = CHAIN | {"rescue": replace(CHAIN["rescue"], servers=1, mentor=0.7, mentor_servers=2)}
    told = what_if(leaning, warm_up=50, horizon=150, replications=8)
    assert next(iter(told)) == "rescue"
    rescue = told["rescue"]
    assert rescue.load_with < 1 <= rescue.load_without
    assert rescue.grows_without_end
    assert rescue.growth.interval is not None
    assert rescue.growth.interval.low > 0
    assert rescue.growth.mean == pytest.approx(rescue.mean_without.mean - rescue.mean_with.mean)
    assert rescue.p90_without.mean > rescue.p90_with.mean
    assert not told["report"].grows_without_end


def test_the_same_seed_gives_the_same_figures_and_another_seed_others() -> None:
    def run(seed: int):
        return what_if(CHAIN, warm_up=20, horizon=40, replications=3, seed=seed)

    assert run(1) == run(1)
    assert run(1) != run(2)


def test_where_the_mentor_did_nothing_nothing_changes() -> None:
    alone = {name: replace(node, mentor=0.0) for name, node in CHAIN.items()}
    told = what_if(alone, warm_up=20, horizon=40, replications=3)
    assert {future.growth.mean for future in told.values()} == {0.0}


def test_observed_lengths_of_work_are_drawn_from() -> None:
    cases = draw({"only": Node(1, 2.0, 9.0, observed=(1.0, 3.0))}, 50, np.random.default_rng(1))
    assert {visit.work for _, way in cases for visit in way} == {1.0, 3.0}


def test_one_server_by_hand() -> None:
    """Arrivals at 0, 1 and 2 with 2 of work each: waits 0, 1 and 2; the mentor takes the second until it leaves."""
    from samaki.figures.queueing import Visit

    cases = [
        (0.0, (Visit("only", 2.0, False),)),
        (1.0, (Visit("only", 2.0, True),)),
        (2.0, (Visit("only", 2.0, False),)),
    ]
    node = {"only": Node(1, 1.0, 2.0, mentor=0.3)}
    assert waits(node, cases, 0.0)["only"] == [(0.0, 0.0), (1.0, 1.0), (2.0, 2.0)]
    assert waits(node, cases, inf)["only"] == [(0.0, 0.0), (1.0, 0.0), (2.0, 0.0)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"servers": 0},
        {"arrivals": -1.0},
        {"work": 0.0},
        {"mentor": 1.1},
        {"mentor_servers": 0},
        {"onward": {"a": 0.7, "b": 0.4}},
    ],
    ids=lambda w: next(iter(w)),
)
def test_a_node_that_makes_no_sense_is_refused(wrong: dict) -> None:
    with pytest.raises(ValueError, match="node needs|mentor with nobody|parts of cases"):
        Node(**({"servers": 1, "arrivals": 1.0, "work": 1.0} | wrong))


def test_a_network_that_nobody_leaves_is_refused_and_one_replication_has_no_interval() -> None:
    with pytest.raises(ValueError, match="never leave"):
        traffic({"a": Node(1, 1.0, 0.1, {"b": 1.0}), "b": Node(1, 0.0, 0.1, {"a": 1.0})})
    assert estimate([3.0]) == Estimate(3.0, None)
    assert estimate([]) == Estimate(0.0, None)
