"""A list as a table: for paper, and as CSV that Excel opens with its Khmer and without running anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.journeys.lists.queries import CaseLine, StepLine, WaitingLine
from samaki.web import words
from samaki.web.lists.lines import step_of
from samaki.web.lists.typed import STATE_WORDS
from samaki.web.moments import is_khmer

MARK = "\ufeff"
"""Byte order mark: without it Excel reads UTF-8 as the code page of the machine and Khmer is lost."""

RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a spreadsheet take a cell for a formula (OWASP, CSV injection), the full-width forms too."""


def head(which: str) -> list[str]:
    """The names of the columns."""
    first = [_("Case code"), _("Place"), _("Urgency")]
    if which == "waiting":
        return [*first, _("Step"), _("With whom"), _("State"), _("Offered"), _("Due"), _("Overdue")]
    if which == "steps":
        return [*first, _("Step"), _("Who does it"), _("State"), _("Due"), _("Overdue")]
    return [*first, _("State"), _("Opened"), _("Next step"), _("Who holds it"), _("Due"), _("Overdue")]


def cells(which: str, line: Any, lang: str, now: datetime) -> list[str]:
    """One row. No name of a child or a reporter is ever read for it."""
    urgency = pack().urgencies.get(line.urgency)
    first = [line.code, words.area_name(line.area, lang), urgency.label(lang) if urgency else line.urgency]
    rest: dict[str, Callable[[Any, str, datetime], list[str]]] = {"waiting": _waiting, "steps": _step}
    return first + rest.get(which, _case)(line, lang, now)


def _case(line: CaseLine, lang: str, now: datetime) -> list[str]:
    unit = line.unit_km if is_khmer() else line.unit_en
    step = step_of(line, lang) if line.kind else ""
    return [
        STATE_WORDS[line.state](),
        _moment(line.opened_at),
        step,
        unit,
        _moment(line.due_at),
        _yes(line.ring == "overdue"),
    ]


def _step(line: StepLine, lang: str, now: datetime) -> list[str]:
    worker = line.worker_km if is_khmer() else line.worker_en
    state = {
        "held": _("Held"),
        "offered": _("Offered"),
        "hold": _("On hold"),
        "broken": _("Broken"),
        "overdue": _("Overdue"),
    }
    return [
        step_of(line, lang),
        worker,
        state[line.ring],
        _moment(line.due_at),
        _yes(line.ring == "overdue"),
    ]


def _waiting(line: WaitingLine, lang: str, now: datetime) -> list[str]:
    unit = line.unit_km if is_khmer() else line.unit_en
    return [step_of(line, lang), unit, words.handoff_words(line.state), _moment(line.offered_at),
            _moment(line.due_at), _yes(line.late)]  # fmt: skip


def _moment(moment: datetime | None) -> str:
    """A form that spreadsheets sort: 2026-03-05 14:30, on the clock of the country."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


def _yes(late: bool) -> str:
    return _("Overdue") if late else ""


def csv_of(which: str, rows: list[Any], lang: str, now: datetime) -> str:
    """The whole sheet, every cell in quotes."""
    out = io.StringIO()
    out.write(MARK)
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([harmless(cell) for cell in head(which)])
    for line in rows:
        writer.writerow([harmless(cell) for cell in cells(which, line, lang, now)])
    return out.getvalue()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet runs: an apostrophe goes before what would begin a formula."""
    return "'" + cell if cell.startswith(RUNS) else cell
