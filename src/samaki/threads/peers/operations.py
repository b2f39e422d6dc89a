"""Stories of peers who ask and answer. Facts of the ledger are codes and times: no title, no text, no area smaller than was chosen."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Membership
from samaki.database import lock, story
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, Stale, together
from samaki.ledger.operations import record
from samaki.notices.operations import queue
from samaki.threads.peers import rules
from samaki.threads.peers.models import PeerAnswer, PeerCard, PeerFollow, PeerQuestion, PeerText
from samaki.threads.peers.words import ask, seal_words

KINDS: dict[str, type[PeerText]] = {"question": PeerQuestion, "answer": PeerAnswer, "card": PeerCard}
"""What of peers is flagged, corrected, taken back."""


@story
def ask_peers(*, title: str, text: str, topic: str, area: str, sure: bool, by: Member, now: datetime) -> PeerQuestion:
    """A question to every agency. The units of those who follow the topic are told, quietly. Raises Invalid, NotAllowed."""
    with together():
        rules.check_place(topic, area)
        words = rules.check_words(title, text, sure=sure)
    _check_not_too_often(PeerQuestion, by, now)
    row = _new(PeerQuestion(topic=topic, area=area), words, by, now)
    _write("peer.ask", row, by, now, kind=topic, area=area, **rules.confirmed(words, sure=sure))
    for (unit,) in ask("peer_followers", topic):
        if unit != by.unit_id:
            queue("peer.asked_peers", to_unit=unit, subject=row, now=now, dedupe="asked")
    return row


@story
def answer_peers(*, question_id: UUID, text: str, sure: bool, by: Member, now: datetime) -> PeerAnswer:
    """An answer, by a member of any agency; the unit of who asked is told. Raises Invalid, NotAllowed, CannotMove."""
    lock(question_id)
    question = PeerQuestion.objects.get(id=question_id)
    rules.check_open(question)
    words = rules.check_words(None, text, sure=sure)
    _check_not_too_often(PeerAnswer, by, now)
    row = _new(PeerAnswer(question=question), words, by, now)
    _write("peer.answer", row, by, now, kind=question.topic, **rules.confirmed(words, sure=sure))
    if question.unit_id != by.unit_id:
        queue("peer.answered_peers", to_unit=question.unit_id, subject=question, now=now, dedupe=f"{row.id}")
    return row


@story
def correct_peers(
    *, what: str, key: UUID, title: str | None, text: str, version: int, sure: bool, by: Member, now: datetime
) -> PeerText:
    """Other words in the place of those before, which are not kept; by their author. Raises Stale where somebody was faster."""
    row = _locked(what, key)
    rules.check_author(row, by)
    if row.version != version:
        raise Stale(_("Somebody changed this in between. Look at what it says now, then change it again."))
    if isinstance(row, PeerCard) and row.approved_at is not None:
        raise CannotMove(_("A card that a second agency approved is not changed. Take it back and keep a new one."))
    words = rules.check_words(None if what == "answer" else title or "", text, sure=sure)
    row.sealed, row.corrected_at, row.version = seal_words(row, words), now, row.version + 1
    row.save(update_fields=["sealed", "corrected_at", "version"])
    return _write("peer.correct", row, by, now, version=row.version, **rules.confirmed(words, sure=sure))


@story
def take_back_peers(*, what: str, key: UUID, by: Member, now: datetime) -> PeerText:
    """Its author takes it back: nobody else reads it any more. It is not put back; one writes it anew."""
    row = _locked(what, key)
    rules.check_author(row, by)
    row.withdrawn_at, row.version = now, row.version + 1
    row.save(update_fields=["withdrawn_at", "version"])
    return _write("peer.take_back", row, by, now)


@story
def mark_helped(*, answer_id: UUID, helped: bool, by: Member, now: datetime) -> PeerAnswer:
    """Who asked says that this answer helped, or that it did not after all."""
    row = PeerAnswer.objects.select_related("question").get(id=answer_id)
    rules.check_asker(row.question, by)
    rules.check_open(row)
    if ask("peer_helped", row.id, helped) != [(True,)]:
        raise CannotMove(_("This was said already."))
    row.refresh_from_db()
    _write("peer.helped", row, by, now, answer="yes" if helped else "no")
    return row


@story
def keep_card(
    *, answer_id: UUID, title: str, text: str, step_kind: str, sure: bool, by: Member, now: datetime
) -> PeerCard:
    """Propose an answer as a practice card, in words that stand alone. It waits for somebody of a third agency."""
    lock(answer_id)
    answer = PeerAnswer.objects.select_related("question", "unit").get(id=answer_id)
    rules.check_open(answer)
    if PeerCard.objects.filter(answer=answer, withdrawn_at=None, removed_at=None).exists():
        raise CannotMove(_("This answer is kept as a practice card already."))
    with together() as told:
        if step_kind and step_kind not in pack().step_kinds:
            told.wrong(_("Choose the step from the list."), field="step_kind")
        words = told.of(rules.check_words, title, text, sure=sure) or {}
    card = PeerCard(answer=answer, topic=answer.question.topic, step_kind=step_kind, keeper_agency=by.unit.agency)
    row = _new(card, words, by, now, agency=answer.agency_id)
    _write("peer.keep", row, by, now, kind=row.topic, code=step_kind, **rules.confirmed(words, sure=sure))
    return row


@story
def approve_card(*, card_id: UUID, by: Member, now: datetime) -> PeerCard:
    """Somebody of a third agency says that it is good practice: it stands with the steps from now on."""
    lock(card_id)
    row = PeerCard.objects.get(id=card_id)
    rules.check_approves(row, by)
    if ask("peer_approve", row.id) != [(True,)]:
        raise NotAllowed(_("A member of another agency than the author's and yours approves a card."))
    row.refresh_from_db()
    _write("peer.approve", row, by, now, kind=row.topic, code=row.step_kind)
    return row


@story
def flag_peers(*, what: str, key: UUID, by: Member, now: datetime) -> PeerText:
    """It names a child or a case: hidden at once, a card made of it too, until a confidentiality officer has looked."""
    row = _locked(what, key)
    rules.check_may_flag(row)
    if ask("peer_flag", row._meta.db_table, row.id) != [(True,)]:
        raise CannotMove(_("This is hidden already."))
    row.hidden_at = now
    _write("peer.flag", row, by, now)
    for unit in _officers(row, now):
        queue(
            "guard.peer_flagged",
            to_unit=unit,
            subject=row,
            now=now,
            dedupe=f"{row.version}",
            audience="privacy",
            urgency="urgent",
        )
    return row


@story
def decide_flag(*, what: str, key: UUID, upheld: bool, by: Member, now: datetime) -> PeerText:
    """A confidentiality officer: it does name somebody, and its words are destroyed; or it does not, and is read again."""
    row = _locked(what, key)
    rules.check_decides(row, by, now)
    cards = list(PeerCard.objects.filter(answer_id=row.id, hidden_at__isnull=False)) if what == "answer" else []
    for one in (row, *cards):
        if one.removed_at is None and ask("peer_decide", one._meta.db_table, one.id, upheld, seal_words(one, {})) != [
            (True,)
        ]:
            raise NotAllowed(_("Only a confidentiality officer who did not write it decides this."))
    row.refresh_from_db()
    return _write("peer.decide", row, by, now, outcome="removed" if upheld else "cleared")


@story
def follow_topic(*, topic: str, follow: bool, by: Member, now: datetime) -> bool:
    """The member's unit is told of new questions about this topic, or no more."""
    if topic not in pack().peer_topics:
        raise Invalid(_("Choose what it is about from the list."), field="topic")
    lock(by.id)
    mine = PeerFollow.objects.filter(member_id=by.id, topic=topic)
    if follow == mine.exists():
        return follow
    row = PeerFollow(member_id=by.id, topic=topic, since=now) if follow else mine.get()
    record("peer.follow", by=by, now=now, subject=row, facts={"kind": topic, "answer": "yes" if follow else "no"})
    row.save(force_insert=True) if follow else mine.delete()
    return follow


