"""Stories of a member who is called: they choose it with their password, and prove the number by a call to it."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.channels.sms import numbers
from samaki.channels.sms.choosing import UNREACHED_FOR
from samaki.channels.sms.proofs import MOST_PROOFS, PROOFS_OVER
from samaki.channels.voice.gateways import caller
from samaki.channels.voice.models import VoiceCall, VoiceChoice
from samaki.countries.dates import latin_digits
from samaki.database import lock, story
from samaki.database.refusals import Invalid, Stale, together
from samaki.ledger.operations import record
from samaki.vault.sealing import installation_digest, installation_seal, installation_unseal

WANTS = ("urgent", "none")
PROOF = 6
PIN = re.compile(r"[0-9]{4,8}")
NO_PIN = "0"
SILENT = ("no_answer", "busy", "failed", "wrong", "lost")
"""What a gateway says of a telephone that nobody took the call on."""


def choice_of(member_id: UUID) -> VoiceChoice | None:
    """What this member chose about calls; only they and the worker see it."""
    return VoiceChoice.objects.filter(member_id=member_id).first()


def number_of(choice: VoiceChoice) -> str:
    """The number that was chosen; "" when there is none. Raises CannotOpen."""
    return installation_unseal("voice choice", choice.sealed, choice.place) if choice.sealed else ""


def proof_of(choice: VoiceChoice) -> str:
    """The digits that prove this number: made anew of what is kept, so they are kept nowhere, and others with every change."""
    found = installation_digest(
        "text code", f"call {choice.id}:{choice.version}:{choice.chosen_at.isoformat()}".encode()
    )
    return f"{int.from_bytes(found[:8]) % 10**PROOF:0{PROOF}d}"


def calls_of(member_id: UUID, most: int = 5) -> list[VoiceCall]:
    """The newest calls to a member."""
    return list(VoiceCall.objects.filter(member_id=member_id).order_by("-made_at", "-id")[:most])


def called_by_voice(members: Collection[UUID]) -> set[UUID]:
    """Of these, who proved a number and is called. For the clock."""
    rows = VoiceChoice.objects.filter(member_id__in=members, verified_at__isnull=False, refused_at__isnull=True)
    rows = rows.exclude(wants="none")
    return set(rows.values_list("member_id", flat=True))


def not_reached(now: datetime) -> set[UUID]:
    """Whose telephone did not answer the last call of the last half hour. For the clock."""
    rows = VoiceCall.objects.filter(kind="call", made_at__gt=now - UNREACHED_FOR, tries__gt=0)
    last = dict(rows.order_by("made_at", "id").values_list("member_id", "heard"))
    return {member for member, heard in last.items() if heard in SILENT}


@story
def choose_calls(
    *, wants: str, number: str, pin: str, password: str, version: int, by: Member, now: datetime
) -> VoiceChoice:
    """Whether and where this member is called, proved by their password. A number that is not proved yet is called once, to be proved.
    `pin`: "" keeps the one there is, `0` takes it away. `version` 0: nothing was chosen yet. Raises Invalid (with its field), Stale."""
    lock(by.id)
    pin = latin_digits(pin).strip()
    with together() as told:
        if wants not in WANTS:
            told.wrong(_("Choose one of the answers."), field="wants")
        whole = (told.of(numbers.checked, number) or "") if number.strip() or wants != "none" else ""
        if pin not in ("", NO_PIN) and not PIN.fullmatch(pin):
            told.wrong(_("A call PIN has four to eight digits."), field="pin")
        if not by.check_password(password):
            told.wrong(_("This is not your password. Nothing was changed; try again."), field="password")
    choice = choice_of(by.id) or VoiceChoice(member_id=by.id, version=0)
    if choice.version != version:
        raise Stale(_("Somebody changed this in between. Look at what it says now, then change it again."))
    changed = ["pin"] if pin else []
    if whole != number_of(choice):
        changed.append("number")
        choice.verified_at = None
        choice.sealed = installation_seal("voice choice", whole, choice.place) if whole else b""
    if pin:
        choice.pin = "" if pin == NO_PIN else make_password(pin)
    choice.wants, choice.chosen_at, choice.version, choice.refused_at = wants, now, choice.version + 1, None
    choice.save(force_insert=version == 0)
    _call_to_prove(choice, whole, by, now)
    record("voice.choose", by=by, now=now, subject=choice, facts={"kind": wants, "fields": changed})
    return choice


def _call_to_prove(choice: VoiceChoice, whole: str, by: Member, now: datetime) -> None:
    gateway = caller()
    if choice.wants != "none" and choice.verified_at is None and gateway is not None:
        proofs = VoiceCall.objects.filter(member_id=by.id, kind="prove", made_at__gt=now - PROOFS_OVER)
        if proofs.count() >= MOST_PROOFS:
            raise Invalid(
                _("Too many numbers were tried today. Look at yours once more, and keep it again tomorrow."),
                field="number",
            )
        queue_call("prove", gateway.code, whole, now, member_id=by.id, unit=by.unit_id, asked="prove")


def queue_call(
    kind: str, gateway: str, to: str, now: datetime, *, member_id: UUID, unit: int, asked: str = "menu"
) -> VoiceCall:
    """One call to one number, as a row first; the worker hands it over within seconds."""
    row = VoiceCall(kind=kind, gateway=gateway, member_id=member_id, unit=unit, asked=asked, made_at=now, send_at=now)
    row.sealed = installation_seal("voice call", to, row.place)
    row.save(force_insert=True)
    return row


def opened(row: VoiceCall) -> str:
    """The number of a call that has not left. Raises CannotOpen."""
    return installation_unseal("voice call", row.sealed, row.place)
