"""What may be written, and who may do what with it. The database asks the same again (migration 0071)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, together
from samaki.threads.peers.careful import Sign, signs_in
from samaki.threads.peers.models import PeerAnswer, PeerCard, PeerQuestion, PeerText

OFFICER = "confidentiality_officer"
LONGEST = {"title": 200, "text": 4000}
"""Letters."""

MOST_A_DAY = 40
"""Questions, or answers, of one member within a day."""


def check_words(title: str | None, text: str, *, sure: bool) -> dict[str, str]:
    """The words as they are kept. Raises Invalid: empty, too long; and once, where `sure` is not said, for what may name somebody."""
    given = {"text": text.strip()} if title is None else {"title": " ".join(title.split()), "text": text.strip()}
    with together() as told:
        for name, value in given.items():
            if not value:
                told.wrong(_("Write something here."), field=name)
            elif len(value) > LONGEST[name]:
                told.wrong(
                    _("This is too long. Please keep it under %(limit)s letters.") % {"limit": LONGEST[name]},
                    field=name,
                )
    if not sure and (found := signs_in(*given.values())):
        raise Invalid(warning(found), field="sure")
    return given


def confirmed(words: dict[str, str], *, sure: bool) -> dict[str, list[str]]:
    """The fact of the ledger that somebody confirmed that nobody can be recognised: which kinds of sign stood in the words; nothing where
    none did."""
    kinds = [one.kind for one in signs_in(*words.values())] if sure else []
    return {"confirmed": kinds} if kinds else {}


SIGNS: dict[str, Callable[[], str]] = {
    "case": lambda: _("a code of a case"), "receipt": lambda: _("a receipt"),
    "telephone": lambda: _("a telephone number or another long number"), "mail": lambda: _("an e-mail address"),
    "name": lambda: _("a name"), "child": lambda: _("words about one child"), "place": lambda: _("a small place"),
}  # fmt: skip
"""Kind of sign -> what it is called."""


def warning(found: Sequence[Sign]) -> str:
    """What the text seems to hold, with its words, and what to do about it."""
    listed = "; ".join(f"{SIGNS[one.kind]()} ({one.words})" if one.words else SIGNS[one.kind]() for one in found)
    return _("Not sent yet. Your text seems to hold: %(what)s. Every agency reads it: take out what leads to a child or a case, or say "
             "that nothing does. Not everything is found: read it once more yourself.") % {"what": listed}  # fmt: skip


def check_place(topic: str, area: str) -> None:
    """A topic of the pack's list, and an area of the pack or everywhere."""
    with together() as told:
        if topic not in pack().peer_topics:
            told.wrong(_("Choose what it is about from the list."), field="topic")
        if area and area not in pack().places.by_code:
            told.wrong(_("Choose the area from the list."), field="area")


def check_author(row: PeerText, by: Member) -> None:
    """It is the member's own, and still stands."""
    if row.by_member != by.id:
        raise NotAllowed(_("Only who wrote this can change it or take it back."))
    check_stands(row)


def check_stands(row: PeerText) -> None:
    """Neither taken back nor removed."""
    if row.withdrawn_at is not None or row.removed_at is not None:
        raise CannotMove(_("This was taken back or removed. Nothing more can be done with it."))


def check_open(row: PeerQuestion | PeerAnswer) -> None:
    """It stands and nobody has flagged it."""
    check_stands(row)
    if row.hidden_at is not None:
        raise CannotMove(_("This is hidden until a confidentiality officer has looked at it."))


def check_asker(question: PeerQuestion, by: Member) -> None:
    """Only who asked says what helped."""
    if question.by_member != by.id:
        raise NotAllowed(_("Only who asked can say what helped."))


def may_flag(row: PeerText) -> bool:
    """Whether it stands, is not hidden, and was not cleared since it last changed."""
    again = row.cleared_at is None or (row.corrected_at is not None and row.corrected_at > row.cleared_at)
    return row.withdrawn_at is None and row.hidden_at is None and again


def check_may_flag(row: PeerText) -> None:
    """The same, with why not."""
    if not may_flag(row):
        raise CannotMove(
            _("This is hidden already, or a confidentiality officer has looked at these words and let them stand.")
        )


def is_officer(by: Member, now: datetime) -> bool:
    """Whether the member decides over what is flagged."""
    return OFFICER in by.roles(now)


def check_decides(row: PeerText, by: Member, now: datetime) -> None:
    """A confidentiality officer, over what somebody else wrote, while it is hidden."""
    if not is_officer(by, now) or row.by_member == by.id:
        raise NotAllowed(_("Only a confidentiality officer who did not write it decides this."))
    if row.hidden_at is None or row.removed_at is not None:
        raise CannotMove(_("This is decided already."))


def may_approve(row: PeerCard, by: Member) -> bool:
    """Whether the member is of another agency than the answer's author and than whoever keeps it."""
    waits = row.approved_at is None and row.withdrawn_at is None and row.hidden_at is None
    return waits and by.unit.agency_id not in (row.agency_id, row.keeper_agency_id)


def check_approves(row: PeerCard, by: Member) -> None:
    """The same, with why not."""
    if row.approved_at is not None or row.withdrawn_at is not None or row.hidden_at is not None:
        raise CannotMove(_("This card does not wait for a second agency."))
    if not may_approve(row, by):
        raise NotAllowed(_("A member of another agency than the author's and yours approves a card."))