def _new(row: Any, words: dict[str, str], by: Member, now: datetime, agency: UUID | None = None) -> Any:
    row.agency_id, row.unit_id, row.by_member = agency or by.unit.agency_id, by.unit_id, by.id
    row.made_at, row.synthetic, row.sealed = now, by.synthetic, seal_words(row, words)
    row.save(force_insert=True)
    return row


def _locked(what: str, key: UUID) -> PeerText:
    """The row, locked. Raises its DoesNotExist where the session does not see it."""
    lock(key)
    found: PeerText = KINDS[what]._default_manager.get(id=key)
    return found


def _check_not_too_often(table: type[PeerText], by: Member, now: datetime) -> None:
    lock(by.id)
    if table._default_manager.filter(by_member=by.id, made_at__gt=now - timedelta(days=1)).count() >= rules.MOST_A_DAY:
        raise NotAllowed(_("You have written very often today. Please wait until tomorrow."))


def _officers(row: PeerText, now: datetime) -> list[int]:
    """Units with a confidentiality officer: those of the author's agency; where it has none, all."""
    live = Membership.objects.live(now).filter(role=rules.OFFICER, member__is_active=True).exclude(member=row.by_member)
    own = live.filter(unit__agency_id=row.unit.agency_id)
    found: Any = (own if own.exists() else live).values_list("unit_id", flat=True)
    return sorted(set(found))


def _write(act: str, row: PeerText, by: Member, now: datetime, **facts: Any) -> PeerText:
    record(act, by=by, now=now, subject=row, facts=facts)
    return row
