"""Surveys of venues: equal to another library, drawn so that anybody can repeat it, and honest about what was misjudged or not seen."""

import random
from itertools import product

import numpy as np
import polars
import pytest
import svy
from hypothesis import given, settings
from hypothesis import strategies as st

from samaki.prevalence import Unusable, venues
from samaki.prevalence.venues import drawing, estimating, judging

HEAD = "stratum,venue,weight,people,minors,frame"


def visits(seed: int, strata: int, weighted: bool) -> list[tuple[str, str, float, int, int, int]]:
    """Rows of a made-up survey: two or three visits to some venues of each stratum."""
    chance = random.Random(seed)
    rows = []
    for stratum in range(strata):
        for venue in range(chance.randint(4, 9)):
            weight = chance.choice([1.5, 2.0, 3.5]) if weighted else 1.0
            for _ in range(chance.randint(1, 3)):
                people = chance.randint(3, 12)
                minors = sum(chance.random() < 0.15 + 0.1 * (venue % 2) for _ in range(people))
                rows.append((f"s{stratum}", f"v{stratum}-{venue}", weight, people, minors, 40))
    return rows


def text(rows: list[tuple]) -> str:
    return "\n".join([HEAD, *(",".join(map(str, row)) for row in rows)])


@pytest.mark.parametrize(("seed", "strata", "weighted", "finite"), [(1, 3, True, False), (2, 1, False, False), (3, 2, True, True)],
                         ids=["three strata with weights", "no strata, no weights", "two strata, frame known"])  # fmt: skip
def test_the_share_is_that_of_another_library(seed: int, strata: int, weighted: bool, finite: bool) -> None:
    """Point, standard error, interval on the logit scale, plain interval, degrees of freedom and design effect of `svy`, which is
    checked against the survey package for R. There each person is a row."""
    rows = visits(seed, strata, weighted)
    told = venues.share(venues.from_text(text(rows)), finite=finite)
    people = [
        (stratum, venue, weight, int(number < minors), frame)
        for stratum, venue, weight, many, minors, frame in rows
        for number in range(many)
    ]
    table = polars.DataFrame(people, schema=["stratum", "venue", "weight", "minor", "frame"], orient="row")
    design = svy.Design(
        stratum="stratum" if strata > 1 else None, psu="venue", wgt="weight", pop_size="frame" if finite else None
    )
    sample = svy.Sample(table, design)
    share = next(one for one in sample.estimation.prop("minor", deff="wr").estimates if one.y_level == 1)
    mean = sample.estimation.mean("minor").estimates[0]
    assert (told.value, told.error, told.low, told.high) == pytest.approx(
        (share.est, share.se, share.lci, share.uci), rel=1e-9
    )
    assert told.plain == pytest.approx((mean.lci, mean.uci), rel=1e-9)
    assert (told.freedom, told.effect) == (share.df, pytest.approx(share.deff, rel=1e-9))


def test_a_stratum_by_itself_is_a_survey_of_its_own() -> None:
    rows = visits(5, 2, True)
    by = venues.by_stratum(venues.from_text(text(rows)))
    alone = venues.share(venues.from_text(text([row for row in rows if row[0] == "s1"])))
    assert by["s1"] == alone
    assert list(by) == ["s0", "s1"]


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_order_of_visits_changes_nothing(seed: int) -> None:
    rows = visits(seed, 2, True)
    first, second = (
        venues.share(venues.from_text(text(some))) for some in (rows, random.Random(seed).sample(rows, len(rows)))
    )
    assert first.value == pytest.approx(second.value, rel=1e-12)
    assert first.error == pytest.approx(second.error, rel=1e-9, abs=1e-12)


def test_where_no_minor_was_seen_the_interval_counts_venues() -> None:
    rows = [("s", f"v{number}", 1, 20, 0, 50) for number in range(30)]
    told = venues.share(venues.from_text(text(rows)))
    assert (told.value, told.low, told.from_venues) == (0.0, 0.0, True)
    assert told.high == pytest.approx(1 - 0.025 ** (1 / 30))
    assert estimating.exact(1.0, 30)[1] == 1.0


