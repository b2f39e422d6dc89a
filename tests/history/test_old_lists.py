"""An old list is kept by who leads a unit of its agency, once, whole or not at all; read by them and by who oversees; never changed."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.history import queries, rules
from samaki.history.models import OldFigure, OldList
from samaki.history.operations import take_back_old_list
from samaki.history.reading import Cell, Counted
from samaki.history.words import words_of
from samaki.insights.old_years import ANSWERED, DONE, IN_TIME, of_counts
from samaki.insights.queries import measured_years
from tests.acting import act
from tests.everything import rows
from tests.history.making import CHOSEN, LIST, WRONG, kept, sent
from tests.stepping_back.test_independence import cell


def of(member, now, read):
    with session("app", now, member.id):
        return read()


def test_what_was_counted_is_kept_and_no_row(cast, now):
    head = cast["officer.pp"]
    row = kept(head, now)
    assert of(head, now, lambda: queries.counted_of(row)) == {
        Cell("12", "police_ahtjp", "social", 2003): Counted(40, 20, 15, 10),
        Cell("12", "social", "ngo_aftercare", 2003): Counted(4, 3, 2, None),
        Cell("12", "police_ahtjp", "social", 2004): Counted(50, 30, None, 20),
    }
    assert of(head, now, queries.years) == {2003, 2004}
    assert words_of(row)["title"] == "Register 2003 to 2004"
    stored = str(rows("select * from old_list")) + str(rows("select * from old_figure"))
    for word in ("Register", "Phnom Penh", "Police"):
        assert word not in stored


def test_only_heads_bring_in_and_only_they_and_the_oversight_read(cast, now):
    with pytest.raises(NotAllowed):
        kept(cast["duty.pp"], now)
    with pytest.raises(NotAllowed):
        kept(cast["oversight"], now)
    row = kept(cast["officer.pp"], now)
    for name in ("officer.pp", "oversight", "duty.pp", "social.pp", "mentor", "admin"):
        seen = of(cast[name], now, lambda: (OldList.objects.count(), OldFigure.objects.count()))
        assert seen == ((1, 10) if name in ("officer.pp", "oversight") else (0, 0)), name
    with pytest.raises(NotAllowed):
        act(cast["oversight"], take_back_old_list, now, list_id=row.id, text="No.")


def test_the_same_file_counts_once_and_again_only_after_it_was_taken_back(cast, now):
    head = cast["officer.pp"]
    row = kept(head, now)
    with pytest.raises(Invalid, match="kept already"):
        kept(head, now, title="Another title")
    with pytest.raises(Invalid, match="reason"):
        act(head, take_back_old_list, now, list_id=row.id, text=" ")
    act(head, take_back_old_list, now, list_id=row.id, text="The wrong year.")
    with pytest.raises(CannotMove):
        act(head, take_back_old_list, now, list_id=row.id, text="Twice.")
    assert of(head, now, queries.years) == set(), "it counts nowhere"
    assert of(head, now, lambda: len(queries.counted_of(row))) == 3, "and stays to be read"
    kept(head, now)
    assert of(head, now, lambda: [(one.state) for one in queries.lists()]) == ["kept", "taken_back"]
    assert len(of(head, now, lambda: queries.in_year(2003))) == 1


def test_wrong_rows_are_left_out_only_knowingly(cast, now):
    head = cast["officer.pp"]
    for text, leave_out, said in ((WRONG, False, "cannot be read"), ("area,from,to,year,of\n", True, "no row")):
        with pytest.raises(Invalid, match=said):
            kept(head, now, text, leave_out=leave_out)
    with pytest.raises(Invalid, match="title"):
        kept(head, now, title=" ")
    assert rows("select count(*) from old_list") == [(0,)], "nothing is half kept"
    row = kept(head, now, WRONG, leave_out=True)
    assert (row.rows, row.wrong) == (4, 1)


def test_figures_are_written_with_their_list_and_never_afterwards(cast, now):
    head = cast["officer.pp"]
    row = kept(head, now)
    one = {
        "old_list": row,
        "year": 2005,
        "area": "12",
        "asks": "police",
        "asked": "social",
        "measure": "handed",
        "count": 9,
    }
    with pytest.raises(ProgrammingError), session("app", now + timedelta(hours=1), head.id), transaction.atomic():
        OldFigure(**one).save(force_insert=True)
    for write in (lambda: OldFigure.objects.update(count=1), lambda: OldList.objects.update(rows=1)):
        with pytest.raises(ProgrammingError), session("app", now, head.id), transaction.atomic():
            write()
    with pytest.raises((IntegrityError, ProgrammingError)), session("app", now, head.id), transaction.atomic():
        OldFigure(**one | {"measure": "told"}).save(force_insert=True)


def test_the_next_file_with_the_same_headings_finds_what_they_mean(cast, now):
    head = cast["officer.pp"]
    assert of(head, now, lambda: queries.remembered(head.unit.agency_id, "heads of it")) is None
    kept(head, now)
    chosen, words = of(head, now, lambda: queries.remembered(head.unit.agency_id, "heads of it"))
    assert chosen == CHOSEN
    assert words["asks", "police"] == "police_ahtjp"
    heads = of(
        head, now, lambda: [queries.heads_digest(one) for one in (["Year", "Of"], [" year", "OF"], ["of", "year"])]
    )
    assert heads[0] == heads[1] != heads[2]


def test_words_whose_rows_are_left_out_are_not_kept(cast, now):
    head = cast["officer.pp"]
    words = {("area", "phnom penh"): "", ("asks", "police"): "police", ("asks", "social"): "social", ("asked", "social"): "social",
             ("asked", "ngo"): "ngo_aftercare"}  # fmt: skip
    told = sent(LIST, words=words).told
    assert (told.skipped, told.cells) == (3, {})
    with session("app", now, head.id), pytest.raises(Invalid, match="Nothing"):
        rules.check_told(told, leave_out=True)


@pytest.mark.parametrize(
    ("counted", "handed", "bounded"),
    [(Counted(4, 3, 2, 1), None, set()), (Counted(0), 0, set()), (Counted(40, 20, 10), 40, set()),
     (Counted(40, 38, 20), 40, {ANSWERED}), (Counted(40, 20, 3, 17), 40, {DONE, IN_TIME}), (Counted(40, 40, 36, 0), 40, {DONE})],
)  # fmt: skip
def test_who_is_of_no_unit_of_the_agency_reads_nothing_small(counted, handed, bounded):
    told = of_counts(counted, guarded=True)
    assert (told.handed, told.bounded, told.hidden) == (handed, bounded, handed is None)
    own = of_counts(counted, guarded=False)
    assert (own.handed, own.bounded) == (counted.handed, frozenset())


def test_years_of_the_ledger_are_told_of_enough_alone(cast, now):
    with session("worker", now):
        for year, count in ((2021, 5), (2022, 4)):
            for month in range(1, count + 1):
                cell("I3", cast["duty.pp"].unit_id, "12", "", date(year, month, 1), yes=1)
    assert of(cast["nurse.pp"], now, lambda: measured_years(2003, 2026)) == [2021]
