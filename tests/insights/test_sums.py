"""Sums beside cells: never other than the cells, in steps that say too much time and never too little, and telling no reader more."""

import importlib
import random
from datetime import timedelta

import pytest
from django.db import connection

from samaki.agencies.models import Unit
from samaki.database import session
from samaki.figures.disclosure import WHOLE as ALL
from samaki.figures.disclosure import Sum, attack
from samaki.insights import keeping, queries
from samaki.insights.definitions import MEASURES
from samaki.insights.facts import minute
from samaki.insights.figures import FEWEST
from samaki.insights.models import MeasureCell, MeasureSum
from samaki.insights.queries import WHOLE, Months
from tests.everything import rows
from tests.insights.test_keeping import corrected, counted_in_batches, worked

STEPS = importlib.import_module("samaki.migrations.0147_sums_access")
KEPT = "select sort, measure, month, unit, area, kind, mark, number from measure_sum order by 1, 2, 3, 4, 5, 6, 7"


def marks(chance, moment):
    """A tally with marks of every sort."""
    began = moment - chance.randint(1, 900_000)
    found = {
        "yes": 3, "no": 2, "why:declined:no_place": 1, f"open:{began + chance.randint(0, 90_000)}": 1, "open:": 1, "in": 4,
        "in_at": 4 * began, f"age:{began}:{began + chance.choice((30, 9_000, 200_000))}": 2, f"age:{began}:": 1,
        f"lag:{chance.randint(0, 90_000)}": 1, f"wait:seen:{chance.randint(2, 900_000)}:{chance.randint(0, 1)}": 2,
        f"wait::{began}:0": 1, "after": 1, "simple:yes": 2, f"complex:open:{began}": 1, f"run:simple:{began}:1:bad": 1, "led:2": 1,
        "at:2:": 3, "times:2": 1,
    }  # fmt: skip
    return {mark: number * chance.randint(1, 3) for mark, number in found.items() if chance.random() < 0.6}


def test_whatever_is_written_to_cells_sums_are_those_that_the_cells_make(cast, now):
    chance, moment, month = random.Random(77), minute(now), now.date().replace(day=1)
    units = [cast[name].unit_id for name in ("duty.pp", "social.pp", "ngo.pp")]
    with session("worker", now):
        for number in range(40):
            measure, kind = (
                chance.choice(("I1", "I3", "I5", "I7", "C4", "IX1", "I6")),
                chance.choice(("", "case", "medical_exam")),
            )
            ours, theirs = chance.choice([0, *units]), chance.choice([0, *units])
            cell, _made = MeasureCell.objects.get_or_create(
                measure=measure, area=chance.choice(("12", "1208", "17")), unit=ours, other=theirs, kind=kind,
                month=month - timedelta(days=31 * (number % 3) + 20), defaults={"tally": {}})  # fmt: skip
            cell.tally = marks(chance, moment)
            cell.save()
        MeasureCell.objects.filter(area="17", measure="I3").delete()
    kept, anew = same(now)
    assert kept == anew
    assert {sort for sort, *_rest in kept} == {"area", "kind", "link", "unit"}
    assert all(number for *_rest, number in kept)
    assert not [mark for *_rest, mark, _number in kept if mark.startswith(("run:", "led:"))]
    with session("worker", now):
        MeasureCell.objects.all().delete()
    assert rows("select count(*) from measure_sum") == [(0,)]


def same(now):
    """Sums as they are, and as the cells make them: with other places they are made anew."""
    before = rows(KEPT)
    with session("worker", now), connection.cursor() as cursor:
        cursor.execute('select app.place_sums(\'{"nowhere": "9"}\')')
        assert cursor.fetchone() == (True,)
    return before, rows(KEPT)


def test_counted_in_batches_or_anew_sums_are_equal_and_tell_what_cells_tell(cast, now):
    _first, closed = worked(cast, now)
    later = now + timedelta(days=40)
    counted_in_batches(later, 1)
    corrected(cast, later, closed)
    counted_in_batches(later, 3)
    in_batches = rows(KEPT)
    keeping.recount(later)
    assert rows(KEPT) == in_batches != []
    months, duty = Months(now.date().replace(day=1), later.date().replace(day=1), later), cast["duty.pp"]
    assert {"I1", "I5", "I6", "I7", "I8"} <= compared(duty, months)
    assert {"I3", "C4", "C6"} <= compared(cast["ngo.pp"], months)