@pytest.mark.parametrize(("lines", "code"), [
    ([], "empty"),
    (["s,v,1,5,1"], "row_length"),
    (["s,v,1,5,six,9"], "number"),
    (["s,v,1,5,1.5,9"], "number_whole"),
    (["s,v,1,-5,0,9"], "number_negative"),
    (["s,v,0,5,1,9"], "weight"),
    (["s,,1,5,1,9"], "name_missing"),
    (["s,v,1,5,6,9"], "more_minors"),
    (["s,v,1,0,0,9", "s,w,1,0,0,9"], "nobody_observed"),
    (["s,v,1,5,1,9", "s,v,1,5,0,9"], "one_venue"),
    (["s,v,1,5,1,9", "s,w,1,5,0,9", "t,x,1,5,0,9"], "venue_alone"),
    (["s,v,1,5,1,9", "t,v,1,5,0,9"], "venue_in_two"),
    (["s,v,1,5,1,1", "s,w,1,5,0,1"], "frame_size"),
    (['s,"v,1,5,1,9'], "not_text"),
])  # fmt: skip
def test_a_bad_table_of_visits_is_told_in_one_sentence(lines: list[str], code: str) -> None:
    with pytest.raises(Unusable) as caught:
        venues.from_text("\n".join([HEAD, *lines]))
    assert caught.value.code == code
    assert "%(" not in str(caught.value)


def test_columns_may_be_named_as_others_name_them() -> None:
    told = venues.from_text("PSU,Observed,Minors\na,4,1\nb,6,0\n")
    assert (told.venues, told.people.tolist(), told.strata, told.weight.tolist()) == (
        ("a", "b"),
        [4, 6],
        ("*",),
        [1, 1],
    )
    with pytest.raises(Unusable, match="no column minors"):
        venues.from_text("venue,people\na,4\n")
    with pytest.raises(Unusable, match="stands twice"):
        venues.from_text("venue,people,observed,minors\na,4,4,1\n")


FRAME = [
    drawing.Venue(
        f"v{number}", "ab"[number % 2], tuple(f"{day} night" for day in ("Fri", "Sat", "Sun")), 1 + number % 7
    )
    for number in range(40)
]


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), by=st.sampled_from([drawing.EQUAL, drawing.SIZE]))
def test_the_draw_is_the_same_for_everybody_who_knows_the_seed(seed: int, by: str) -> None:
    plan = drawing.Plan({"a": 6, "b": 5}, visits=2, by=by)
    first = drawing.drawn(FRAME, plan, "a public word")
    assert first == drawing.drawn(random.Random(seed).sample(FRAME, len(FRAME)), plan, "a public word")
    assert len(first) == 22
    assert first != drawing.drawn(FRAME, plan, f"another word {seed}")


@pytest.mark.parametrize("by", [drawing.EQUAL, drawing.SIZE])
def test_each_venue_is_drawn_as_often_as_its_weight_says(by: str) -> None:
    """Over 1,500 seeds each venue comes in about as often as its probability, and weights add up to all times of all venues."""
    plan, seeds = drawing.Plan({"a": 6, "b": 5}, visits=1, by=by), 1500
    times, sizes, weights = dict.fromkeys((venue.name for venue in FRAME), 0), {}, 0.0
    for seed in range(seeds):
        for visit in drawing.drawn(FRAME, plan, str(seed)):
            times[visit.venue] += 1
            sizes[visit.venue] = visit.venue_probability
            weights += visit.weight
    for name, share in sizes.items():
        assert times[name] / seeds == pytest.approx(share, abs=4.5 * (share * (1 - share) / seeds) ** 0.5)
    assert weights / seeds == pytest.approx(sum(len(venue.times) for venue in FRAME), rel=0.05)


def test_a_large_venue_is_taken_for_certain() -> None:
    shares = drawing.probabilities([100, 1, 1, 2], 2)
    assert shares == pytest.approx([1, 0.25, 0.25, 0.5])
    frame = [drawing.Venue("large", "a", ("x",), 100), *(drawing.Venue(f"v{n}", "a", ("x",), 1) for n in range(9))]
    for seed in "abcdef":
        told = drawing.drawn(frame, drawing.Plan({"a": 3}, by=drawing.SIZE), seed)
        assert [visit.venue for visit in told if visit.certain] == ["large"]
        assert len(told) == 3


