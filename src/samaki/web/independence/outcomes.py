"""What step-back tests said, in one line each, on the page of all areas and on that of one: from the tests' own verdicts."""

from __future__ import annotations

from typing import Any

from samaki.stepping_back.testing import queries
from samaki.stepping_back.testing.models import StepBackPart
from samaki.stepping_back.testing.queries import Begun
from samaki.web import words
from samaki.web.independence.showing import family_name
from samaki.web.moments import long_date
from samaki.web.steptest import saying


def newest(lang: str) -> list[dict[str, Any]]:
    """The last test that began in each area. 2 queries."""
    by_area: dict[str, Begun] = {}
    for one in queries.begun():
        by_area.setdefault(one.row.area, one)
    return [_said(one, lang) for one in by_area.values()]


def of_area(area: str, lang: str) -> list[dict[str, Any]]:
    """All that began there, the newest first. 2 queries."""
    return [_said(one, lang) for one in queries.begun(area)]


def _said(one: Begun, lang: str) -> dict[str, Any]:
    """{href, area, ring, says, since, ended, parts: [{name, says, alarm_at, recall, recalled}]}."""
    row, states = one.row, {part.state for part in one.parts}
    return {
        "href": f"/independence/tests/{row.id}/", "area": words.area_name(row.area, lang), "ring": saying.ring_of(row.state, states),
        "says": saying.of_test(row.state, states), "since": long_date(row.begun_at) if row.begun_at else "",
        "ended": long_date(row.ended_at) if row.ended_at else "", "parts": [_part(part, lang) for part in one.parts],
    }  # fmt: skip


def _part(part: StepBackPart, lang: str) -> dict[str, Any]:
    return {
        "name": family_name(part.family, lang), "says": saying.PARTS[part.state](),
        "alarm_at": long_date(part.alarm_at) if part.alarm_at else "",
        "recall": saying.RECALLS[part.recall]() if part.recall else "",
        "recalled": long_date(part.answered_at) if part.recall == "recalled" and part.answered_at else "",
    }  # fmt: skip
