"""Reading what peers asked and answered. Every list costs the same queries whatever its length."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from samaki.agencies.country import pack
from samaki.agencies.findable import asked, says
from samaki.agencies.findable import words_of as findable_words
from samaki.threads.peers.models import PeerAnswer, PeerCard, PeerFollow, PeerQuestion, PeerText
from samaki.threads.peers.words import words_of

PAGE = 20
SEARCHED = 1000
"""The newest questions whose words a search opens: they lie sealed, so the database cannot look into them."""

MOST_CARDS = 12
"""Practice cards of peers that stand with one step; the newest."""


@dataclass(frozen=True)
class Shown:
    """A question in a list: how many have answered, and whether one of that helped."""

    row: PeerQuestion
    title: str
    text: str
    answers: int
    helped: bool


@dataclass(frozen=True)
class Wanted:
    """What is looked for: `text` free words, `topic` and `area` codes of the pack, `mine` those of one member."""

    text: str = ""
    topic: str = ""
    area: str = ""
    mine: UUID | None = None


def questions(wanted: Wanted, before: UUID | None = None, limit: int = PAGE) -> tuple[list[Shown], UUID | None]:
    """One page, the newest first, and the key after which the next one begins; None when there is none."""
    rows = PeerQuestion.objects.select_related("agency").filter(withdrawn_at=None, hidden_at=None).order_by("-id")
    rows = rows.filter(topic=wanted.topic) if wanted.topic else rows
    rows = rows.filter(_in_area(wanted.area)) if wanted.area else rows
    rows = rows.filter(by_member=wanted.mine) if wanted.mine else rows
    rows = rows.filter(id__lt=before) if before else rows
    parts = asked(wanted.text)
    found = []
    for row in rows[: SEARCHED if parts else limit + 1]:
        words = words_of(row)
        if not parts or says(findable_words(words["title"], words["text"]), parts):
            found.append((row, words))
        if len(found) > limit:
            break
    page = found[:limit]
    return _counted(page), page[-1][0].id if len(found) > limit else None


def answers_of(question: PeerQuestion) -> list[PeerAnswer]:
    """What the session reads of the answers: what helped first, then the oldest first."""
    found = PeerAnswer.objects.select_related("agency").filter(question=question, withdrawn_at=None).order_by("id")
    return sorted(found, key=lambda row: row.helped_at is None)


def cards_of(answers: list[PeerAnswer]) -> dict[UUID, PeerCard]:
    """Answer -> the card that is made of it."""
    rows = PeerCard.objects.filter(answer__in=answers, withdrawn_at=None, removed_at=None)
    return {row.answer_id: row for row in rows}


def cards(*, approved: bool, topic: str = "") -> list[PeerCard]:
    """Cards that stand, or that wait for a third agency; the newest first."""
    rows = PeerCard.objects.select_related("agency").filter(
        withdrawn_at=None, hidden_at=None, approved_at__isnull=not approved
    )
    return list((rows.filter(topic=topic) if topic else rows).order_by("-id")[:100])


def cards_of_step(kind: str) -> list[PeerCard]:
    """Approved cards that stand with steps of this kind."""
    rows = PeerCard.objects.select_related("agency").filter(step_kind=kind, approved_at__isnull=False)
    return list(rows.filter(withdrawn_at=None, hidden_at=None).order_by("-approved_at")[:MOST_CARDS])


def hidden() -> list[PeerText]:
    """What waits for a confidentiality officer; for anybody else what they wrote and somebody flagged."""
    waits = Q(hidden_at__isnull=False, removed_at=None, withdrawn_at=None)
    rows: list[PeerText] = [
        row for table in (PeerQuestion, PeerAnswer, PeerCard)
        for row in table._default_manager.select_related("agency").filter(waits).order_by("hidden_at")[:100]
    ]  # fmt: skip
    return rows


def followed(member_id: UUID) -> set[str]:
    """Topics of which the member's unit is told."""
    return set(PeerFollow.objects.filter(member_id=member_id).values_list("topic", flat=True))


def _in_area(area: str) -> Q:
    """Asked about this place, about what it lies in, about a part of it, or about everywhere."""
    places = pack().places
    around = {one.code for one in places.path(area)}
    inside = {code for code in places.by_code if any(one.code == area for one in places.path(code))}
    return Q(area__in=["", *around, *inside])


def _counted(page: list[tuple[PeerQuestion, dict[str, str]]]) -> list[Shown]:
    seen = PeerAnswer.objects.filter(question__in=[row for row, _words in page], withdrawn_at=None, hidden_at=None)
    rows = list(seen.values_list("question_id", "helped_at"))
    number = Counter(key for key, _at in rows)
    helped = {key for key, at in rows if at is not None}
    return [Shown(row, words["title"], words["text"], number[row.id], row.id in helped) for row, words in page]
