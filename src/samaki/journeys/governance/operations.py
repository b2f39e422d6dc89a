"""Stories of the page that says how this installation is governed: written, signed, a signature withdrawn."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.database import lock, story
from samaki.database.refusals import CannotMove, NotAllowed, Stale
from samaki.journeys.governance import rules
from samaki.journeys.governance.models import Governance, GovernanceSignature
from samaki.journeys.governance.paper import Paper, canonical, digest, published
from samaki.journeys.governance.queries import newest
from samaki.journeys.governance.telling import tell_officers
from samaki.journeys.guarding.rules import check_words
from samaki.journeys.guarding.words import seal_words, words_of
from samaki.ledger.operations import record

THE_PAGE = UUID("019d0000-0000-7000-8000-000000000027")
"""What every story here locks: versions follow one another, and a signature never meets a newer version."""


@story
def draft_governance(*, paper: Paper, after: int, by: Member, now: datetime) -> Governance:
    """A new version, which needs signatures of its own; one in force stays so until this one is signed. `after`: the number of
    the version that the writer saw, 0 for none. Raises NotAllowed, Invalid, Stale, CannotMove."""
    rules.check_drafts(by, now)
    lock(THE_PAGE)
    before = newest()
    if (before.number if before else 0) != after:
        raise Stale(_("Somebody wrote a newer version in between. Look at it, then change that one."))
    rules.check_paper(paper, now)
    assert paper.review_by is not None  # else the check has told it
    words, governing = paper.words(pack().languages), pack().governing
    if before is not None and before.ended_at is None and words_of(before) == words:
        raise CannotMove(_("Nothing differs from version %(number)s.") % {"number": before.number})
    row = Governance(number=after + 1, needed=governing.signatures, not_counted=sorted(governing.not_counted))
    row.review_by, row.published = paper.review_by, published(words)
    row.due_at = datetime.combine(paper.review_by + timedelta(days=1), time.min, tzinfo=pack().timezone)
    row.drafted_by, row.unit_id, row.made_at, row.synthetic = by.id, by.unit_id, now, by.synthetic
    row.sha256, row.sealed = text_digest(row, words), seal_words(row, words)
    row.save(force_insert=True)
    record("governance.draft", by=by, now=now, subject=row, facts=_facts(row) | {"due_at": row.due_at})
    return row


@story
def sign_governance(*, governance_id: UUID, sha256: str, office: str, by: Member, now: datetime) -> GovernanceSignature:
    """By who speaks for an agency, in their office; `sha256` is of the text that they saw. With the last signature that is needed
    the version is in force, and takes the place of the one before. Raises NotAllowed, Invalid, Stale, CannotMove."""
    rules.check_signs(by, now)
    lock(THE_PAGE)
    row = Governance.objects.get(id=governance_id)
    last = newest()
    if last is None or last.id != row.id or row.ended_at is not None:
        raise CannotMove(_("This version is not signed any more. Look at the newest one."))
    if sha256 != row.sha256 or not fits(row, words_of(row)):
        raise Stale(_("This is not the text that you saw. Read it once more before you sign."))
    if GovernanceSignature.objects.filter(governance=row, member_id=by.id, withdrawn_at__isnull=True).exists():
        raise CannotMove(_("You have signed this version already."))
    rules.check_office(office)
    signature = GovernanceSignature(governance=row, member_id=by.id, unit_id=by.unit_id, sha256=sha256, signed_at=now)
    signature.sealed = seal_words(signature, {"office": office.strip()})
    signature.save(force_insert=True)
    row.refresh_from_db()
    state = "in_force" if row.in_force_at is not None else "waits"
    record("governance.sign", by=by, now=now, subject=row, facts=_facts(row) | {"state": state})
    return signature


@story
def withdraw_signature(*, governance_id: UUID, text: str, by: Member, now: datetime) -> GovernanceSignature:
    """One's own under a version, with a reason. Where too few are left it is not in force from now on, and officers are told.

    Raises NotAllowed, Invalid.
    """
    lock(THE_PAGE)
    row = Governance.objects.get(id=governance_id)
    signature = GovernanceSignature.objects.filter(governance=row, member_id=by.id, withdrawn_at__isnull=True).first()
    if signature is None:
        raise NotAllowed(_("There is no signature of yours under this version. Only who signed can withdraw it."))
    check_words(text)
    stood = row.in_force_at is not None and row.ended_at is None
    signature.withdrawn_at = now
    signature.sealed = seal_words(signature, words_of(signature) | {"withdrawn": text.strip()})
    signature.save(update_fields=["withdrawn_at", "sealed"])
    row.refresh_from_db()
    if stood and row.ended_at is not None:
        tell_officers(row, "governance.governs_no_more", now)
    state = "ended" if row.ended_at is not None else "in_force" if row.in_force_at is not None else "waits"
    record("governance.withdraw", by=by, now=now, subject=row, facts=_facts(row) | {"state": state})
    return signature


def text_digest(row: Governance, words: dict[str, str]) -> str:
    """SHA-256 of the canonical text of a version."""
    return digest(canonical(row.number, row.needed, row.not_counted, words))


def fits(row: Governance, words: dict[str, str]) -> bool:
    """Whether the words are those that were written, also the ones that the public reads."""
    return text_digest(row, words) == row.sha256 and row.published == published(words)


def _facts(row: Governance) -> dict[str, object]:
    return {"number": row.number, "sha256": row.sha256}
