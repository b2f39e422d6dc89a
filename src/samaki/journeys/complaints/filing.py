"""Stories of who complains: told by anybody, with a receipt to come back; and what they add with that receipt.

The entry of the ledger says neither who nor which unit, also where a member complains: it would stand in the sight of that
member's own unit, which is often the one complained about.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from samaki.agencies.country import after, pack
from samaki.agencies.models import Unit
from samaki.agencies.queries import units
from samaki.database import current_alias, story
from samaki.database.refusals import CannotMove, Invalid, together
from samaki.intake.operations import LIMIT, OtherBody
from samaki.intake.receipts import digest_of, read_receipt, receipt_for
from samaki.journeys.complaints.models import Complaint, ComplaintMessage
from samaki.journeys.guarding.words import ask, seal_words
from samaki.ledger.operations import PUBLIC, record
from samaki.names import clean_text
from samaki.notices.operations import queue
from samaki.vault import sealing as vault

MOST_MESSAGES = 50
"""Of who complained, to one complaint."""

ROUND_TO_MINUTES = 10


@dataclass(frozen=True)
class Grievance:
    """What somebody complains about. Only `what` must be said; whom it is about: a unit, or a kind of agency and an area of the
    pack, or nobody knows. `code`: of a case, or a receipt, as they wrote it. `oversight`: straight to the committee."""

    what: str
    who: str = ""
    code: str = ""
    contact: str = ""
    name: str = ""
    unit: str = ""
    kind: str = ""
    area: str = ""
    oversight: bool = False
    language: str = field(default="", compare=False)

    def cleaned(self) -> Grievance:
        """Zero-width and control characters removed; raises Invalid with the fields that are wrong."""
        texts = {name: clean_text(value) for name, value in asdict(self).items() if isinstance(value, str)}
        with together() as told:
            for name, value in texts.items():
                if len(value) > LIMIT:
                    told.wrong(_("This is too long. Please keep it under %(limit)s letters.") % {"limit": LIMIT}, field=name)  # fmt: skip
            if not texts["what"]:
                told.wrong(_("Write what happened. A few words are enough."), field="what")
            if texts["unit"] and not Unit.objects.filter(code=texts["unit"]).exists():
                told.wrong(_("Choose a unit from the list, or say that you do not know."), field="unit")
            if texts["kind"] and texts["kind"] not in pack().agency_kinds:
                told.wrong(_("Choose from the list, or say that you do not know."), field="kind")
            if texts["area"] and texts["area"] not in pack().places.by_code:
                told.wrong(_("Choose the area from the list."), field="area")
        return Grievance(**texts, oversight=self.oversight)


@story
def file_complaint(*, told: Grievance, key: UUID, channel: str, now: datetime, synthetic: bool = False) -> str:
    """Keep it, hand it to somebody of another agency, start the clock; returns the receipt. A retry with the same key and content
    keeps nothing twice; with other content it raises OtherBody. As the intake role, which can only add, or in a member's session."""
    told = told.cleaned()
    request = vault.installation_digest("request", key.bytes)
    body = vault.installation_digest("body", json.dumps(asdict(told), sort_keys=True).encode())
    receipt = receipt_for(key)
    before = _filed_before(request)
    if before is None:
        try:
            with transaction.atomic(using=current_alias()):
                _keep(told, request, body, receipt, channel, now, synthetic)
        except IntegrityError:
            before = _filed_before(request)
            if before is None:
                raise
    if before is not None and before != body:
        raise OtherBody(_("This key was used before for another complaint. Send it again with a new key."))
    return receipt


