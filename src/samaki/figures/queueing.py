"""What if the mentor left tomorrow: the observed chain as a network of queues, with and without the mentor's share of the work.

Each unit of the chain is a node: so many members at work, steps that arrive, how long one takes, and where the case goes next. At a
node the mentor takes a part of the steps as its own work (its members wait on nobody else's). Without the mentor the node's own members
do all. Both futures are simulated over the same arrivals, ways and lengths of work, drawn beforehand, so what differs between them is
the mentor alone.

Jackson 1957 (traffic equations), Erlang 1917 (M/M/c), Law, Simulation Modeling and Analysis, 5th ed., 9.4 (independent replications) and
11.2 (common random numbers). Simulated by simpy, loaded when the first network runs.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf, log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from samaki.figures.proportions import CONFIDENCE, Interval

Floats = NDArray[np.float64]


def erlang_b(servers: int, load: float) -> float:
    """Probability that all servers are busy where nobody can wait. `load`: arrivals x mean work, in servers."""
    blocked = 1.0
    for busy in range(1, servers + 1):
        blocked = load * blocked / (busy + load * blocked)
    return blocked


def erlang_c(servers: int, load: float) -> float:
    """Probability that who arrives must wait (M/M/c); 1 where the load is not below the servers."""
    if load >= servers:
        return 1.0
    blocked = erlang_b(servers, load)
    return blocked / (1 - load / servers * (1 - blocked))


def mean_wait(servers: int, arrivals: float, work: float) -> float:
    """Mean waiting before the work begins, in the unit of `work`; infinite where work comes faster than it can be done."""
    load = arrivals * work
    return inf if load >= servers else erlang_c(servers, load) * work / (servers - load)


def wait_quantile(servers: int, arrivals: float, work: float, part: float) -> float:
    """The waiting that this part (0 to 1) of all do not exceed."""
    load = arrivals * work
    if load >= servers:
        return inf
    waits = erlang_c(servers, load)
    return max(0.0, log(waits / (1 - part)) * work / (servers - load)) if waits > 0 else 0.0


@dataclass(frozen=True)
class Node:
    """One unit with its kind of step. Times in any one unit (hours), rates per that unit.

    `servers`: own members at work. `arrivals`: steps that begin here from outside. `work`: mean length of one; `observed`: lengths that
    were observed, to draw from; without them lengths are exponential. `onward`: node -> part of the cases that go there next; the rest
    leaves. `mentor`: part of the steps that the mentor does. `mentor_servers`: its members here; `None`: they are never short.
    """

    servers: int
    arrivals: float
    work: float
    onward: Mapping[str, float] = field(default_factory=dict)
    mentor: float = 0.0
    mentor_servers: int | None = None
    observed: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.mentor_servers == 0:
            raise ValueError("a mentor with nobody here takes no part: set the part to 0")
        if self.servers < 1 or self.arrivals < 0 or self.work <= 0 or not 0 <= self.mentor <= 1:
            raise ValueError(
                "a node needs a member, arrivals of 0 or more, work above 0, and a mentor's part from 0 to 1"
            )
        if any(part < 0 for part in self.onward.values()) or sum(self.onward.values()) > 1 + 1e-9:
            raise ValueError("the parts of cases that go on are at least 0 and at most 1 together")


Network = Mapping[str, Node]


def traffic(network: Network) -> dict[str, float]:
    """Steps that come to each node in the long run, from outside and from other nodes: l = g + l P.

    Raises ValueError when none ever leaves.
    """
    names = list(network)
    onward = np.array([[network[a].onward.get(b, 0.0) for b in names] for a in names])
    if max(abs(np.linalg.eigvals(onward)), default=0.0) >= 1 - 1e-9:
        raise ValueError("in this network some cases never leave")
    flow = np.linalg.solve(np.eye(len(names)) - onward.T, np.array([network[name].arrivals for name in names]))
    return dict(zip(names, flow.tolist(), strict=True))


def loads(network: Network, mentor: bool) -> dict[str, float]:
    """Work that falls to each node's own members, as a part of what they can do. At 1 or above waiting grows without end."""
    flow = traffic(network)
    return {
        name: flow[name] * (1 - node.mentor * mentor) * _mean_work(node) / node.servers
        for name, node in network.items()
    }


def _mean_work(node: Node) -> float:
    return float(np.mean(node.observed)) if node.observed else node.work


@dataclass(frozen=True)
class Visit:
    """One step of a case to come: where, how much work it is, and whether the mentor would do it."""

    node: str
    work: float
    mentor: bool


Case = tuple[float, tuple[Visit, ...]]
"""When it arrives, and its way."""


def draw(network: Network, until: float, random: np.random.Generator) -> list[Case]:
    """All cases that arrive before `until`, with their ways. Poisson arrivals; nothing here depends on who works."""
    traffic(network)
    cases: list[Case] = []
    for name in sorted(network):
        arrivals = network[name].arrivals
        count = int(random.poisson(arrivals * until))
        cases += [(float(at), _way(network, name, random)) for at in np.sort(random.uniform(0, until, count))]
    return sorted(cases, key=lambda case: case[0])


