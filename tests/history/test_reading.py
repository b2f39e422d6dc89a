"""An old list is read row by row, whatever it is: partial dates, other eras and digits, hostile files; and no column of people."""

import re
from datetime import date

import pytest

from samaki.database.refusals import Invalid
from samaki.history.columns import CASES, COUNTS, Chosen, guessed, left_out
from samaki.history.reading import MOST_ROWS, Cell, Counted, plain, read, rows_of, words_in

TODAY = date(2026, 11, 29)
FIXED = {"area": "12", "asks": "police", "asked": "social"}
CASE = Chosen(CASES, {"offered": 0, "answered": 1, "done": 2}, FIXED)
COUNT = Chosen(COUNTS, {"year": 0, "handed": 1, "answers": 2}, FIXED)


def of(text, chosen, words=None):
    return read(rows_of(text), chosen, words or {}, TODAY)


def test_hand_offs_are_counted_by_the_year_in_which_they_were_offered():
    found = of(
        "offered,answered,done\n2009,,\n2009-05,2009,\n31/5/2009,2009-06-01,2010\n២៥៥២,,\n2010-01,2010-02,\n", CASE
    )
    assert found.wrong == []
    assert found.cells == {
        Cell("12", "police", "social", 2009): Counted(4, 2, 1),
        Cell("12", "police", "social", 2010): Counted(1, 1, 0),
    }


def test_what_a_list_does_not_say_is_not_nought():
    assert of("offered\n2009\n", Chosen(CASES, {"offered": 0}, FIXED)).cells == {
        Cell("12", "police", "social", 2009): Counted(1)
    }


@pytest.mark.parametrize(
    ("row", "field", "said"),
    [("31/2/2009,,", "offered", "no date"), ("5/5/09,,", "offered", "write four"), (",,2009", "offered", "Nothing stands"),
     ("2030,,", "offered", "future"), ("1890,,", "offered", "before"), ("=1+1,,", "offered", "no date"),
     ("2009-05,2009-04,", "answered", "before the day"), ("2010,,2009-12-31", "done", "before the day")],
)  # fmt: skip
def test_a_wrong_row_is_told_with_its_number_and_is_not_counted(row, field, said):
    found = of(f"offered,answered,done\n2009,,\n{row}\n", CASE)
    assert [(number, name) for number, name, _said in found.wrong] == [(3, field)]
    assert re.search(said, found.wrong[0][2])
    assert sum(one.handed for one in found.cells.values()) == 1


def test_yearly_counts_with_what_does_not_fit():
    found = of("year,of,n\n2009,១០,4\n2009,7,1\n2010,3,9\n2011,-1,0\n2012,99999999,\n2013,,1\n", COUNT)
    assert found.cells == {Cell("12", "police", "social", 2009): Counted(10, 4)}
    assert [number for number, _name, _said in found.wrong] == [3, 4, 5, 6, 7]


def test_words_are_looked_up_as_they_are_meant_and_may_be_left_out():
    chosen = Chosen(COUNTS, {"area": 0, "year": 1, "handed": 2}, FIXED)
    text = "area,year,of\nPhnom  Penh,2009,5\nphnom penh,2010,6\nAbroad,2009,7\nElsewhere,2009,8\n"
    assert words_in(rows_of(text), chosen) == {"area": ["Phnom Penh", "Abroad", "Elsewhere"]}
    found = of(text, chosen, {("area", plain("Phnom Penh")): "12", ("area", "abroad"): ""})
    assert [cell.year for cell in found.cells] == [2009, 2010]
    assert found.skipped == 1
    assert [(number, name) for number, name, _said in found.wrong] == [(5, "area")]


def test_a_column_of_people_cannot_be_chosen():
    heads = ["Name of child", "year", "ឈ្មោះ", "remarks", "result"]
    rows = [["x", "2009", "y", f"text of {'abcdefghijkl'[at]}", "good"] for at in range(12)]
    assert left_out(heads, rows) == [0, 2, 3]
    assert guessed(heads, COUNTS, [0, 2, 3]) == {"year": 1}


@pytest.mark.parametrize(
    ("text", "said"),
    [("a," * 1_000_000 + "\n1\n", "too large"), ("year\n" + "2009\n" * (MOST_ROWS + 1), "too large"), ("year\n" + "x" * 500, "too long"),
     ("year\n", "no row"), ("", "no row"), ("year,where\n" + "2009,\u00a8\u00d3\u00b6\u00fa\u00c7\u00aa\u00e6\n" * 9, "old Khmer font"),
     ('year\n"2009\n', "not closed")],
    ids=["a million columns", "rows", "a long cell", "headings alone", "nothing", "an old font", "a quotation"],
)  # fmt: skip
def test_hostile_tables_get_a_sentence(text, said):
    with pytest.raises(Invalid, match=said):
        rows_of(text)


def test_a_column_of_too_many_words_is_no_column_of_areas():
    text = "area\n" + "".join(f"word {at}\n" for at in range(61))
    with pytest.raises(Invalid, match="different words"):
        words_in(rows_of(text), Chosen(COUNTS, {"area": 0}, {}))


def test_what_was_answered_in_time_is_no_more_than_was_answered():
    chosen = Chosen(COUNTS, {"year": 0, "handed": 1, "answers": 2, "in_time": 3}, FIXED)
    found = of("year,of,answered,in time\n2009,10,6,4\n2010,10,6,7\n2011,10,,12\n2012,10,,9\n", chosen)
    assert found.cells == {
        Cell("12", "police", "social", 2009): Counted(10, 6, None, 4),
        Cell("12", "police", "social", 2012): Counted(10, None, None, 9),
    }
    assert [(number, name) for number, name, _said in found.wrong] == [(3, "in_time"), (4, "in_time")]
