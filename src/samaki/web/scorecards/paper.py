"""The same page as a PDF, for who takes it to a meeting: only what the reader's own page shows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from samaki.journeys.papers.press import Pressed, press
from samaki.journeys.papers.sheets import Sheet, plain, to_press
from samaki.web.words import labelled

COLUMNS = (6, 2, 3, 2)


def pressed(told: Mapping[str, Any], lang: str, now: datetime) -> Pressed:
    """`told`: the context of the page. Raises CannotMove where it cannot be made now."""
    sheet = Sheet(told["title"], lang, synthetic=settings.DEMO)
    sheet.text(_when(told))
    sheet.text(told["finding"])
    if told["mend"]:
        sheet.text(
            labelled(
                _("First thing to mend"), f"{told['mend']['name']}, {told['mend']['value']} ({told['mend']['between']})"
            ),
            framed=True,
        )
    head = [_("Figure"), _("Share"), _("Between"), _("Of how many")]
    for group in told["groups"]:
        if group["lines"]:
            sheet.heading(group["title"])
            sheet.table(head, COLUMNS, [_cells(line) for line in group["lines"]])
    sheet.text(_("×: the whole interval lies below %(gate)s. A step that was due and was not done counts as not in time. Intervals are "
                 "sure in 95 of 100.") % {"gate": told["gate"]})  # fmt: skip
    sheet.heading(_("Promises made"))
    sheet.points([f"{one['text']} ({one['meta']})" for one in told["promises"]])
    if not told["promises"]:
        sheet.text(_("No promise of this agency is written down."))
    sheet.heading(_("In the agency's own words"))
    said = told["its_words"][:1]
    sheet.text(sheet.written(said[0]["text"]) if said else _("The agency has said nothing yet."))
    foot = [said[0]["meta"]] if said else []
    return press(
        to_press(sheet, seconds=int(now.timestamp()), foot=foot, running=_("Samaki"), source=plain(sheet, foot))
    )


def _when(told: Mapping[str, Any]) -> str:
    said = _("Scorecard, from %(since)s to %(until)s. On the agency's own clocks; no figure here is about a person.")
    return said % {"since": told["since"], "until": told["until"]}


def _cells(line: Mapping[str, Any]) -> list[str]:
    name = f"{line['name']} ({line['code']})"
    return [f"× {name}" if line["fails"] else name, line["value"], line["between"], line["of"]]
