"""Stories of a member who is texted: they choose it with their password, prove the number by a code sent to it, and stop it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.channels.sms import numbers
from samaki.channels.sms.models import TextChoice, TextOut
from samaki.channels.sms.proofs import check_proof, send_proof
from samaki.database import lock, story
from samaki.database.refusals import CannotMove, Stale, together
from samaki.ledger.operations import record
from samaki.notices.operations import queue
from samaki.vault.sealing import installation_seal, installation_unseal

WANTS = ("urgent", "none")
UNREACHED_FOR = timedelta(minutes=30)
"""So long a telephone to which a text did not come is not counted as a way to its member."""


def choice_of(member_id: UUID) -> TextChoice | None:
    """What this member chose about texts; only they and the worker see it."""
    return TextChoice.objects.filter(member_id=member_id).first()


def number_of(choice: TextChoice) -> str:
    """The number that was chosen; "" when there is none. Raises CannotOpen."""
    return installation_unseal("text choice", choice.sealed, choice.place) if choice.sealed else ""


def texts_of(member_id: UUID, most: int = 5) -> list[TextOut]:
    """The newest texts to a member."""
    return list(TextOut.objects.filter(member_id=member_id).order_by("-made_at", "-id")[:most])


def texted(members: Collection[UUID]) -> set[UUID]:
    """Of these, who proved a number and is texted. For the clock."""
    rows = TextChoice.objects.filter(member_id__in=members, verified_at__isnull=False, refused_at__isnull=True)
    return set(rows.exclude(wants="none").values_list("member_id", flat=True))


def not_texted(now: datetime) -> set[UUID]:
    """Whom the last text of the last half hour did not reach. For the clock."""
    rows = TextOut.objects.filter(kind="call", made_at__gt=now - UNREACHED_FOR, tries__gt=0)
    last = {row.member_id: row.lost for row in rows.order_by("made_at", "id") if row.member_id is not None}
    return {member for member, lost in last.items() if lost}


@story
def choose_texts(*, wants: str, number: str, password: str, version: int, by: Member, now: datetime) -> TextChoice:
    """Whether and where this member is texted, proved by their password. A number that is not proved yet gets a code, and nothing
    else until the code was typed. `version` 0: nothing was chosen yet. Raises Invalid (with its field) and Stale."""
    lock(by.id)
    with together() as told:
        if wants not in WANTS:
            told.wrong(_("Choose one of the answers."), field="wants")
        whole = (told.of(numbers.checked_for_texts, number) or "") if number.strip() or wants != "none" else ""
        if not by.check_password(password):
            told.wrong(_("This is not your password. Nothing was changed; try again."), field="password")
    choice = choice_of(by.id) or TextChoice(member_id=by.id, version=0)
    if choice.version != version:
        raise Stale(_("Somebody changed this in between. Look at what it says now, then change it again."))
    moved = whole != number_of(choice)
    choice.wants, choice.chosen_at, choice.version, choice.refused_at = wants, now, choice.version + 1, None
    if moved:
        choice.verified_at, choice.number = None, numbers.digest(whole) if whole else None
        choice.sealed = installation_seal("text choice", whole, choice.place)
    _ask_for_proof(choice, whole, by, now)
    choice.save(force_insert=version == 0)
    record("text.choose", by=by, now=now, subject=choice, facts={"kind": wants, "fields": ["number"] if moved else []})
    return choice


def _ask_for_proof(choice: TextChoice, whole: str, by: Member, now: datetime) -> None:
    choice.code = choice.code_until = None
    if choice.wants != "none" and choice.verified_at is None:
        choice.code, choice.code_until = send_proof(whole, by, now)


@story
def prove_number(*, code: str, by: Member, now: datetime) -> TextChoice:
    """The member typed the code that was texted to them: the number is theirs. Tries are counted before (`accounts.throttle`)."""
    lock(by.id)
    choice = choice_of(by.id)
    if choice is None:
        raise CannotMove(_("No code was sent, or it was used. Ask for another one."))
    check_proof(choice.code, choice.code_until, number_of(choice), code, by, now)
    choice.verified_at, choice.code, choice.code_until, choice.version = now, None, None, choice.version + 1
    choice.save()
    record("text.prove", by=by, now=now, subject=choice)
    return choice


@story
def stop_texts(*, by: Member, now: datetime) -> TextChoice:
    """They, or their carrier, said stop by text: nothing more is texted until they choose anew. Those who lead the unit are told,
    for whoever took the telephone could silence it."""
    lock(by.id)
    choice = TextChoice.objects.get(member_id=by.id)
    choice.refused_at, choice.version = choice.refused_at or now, choice.version + 1
    choice.save()
    record("text.stop", by=by, now=now, subject=choice)
    queue("text.unsent", to_unit=by.own_principal, subject=choice, now=now, dedupe=f"{now.date()}", audience="head")
    return choice
