"""Stories of the end and after it: opinions, certificates, contact cards, practice cards, and who is still in post half a year later."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from samaki.agencies.country import after, pack
from samaki.agencies.entries import FocalPoint
from samaki.agencies.keeping import add_focal_point
from samaki.agencies.models import Member
from samaki.database import lock, story
from samaki.database.refusals import CannotMove, together
from samaki.ledger.operations import CLOCK, PUBLIC, record
from samaki.names import has_khmer
from samaki.notices.operations import queue
from samaki.threads.asking import ask
from samaki.threads.peers import operations as peers
from samaki.threads.peers.models import PeerCard
from samaki.training import rules
from samaki.training.models import Workshop, WorkshopMark, WorkshopOpinion, WorkshopSeat, WorkshopSession
from samaki.training.planning import locked, write
from samaki.training.states import after_move
from samaki.training.words import (
    SEAT as LETTERS,
)
from samaki.training.words import (
    certificate_text,
    digest_of,
    new_code,
    read_code,
    seal_words,
    words_of,
)

SCALE = ("1", "2", "3", "4", "5")
"""From "not at all" to "fully"."""


@story
def give_opinion(*, key: str, answers: Mapping[str, str], text: str, now: datetime) -> None:
    """The questions at the end, once. What was answered hangs on no seat and has no time: nobody can say whose it is (ADR 61)."""
    with together() as told:
        kept = {code: answers[code] for code in pack().training.opinions if answers.get(code)}
        if set(kept.values()) - set(SCALE):
            told.wrong(_("Choose from the list."), field=f"opinion_{next(iter(kept))}")
        words = told.of(rules.check_text, "text", text) or ""
        if not kept and not words:
            told.wrong(_("Answer one question, or write something."), field="text")
    row = WorkshopOpinion(id=uuid4())
    found = ask(
        "workshop_opines",
        digest_of(read_code(key, LETTERS) or "none"),
        row.id,
        json.dumps(kept),
        seal_words(row, {"text": words}),
    )
    if not found:
        raise CannotMove(
            _("This is not possible now: the questions open when the workshop runs, and each answers once.")
        )
    workshop, unit = found[0]
    record("workshop.opine", by=PUBLIC, now=now, unit=unit, subject=Workshop(id=workshop), facts={})


@story
def finish_workshop(*, workshop_id: UUID, by: Member, now: datetime, why: str = "") -> Workshop:
    """It is over: who was there long enough has a certificate; who agreed is offered to their unit as a contact; the look half a year
    later is due on its day. `why`: of one that ends before its last session has ended; whoever reads of the workshop reads it. Raises
    Invalid without one."""
    row = locked(workshop_id, "finish", by, now)
    cut_short = rules.check_end(row, why, now)
    certified, came, sessions = earned(row)
    seats = _who_came(row, came)
    row.state, row.test, row.version = after_move("finish", row.state), "", row.version + 1
    row.finished_at, row.check_due_at = now, after(now, pack().training.check_after)
    row.sealed = seal_words(row, words_of(row) | ({"why": cut_short} if cut_short else {}))
    row.call_at = row.check_due_at if certified else None  # where nobody is to be looked at again, nobody is asked to
    row.save(update_fields=["state", "test", "version", "finished_at", "check_due_at", "call_at", "sealed"])
    for one in certified:
        _certify(row, one, came[one.id], sessions, by, now)
    _offer([one for one in seats if one.contact and words_of(one)["phone"]], row, now)
    facts = {"count": len(certified), "number": len(seats), "until": row.check_due_at}
    return write(row, "finish", by, now, state=row.state, **facts, **({"kind": "cut_short"} if cut_short else {}))


def earned(row: Workshop) -> tuple[list[WorkshopSeat], Counter[UUID], int]:
    """(who was at enough sessions for a certificate as the ticks stand now, seat -> at how many sessions, how many sessions there are). Of
    all its sessions, also of one that is cut short: a certificate says how much of the programme somebody has seen (ADR 83)."""
    sessions = WorkshopSession.objects.filter(workshop=row).count()
    marks = WorkshopMark.objects.filter(session__workshop=row, withdrawn_at=None)
    came = Counter(marks.values_list("seat_id", flat=True))
    enough = [one for one in _who_came(row, came) if came[one.id] * 100 >= pack().training.attends * sessions]
    return enough, came, sessions


def _who_came(row: Workshop, came: Collection[UUID]) -> list[WorkshopSeat]:
    return list(WorkshopSeat.objects.filter(workshop=row, id__in=list(came)).exclude(state="withdrawn"))


@story
def keep_contact_card(*, seat_id: UUID, matter: str, by: Member, now: datetime) -> FocalPoint:
    """The keeper of their unit puts a participant who agreed in the directory, as somebody to call about a matter."""
    seat = WorkshopSeat.objects.select_related("to_unit").get(id=seat_id)
    lock(seat.workshop_id)
    seat.refresh_from_db(fields=["card_at", "contact", "offered_at"])
    if seat.offered_at is None or not seat.contact or seat.card_at is not None:
        raise CannotMove(_("This is done already, or they do not agree any more."))
    told = words_of(seat)
    name = (
        {"name_km": told["name"], "name_en": ""}
        if has_khmer(told["name"])
        else {"name_en": told["name"], "name_km": ""}
    )
    point = add_focal_point(
        unit=seat.to_unit, matter=matter, phone=told["phone"], day_and_night=False, by=by, now=now, **name
    )
    ask("workshop_carded", seat.id)
    record("workshop.card", by=by, now=now, subject=seat, facts={"kind": matter})
    return point


@story
def write_practice(
    *, workshop_id: UUID, title: str, text: str, topic: str, step_kind: str, sure: bool, by: Member, now: datetime
) -> PeerCard:
    """How it is done well, as the workshop says: it stands among the practice cards of peers, and waits for a third agency."""
    row = Workshop.objects.get(id=workshop_id)
    rules.check_organises(by, now, row)
    given = {"sure": sure, "by": by, "now": now}
    asked = peers.ask_peers(title=title, text=text, topic=topic, area=row.area, **given)  # type: ignore[arg-type]
    answered = peers.answer_peers(question_id=asked.id, text=text, **given)  # type: ignore[arg-type]
    card = peers.keep_card(answer_id=answered.id, title=title, text=text, step_kind=step_kind, **given)  # type: ignore[arg-type]
    write(row, "practice", by, now, kind=topic, code=step_kind)
    return card


@story
def check_seat(*, seat_id: UUID, in_post: str, observed: Collection[str], by: Member, now: datetime) -> WorkshopSeat:
    """Half a year later: is this participant still in post, and which standards of their role were seen at work. Said anew it replaces."""
    seat = WorkshopSeat.objects.get(id=seat_id)
    row = locked(seat.workshop_id, "check", by, now)
    seat.refresh_from_db()
    if seat.certified_at is None:
        raise CannotMove(_("Only who was there to the end is looked at again."))
    known = [one.code for one in pack().training.standards_of(seat.role)]
    with together() as told:
        if in_post not in ("yes", "no", "unknown"):
            told.wrong(_("Choose one of the answers."), field="in_post")
        if set(observed) - set(known):
            told.wrong(_("Choose from the list."), field="observed")
        if observed and in_post == "no":
            told.wrong(_("Who is not in post any more was not seen at work there."), field="observed")
    seat.in_post, seat.observed, seat.checked_at = in_post, [code for code in known if code in set(observed)], now
    seat.save(update_fields=["in_post", "observed", "checked_at"])
    if not WorkshopSeat.objects.filter(workshop=row, certified_at__isnull=False, checked_at=None).exists():
        row.call_at = None
        row.save(update_fields=["call_at"])
    record("workshop.check", by=by, now=now, subject=seat, facts={"answer": in_post, "count": len(seat.observed)})
    return seat


def check_is_due(row: Workshop, now: datetime) -> None:
    """The clock: the organiser is told that people are to be looked at again, and again until all were."""
    row.call_at = after(now, pack().training.asks)
    row.save(update_fields=["call_at"])
    queue("training.workshop_check_due", to_unit=row.unit_id, subject=row, now=now, dedupe=f"{now:%Y-%m-%d}")
    record("workshop.call", by=CLOCK, now=now, unit=row.unit_id, subject=row, facts={"due_at": row.check_due_at})


def _certify(row: Workshop, seat: WorkshopSeat, came: int, sessions: int, by: Member, now: datetime) -> None:
    code = new_code(LETTERS)
    text = certificate_text(
        code, words_of(seat)["name"], row.programme, row.area, row.begins_at, row.ends_at, came, sessions
    )
    digest = hashlib.sha256(text.encode()).digest()
    seat.certificate_code, seat.certificate_sha256, seat.certified_at = code, digest, now
    seat.save(update_fields=["certificate_code", "certificate_sha256", "certified_at"])
    record(
        "workshop.certify",
        by=by,
        now=now,
        subject=seat,
        facts={"sha256": digest.hex(), "count": came, "number": sessions},
    )


def _offer(seats: list[WorkshopSeat], row: Workshop, now: datetime) -> None:
    for one in seats:
        one.offered_at = now
        one.save(update_fields=["offered_at"])
    for unit in sorted({one.to_unit_id for one in seats}):
        queue("training.workshop_cards", to_unit=unit, subject=row, now=now, dedupe="cards")
