"""All tests with the finding first, the lot, and which areas have none."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.stepping_back.testing import lots, queries, rules
from samaki.stepping_back.testing.models import StepBackLot
from samaki.stepping_back.testing.queries import Test
from samaki.stepping_back.testing.states import LIVE
from samaki.web import words
from samaki.web.independence.showing import family_name
from samaki.web.moments import digits, long_date, short_moment
from samaki.web.pages import StaffRequest
from samaki.web.steptest import saying


def shown(request: StaffRequest) -> dict[str, Any]:
    """Context of `step_tests.html`. 6 queries, however many tests there are; for the committee some more."""
    found, leads = queries.listed(), rules.may_lead(request.member, request.now)
    rows = queries.lots()
    waiting = next((row for row in rows if row.drawn_at is None), None)
    live = {one.row.area for one in found if one.row.state in LIVE}
    return {
        "title": _("The step-back test"), "section": "measures", "leads": leads,
        "live": [_test(one, request.lang) for one in found if one.row.state in LIVE],
        "past": [_test(one, request.lang) for one in found if one.row.state not in LIVE],
        "lots": [_lot(row, request.lang) for row in rows if row.drawn_at], "waiting": _lot(waiting, request.lang) if waiting else None,
        "draws": leads and waiting is not None and lots.drawing(waiting) is not None,
        "announces": leads and waiting is None and bool(lots.ready()),
        "areas": _areas(live, request.lang, mentored=True) if leads else [],
        "others": _areas(live, request.lang, mentored=False) if leads else [],
    }  # fmt: skip


def choice(request: StaffRequest) -> dict[str, Any]:
    """Context of `step_test_area.html`: for which area a plan is fixed. 4 queries."""
    live = {one.row.area for one in queries.listed() if one.row.state in LIVE}
    return {
        "title": _("Fix the plan of a step-back test"), "section": "measures",
        "areas": _areas(live, request.lang, mentored=True), "others": _areas(live, request.lang, mentored=False),
    }  # fmt: skip


def _areas(live: set[str], lang: str, *, mentored: bool) -> list[dict[str, str]]:
    """Provinces without a test that is fixed or runs: those in which the mentor works, or the others."""
    found = [one for one in pack().places.provinces if one.project_area == mentored and one.code not in live]
    return [{"code": one.code, "name": words.area_name(one.code, lang)} for one in found]


def _test(one: Test, lang: str) -> dict[str, Any]:
    row, states = one.row, {part.row.state for part in one.parts}
    return {
        "href": f"/independence/tests/{row.id}/", "area": words.area_name(row.area, lang), "ring": saying.ring_of(row.state, states),
        "says": saying.of_test(row.state, states), "why": saying.REASONS[row.stop_reason]() if row.stop_reason else "",
        "when": long_date(row.ended_at or row.begun_at or row.fixed_at), "place": digits(row.place) if row.place else "",
        "parts": [
            {"name": family_name(part.row.family, lang), "says": saying.PARTS[part.row.state](), "ring": saying.RINGS[part.row.state],
             "due": digits(part.reading.due) if part.reading else "", "steps": digits(one.plan.protocol(part.row.family).steps)}
            for part in one.parts
        ],
    }  # fmt: skip


def _lot(row: StepBackLot, lang: str) -> dict[str, Any]:
    return {
        "areas": [words.area_name(area, lang) for area in (row.drawn or sorted(row.tests))], "announced": short_moment(row.announced_at),
        "not_before": short_moment(row.not_before), "size": digits(row.ledger_size),
        "drawn": short_moment(row.drawn_at) if row.drawn_at else "",
        "checkpoint": str(row.checkpoint or ""), "root": row.root, "names": ", ".join(sorted(row.tests)),
    }  # fmt: skip
