"""Stories of papers: one was made for a unit, one was taken back."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

import segno
from django.utils import translation
from django.utils.translation import gettext as _

from samaki.agencies.models import Member, Unit
from samaki.cases.mending import check_says_why, entry_of
from samaki.cases.models import Case, Person
from samaki.cases.remarks import remark
from samaki.database import add, lock, story, uuid7
from samaki.database.refusals import CannotMove
from samaki.handoffs.models import Handoff
from samaki.journeys.papers import rules
from samaki.journeys.papers.allowing import Reader, parts_of
from samaki.journeys.papers.codes import in_groups, new_paper_code, shown
from samaki.journeys.papers.kinds import REFERRAL
from samaki.journeys.papers.models import Paper
from samaki.journeys.papers.papers import sheet_of
from samaki.journeys.papers.press import Pressed, press
from samaki.journeys.papers.sheets import plain, to_press
from samaki.ledger.operations import record


@dataclass(frozen=True)
class Made:
    """The row, and the PDF, which is given once and kept nowhere."""

    row: Paper
    content: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """The name of the file: the code of the paper, nothing of the case."""
        return f"paper-{self.row.code}.pdf"


@story
def make_paper(
    *, case: Case, kind: str, language: str, by: Member, now: datetime, to_unit: Unit | None = None, handoff: Handoff | None = None,
    child: Person | None = None, asks: Collection[str] = (), text: str = "",
) -> Made:  # fmt: skip
    """A paper of this kind for a unit (`to_unit`, else our own; a referral: whoever is asked), in its language. A reprint is a new one.

    What stands on it is what that unit may read now, in the parts of its kind. `handoff`: of a referral; `child`: about this child
    alone; `asks`, `text`: of a request for protection. Raises NotAllowed, CannotMove, Invalid.
    """
    rules.check_makes(case, by, now)
    rules.check_asked(kind, language, asks, text)
    rules.check_child(child, case, kind)
    handoff = rules.check_goes(handoff, case, by) if kind == REFERRAL else None
    unit = handoff.to_unit if handoff else to_unit or by.unit
    reader = Reader(case, kind, unit, parts_of(case, unit.principal, handoff), by, now, language, child, handoff,
                    tuple(asks), text.strip())  # fmt: skip
    rules.check_receives(reader)
    code = new_paper_code()
    made, text_sha256 = _made(reader, code)
    lock(case.id)
    if parts_of(case, unit.principal, handoff) != reader.parts:
        raise CannotMove(_("What this unit may read has just changed. Make the paper once more."))
    row = _row(reader, code, made, text_sha256)
    add(row)
    _supersede(row)
    remark("paper.make", row, reader.text, by=by, now=now)
    facts = {"count": row.pages, "sha256": made_sha(made), "text_sha256": text_sha256.hex(), "parts": row.parts}
    _record("make", row, by, now, facts, reader.text)
    return Made(row, made.content)


@story
def withdraw_paper(*, paper_id: UUID, text: str, by: Member, now: datetime) -> Paper:
    """It does not count: printed by mistake, or given to the wrong hands. Whoever checks it is told; who holds it must be asked for it.

    Raises NotAllowed, CannotMove, Invalid.
    """
    row = Paper.objects.get(id=paper_id)
    lock(row.case_id)
    row.refresh_from_db(fields=["withdrawn_at"])
    rules.check_withdraws(row, by, now)
    check_says_why(text)
    entry = entry_of(row.id, "paper.make")
    row.withdrawn_at, row.withdrawn_by = now, by.id
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    remark("paper.withdraw", row, text, by=by, now=now)
    _record("withdraw", row, by, now, {"undoes": entry.id if entry else None}, text)
    return row


# ---------------------------------------------------------------- parts
def _made(reader: Reader, code: str) -> tuple[Pressed, bytes]:
    """The PDF, and the SHA-256 of its text. A line of chance keeps both from telling what stands in them to who tries names."""
    with translation.override(reader.lang):
        sheet = sheet_of(reader, code)
        chance = _("Sealed with %(chance)s") % {"chance": secrets.token_hex(16)}
        source = plain(sheet, [shown(code), chance])
        digest = hashlib.sha256(source.encode()).digest()
        foot = [_("Is it genuine? %(where)s") % {"where": address_of(code)}, shown(code), in_groups(digest)]
        running = " · ".join((_("Samaki"), reader.case.code, reader.unit.name))
        told = to_press(
            sheet, seconds=int(reader.now.timestamp()), foot=foot, running=running, qr=_picture(code), source=source
        )
    return press(told), digest


def made_sha(made: Pressed) -> str:
    """The fingerprint of the PDF, in hexadecimal letters."""
    return hashlib.sha256(made.content).hexdigest()


def address_of(code: str) -> str:
    """Where this paper is checked: the address of this system as letters have it, else the page alone."""
    hosts = os.environ.get("SAMAKI_HOSTS", "").split()
    site = os.environ.get("SAMAKI_URL") or (f"https://{hosts[0]}" if hosts else "")
    return f"{site.rstrip('/')}/paper/{shown(code)}/"


def _picture(code: str) -> str:
    drawn = BytesIO()
    segno.make(address_of(code), error="m", micro=False).save(drawn, kind="svg", xmldecl=False, omitsize=True, border=2)
    return drawn.getvalue().decode()


def _row(reader: Reader, code: str, made: Pressed, text_sha256: bytes) -> Paper:
    room = reader.handoff.compartment if reader.handoff else "justice" if reader.whole_court_case else _room(reader)
    child = reader.handoff.child_id if reader.handoff else reader.child.id if reader.child else _child(reader, room)
    return Paper(
        id=uuid7(), case_id=reader.case.id, child_id=child, compartment=room, kind=reader.kind,
        handoff_id=reader.handoff.id if reader.handoff else None, unit_id=reader.by.unit_id, made_by=reader.by.id,
        to_unit_id=reader.unit.principal,
        language=reader.lang, parts=reader.rooms(), pages=made.pages, sha256=bytes.fromhex(made_sha(made)), text_sha256=text_sha256,
        code=code, made_at=reader.now,
    )  # fmt: skip


def _room(reader: Reader) -> str:
    """The part of the file to which it belongs, where its reader has not the whole court case."""
    return next((room for room in ("care", "justice", "identity") if room in reader.rooms()), "care")


def _child(reader: Reader, room: str) -> UUID | None:
    """The one child of whom its reader reads this part; of several, or of all, none in particular."""
    found = {child for part, child in reader.parts if part == room}
    return next(iter(found)) if len(found) == 1 else None


def _supersede(row: Paper) -> None:
    """The papers before it, for the same recipient and in the same language, made by the same unit."""
    same = Paper.objects.filter(
        case_id=row.case_id, kind=row.kind, to_unit__principal=row.to_unit_id, unit__principal=row.unit_id, handoff_id=row.handoff_id,
        language=row.language, child_id=row.child_id, superseded_by=None,
    )  # fmt: skip
    same.exclude(id=row.id).update(superseded_by=row.id)


def _record(act: str, row: Paper, by: Member, now: datetime, facts: dict[str, Any], text: str) -> None:
    told = {"kind": row.kind, "to": row.to_unit_id} | facts
    record(f"paper.{act}", by=by, now=now, subject=row, case_id=row.case_id, child_id=row.child_id, compartment=row.compartment,
           counterpart=row.to_unit_id, facts=told, changed={"text": text} if text else None)  # fmt: skip
