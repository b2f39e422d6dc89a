"""The figures of a page as a sheet, in the language of the reader: the same rows, with nothing that the page does not show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from samaki.insights import definitions, queries
from samaki.insights.definitions import MEASURES, Definition
from samaki.web.measures import choosing, showing
from samaki.web.measures.choosing import Chosen
from samaki.web.moments import short_moment
from samaki.web.pages import StaffRequest

NUMBERS = ("n", "value", "low", "high", "open", "median", "p90")


def sheets(request: StaffRequest) -> dict[str, list[list[Any]]]:
    """Title of a sheet -> its lines: the figures, and what each of them means."""
    chosen = choosing.chosen(request)
    found = definitions.find(request.GET.get("measure", ""))
    lines = [_head(), *_lines(request, chosen, found)]
    means = [
        [str(one.title), one.code, str(one.counts), str(one.of), str(one.window)]
        for one in ([found] if found else MEASURES.values())
    ]
    return {
        _("Figures"): lines,
        _("What this means"): [
            [_("Figure"), _("Definition"), _("Counted"), _("Out of which"), _("Which ones")],
            *means,
        ],
    }


def _head() -> list[str]:
    return [
        _("Figure"), _("Definition"), _("Of what"), _("From"), _("Until"), _("In words"), _("Of how many"), _("Number"),
        _("Lower end"), _("Upper end"), _("Still open"), _("Half within, minutes"), _("Nine of ten within, minutes"), _("Beside it"),
        _("Note"),
    ]  # fmt: skip


def _lines(request: StaffRequest, chosen: Chosen, found: Definition | None) -> Iterator[list[Any]]:
    """All measures for all provinces, or each of the own unit; one measure with all its rows."""
    note = _note(chosen)
    if found is None and not showing.oversees(request):
        for name, line in showing.of_own_unit(request, chosen).items():
            yield _line(MEASURES[name], line | {"name": request.member.unit.name}, chosen, note)
        return
    for one in [found] if found else MEASURES.values():
        table = (
            showing.of_provinces(one, chosen, request.lang)
            if showing.oversees(request)
            else showing.of_kinds(one, chosen, request)
        )
        yield from (_line(one, line, chosen, note) for line in table["lines"])


def _line(one: Definition, line: Mapping[str, Any], chosen: Chosen, note: str) -> list[Any]:
    numbers = [line["cells"].get(name) for name in NUMBERS]
    rounded = [round(cell, 4) if isinstance(cell, float) else cell for cell in numbers]
    months = chosen.months
    return [
        str(one.title), one.code, line["name"], months.first.isoformat(), months.last_day.isoformat(), line["value"],
        *rounded, ", ".join(line["notes"]), note,
    ]  # fmt: skip


def _note(chosen: Chosen) -> str:
    """Beside every row, for rows are copied: when it was counted, and that a demonstration is none of a country."""
    counted = queries.counted()
    said = [_("Counted up to %(time)s.") % {"time": short_moment(counted.counted_at)}] if counted else []
    made_up = _("Synthetic demonstration. No person, number or case here is real, except the hotline numbers.")
    return " ".join([*([made_up] if settings.DEMO else []), *said])
