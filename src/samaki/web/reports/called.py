"""Whom the ladder called about a report, rung by rung: of our own unit, as its notices say it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samaki.intake.models import Report
from samaki.notices.queries import Call, calls_about
from samaki.roster.queries import names_of
from samaki.web.moments import digits, short_moment

KINDS = ("report.new", "report.late")
"""Of a new report, and of one that waits too long."""


def called(report: Report) -> list[dict[str, str]]:
    """Each rung with who it was and when. 1 query, one more where a roster named somebody."""
    calls = calls_about(report.id, KINDS)
    named = {key for one in calls for key in one.members}
    names = names_of(named) if named else {}
    return [{"who": _who(one, names), "when": _when(one)} for one in calls]


def _who(one: Call, names: dict[str, str]) -> str:
    if one.members:
        return _("On duty by the roster: %(names)s") % {"names": ", ".join(names.get(key, "?") for key in one.members)}
    if one.audience == "focal":
        return _("This unit, as the one above")
    if one.audience == "head":
        return _("Those who lead the unit, and the unit above") if one.level > 2 else _("Those who lead the unit")  # noqa: PLR2004
    return _("Everybody who works on cases in the unit")


def _when(one: Call) -> str:
    """When a report came is kept rounded, to protect who told it: its first call is told without a time."""
    if one.kind == "report.new":
        return _("when it came to the unit")
    span = {"n": digits(one.times), "first": short_moment(one.first), "last": short_moment(one.last)}
    return _("%(n)s times, from %(first)s to %(last)s") % span if one.times > 1 else span["first"]
