"""The request for protection on paper: by code, without a name; what the reader may see and no more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.queries import names_then
from samaki.cases.models import Person
from samaki.journeys.protections.queries import AtCourt
from samaki.journeys.voice import queries as voice
from samaki.web import words
from samaki.web.children.frame import href
from samaki.web.hearings import words as days
from samaki.web.moments import long_date, short_date
from samaki.web.pages import StaffRequest
from samaki.web.protections import words as said
from samaki.web.voice import words as heard

DAY = {"day": timedelta(hours=23), "month": timedelta(days=28), "year": timedelta(days=365)}
"""A day, a month or a year that was typed as the end of a time lasts so long."""


def context(child: Person, about: AtCourt, request: StaffRequest) -> dict[str, Any]:
    """Rows at the top, measures of the next day and of the whole proceeding, askings to hear the child again with their answers."""
    row, lang = about.next, request.lang
    wanted = {None, row.id if row else None}
    measures = [one for one in about.measures if one.hearing_id in wanted and one.state != "dropped"]
    askings = [
        one for one in voice.askings_of(child) if one.state != "withdrawn" and (row is None or one.hearing_id in wanted)
    ]
    names = names_then({one.answered_unit for one in askings if one.answered_unit})
    top = [
        (_("Case"), child.case.code),
        (_("Child"), words.part_name(child, lang)),
        (_("Hearing"), f"{days.when(row)}: {days.purpose(row, lang)}" if row else _("None is set, as far as we know")),
        (_("Asked by"), request.member.unit.name),
        (_("Printed on"), long_date(request.now)),
    ]  # fmt: skip
    return {
        "code": child.case.code,
        "back": href(child, "protection"),
        "rows": [{"name": name, "text": text} for name, text in top],
        "measures": [
            {"name": words.reason_name("protection", one.measure, lang), "state": said.STATES[one.state][1](),
             "asked": short_date(one.asked_at) if one.asked_at else "",
             "why": words.reason_name("protection_not", one.reason, lang) if one.reason else ""}
            for one in measures
        ],
        "askings": [
            {"name": heard.SORTS[one.sort](), "why": words.reason_name("heard_again", one.reason, lang),
             "state": heard.STATES[one.state][1](),
             "way": words.reason_name("other_way", one.way, lang) if one.way else "",
             "by": names.at(one.answered_unit, one.answered_at) if one.answered_at else ""}
            for one in askings
        ],
        "unit": request.member.unit.name,
    }  # fmt: skip
