"""Who decides about an area, who promises money, who calls the mentor back; and what must be met before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Member, Unit
from samaki.agencies.queries import units
from samaki.agencies.stages import queries
from samaki.agencies.stages.models import AreaMoney, MentorCall
from samaki.countries import local_digits
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.journeys.support.inferring import mentor_kinds
from samaki.stepping_back.fading.gates import Gate

OVERSEES = "oversight"
PROMISES = frozenset({"oversight", "head", "admin"})
CALLS = frozenset({"oversight", "head", "team_lead"})
YEARS = 10
"""So far ahead money may be promised."""


def check_decides(by: Member, now: datetime) -> None:
    """The oversight committee. Never the mentor: it is what the decision is about."""
    if OVERSEES not in by.roles(now) or _is_mentors(by):
        raise NotAllowed(_("Only the oversight committee decides about the stage of an area."))


def may_decide(by: Member, now: datetime) -> bool:
    """The same, as yes or no."""
    return OVERSEES in by.roles(now) and not _is_mentors(by)


def check_promises(by: Member, now: datetime) -> None:
    """Who leads an agency's unit, administers it, or oversees; the mentor promises nothing for others."""
    if not may_promise(by, now):
        raise NotAllowed(_("Only who leads a unit, administers or oversees writes down money. The mentor does not."))


def may_promise(by: Member, now: datetime) -> bool:
    """The same, as yes or no."""
    return bool(by.roles(now) & PROMISES) and not _is_mentors(by)


def check_ends_money(row: AreaMoney, by: Member, now: datetime) -> None:
    """Whose unit wrote it down, or who oversees; once."""
    check_promises(by, now)
    if row.unit_id != by.unit_id and not may_decide(by, now):
        raise NotAllowed(_("Another unit wrote this down."))
    if row.ended_at is not None:
        raise CannotMove(_("This was ended already."))


def check_calls(money: AreaMoney, by: Member, now: datetime) -> None:
    """Who leads the unit that the money names, or who oversees; while the money is there."""
    if not may_call(money, by, now):
        raise NotAllowed(_("Only who leads the unit that calls the mentor back, or who oversees, does this."))
    if not queries.stands(money, calendar().local(now).date()):
        raise CannotMove(_("This money is not there now. Write down money for a recall first."))


def may_call(money: AreaMoney, by: Member, now: datetime) -> bool:
    """Whether the member calls the mentor back with this money."""
    roles = by.roles(now)
    return may_decide(by, now) or (money.caller_id == by.unit_id and bool(roles & CALLS))


def check_ends_call(row: MentorCall, by: Member, now: datetime) -> None:
    """Whose unit called, or who oversees; while it runs."""
    if not may_end_call(row, by, now):
        raise NotAllowed(_("Only who called the mentor back, or who oversees, does this."))
    if not queries.runs(row, now):
        raise CannotMove(_("This call has ended."))


def may_end_call(row: MentorCall, by: Member, now: datetime) -> bool:
    """The same, as yes or no, whether it runs or not."""
    return may_decide(by, now) or (row.unit_id == by.unit_id and bool(by.roles(now) & CALLS))


def check_area(area: str) -> None:
    """Only areas of the plan have a stage."""
    if area not in queries.plan_areas():
        raise Invalid(_("Choose the area from the list."), field="area")


def check_span(since: date, until: date | None, today: date) -> None:
    """From a day until a later one that has not passed. Raises Invalid."""
    if until is None or until <= since or until <= today:
        raise Invalid(_("Write until which day: after today, and after the day from which it is there."), field="until")
    if until.year > today.year + YEARS:
        raise Invalid(
            _("This is more than %(years)s years ahead.") % {"years": local_digits(YEARS, get_language() or "")},
            field="until",
        )


def check_gates(stage: str, gates: Iterable[Gate], why: str) -> list[str]:
    """Codes of the gates that are not met. Those that the pack requires must be; of others it must be said why they are passed by.

    Raises Invalid.
    """
    left = [gate.code for gate in gates if not gate.met]
    found = pack().mentoring.stages.get(stage)
    if needed := [code for code in left if found and code in found.required]:
        raise Invalid(_("This stage cannot be decided for yet: %(count)s of its gates must be met first. They are marked.")
                      % {"count": local_digits(len(needed), get_language() or "")}, field="stage")  # fmt: skip
    if left and not why.strip():
        raise Invalid(_("Not every gate is met. Write why it is decided all the same."), field="why")
    return left


def callers(area: str, now: datetime) -> list[Unit]:
    """Units that can call the mentor back: they serve the area, and are no mentor's. 1 query."""
    return list(units(now, area=area).exclude(kind__in=mentor_kinds()))


def _is_mentors(by: Member) -> bool:
    return by.unit.kind in mentor_kinds()
