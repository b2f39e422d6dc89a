"""Stories of sharing: giving, deciding not to give, ending it, looking at it afterwards. Each opens or closes what it says."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member, Unit
from samaki.agencies.queries import now_of
from samaki.cases import access
from samaki.cases.models import Case, Person
from samaki.cases.remarks import remark
from samaki.cases.sharing import pressed, rules
from samaki.cases.sharing.models import Consent, Disclosure
from samaki.countries import Reason
from samaki.database import lock, lock_of, story
from samaki.database.refusals import Invalid, NoPart, together
from samaki.ledger.operations import CLOCK, Actor, record
from samaki.notices.models import Notice
from samaki.notices.operations import queue

URGENCY = "urgent"
"""Of the clock by which a lead is called who has not looked at what was shared without consent."""


@story
def share(
    *,
    case: Case,
    child: Person | None,
    to_unit: Unit | None,
    compartments: Collection[str],
    purpose: str,
    ground: str,
    until: datetime | None,
    by: Member,
    now: datetime,
    text: str = "",
) -> Disclosure:
    """Give parts of the file to another unit, to be read until then: it is told, and reads them from its next request.

    `child` None: the whole case (never names, the place or care). `text`: why, sealed, of our unit only. A ground that rests on a
    consent needs one for just this child, purpose and unit; one that goes without it opens a review. Raises Invalid, NotAllowed.
    """
    lock(case.id)
    giving = check_shares(case=case, child=child, to_unit=to_unit, compartments=compartments, purpose=purpose, ground=ground,
                          until=until, by=by, now=now, text=text)  # fmt: skip
    assert until is not None  # else the check has told it
    parts = sorted(set(compartments))
    on, receiver, consent = giving.on, giving.receiver, giving.consent
    given = _new(
        case, child, receiver, parts, purpose, by, now, kind="share", ground=ground, consent=consent, until=until
    )
    given.due_at = now + timedelta(hours=on.review_hours) if on.review_hours else None
    given.call_at = min(until, given.due_at) if given.due_at else until
    given.save(force_insert=True)
    access.open_for_disclosure(case_id=case.id, child_id=given.child_id, unit=receiver.principal, compartments=parts,
                               disclosure_id=given.id, now=now, until=until)  # fmt: skip
    remark("disclosure.share", given, text, by=by, now=now)
    write("disclosure.share", given, by, now, changed={"text": text} if text else None)
    tell(given, "sharing.shared", given.to_unit_id, now)
    if given.due_at is not None:
        tell(given, "sharing.share_review", given.from_unit_id, now, audience="head", level=2)
    return given


@dataclass(frozen=True)
class Giving:
    """What was found when it was asked whether something may be shared: with whom, on which ground, and what carries it."""

    receiver: Unit
    on: Reason
    consent: Consent | None


def check_shares(
    *,
    case: Case,
    child: Person | None,
    to_unit: Unit | None,
    compartments: Collection[str],
    purpose: str,
    ground: str,
    until: datetime | None,
    by: Member,
    now: datetime,
    text: str,
) -> Giving:
    """Everything that stands in the way of sharing is told at once; nothing happens yet."""
    rules.check_gives(case, by, now)
    parts = sorted(set(compartments))
    consent = None
    with together() as told:
        receiver = told.of(rules.check_recipient, to_unit, by, now)
        told.of(rules.check_parts, case, child, parts, by)
        why = told.of(rules.check_listed, "sharing_purpose", purpose, "purpose")
        told.of(rules.check_until, why, until, now)
        on = told.of(rules.check_listed, "sharing_ground", ground, "ground", text)
        if why is not None:
            told.of(rules.check_place_stays_safe, case, child, parts, why)
        if receiver is not None:
            told.of(pressed.check_not_pressed, case, child, receiver, parts)
        if receiver is not None and on is not None:
            consent = told.of(rules.standing_of, case, child, purpose, receiver, on.rests_on)
    assert receiver is not None  # else the block has told it
    assert on is not None
    if receiver.principal in access.walled(case.id):
        raise NoPart()
    return Giving(receiver, on, consent)


@story
def refuse_to_share(
    *,
    case: Case,
    child: Person | None,
    to_unit: Unit | None,
    compartments: Collection[str],
    purpose: str,
    reason: str,
    by: Member,
    now: datetime,
    text: str = "",
) -> Disclosure:
    """Record that something is not shared, and why. The unit that would have got it does not see this, and nobody is told."""
    lock(case.id)
    rules.check_gives(case, by, now)
    parts = sorted(set(compartments))
    with together() as told:
        receiver = told.of(rules.check_recipient, to_unit, by, now)
        told.of(rules.check_parts, case, child, parts, by)
        told.of(rules.check_listed, "sharing_purpose", purpose, "purpose")
        told.of(rules.check_listed, "not_sharing", reason, "reason", text)
    assert receiver is not None  # else the block has told it
    kept = _new(case, child, receiver, parts, purpose, by, now, kind="refuse", reason=reason)
    kept.save(force_insert=True)
    remark("disclosure.refuse", kept, text, by=by, now=now)
    write("disclosure.refuse", kept, by, now, changed={"text": text} if text else None)
    return kept


@story
def stop_sharing(*, disclosure_id: UUID, text: str, by: Member, now: datetime) -> Disclosure:
    """End it now, before its time: the other unit is told, and its next request sees nothing of it."""
    given = locked(disclosure_id)
    rules.check_stops(given, by, now)
    if not text.strip():
        raise Invalid(_("Say in a few words what the reason is."), field="text")
    end(given, "stopped", now)
    given.save()
    remark("disclosure.stop", given, text, by=by, now=now)
    write("disclosure.stop", given, by, now, changed={"text": text})
    tell(given, "sharing.share_stopped", given.to_unit_id, now)
    return given


@story
def review_sharing(*, disclosure_id: UUID, outcome: str, text: str, by: Member, now: datetime) -> Disclosure:
    """Somebody else looks at what was shared without consent: it was right (`upheld`), or it ends now (`ended`).

    `text`: why, sealed; the unit above, to which the file is not open, writes none.
    """
    given = locked(disclosure_id)
    rules.check_reviews(given, by, now)
    ours = rules.is_of(given.from_unit_id, by)
    with together() as told:
        if outcome not in ("upheld", "ended"):
            told.wrong(_("Choose one from the list."), field="outcome")
        if ours and not text.strip():
            told.wrong(_("Say in a few words what the reason is."), field="text")
        if not ours and text.strip():
            told.wrong(_("The file is not open to your unit, so your words cannot be kept in it: tell them the unit below."),
                       field="text")  # fmt: skip
    given.reviewed_at, given.reviewed_by, given.review = now, by.id, outcome
    given.call_at = given.until if given.live else None
    runs = given.live and given.until is not None and given.until > now
    if outcome == "ended" and runs:
        end(given, "stopped", now)
    given.save()
    if ours:
        remark("disclosure.review", given, text, by=by, now=now)
    write("disclosure.review", given, by, now, changed={"text": text} if ours else None)
    if outcome == "ended" and runs:
        tell(given, "sharing.share_stopped", given.to_unit_id, now)
    return given


# ---------------------------------------------------------------- parts of stories
def end(given: Disclosure, why: str, now: datetime) -> None:
    """It is over from this moment, in the database too; whoever calls saves it and records it."""
    given.ended_at, given.ended_why, given.version = now, why, given.version + 1
    given.call_at = given.due_at if given.waits_for_review else None
    access.end_for_disclosure(given.id, now)


def end_by_time(given: Disclosure, now: datetime) -> None:
    """Its time is over: both units are told. (The clock; the relations have ended by themselves.)"""
    end(given, "until", now)
    given.save()
    write("disclosure.end", given, CLOCK, now)
    for unit in (given.from_unit_id, given.to_unit_id):
        tell(given, "sharing.share_ended", unit, now)


def end_resting(consent: Consent, by: Member, now: datetime) -> list[Disclosure]:
    """Everything that any unit shared on a consent that was just withdrawn; each recipient, and who gave it, is told."""
    ended = list(Disclosure.objects.raw("select * from app.end_resting(%s, %s)", [consent.id, now]))
    for given in ended:
        write("disclosure.end", given, by, now)
        for unit in {given.from_unit_id, given.to_unit_id} - {by.unit_id}:
            tell(given, "sharing.share_withdrawn", unit, now)
    return ended


def locked(disclosure_id: UUID) -> Disclosure:
    """The disclosure, its case locked. Raises Disclosure.DoesNotExist when it is not yours to see."""
    lock_of(Disclosure, disclosure_id)
    return Disclosure.objects.select_related("from_unit", "to_unit").get(id=disclosure_id)


def code_of(given: Disclosure) -> str:
    """The code of its case; where the case is not open to the session, as it was told the session's unit."""
    code = Case.objects.filter(id=given.case_id).values_list("code", flat=True).first()
    told = Notice.objects.filter(subject_id=given.id).exclude(case_code="")
    return code or told.values_list("case_code", flat=True).first() or ""


