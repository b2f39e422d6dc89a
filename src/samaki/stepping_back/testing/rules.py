"""Who fixes, signs, begins and stops a test, and what may stand in a plan. The database asks the first two again (migration 0134)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Agency, Member, Unit, UnitArea
from samaki.countries import local_digits
from samaki.database.refusals import Invalid, NotAllowed, together
from samaki.figures.noninferiority import Protocol
from samaki.insights.definitions import MEASURES
from samaki.insights.standing import province_of
from samaki.journeys.support.inferring import mentor_kinds
from samaki.stepping_back import index
from samaki.stepping_back.testing.plan import Plan

COMMITTEE = "oversight"
SIGNERS = frozenset({"head", "admin", "oversight", "confidentiality_officer"})
"""Roles that speak for an agency."""

MEASURE = "WT1"
FEWEST_ASSESSORS, MOST_ASSESSORS = 2, 6
FEWEST_STEPS, MOST_STEPS = 20, 300
MOST_MONTHS, MOST_SETTLE_DAYS = 36, 60
STOP_REASONS = ("new_plan", "unsafe", "support_needed", "not_comparable", "other")
"""Why a test is stopped before its verdict. `new_plan` is given by fixing a new one."""


def may_lead(by: Member, now: datetime) -> bool:
    """Whether the member fixes plans, draws the lot, begins and stops tests."""
    return COMMITTEE in by.roles(now) and by.unit.kind not in mentor_kinds()


def check_leads(by: Member, now: datetime) -> None:
    """One of the oversight committee, and nobody of the mentor."""
    if not may_lead(by, now):
        raise NotAllowed(
            _("Only the oversight committee does this. The mentor and the agencies in the area do not test themselves.")
        )


def may_sign(by: Member, barred: Collection[str], assessors: Collection[str], now: datetime) -> bool:
    """Whether the member's agency is asked to sign and is neither the mentor nor assessed, and the member speaks for it."""
    agency = str(by.unit.agency_id)
    return bool(by.roles(now) & SIGNERS) and agency in assessors and agency not in barred


def check_signs(by: Member, barred: Collection[str], assessors: Collection[str], now: datetime) -> None:
    """The same, with the reason."""
    if str(by.unit.agency_id) in barred:
        raise NotAllowed(_("Your agency is the mentor, or its own work is assessed here: somebody else signs."))
    if not may_sign(by, barred, assessors, now):
        raise NotAllowed(
            _("Who leads, administers, oversees or is confidentiality officer of an agency named in the plan signs it.")
        )


# ---------------------------------------------------------------- who is assessed
def barred(area: str, kinds: Iterable[str], now: datetime) -> set[UUID]:
    """Agencies that may not sign: the mentor, and those with an open unit that serves the area (or the whole country) and may hold one of
    these kinds of step."""
    return barred_by(area, {"": kinds}, now)[""]


def barred_by(area: str, families: Mapping[str, Iterable[str]], now: datetime) -> dict[str, set[UUID]]:
    """The same of each family with its kinds. 2 queries."""
    known = pack().step_kinds
    holders = {
        family: {holder for kind in kinds if kind in known for holder in known[kind].may_hold}
        for family, kinds in families.items()
    }
    live = Q(since__lte=now) & (Q(until__isnull=True) | Q(until__gt=now))
    serving = {
        unit for unit, place in UnitArea.objects.filter(live).values_list("unit", "area")
        if not place or province_of(place) == area
    }  # fmt: skip
    units = list(Unit.objects.filter(live).values_list("principal", "kind", "agency_id"))
    mentors = mentor_kinds()
    return {
        family: {agency for unit, kind, agency in units if kind in mentors or (kind in held and unit in serving)}
        for family, held in holders.items()
    }


def could_sign(area: str, kinds: Iterable[str], now: datetime) -> list[Agency]:
    """Agencies with an open unit that are neither the mentor nor assessed there."""
    out = barred(area, kinds, now)
    return [one for one in _open_agencies(now) if one.id not in out]


def signers(area: str, families: Mapping[str, Iterable[str]], now: datetime) -> list[tuple[Agency, frozenset[str]]]:
    """Agencies that could sign a plan of at least one of the families, each with those of which it cannot. 3 queries."""
    by_family = barred_by(area, families, now)
    found = [(one, frozenset(name for name, out in by_family.items() if one.id in out)) for one in _open_agencies(now)]
    return [(one, out) for one, out in found if len(out) < len(families)]


