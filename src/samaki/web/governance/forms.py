"""The form in which a version is written: everything twice, in each language of the country."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import calendar, pack
from samaki.database.refusals import Invalid, tell, together
from samaki.journeys.governance.models import Governance
from samaki.journeys.governance.operations import draft_governance
from samaki.journeys.governance.paper import HOLDERS, LINES, Line, Paper, key_of
from samaki.journeys.guarding.words import words_of
from samaki.web.fields import field, mark, read_moment, typed, typed_number
from samaki.web.governance.words import CALLED, called, in_language
from samaki.web.hints import dates
from samaki.web.pages import StaffRequest


@together()
def drafted(request: StaffRequest) -> Governance:
    """What was typed, as a new version."""
    texts = {
        key_of(line, tongue): typed(request, key_of(line, tongue)) for line in LINES for tongue in pack().languages
    }
    paper = Paper(
        texts=texts,
        enough=typed_number(request, "enough", most=HOLDERS[-1]),
        sheets=typed_number(request, "sheets", most=HOLDERS[-1]),
        drill_on=_day(request, "drill_on"),
        drill_alone=typed(request, "drill_alone"),
        review_by=_day(request, "review_by"),
    )
    after = typed_number(request, "version", most=999_999) or 0
    return draft_governance(paper=paper, after=after, by=request.member, now=request.now)


def _day(request: StaffRequest, name: str) -> date | None:
    text = typed(request, name)
    try:
        return calendar().local(read_moment(text, name)[0]).date() if text else None
    except Invalid as refusal:
        tell(refusal)
        return None


def form(before: Governance | None, request: StaffRequest, errors: list[dict[str, str]]) -> dict[str, Any]:
    """Filled with the newest version, or with what was typed."""
    given = request.POST if request.method == "POST" or request.POST else words_of(before) if before else {}
    fields = [one for line in LINES for one in _of_line(line, given)]
    at = next(place for place, one in enumerate(fields) if one["name"].startswith("holders_"))
    fields[at:at] = _numbers(given)
    at = next(place for place, one in enumerate(fields) if one["name"].startswith("drill_by_"))
    fields[at:at] = _drill(given)
    until = _("Looked at again and signed anew by then.")
    fields.append(field("text", "review_by", _("To be looked at again by"), value=given.get("review_by", ""), narrow=True,
                        hint=dates(until)))  # fmt: skip
    mark(fields, errors)
    lead = _(
        "Write it with the people who answer for it. Whoever signs, signs exactly these words: a change is a new version "
        "and is signed anew. One that is in force stays so until the new one is signed."
    )
    return {"title": _("Write how this is governed"), "lead": lead, "fields": fields, "errors": errors, "section": "help",
            "submit_label": _("Keep it for signing"), "version": str(before.number) if before else "0",
            "back": {"href": "/governance/", "label": _("How this is governed")}}  # fmt: skip


def _of_line(line: Line, given: Any) -> list[dict[str, Any]]:
    found = []
    for tongue in pack().languages:
        key = key_of(line, tongue)
        label = f"{called(line)}, {in_language(tongue)}"
        found.append(field("area", key, label, value=given.get(key, ""), rows=2 if line.most < 200 else 4, hint=CALLED[line.name][1](),
                           most=line.most))  # fmt: skip
    return found


def _numbers(given: Any) -> list[dict[str, Any]]:
    return [
        field("text", "sheets", _("How many people hold a sheet of the recovery key?"), value=given.get("sheets", ""), narrow=True,
              inputmode="numeric", hint=None),
        field("text", "enough", _("How many of these sheets are enough?"), value=given.get("enough", ""), narrow=True,
              inputmode="numeric", hint=None),
    ]  # fmt: skip


def _drill(given: Any) -> list[dict[str, Any]]:
    choices = [{"value": "yes", "label": _("It was done without the mentor")},
               {"value": "no", "label": _("The mentor helped")}]  # fmt: skip
    return [
        field("text", "drill_on", _("Day of the last restore drill"), value=given.get("drill_on", ""), narrow=True,
              hint=dates(_("Leave it empty if there was none yet."))),
        field("radios", "drill_alone", _("Was the mentor there?"), options=choices, value=given.get("drill_alone", ""), hint=None),
    ]  # fmt: skip
