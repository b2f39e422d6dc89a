"""Old lists in words: which there are, what was counted of one, and what would be kept of one that is looked at."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from samaki.history import queries, rules
from samaki.history.columns import Chosen
from samaki.history.models import KEPT, OldList
from samaki.history.reading import Cell, Counted, Told
from samaki.history.words import words_of
from samaki.insights.figures import FEWEST
from samaki.insights.links import Ends
from samaki.insights.old_years import ANSWERED, DONE, IN_TIME, Old, of_counts
from samaki.web import words
from samaki.web.fields import field
from samaki.web.history.carried import Table
from samaki.web.history.mapping import column_of
from samaki.web.links.showing import figure_words, link_name
from samaki.web.lists.sheet import MARK, harmless
from samaki.web.moments import digits, short_moment
from samaki.web.pages import StaffRequest

HOME = "/measures/old-years/"
MOST_LINES = 60
"""Wrong rows on the page; the file of wrong rows has them all."""

Line = dict[str, Any]


def listed(request: StaffRequest) -> Line:
    """Context of `old_lists.html`."""
    agencies = rules.led()
    rows = queries.lists()
    return {
        "title": _("Old years"), "section": "measures", "makes": request.member.unit.agency_id in agencies,
        "kept": [_line(row) for row in rows if row.state == KEPT],
        "taken_back": [_line(row) for row in rows if row.state != KEPT], "home": HOME,
    }  # fmt: skip


def _line(row: OldList) -> Line:
    meta = (row.agency.name, short_moment(row.at))
    return {"href": f"{HOME}{row.id}/", "title": words_of(row)["title"], "meta": " · ".join(meta)}


def source_of(row: OldList) -> str:
    """`Old list “Register 2003-2009”, Police of Phnom Penh`: what stands beside its figures."""
    return _("Old list “%(title)s”, %(agency)s") % {"title": words_of(row)["title"], "agency": row.agency.name}


def one(row: OldList, request: StaffRequest) -> Line:
    """Context of `old_list.html`."""
    agencies, said = rules.led(), words_of(row)
    guarded = row.agency_id not in agencies
    told = [
        (_("Agency"), row.agency.name),
        (_("Brought in by"), f"{row.unit.name}, {short_moment(row.at)}"),
        *([] if guarded else _of_rows(row)),
        (_("Taken back"), short_moment(row.ended_at) if row.ended_at else ""),
        (_("Why"), said.get("why", "")),
    ]
    why = field("area", "text", _("Why is it taken back?"), rows=3, hint=_("One or two sentences. No name."))
    return {
        "title": said["title"], "section": "measures", "rows": [{"name": name, "text": text} for name, text in told if text],
        "lines": lines(queries.counted_of(row), request.lang, guarded=guarded), "guarded": guarded, "fewest": digits(FEWEST),
        "counts": row.state == KEPT, "home": HOME, "of": str(row.id), "sha256": row.sha256,
        "acts": [{"href": f"{HOME}{row.id}/take-back/", "fields": [why]}] if rules.takes_back(row, agencies) else [],
    }  # fmt: skip


def _of_rows(row: OldList) -> list[tuple[str, str]]:
    """Of its agency alone: from all rows less what is shown a count that is not shown could be reckoned."""
    return [
        (_("Rows of the file"), digits(row.rows)),
        (_("Of them wrong and left out"), digits(row.wrong)),
        (_("Of them left out by what a word means"), digits(row.skipped)),
    ]


def lines(cells: Mapping[Cell, Counted], lang: str, *, guarded: bool) -> list[Line]:
    """A line for each year and link."""
    return [
        {"year": digits(cell.year), "area": words.area_name(cell.area, lang),
         "link": link_name(Ends(cell.area, cell.asks, cell.asked), lang)} | side(of_counts(counted, guarded=guarded))
        for cell, counted in sorted(cells.items(), key=lambda pair: (pair[0].year, *pair[0][:3]))
    ]  # fmt: skip


def side(one: Old) -> Line:
    """Handed on, and each part with its share."""
    return {
        "handed": _("not shown") if one.handed is None else digits(one.handed),
        **{part: part_words(one, part) for part in (ANSWERED, IN_TIME, DONE)},
    }


def part_words(one: Old, part: str) -> Line:
    """A share as this reader may see it; that the list does not say it."""
    if part not in one.shares or one.handed == 0:
        value = _("nothing to count") if one.handed == 0 else _("not said")
        return {"value": value, "between": "", "of": "", "draw": None}
    return figure_words(one.shares[part], one.hidden, part in one.bounded)


# ---------------------------------------------------------------- before it is kept
def looked_at(table: Table, chosen: Chosen, told: Told, lang: str) -> Line:
    """What would be kept, and what is wrong."""
    wrong = len({number for number, _name, _said in told.wrong})
    given = {"right": digits(told.rows - wrong - told.skipped), "all": digits(told.rows), "skipped": digits(told.skipped),
             "wrong": digits(wrong)}  # fmt: skip
    found = _(
        "%(right)s of %(all)s rows are counted, %(skipped)s are left out by what a word means, %(wrong)s are wrong."
    )
    return {
        "finding": found % given, "lines": lines(told.cells, lang, guarded=False), "keeps": bool(told.cells),
        "wrong": [{"row": digits(number), "column": column_of(table, chosen, name), "text": said}
                  for number, name, said in told.wrong[:MOST_LINES]],
        "more": digits(len(told.wrong) - MOST_LINES) if len(told.wrong) > MOST_LINES else "",
    }  # fmt: skip


def wrong_rows(table: Table, chosen: Chosen, told: Told) -> HttpResponse:
    """All that is wrong, as a file."""
    rows = ([str(number), column_of(table, chosen, name), said] for number, name, said in told.wrong)
    response = HttpResponse(_sheet(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="wrong-rows.csv"'
    return response


def _sheet(rows: Iterable[list[str]]) -> str:
    out = io.StringIO()
    out.write(MARK)
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in ([_("Row"), _("Column"), _("What is wrong")], *rows):
        writer.writerow([harmless(cell) for cell in row])
    return out.getvalue()