@story
def add_to_complaint(*, receipt: str, text: str, now: datetime) -> Complaint:
    """Who complained answers, adds something, or opens it again. Raises Complaint.DoesNotExist for a receipt of none."""
    digest = digest_of(read_receipt(receipt) or "no such receipt")
    found = ask("complaint_status", digest)
    if not found:
        raise Complaint.DoesNotExist
    text = clean_text(text)
    if not text:
        raise Invalid(_("Write something, or leave this page."), field="message")
    if len(text) > LIMIT:
        raise Invalid(_("This is too long. Please keep it under %(limit)s letters.") % {"limit": LIMIT}, field="message")  # fmt: skip
    if sum(from_them for _key, from_them, *_rest in ask("complaint_thread", digest)) >= MOST_MESSAGES:
        raise CannotMove(_("You have written very often. Please wait for the answer."))
    state, moment = found[0][1], rounded(now)
    message = ComplaintMessage(id=uuid4())
    kind = "complaint_decide" if state in ("taken_up", "asked", "answered") else "complaint_read"
    due = after(moment, getattr(pack().guarding, kind))
    said = ask("complaint_says", digest, message.id, seal_words(message, {"text": text}), moment, due)
    row = Complaint(**dict(zip(("id", "state", "handler", "above", "due_at", "version"), said[0], strict=True)))
    record("complaint.reopen" if state == "closed" else "complaint.say", by=PUBLIC, now=moment, subject=row,
           facts={"state": row.state, "due_at": row.due_at})  # fmt: skip
    tell(row, "guard.complaint_said", moment, f"{row.version}")
    return row


def tell(row: Complaint, kind: str, now: datetime, dedupe: str, urgency: str = "urgent") -> None:
    """Whoever looks into it, and the oversight once it was called: that there is something, never what."""
    for unit in {unit for unit in (row.handler, row.above) if unit is not None}:
        queue(kind, to_unit=unit, subject=row, now=now, dedupe=dedupe, audience="privacy", urgency=urgency)


def route(about: Iterable[UUID], unit: int | None, area: str, *, oversight: bool) -> tuple[int | None, int | None]:
    """(the unit that looks into it, the oversight unit that is called when that one is late), each None where nobody is."""
    codes = [place.code for place in reversed(pack().places.path(area))] if area in pack().places.by_code else []
    handler, above = ask("complaint_handlers", list(about), unit, [*codes, ""], oversight)[0]
    return handler, above


def rounded(now: datetime) -> datetime:
    """Kept so, that it cannot be laid beside a list of who was where."""
    return now.replace(minute=now.minute // ROUND_TO_MINUTES * ROUND_TO_MINUTES, second=0, microsecond=0)


def _keep(
    told: Grievance, request: bytes, body: bytes, receipt: str, channel: str, now: datetime, synthetic: bool
) -> None:
    about, unit = _about(told, now)
    handler, _above = route(about, unit.principal if unit else None, told.area, oversight=told.oversight)
    moment = rounded(now)
    row = Complaint(channel=channel, about=about, about_unit=unit.principal if unit else None, handler=handler)
    row.receipt_digest, row.request_digest, row.body_digest = digest_of(receipt), request, body
    row.received_at, row.language, row.synthetic = moment, told.language, synthetic
    row.due_at = after(moment, pack().guarding.complaint_read)
    row.call_at = row.due_at if handler is not None else moment
    words = {name: value for name, value in asdict(told).items() if name in WORDS and value}
    row.sealed = seal_words(row, words)
    row.save(force_insert=True)
    facts: dict[str, Any] = {"state": row.state, "channel": channel, "due_at": row.due_at, "content": body.hex()}
    record("complaint.file", by=PUBLIC, now=moment, subject=row, facts=facts)
    tell(row, "guard.complaint_new", moment, "filed")


WORDS = ("what", "who", "code", "contact", "name", "kind", "area")
"""What of a grievance is kept, sealed."""


def _about(told: Grievance, now: datetime) -> tuple[list[UUID], Unit | None]:
    """Every agency that it may be about, and the unit where it is one only. Of a kind in an area: whichever serve it."""
    if told.unit:
        unit = Unit.objects.get(code=told.unit)
        return [unit.agency_id], unit
    if not told.kind:
        return [], None
    found = list(units(now, kind=told.kind, area=told.area)) or list(units(now, kind=told.kind))
    return sorted({unit.agency_id for unit in found}), found[0] if len(found) == 1 else None


def _filed_before(request: bytes) -> bytes | None:
    found = ask("complaint_request", request)[0][0]
    return bytes(found) if found is not None else None