def _way(network: Network, first: str, random: np.random.Generator) -> tuple[Visit, ...]:
    way, here = [], first
    while here:
        node = network[here]
        work = float(random.choice(node.observed)) if node.observed else float(random.exponential(node.work))
        way.append(Visit(here, work, bool(random.random() < node.mentor)))
        here = _next(node, float(random.random()))
    return tuple(way)


def _next(node: Node, chance: float) -> str:
    for name in sorted(node.onward):
        chance -= node.onward[name]
        if chance < 0:
            return name
    return ""


def waits(network: Network, cases: Sequence[Case], mentor_until: float) -> dict[str, list[tuple[float, float]]]:
    """For each node the (arrival, waiting before the work begins) of every step. The mentor takes steps that arrive before `mentor_until`.

    First come, first served; work that has begun is finished. `inf`: the mentor stays; 0: it was never there.
    """
    import simpy

    world = simpy.Environment()
    own = {name: simpy.Resource(world, node.servers) for name, node in network.items()}
    lent = {n: simpy.Resource(world, node.mentor_servers) for n, node in network.items() if node.mentor_servers}
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in network}

    def step(visit: Visit) -> Generator[Any, Any, None]:
        began = world.now
        helped = visit.mentor and began < mentor_until
        members = lent.get(visit.node) if helped else own[visit.node]
        if members is None:
            found[visit.node].append((began, 0.0))
            yield world.timeout(visit.work)
            return
        with members.request() as turn:
            yield turn
            found[visit.node].append((began, world.now - began))
            yield world.timeout(visit.work)

    def go(way: tuple[Visit, ...]) -> Generator[Any, Any, None]:
        for visit in way:
            yield from step(visit)

    def arrive() -> Generator[Any, Any, None]:
        for at, way in cases:
            yield world.timeout(max(0.0, at - world.now))
            world.process(go(way))

    world.process(arrive())
    world.run()
    return found


@dataclass(frozen=True)
class Estimate:
    """A mean over replications and Student's interval for it. `None` where fewer than two replications say anything."""

    mean: float
    interval: Interval | None


@dataclass(frozen=True)
class Future:
    """One node: its load and mean waiting with and without the mentor, the P90 of waiting, and by how much the mean grows, with intervals.

    `grows_without_end`: without the mentor more work comes than its members can do; the waits are then those within the horizon alone.
    """

    load_with: float
    load_without: float
    mean_with: Estimate
    mean_without: Estimate
    p90_with: Estimate
    p90_without: Estimate
    growth: Estimate
    grows_without_end: bool


def what_if(
    network: Network, *, warm_up: float, horizon: float, replications: int = 30, seed: int = 2015
) -> dict[str, Future]:
    """The mentor leaves at `warm_up`; steps that arrive in the `horizon` after it are counted, once so and once as if it had stayed.

    Weakest node first: where waiting grows most. The same seed gives the same figures. A node that no step reached in a replication
    gives nothing to it.
    """
    runs = [_both(network, warm_up, horizon, np.random.default_rng([seed, one])) for one in range(replications)]
    before, after = loads(network, True), loads(network, False)
    futures = {name: _future(name, runs, before[name], after[name]) for name in sorted(network)}
    return dict(sorted(futures.items(), key=lambda one: -one[1].growth.mean))


Pair = tuple[dict[str, Floats], dict[str, Floats]]


def _both(network: Network, warm_up: float, horizon: float, random: np.random.Generator) -> Pair:
    cases = draw(network, warm_up + horizon, random)
    end = warm_up + horizon
    return (
        counted(waits(network, cases, inf), warm_up, end),
        counted(waits(network, cases, warm_up), warm_up, end),
    )


def counted(found: Mapping[str, Sequence[tuple[float, float]]], since: float, until: float) -> dict[str, Floats]:
    """The waits of the steps that arrived from `since` on and before `until`."""
    return {name: np.array([wait for at, wait in pairs if since <= at < until]) for name, pairs in found.items()}


def _future(name: str, runs: Sequence[Pair], load_with: float, load_without: float) -> Future:
    told = [(stays[name], leaves[name]) for stays, leaves in runs if len(stays[name]) and len(leaves[name])]

    def over(figure: Callable[[Floats, Floats], float]) -> Estimate:
        return estimate([figure(stays, leaves) for stays, leaves in told])

    return Future(
        load_with,
        load_without,
        over(lambda stays, _: float(stays.mean())),
        over(lambda _, leaves: float(leaves.mean())),
        over(lambda stays, _: float(np.quantile(stays, 0.9))),
        over(lambda _, leaves: float(np.quantile(leaves, 0.9))),
        over(lambda stays, leaves: float(leaves.mean() - stays.mean())),
        load_without >= 1,
    )


def estimate(values: Sequence[float], confidence: float = CONFIDENCE) -> Estimate:
    """The mean of independent replications with Student's interval."""
    n = len(values)
    if n < 2:
        return Estimate(float(values[0]) if values else 0.0, None)
    mean, spread = float(np.mean(values)), float(np.std(values, ddof=1))
    half = float(stdtrit(n - 1, (1 + confidence) / 2)) * spread / sqrt(n)
    return Estimate(mean, Interval(mean - half, mean + half))