@pytest.mark.parametrize(("plan", "extra", "code"), [
    (drawing.Plan({"c": 2}), [], "no_such_stratum"),
    (drawing.Plan({"a": 1}), [], "two_in_each"),
    (drawing.Plan({"a": 99}), [], "too_few_venues"),
    (drawing.Plan({"a": 2}, visits=4), [], "slots"),
    (drawing.Plan({"a": 2}), [FRAME[0]], "venue_twice"),
    (drawing.Plan({"a": 2}, by=drawing.SIZE), [drawing.Venue("empty", "a", ("x",), 0)], "size"),
])  # fmt: skip
def test_a_plan_that_cannot_be_drawn_is_told_in_one_sentence(plan: drawing.Plan, extra: list, code: str) -> None:
    with pytest.raises(Unusable) as caught:
        drawing.drawn([*FRAME, *extra], plan, "x")
    assert caught.value.code == code


def test_what_was_judged_leads_back_to_what_is_true() -> None:
    """A share that is judged with a known error is found again; and over a grid no corner lies outside of the bounds."""
    for true, sensitivity, specificity in product((0.01, 0.1, 0.6), (0.7, 0.95), (0.9, 0.99)):
        seen = true * sensitivity + (1 - true) * (1 - specificity)
        assert judging.true_share(seen, sensitivity, specificity) == pytest.approx(true)
    told = venues.share(venues.from_text(text(visits(4, 2, True))))
    ranges = ((0.8, 0.95), (0.9, 0.99))
    bounds = venues.misjudged(told, *ranges)
    grid = [
        judging.true_share(share, sensitivity, specificity)
        for share in np.linspace(told.low, told.high, 7)
        for sensitivity in np.linspace(*ranges[0], 5)
        for specificity in np.linspace(*ranges[1], 5)
    ]
    assert (bounds.low, bounds.high) == pytest.approx((min(grid), max(grid)))
    assert bounds.low <= bounds.value_low <= bounds.value_high <= bounds.high


def test_a_small_share_may_be_nobody_at_all() -> None:
    """Of 2.2 % judged to be minors, one adult in ten taken for a minor explains all."""
    rows = [("s", f"v{number}", 1, 50, 1 if number < 22 else 0, 60) for number in range(20)]
    rows += [("s", f"w{number}", 1, 50, 1 if number < 2 else 0, 60) for number in range(20)]
    bounds = venues.misjudged(venues.share(venues.from_text(text(rows))))
    assert (bounds.nobody, bounds.low) == (True, 0.0)
    with pytest.raises(Unusable, match="says nothing"):
        judging.true_share(0.1, 0.4, 0.6)
    for wrong in (((0.2, 0.9), (0.8, 0.9)), ((0.9, 0.8), (0.9, 1.0)), ((0.9, 1.1), (0.9, 1.0))):
        with pytest.raises(Unusable):
            venues.misjudged(venues.share(venues.from_text(text(rows))), *wrong)


def test_measured_errors_of_judging_widen_the_standard_error() -> None:
    told = venues.share(venues.from_text(text(visits(4, 2, True))))
    value, error = judging.spread(told, 0.9, 0.95, 200, 800)
    assert value == pytest.approx((told.value - 0.05) / 0.85)
    assert error > told.error / 0.85
    assert judging.spread(told, 1.0, 1.0, 200, 800) == pytest.approx((told.value, told.error))


def test_two_rounds_beside_each_other() -> None:
    before, after = (venues.share(venues.from_text(text(visits(seed, 2, True)))) for seed in (8, 9))
    told = venues.change(before, after)
    assert told.difference == pytest.approx(after.value - before.value)
    assert told.low < told.difference < told.high
    assert min(before.freedom, after.freedom) <= told.freedom <= before.freedom + after.freedom
    assert told.ratio_low < told.ratio < told.ratio_high
    same = venues.change(before, before)
    assert (same.difference, same.p, same.ratio) == (0, 1, 1)
    none = venues.share(venues.from_text(text([("s", f"v{n}", 1, 9, 0, 40) for n in range(9)])))
    assert venues.change(before, none).ratio == 0
    assert np.isnan(venues.change(none, before).ratio)
