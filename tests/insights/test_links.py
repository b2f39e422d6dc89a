"""Links of the chain, counted by hand: what a link carries, holds and closes, what of it is there, and which is the weakest."""

import random
from collections import Counter
from datetime import date

import pytest

from samaki.agencies.country import pack
from samaki.figures.pooling import pool, shares
from samaki.figures.proportions import wilson
from samaki.insights.links import (
    FAILS,
    FEW,
    GATE,
    HOLDS,
    MISSING,
    OPEN,
    Ends,
    Exists,
    Part,
    a_quarter,
    carried,
    link_of,
    of_pathway,
    quarter_of,
    quarters,
    weakest_first,
)
from tests.insights.toys import DAY, MARCH, NGO, POLICE, RULES, SOCIAL, Toy

WHOLE, BARE = Exists(Part(1, 1), Part(1, 1), Part(1, 1)), Exists(Part(0, 1), Part(0, 1), Part(0, 1))


def ask(toy, name, *moves, asks=POLICE, asked=SOCIAL, step=None, case="A"):
    """Moves: (minute, act, state, due). Each entry carries the due time that runs from then on."""
    for minute, act, state, due in moves:
        toy.add(
            minute,
            f"handoff.{act}",
            name,
            case=case,
            step=step or name,
            from_=asks,
            to_=asked,
            state=state,
            due_at=due,
            reason="",
        )
    return toy


def marks_of(toy, asks, asked):
    """Measure -> marks of what one unit asked of the other."""
    found = {}
    for (cell, mark), number in toy.tally().items():
        if (cell.other, cell.unit) == (asks, asked):
            found.setdefault(cell.measure, Counter())[mark] += number
    return found


def named(name, yes, no, exists=WHOLE, **more):
    marks = {"I3": Counter(yes=yes, no=no)} if yes or no else {}
    return link_of(Ends("12", "police", name), exists, marks, MARCH, RULES, **more)


def test_a_link_is_what_was_offered_answered_in_time_and_confirmed_each_counted_by_hand() -> None:
    toy = Toy().case(0, "A")
    offer = (0, "offer", "offered", 60)
    ask(toy, "taken, done, confirmed", offer, (30, "accept", "accepted", 500), (90, "complete", "completed", 600),
        (95, "confirm", "confirmed", 600))  # fmt: skip
    ask(toy, "declined in time", offer, (50, "decline", "declined", 60))
    ask(toy, "expired", offer, (200, "expire", "expired", 60), step="again")
    ask(toy, "offered again", (210, "offer", "offered", 270), (220, "accept", "accepted", 900), step="again")
    ask(toy, "waits past its time", offer)
    ask(toy, "waits, not due", (0, "offer", "offered", 30 * DAY))
    ask(toy, "taken back", offer, (20, "withdraw", "withdrawn", 60))
    ask(toy, "taken too late", offer, (100, "accept", "accepted", 900))
    ask(toy, "a mistake", offer, (20, "mark_error", "entered_in_error", 60))
    ask(toy, "the other way", offer, (30, "accept", "accepted", 500), asks=SOCIAL, asked=POLICE)
    ask(toy, "to another", offer, (30, "accept", "accepted", 500), asked=NGO)
    marks = marks_of(toy, POLICE, SOCIAL)
    assert carried(marks) == 8, "an offer that was no mistake is one, also when it is the second for a step"
    one = link_of(Ends("12", "police", "social"), WHOLE, marks, MARCH, RULES)
    # in time: taken, declined, offered again; not: expired, waits past its time, taken too late; the rest is not judged
    assert (one.holds.n, one.holds.value, one.holds.open) == (6, 3 / 6, 1)
    assert (one.holds.low, one.holds.high) == (wilson(3, 6).low, wilson(3, 6).high)
    assert one.verdict == OPEN
    # ended: confirmed; declined and expired are not closed; what is under way or waits is not judged
    assert (one.closes.n, one.closes.value, one.closes.open) == (3, 1 / 3, 2)
    assert carried(marks_of(toy, SOCIAL, POLICE)) == carried(marks_of(toy, POLICE, NGO)) == 1
    days = (MARCH.end - MARCH.since).total_seconds() / 86400
    assert a_quarter(8, MARCH) == pytest.approx(8 * 91.3125 / days)
    assert a_quarter(0, MARCH) == 0


def test_of_three_things_each_counts_where_somebody_has_it_and_none_where_nobody_is_there() -> None:
    assert (WHOLE.count, BARE.count) == (3, 0)
    assert Exists(Part(1, 4), Part(0, 2), Part(2, 2)).count == 2
    assert Exists(Part(0, 0), Part(1, 1), Part(0, 1)).count == 2, "one agency needs no agreement with itself"
    assert Exists(Part(0, 0), Part(0, 0), Part(0, 0)).count == 0
    assert not Part(1, 4).whole


