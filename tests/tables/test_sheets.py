"""What a file of a table is read as: one reader for reports, surveys and estimates, so that a hostile file meets one wall."""

import io
from datetime import UTC, datetime

import pytest
from openpyxl import Workbook

from samaki.database.refusals import Invalid
from samaki.intake.table import MOST_ROWS, read_table
from samaki.intake.table import decoded as of_reports
from samaki.tables.sheets import decoded, lines_of

NOW = datetime(2026, 11, 29, 3, tzinfo=UTC)
TEXT = "what,where\nក្មេង,ភ្នំពេញ\n"


def workbook(rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_spreadsheets_save_as_unicode_is_read(encoding):
    assert decoded(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize(
    "content",
    ["caf\xe9,1\n".encode("cp1252"), b"\xff\xfe\x00", b"a,b\x00\n", TEXT.encode("utf-16-le")],
    ids=["a code page", "half a letter", "zero bytes", "UTF-16 without its mark"],
)
def test_what_is_no_unicode_is_refused_and_not_guessed(content):
    with pytest.raises(Invalid, match=r"no table in CSV \(UTF-8\)"):
        decoded(content)


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_a_semicolon_or_a_tab_stands_between_cells_too(between):
    assert list(lines_of(f"a{between}b\n1{between}2\n")) == [(1, ["a", "b"]), (2, ["1", "2"])]


def test_a_broken_quotation_and_an_endless_cell_are_told_with_their_row():
    with pytest.raises(Invalid, match="Row 2: a quotation mark"):
        list(lines_of('a,b\n1,"2\n'))
    with pytest.raises(Invalid, match="Row 2: a cell is too long"):
        list(lines_of("a\n" + "x" * 200_000 + "\n"))


def test_a_workbook_of_as_many_rows_as_are_taken_is_read_and_one_more_is_seen():
    rows = [["what"], *[[f"told {at}"] for at in range(MOST_ROWS)]]
    assert len(read_table(of_reports(workbook(rows)), NOW).rows) == MOST_ROWS
    with pytest.raises(Invalid, match="too large"):
        read_table(of_reports(workbook([*rows, ["one more"]])), NOW)


def test_a_workbook_is_read_only_where_one_is_taken():
    with pytest.raises(Invalid, match="no table in CSV"):
        decoded(workbook([["a"]]))


def test_dates_that_cannot_be_or_lie_ahead_doubled_numbers_and_formulas_are_errors_of_their_row():
    rows = [["what", "when", "danger", "id", "note"],
            ["a", "31/02/2026", "yes", "1", ""], ["b", "៣៥/១៣/២០២៦", "", "2", "x"], ["c", "2027-12-01", "", "3", ""],
            ["d", "last week", True, "4", ""], ["e", "៥/៣/២០២៦", False, "4", ""], ["=1+1", "", "", "5", ""],
            ["example", "", "", "Example", "", "beyond"]]  # fmt: skip
    table = read_table(of_reports(workbook(rows)), NOW)
    assert [[name for name, _said in row.wrong] for row in table.rows] == [
        ["when"],
        ["when"],
        ["when"],
        [],
        ["id"],
        ["what"],
        ["id"],
    ]
    assert [row.told.danger for row in table.rows[3:5]] == ["yes", "no"]
    assert [str(row.day) for row in table.rows[3:5]] == ["None", "2026-03-05"]
    assert "A formula stands in this cell" in table.rows[5].wrong[0][1]
    assert "stands in row 5 already" in table.rows[4].wrong[0][1]
    assert (table.ignored, table.beyond) == ([("note", 1)], 1)