def _open_agencies(now: datetime) -> list[Agency]:
    live = Q(units__since__lte=now) & (Q(units__until__isnull=True) | Q(units__until__gt=now))
    return list(Agency.objects.filter(live).distinct().order_by("name_en", "id"))


# ---------------------------------------------------------------- what a plan may hold
def kinds_of(families: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Family -> its critical kinds of step, as the pack has them now."""
    wanted = set(families)
    found: dict[str, tuple[str, ...]] = {}
    for kind, family in index.families().items():
        if family in wanted:
            found[family] = (*found.get(family, ()), kind)
    return found


def check_plan(plan: Plan, now: datetime) -> None:
    """All that is wrong is told at once. Raises Invalid."""
    with together() as told:
        told.of(check_area, plan.area)
        told.of(check_families, [one.family for one in plan.families])
        for one in plan.families:
            told.of(check_family, one, plan.area)
        told.of(check_begin_by, plan.begin_by, now)
        told.of(check_months, plan.months)
        told.of(check_settle_days, plan.settle_days)
        told.of(check_assessors, plan.area, plan.kinds, plan.assessors, now)
    if plan.measure != MEASURES[MEASURE].code or plan.kinds != kinds_of(one.family for one in plan.families):
        raise Invalid(_("What is counted has changed since this form was opened. Look at it once more."))


def check_area(area: str) -> None:
    """A province."""
    if area not in {place.code for place in pack().places.provinces}:
        raise Invalid(_("Choose the area from the list."), field="area")


def check_families(families: Collection[str]) -> None:
    """At least one, all of them known."""
    if not families or set(kinds_of(families)) != set(families):
        raise Invalid(_("Choose at least one family of critical steps."), field="families")


def check_family(one: Protocol, area: str) -> None:
    """Its steps, and its own area."""
    check_steps(one.family, one.steps if one.area == area else 0)


def check_steps(family: str, steps: int) -> None:
    """How many of a family are looked at."""
    if not FEWEST_STEPS <= steps <= MOST_STEPS:
        raise Invalid(
            _("%(family)s: write how many steps are looked at, from %(fewest)s to %(most)s.")
            % {"family": _named(family), "fewest": _in_digits(FEWEST_STEPS), "most": _in_digits(MOST_STEPS)},
            field=f"steps_{family}",
        )  # fmt: skip


def check_begin_by(day: date, now: datetime) -> None:
    """The last day on which it may begin."""
    today = calendar().local(now).date()
    if not today < day <= date(today.year + 1, today.month, 1):
        raise Invalid(_("Write the last day on which it may begin: after today, within a year."), field="begin_by")


def check_months(months: int) -> None:
    """How long it runs."""
    if not 1 <= months <= MOST_MONTHS:
        raise Invalid(
            _("Write how many months it runs at most: from 1 to %(most)s.") % {"most": _in_digits(MOST_MONTHS)},
            field="months",
        )


def check_settle_days(days: int) -> None:
    """How long late entries are waited for."""
    if not 0 <= days <= MOST_SETTLE_DAYS:
        raise Invalid(
            _("Write how many days late entries have: from 0 to %(most)s.") % {"most": _in_digits(MOST_SETTLE_DAYS)}, field="settle_days"
        )  # fmt: skip


def check_assessors(area: str, kinds: Mapping[str, Iterable[str]], assessors: Collection[str], now: datetime) -> None:
    """Enough agencies, each of which may sign. `kinds`: family -> its kinds of step."""
    known = {str(agency.id) for agency in could_sign(area, [kind for each in kinds.values() for kind in each], now)}
    if not FEWEST_ASSESSORS <= len(set(assessors)) <= MOST_ASSESSORS:
        raise Invalid(
            _("Choose from %(fewest)s to %(most)s agencies that sign and assess.")
            % {"fewest": _in_digits(FEWEST_ASSESSORS), "most": _in_digits(MOST_ASSESSORS)}, field="assessors",
        )  # fmt: skip
    if wrong := set(assessors) - known:
        names = ", ".join(one.name for one in Agency.objects.order_by("name_en", "id") if str(one.id) in wrong)
        raise Invalid(
            _("This agency is the mentor, or works in this area itself: %(names)s. Choose another one.")
            % {"names": names},
            field="assessors",
        )


def _named(family: str) -> str:
    found = next((one for one in pack().measuring.families if one.code == family), None)
    return found.label(get_language() or "") if found else family


def _in_digits(value: int) -> str:
    return local_digits(value, get_language() or "")


def check_reason(reason: str) -> None:
    """Why somebody stops it."""
    if reason not in STOP_REASONS or reason == "new_plan":
        raise Invalid(_("Choose why it is stopped."), field="reason")