def test_the_weakest_comes_first_by_a_rule_that_can_be_said() -> None:
    two = Exists(Part(1, 1), Part(1, 1), Part(0, 1))
    right = [
        named("nothing there", 0, 0, BARE),
        named("surely weak", 2, 18),
        named("bare and few", 2, 1, BARE),
        named("two and few", 1, 2, two),
        named("two and nothing", 0, 0, two),
        named("nobody knows", 12, 4),
        named("all there, few", 3, 0),
        named("all there, hidden", 30, 0, hidden=True),
        named("good", 46, 6),
        named("best", 60, 1),
    ]
    verdicts = [MISSING, FAILS, FEW, FEW, FEW, OPEN, FEW, FEW, HOLDS, HOLDS]
    assert [one.verdict for one in right] == verdicts
    for seed in range(20):
        mixed = random.Random(seed).sample(right, len(right))
        found = [one.ends.asked for one in weakest_first(mixed)]
        assert set(found[6:8]) == {"all there, few", "all there, hidden"}
        assert found[:6] + found[8:] == [one.ends.asked for one in right[:6] + right[8:]]


def test_what_is_agreed_by_nobody_but_answered_is_judged_by_its_answers() -> None:
    assert named("works without paper", 60, 1, BARE).verdict == HOLDS
    assert named("one hand-off", 0, 1, BARE).verdict == FEW
    assert named("hidden", 0, 9, BARE, hidden=True).verdict == FEW


def test_the_verdict_is_of_its_own_interval_at_the_gate() -> None:
    for yes in range(21):
        inner, one = wilson(yes, 20), named("x", yes, 20 - yes)
        assert one.verdict == (FAILS if inner.high < GATE else HOLDS if inner.low >= GATE else OPEN)
    assert named("x", 0, 4).verdict == named("x", 4, 0).verdict == FEW
    assert named("x", 9, 0).verdict == HOLDS, "nine of nine, not eight of eight"
    assert named("x", 8, 0).verdict == OPEN


def test_a_small_link_is_not_the_weakest_by_chance() -> None:
    strong = [named(f"strong {at}", 45 + at, 5) for at in range(8)]
    small, large = named("small", 1, 6), named("large", 30, 90)
    assert small.verdict == large.verdict == FAILS
    assert small.holds.value < large.holds.value
    found = weakest_first([small, large, *strong])
    assert [one.ends.asked for one in found[:2]] == ["large", "small"]
    assert found[1].pooled > found[1].holds.value, "it borrowed"
    assert weakest_first([]) == []


def test_shares_for_the_order_are_those_of_the_pooled_intervals() -> None:
    counts = [(1, 6), (30, 120), (45, 50), (0, 5), (9, 9)]
    assert shares(counts) == pytest.approx([one.share for one in pool(counts)])
    assert shares([]) == []
    with pytest.raises(ValueError, match="no share"):
        shares([(6, 5)])


def test_the_pathway_says_which_links_there_should_be_and_who_is_wanting() -> None:
    kinds = list(pack().step_kinds.values())
    there = {"police_ahtjp", "social", "prosecution", "court", "ngo_aftercare", "ngo_legal", "health"}
    found, nobody = of_pathway(kinds, there.__contains__)
    assert {("police_ahtjp", "social"), ("social", "police_ahtjp"), ("police_ahtjp", "prosecution"), ("social", "ngo_aftercare"),
            ("prosecution", "court"), ("social", "health"), ("court", "ngo_legal")} <= found  # fmt: skip
    assert {kind for pair in found for kind in pair} <= there
    assert all(asks != asked for asks, asked in found)
    assert {"appeal_hearing", "cassation_hearing"} <= nobody
    without, _nobody = of_pathway(kinds, (there - {"social"}).__contains__)
    assert ("police_ahtjp", "ngo_aftercare") in without, "the next of those that may hold it is asked"
    assert of_pathway(kinds, lambda kind: False) == (set(), {one.code for one in kinds})


def test_quarters_are_those_of_the_calendar() -> None:
    assert [quarter_of(date(2026, month, 1)).month for month in range(1, 13)] == [1, 1, 1, 4, 4, 4, 7, 7, 7, 10, 10, 10]
    assert quarters(date(2026, 2, 1), 4) == [date(2025, 4, 1), date(2025, 7, 1), date(2025, 10, 1), date(2026, 1, 1)]