def compared(member, months):
    """Measures of the member's unit; the same from cells and from sums, but for steps of time."""
    with session("worker", months.now):
        cells = {name: queries.table(one, months, unit=member.unit_id).figures[WHOLE] for name, one in MEASURES.items()}
    with session("app", months.now, member.id):
        sums = queries.of_unit(member.unit_id, months)
    for name, one in sums.items():
        of_cells = cells[name]
        assert (one.n, one.value if one.median is None else 0, one.open, one.apart, one.reasons, one.rows) == (
            of_cells.n, of_cells.value if one.median is None else 0, of_cells.open, of_cells.apart, of_cells.reasons, of_cells.rows,
        ), name  # fmt: skip
        if one.median and one.median.value is not None and of_cells.median:
            assert of_cells.median.value <= one.median.value <= of_cells.median.value * 8 / 7 + 1, name
    return set(sums)


def test_steps_round_up_never_down_and_by_an_eighth_at_most(db):
    wanted = [
        *range(1, 2000),
        4320,
        10080,
        10081,
        43200,
        86399,
        86400,
        86401,
        131040,
        524160,
        1048320,
        1048321,
        3_000_000,
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"select m, {STEPS.up('m')}, {STEPS.down('m')} from unnest(%s::bigint[]) m order by 1", [wanted])
        told = cursor.fetchall()
    assert all(down <= m <= up <= m * 8 / 7 + 1 for m, up, down in told)
    assert [up for _m, up, _down in told] == sorted(up for _m, up, _down in told)
    exact = (15, 60, 240, 1440, 4320, 10080, 43200, 131040, 524160)
    assert [up for m, up, _down in told if m in exact] == list(exact), "shares are told at ends of steps"


def test_a_unit_reads_its_own_sums_and_a_head_those_of_the_agency(cast, now):
    month = now.date().replace(day=1)
    duty, other, social = (cast[name] for name in ("duty.pp", "duty.sr", "social.pp"))
    with session("worker", now):
        for member in (duty, other, social):
            MeasureCell.objects.create(
                measure="I3", area="12", unit=member.unit_id, other=duty.unit_id, kind="", month=month, tally={"yes": 2, "no": 1}
            )  # fmt: skip
    for member in (duty, other, social):
        with session("app", now, member.id):
            assert {(one.sort, one.unit) for one in MeasureSum.objects.all()} == {("unit", member.unit_id)}
            assert not [key for key in led(now) if key == cast["ngo.pp"].unit_id]
    with session("app", now, cast["officer.pp"].id):
        found = led(now)
    assert (
        {duty.unit_id}
        <= found.keys()
        <= set(Unit.objects.filter(agency=duty.unit.agency).values_list("principal", flat=True))
    )
    assert found[duty.unit_id]["I3"].n == 3, "an agency sees its own, small or not"
    with session("app", now, duty.id):
        assert led(now) == {}, "who leads no unit reads none but the own"


def led(now):
    month = now.date().replace(day=1)
    return queries.of_units_led([MEASURES["I3"]], Months(month, month, now))


@pytest.mark.parametrize("seed", range(6))
def test_no_count_of_few_can_be_bounded_by_what_a_dashboard_shows(seed, cast, now):
    """Of each measure the provinces and their sum, as linear programmes see them."""
    chance, month, duty = random.Random(seed), now.date().replace(day=1), cast["duty.pp"]
    names, places = ("I1", "I3", "I5", "I12"), ("12", "17", "18", "25")
    true = {}
    with session("worker", now):
        for name in names:
            for place in places:
                yes, no = chance.choice((0, 1, 2, 5, 9)), chance.choice((0, 1, 3, 6))
                true[name, place] = yes + no
                if yes + no:
                    MeasureCell.objects.create(
                        measure=name, area=place, unit=duty.unit_id, other=0, kind="", month=month, tally={"yes": yes, "no": no}
                    )  # fmt: skip
    with session("app", now, cast["oversight"].id):
        tables = queries.tables_of_all([MEASURES[name] for name in names], Months(month, month, now))
    for name, told in tables.items():
        shown = {
            (place,): None if place in told.hidden else told.figures[place].n if place in told.figures else 0
            for place in places
        }
        shown[ALL,] = None if WHOLE in told.hidden else told.figures[WHOLE].n
        assert all(count is None or count == true[name, key[0]] for key, count in shown.items() if key[0] != ALL), name
        bounds = attack(shown, [Sum((ALL,), tuple((place,) for place in places))])
        for (place,), bound in bounds.items():
            if place != ALL and true[name, place] < FEWEST:
                assert bound.protects(FEWEST), (name, place, true)
