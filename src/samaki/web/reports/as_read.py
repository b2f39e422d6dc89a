"""A partner's table as it was read, before anything of it is kept: what each column means, the first rows, what is here already, what is
left out and what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from samaki.agencies.country import pack
from samaki.intake.table import HEADINGS, Row, Table, is_formula
from samaki.intake.telling import standing_of
from samaki.names import has_khmer
from samaki.tables.workbook import FORMULA
from samaki.web import words
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest

FIRST_ROWS, SHORTENED, OF_WRONG = 8, 80, 40
"""Rows that are shown as they were read; letters of an answer that are shown, and of one that is wrong."""

MEANS: dict[str, Callable[[], str]] = {
    "what": lambda: pgettext("column of a report", "What happened"), "where": lambda: _("Where it is"), "when": lambda: _("When it was"),
    "danger": lambda: _("Whether a child is in danger now"), "who_tells": lambda: _("Who told it first"),
    "contact": lambda: _("How to reach who told it"), "contact_safe": lambda: _("How it is safe to reach them"),
    "id": lambda: _("Your own number of the report"),
}  # fmt: skip
"""Column -> what it is, in words."""

DANGERS: dict[str, Callable[[], str]] = {
    "yes": lambda: _("Yes"), "no": lambda: _("No"), "unknown": lambda: _("I do not know"), "": lambda: _("Not answered"),
}  # fmt: skip


def tried(table: Table, request: StaffRequest) -> dict[str, Any]:
    """Everything that the page shows of a table that is not kept yet."""
    right = [row for row in table.rows if not row.wrong]
    standing = standing_of([(row.key(request.member), row.told) for row in right], request.member)
    stands = {row.number: one for row, one in zip(right, standing, strict=True)}
    return {
        "tried": True, "what_happened": MEANS["what"](), "right": len(right), "new": standing.count("new"),
        "right_words": _("%(right)s of %(all)s rows can be imported.") % {"right": digits(len(right)), "all": digits(len(table.rows))},
        "standing_words": _standing(standing),
        "columns": [{"head": head, "means": MEANS[name]()} for name, head in table.columns.items()],
        "ignored": [_left_out(head, count) for head, count in table.ignored],
        "beyond": ngettext("%(n)s cell stands to the right of the last heading. It is left out.",
                           "%(n)s cells stand to the right of the last heading. They are left out.",
                           table.beyond) % {"n": digits(table.beyond)} if table.beyond else "",
        "rows": [_row(row, stands.get(row.number, ""), request.lang) for row in table.rows[:FIRST_ROWS]],
        "cut": len(table.rows) > FIRST_ROWS,
        "wrong": [{"row": digits(row.number), "text": f"{_head(table, name)}{typed_of(row, name)}{sentence}"}
                  for row in table.rows for name, sentence in row.wrong],
    }  # fmt: skip


def _standing(standing: list[str]) -> list[str]:
    """How many are here already, how many are new, how many would be refused as other words under the same number."""
    here, new, other = (standing.count(one) for one in ("here", "new", "other"))
    said = []
    if here or other:
        numbers = {"here": digits(here + other), "all": digits(len(standing)), "new": digits(new)}
        said.append(_("%(here)s of %(all)s are here already, %(new)s are new.") % numbers)
    if other:
        said.append(_("%(n)s have a number that is here with other words: they are not imported. A correction goes by a message under the "
                      "receipt, or under a new number.") % {"n": digits(other)})  # fmt: skip
    return said


def _left_out(head: str, count: int) -> str:
    told = ngettext("%(n)s cell with something in it", "%(n)s cells with something in them", count) % {
        "n": digits(count)
    }
    return f"{head} ({told})"


def _head(table: Table, name: str) -> str:
    return f"“{table.columns[name]}”: " if name in table.columns else ""


def typed_of(row: Row, name: str) -> str:
    """What stands in the cell that is wrong, cut; nothing for an empty one and for a formula that only the workbook knows."""
    typed = row.said.get(name, "")
    if not typed or typed == FORMULA or (name == "id" and not is_formula(typed)):
        return ""
    return f"“{typed if len(typed) <= OF_WRONG else typed[:OF_WRONG].rstrip() + '…'}”: "


def _row(row: Row, standing: str, lang: str) -> dict[str, Any]:
    told = row.told
    stands = {"here": _("here already"), "other": _("here with other words"), "new": _("new")}.get(standing, _("wrong"))
    return {
        "number": digits(row.number), "own": row.own[:SHORTENED], "what": _short(told.what), "place": _place(told.where, lang),
        "when": _when(row, lang), "danger": _danger(row),
        "source": words.source_name(told.who_tells, lang), "stands": stands,
    }  # fmt: skip


def _danger(row: Row) -> str:
    return (
        typed_of(row, "danger").removesuffix(": ")
        if _wrong(row, "danger")
        else DANGERS.get(row.told.danger, lambda: row.told.danger)()
    )


def _place(text: str, lang: str) -> str:
    if not text:
        return _("not written: goes to the national desk")
    found = pack().places.match(text)
    if found is None:
        return _("“%(words)s” was not found: goes to the national desk") % {"words": _short(text)}
    return ", ".join(place.label(lang) for place in reversed(pack().places.path(found.place.code)))


def _when(row: Row, lang: str) -> str:
    """With its year, in the era in which it was told; what is no date, as it stands there."""
    if row.day is not None and row.day.precision != "unknown":
        return digits(row.day.describe(lang))
    if _wrong(row, "when"):
        return typed_of(row, "when").removesuffix(": ")
    return _("“%(words)s”, kept as words") % {"words": _short(row.told.when)} if row.told.when else ""


def _wrong(row: Row, name: str) -> bool:
    return any(one == name for one, _sentence in row.wrong)


def _short(text: str) -> str:
    return text if len(text) <= SHORTENED else text[:SHORTENED].rstrip() + "…"


def allowed(lang: str) -> list[dict[str, str]]:
    """Each column: its headings, what it is, what may stand in it."""
    sources = ", ".join(one.label(lang) for one in pack().report_sources.values())
    may = {
        "what": _("Words. Must be there."), "where": _("The name of a place, as people say it. Empty: not known."),
        "when": _("A date like 5/3/2026 or 2026-03-05, a month, a year, or words. Nothing that lies ahead."),
        "danger": _("yes, no, unknown, or empty"), "who_tells": _("Empty: your agency. Or one of: %(sources)s") % {"sources": sources},
        "contact": _("Words or a number. It is sealed."), "contact_safe": _("Words: when and how it is safe."),
        "id": _("Each number once. The same number sent again makes nothing twice."),
    }  # fmt: skip
    return [{"head": heading(name, lang), "means": MEANS[name](), "may": may[name]} for name in HEADINGS]


def heading(name: str, lang: str) -> str:
    """What a column is called in this language: the last heading in its letters, the first of the others."""
    known = HEADINGS[name]
    if lang == "km":
        return next((one for one in reversed(known) if has_khmer(one)), known[0])
    return next((one for one in known if "_" not in one), known[0])
