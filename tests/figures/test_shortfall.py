"""What was missing where steps fell short: one reason a step, a main one of more than half, and to others nothing that tells of few."""

import random
from itertools import product

from samaki.figures.shortfall import REASONS, Kind, Short, Told, exactly, guarded, guarded_together, tells
from samaki.insights.leaning import _why

FEW = 3
MENTOR, LATE, CHECKLIST, UNKNOWN = Short


def kind(independent, **short):
    counts = {Short(name): count for name, count in short.items()}
    return Kind(independent + sum(counts.values()), independent, counts)


def test_the_unit_itself_reads_each_reason_the_most_first():
    told = exactly(kind(4, mentor=4, late=3, checklist=1))
    assert list(told.counts.items()) == [(MENTOR, 4), (LATE, 3), (CHECKLIST, 1)]
    assert (told.due, told.rest, told.main) == (12, 0, None), "four of eight is not more than half"
    assert exactly(kind(4, mentor=5, late=3, checklist=1)).main is MENTOR
    assert exactly(Kind(12, 4, {LATE: 3})).rest == 5, "of five nobody kept why"
    assert exactly(kind(9)) == Told(9, {}, 0, None)


def test_every_reason_that_is_kept_is_told_as_one_of_four():
    class Step:
        def __init__(self, done, level, on_time, passed):
            self.done, self.level, self.on_time, self.passed = done, level, on_time, passed

    for done, level, on_time, passed in product(
        (True, False), (None, 1, 3, 4), (True, False, None), (True, False, None)
    ):
        if not (done and (level or 0) >= 4 and on_time is True and passed is True):
            assert _why(Step(done, level, on_time, passed)) in REASONS
    assert REASONS[_why(Step(True, 2, False, False))] is MENTOR, "whatever else"
    assert REASONS[_why(Step(False, 2, False, False))] is LATE


def test_to_others_no_reason_of_few_and_none_that_would_tell_one():
    assert guarded(kind(40, mentor=30, late=4), 5).counts == {}, "the whole less the one would tell the other"
    assert guarded(kind(40, mentor=30, late=9, checklist=4), 5) == Told(83, {MENTOR: 30}, 13, MENTOR)
    of_bound = guarded(kind(2, mentor=10, late=8), 5)
    assert (of_bound.counts, of_bound.rest, of_bound.main) == ({MENTOR: 10}, None, MENTOR)
    assert guarded(kind(2, mentor=9, late=9), 5).main is None
    assert guarded(kind(4, mentor=25, late=8, checklist=3), 5).counts == {MENTOR: 25}, "three are left, and few"
    assert guarded(kind(40, late=4), 5) == Told(44, {}, None), "at least so many: nothing of the rest"
    assert guarded(kind(1, late=2), 5) == Told(3, {}, None)


def test_an_area_of_small_kinds_tells_its_reasons_together():
    small = [kind(5, late=4, mentor=2), kind(5, late=4, checklist=1), kind(2, late=4, checklist=2)]
    assert all(not guarded(one, 5).counts for one in small)
    assert guarded_together(small, 5) == Told(29, {LATE: 12}, None, LATE), (
        "17 fell short; of the other five no reason is told"
    )
    assert not guarded_together([*small, kind(9, mentor=2)], 5).counts.get(MENTOR), "four are few in the area too"
    assert guarded_together([], 5) == Told(0, {}, None)


# ---------------------------------------------------------------- the attack, by trying all that fits
def _all_of(due, low, high):
    """Every way in which `due` steps of one kind can have gone, of which `low` to `high` fell short."""
    for fell in range(low, high + 1):
        for mentor in range(fell + 1):
            for late in range(fell - mentor + 1):
                for checklist in range(fell - mentor - late + 1):
                    yield mentor, late, checklist, fell - mentor - late - checklist


def _told_of(one):
    """Between which numbers others read that those lie that fell short."""
    some, rest = 0 < one.independent < FEW, 0 < one.fell < FEW
    if some and rest:
        return 1, one.due - 1
    if some:
        return one.due - FEW + 1, one.due - 1
    return (1, FEW - 1) if rest else (one.fell, one.fell)


def _left_open(kinds, told):
    """For each kind, all tables of it that fit whatever is told."""
    places = [list(Short).index(why) for why in told]
    wanted = tuple(told.values())
    tables = [list(_all_of(one.due, *_told_of(one))) for one in kinds]
    told_parts = [{tuple(row[place] for place in places) for row in rows} for rows in tables]
    for at, rows in enumerate(tables):
        sums = {(0,) * len(places)}
        for other, parts in enumerate(told_parts):
            if other != at:
                sums = {tuple(map(sum, zip(one, two, strict=True))) for one in sums for two in parts}
        yield [row for row in rows if tuple(w - row[p] for w, p in zip(wanted, places, strict=True)) in sums]


def test_whoever_knows_the_sums_of_an_area_learns_of_no_kind_how_few():
    draw, seen = random.Random(8), 0
    for _each in range(150):
        kinds = [
            Kind(due, due - sum(short), {why: count for why, count in zip(Short, short, strict=True) if count})
            for due in (draw.randint(FEW, 8) for _kind in range(draw.choice((2, 2, 3))))
            for short in [draw.choice(list(_all_of(due, 0, due)))]
        ]  # fmt: skip
        told = guarded_together(kinds, FEW).counts
        seen += bool(told)
        assert all(count >= FEW for count in told.values())
        for one, fits in zip(kinds, _left_open(kinds, told), strict=True):
            low, high = _told_of(one)
            if low < high:
                assert {sum(row) for row in fits} == set(range(low, high + 1)), "the bound stays a bound"
            for place, why in enumerate(Short):
                if 0 < one.short.get(why, 0) < FEW:
                    assert min(row[place] for row in fits) <= 1, (kinds, told)
                    assert max(row[place] for row in fits) >= min(FEW - 1, high), (kinds, told)
    assert seen > 20, "the attack must have something to attack"
    bare = [kind(0, late=5), kind(0, late=2, mentor=3)]
    assert tells(bare, {LATE: 7, MENTOR: 3}, FEW) is True, (
        "five of the seven are all that fell short in one: the others lie in the other"
    )
