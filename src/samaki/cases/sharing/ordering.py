"""Stories of what a court orders: an order opens parts of the file to that court, for a time; it is lifted, or was entered wrongly."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connections
from django.utils.translation import gettext as _

from samaki.agencies.country import after, calendar, pack
from samaki.agencies.models import Member, Unit
from samaki.agencies.queries import now_of, units
from samaki.cases import access
from samaki.cases.models import Case, Person
from samaki.cases.operations import sees
from samaki.cases.remarks import remark
from samaki.cases.rules import check_works_cases, fresh
from samaki.cases.sharing import rules
from samaki.cases.sharing.models import SEALED, Disclosure
from samaki.cases.sharing.operations import locked, tell, write
from samaki.database import current_alias, lock, story
from samaki.database.refusals import CannotMove, Invalid, NoPart, NotAllowed, together
from samaki.vault import sealing as vault

GROUND = "court_order"
LONGEST_NUMBER = 60
"""Letters of the number of an order."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What stands on the paper of a court: which court, its number, its day; what it opens, of whom (None: the whole case), until when."""

    court: Unit | None
    number: str
    ordered_on: date | None
    compartments: Collection[str]
    child: Person | None
    until: datetime | None


@story
def record_order(*, case: Case, order: Order, text: str, by: Member, now: datetime) -> Disclosure:
    """Write an order of a court down: from now the court reads just these parts, until the order says. Who told us is never among them.

    Where a child hides and unproven leads open when a second person, of another unit where one is, has confirmed (`confirm_order`).
    Every unit that works in those parts is told, and somebody else than who recorded it looks within the time of the pack.
    Raises NotAllowed, Invalid (each field that is wrong), NoPart (a wall).
    """
    lock(case.id)
    check_order(case, order, by, now)
    return _open_by_order(case, order, text, by, now)


@story
def correct_order(
    *, disclosure_id: UUID, order: Order, text: str, by: Member, now: datetime, version: int | None = None
) -> Disclosure:
    """It was entered wrongly: what it opened ends with this moment, and what stands on the paper opens instead. Both stay on the list."""
    before = locked(disclosure_id)
    check_ends(before, by, now)
    fresh(before, version)
    case = Case.objects.get(id=before.case_id)
    check_order(case, order, by, now, why=text)
    _end_order(before, "mistake", text, by, now)
    return _open_by_order(case, order, text, by, now, instead_of=before)


@story
def confirm_order(*, disclosure_id: UUID, by: Member, now: datetime) -> Disclosure:
    """It stands so on the paper, says a second person: the place or the leads that it names open to the court from now.

    Raises NotAllowed (who recorded it; a unit that is not asked), CannotMove (ended, confirmed already).
    """
    given = locked(disclosure_id)
    check_confirms(given, by, now)
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.confirm_order(%s)", [given.id])
        if not cursor.fetchone()[0]:
            raise CannotMove(_("This has ended or was confirmed already. Load the page again."))
    given.refresh_from_db()
    write("order.confirm", given, by, now)
    for unit in {given.to_unit_id, given.from_unit_id} - {by.unit_id}:
        tell(given, "sharing.order_confirmed", unit, now)
    return given


@story
def end_order(*, disclosure_id: UUID, reason: str, text: str, by: Member, now: datetime) -> Disclosure:
    """The court has lifted it, another one takes its place, or it was a mistake: the court's next request sees nothing of it."""
    given = locked(disclosure_id)
    check_ends(given, by, now)
    rules.check_listed("order_end", reason, "reason", text)
    _end_order(given, reason, text, by, now)
    return given


# ---------------------------------------------------------------- rules
def check_orders(case: Case, by: Member, now: datetime) -> None:
    """Whoever works in the justice part of this case, the court's own clerk among them."""
    check_works_cases(by, now)
    if not sees(case.id, "justice", None, by, works=True):
        raise NotAllowed(
            _("Your unit does not work in the justice part of this case. Give the order to a unit that does.")
        )


def check_order(case: Case, order: Order, by: Member, now: datetime, why: str | None = None) -> None:
    """Everything that is wrong with it is told at once. `why`: words that must not be empty, where some are asked for."""
    check_orders(case, by, now)
    with together() as told:
        court = told.of(_check_court, order.court, now)
        told.of(_check_paper, order, now)
        if not order.compartments or set(order.compartments) - (set(rules.COMPARTMENTS) & set(pack().compartments)):
            told.wrong(_("Choose which parts of the file."), field="compartments")
        if order.child is not None:
            told.of(rules.check_child, order.child)
        told.of(rules.check_until, None, order.until, now)
        if why is not None and not why.strip():
            told.wrong(_("Say in a few words what the reason is."), field="text")
    if court is not None and court.principal in access.walled(case.id):
        raise NoPart()


def check_ends(given: Disclosure, by: Member, now: datetime) -> None:
    """Who recorded it and their confidentiality officer, or the court itself; while it runs."""
    if not given.ordered:
        raise CannotMove(_("No court has ordered this. It is ended on its own page."))
    if not given.live or (given.until is not None and given.until <= now):
        raise CannotMove(_("This has ended already, or was never shared."))
    if not rules.is_of(given.from_unit_id, by) and not rules.is_of(given.to_unit_id, by):
        raise NotAllowed(_("This order was recorded by %(unit)s. Ask them.") % {"unit": given.from_unit.name})
    if "confidentiality_officer" not in by.roles(now):
        check_works_cases(by, now)


