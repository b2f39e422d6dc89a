"""What a file of a table is read as: one reader for reports, surveys and estimates, so that a hostile file meets one wall."""

import io

import pytest
from openpyxl import Workbook

from samaki.database.refusals import Invalid
from samaki.intake.table import MOST_ROWS, read_table
from samaki.intake.table import decoded as of_reports
from samaki.tables.sheets import decoded, lines_of

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
    assert len(read_table(of_reports(workbook(rows))).rows) == MOST_ROWS
    with pytest.raises(Invalid, match="too large"):
        read_table(of_reports(workbook([*rows, ["one more"]])))


def test_a_workbook_is_read_only_where_one_is_taken():
    with pytest.raises(Invalid, match="no table in CSV"):
        decoded(workbook([["a"]]))