def write(act: str, given: Disclosure, by: Actor | str, now: datetime, undoes: UUID | None = None, **more: Any) -> None:
    """The entry of an act on a disclosure: codes, units and times. `undoes`: the disclosure whose place it takes."""
    facts = {
        "from": given.from_unit_id, "to": given.to_unit_id, "parts": given.compartments, "purpose": given.purpose,
        "ground": given.ground, "reason": given.reason or given.ended_why, "until": given.until, "due_at": given.due_at,
        "outcome": given.review, "level": given.level,
    }  # fmt: skip
    if given.ordered_on is not None:
        facts |= {"ordered_on": given.ordered_on.isoformat()} | ({"undoes": undoes} if undoes else {})
    told = given.kind == "share"  # of what is not shared the other unit learns nothing
    record(act, by=by, now=now, subject=given, case_id=given.case_id, child_id=given.child_id, facts=facts,
           unit=given.from_unit_id if isinstance(by, str) else None,
           counterpart=given.to_unit_id if told else None, **more)  # fmt: skip


def tell(given: Disclosure, kind: str, unit: int, now: datetime, *, audience: str = "desk", level: int = 0) -> None:
    """Queue a notice about a disclosure to one unit, or to the one that it is part of now: a code and a kind, no more."""
    queue(kind, to_unit=now_of([unit])[unit], subject=given, now=now, dedupe=str(given.version), audience=audience, level=level,
          case_id=given.case_id, case_code=code_of(given))  # fmt: skip


def _new(case: Case, child: Person | None, to_unit: Unit, parts: list[str], purpose: str, by: Member, now: datetime,
         **more: Any) -> Disclosure:  # fmt: skip
    return Disclosure(
        case=case,
        child_id=child.id if child else None,
        from_unit=by.unit,
        from_parent=by.unit.parent_id,
        to_unit=to_unit,
        compartments=parts,
        purpose=purpose,
        decided_by=by.id,
        decided_at=now,
        **more,
    )