def check_confirms(given: Disclosure, by: Member, now: datetime) -> None:
    """A member who works cases in a unit that is asked to, never who recorded it."""
    if not given.waits_for_second or (given.until is not None and given.until <= now):
        raise CannotMove(_("Nothing is to be confirmed here, or somebody has done so."))
    if given.decided_by == by.id:
        raise NotAllowed(_("You recorded this yourself: somebody else must confirm it."))
    if "confidentiality_officer" not in by.roles(now):
        check_works_cases(by, now)
    if not _asked_to_confirm(given):
        raise NotAllowed(_("Another unit is asked to confirm this."))


def _check_court(court: Unit | None, now: datetime) -> Unit:
    kind = pack().agency_kinds.get(court.kind) if court else None
    if court is None or kind is None or not kind.is_court or not units(now).filter(principal=court.principal).exists():
        raise Invalid(_("Choose the court that ordered it."), field="to_unit")
    return court


def _check_paper(order: Order, now: datetime) -> None:
    with together() as told:
        if not order.number.strip() or len(order.number) > LONGEST_NUMBER:
            told.wrong(_("Write the number of the order as it stands on the paper, in at most %(most)s letters.")
                       % {"most": LONGEST_NUMBER}, field="number")  # fmt: skip
        if order.ordered_on is None or order.ordered_on > calendar().local(now).date():
            told.wrong(_("Write the day of the order; it is not in the future."), field="ordered_on")


# ---------------------------------------------------------------- parts of the stories
def number_of(given: Disclosure) -> str:
    """The number of its order, as far as its case is open to the session; else empty."""
    if given.order_sealed is None:
        return ""
    try:
        return vault.unseal(vault.key_of(case_id=given.case_id), given.order_sealed, _place(given))
    except vault.CannotOpen:
        return ""


def _open_by_order(
    case: Case, order: Order, text: str, by: Member, now: datetime, instead_of: Disclosure | None = None
) -> Disclosure:
    assert order.court is not None  # the check has told it
    assert order.until is not None
    given = Disclosure(
        case=case, child_id=order.child.id if order.child else None, from_unit=by.unit, from_parent=by.unit.parent_id,
        to_unit=order.court, kind="share", ground=GROUND, purpose="", compartments=sorted(set(order.compartments)),
        ordered_on=order.ordered_on, until=order.until, decided_by=by.id, decided_at=now,
        supersedes_id=instead_of.id if instead_of else None,
    )  # fmt: skip
    given.needs_second = bool(SEALED & set(given.compartments))
    given.due_at = after(now, pack().guarding.order_look)
    given.call_at = min(order.until, given.due_at)
    given.order_sealed = vault.seal(vault.key_of(case_id=case.id), order.number.strip(), _place(given))
    given.save(force_insert=True)
    access.open_for_disclosure(
        case_id=case.id, child_id=given.child_id, unit=order.court.principal, compartments=given.opened,
        disclosure_id=given.id, now=now, until=order.until, ground=GROUND,
    )  # fmt: skip
    act = "order.correct" if instead_of else "order.record"
    remark(act, given, text, by=by, now=now)
    told: dict[str, Any] = {"number": order.number.strip()} | ({"text": text} if text.strip() else {})
    write(act, given, by, now, changed=told, undoes=instead_of.id if instead_of else None)
    for unit in sorted({given.to_unit_id, *_working_there(given)}):
        tell(given, "sharing.ordered", unit, now)
    for unit in sorted(set(now_of(_asked_to_confirm(given)).values())) if given.needs_second else ():
        tell(given, "sharing.order_waits", unit, now)
    tell(given, "sharing.share_review", given.from_unit_id, now, audience="head", level=2)
    return given


def _end_order(given: Disclosure, why: str, text: str, by: Member, now: datetime) -> None:
    given.ended_at, given.ended_why, given.version = now, why, given.version + 1
    given.call_at = given.due_at if given.waits_for_review else None
    given.save()  # before what it opened closes: the database asks whether it has ended, where the court itself ends it
    access.end_for_disclosure(given.id, now)
    remark("order.end", given, text, by=by, now=now)
    write("order.end", given, by, now, changed={"text": text} if text.strip() else None)
    for unit in {given.to_unit_id, given.from_unit_id} - {by.unit_id}:
        tell(given, "sharing.share_stopped", unit, now)


def _working_there(given: Disclosure) -> set[int]:
    """The units, as they are now, that work in what it opens, and the one that recorded it not among them."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select unit from app.opened_by_order(%s) unit", [given.id])
        found = [unit for (unit,) in cursor.fetchall()]
    return set(now_of(found).values()) - {given.from_unit_id}


def _asked_to_confirm(given: Disclosure) -> set[int]:
    """The units of which one must confirm: to who recorded it all of them, to others their own."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select unit from app.order_seconds(%s) unit", [given.id])
        return {unit for (unit,) in cursor.fetchall()}


def _place(given: Disclosure) -> str:
    return f"disclosure.order_sealed.{given.id}"
