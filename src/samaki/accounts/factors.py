"""What a member shows beside the password: codes of a telephone (TOTP, RFC 6238), and codes on paper for when it is lost."""

from __future__ import annotations

import os
import secrets
import unicodedata
from base64 import b32encode
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.utils.translation import gettext as _

from samaki.accounts.models import Factor, RecoveryCode
from samaki.agencies.models import Member
from samaki.database import lock, story
from samaki.database.refusals import CannotMove, Invalid
from samaki.ledger.operations import record
from samaki.vault.sealing import installation_digest, installation_seal, installation_unseal

STEP = 30
DIGITS = 6
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and digits that are not taken for one another, as in codes of cases."""
PAPER, HOW_MANY = 10, 10
"""Signs of a code on paper (49 bits), and how many codes there are."""


def new_secret() -> bytes:
    """A fresh secret of 160 bits, as RFC 4226 asks."""
    return os.urandom(20)


def spelled(secret: bytes) -> str:
    """The secret as it is typed into an app, in groups of four."""
    text = b32encode(secret).decode()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def address_for_app(secret: bytes, member: Member) -> str:
    """The otpauth address that an app reads from the picture."""
    return _totp(secret).get_provisioning_uri(member.username, "Samaki")


def factors_of(member: Member) -> list[Factor]:
    """The member's factors that are in use, the oldest first; in the member's own session."""
    return list(Factor.objects.filter(member=member, confirmed_at__isnull=False).order_by("made_at"))


def codes_left(member: Member) -> int:
    """How many codes on paper are unused."""
    return RecoveryCode.objects.filter(member=member, used_at__isnull=True).count()


@story
def add_totp(*, secret: bytes, code: str, by: Member, now: datetime) -> Factor:
    """The telephone of this secret is the member's from now on, proved by its code; the one before no longer is."""
    lock(by.id)
    step = _step_of(secret, clean(code), now)
    if step is None:
        raise Invalid(_("This code does not fit. Wait for the next one on your telephone, and look whether its clock is right."),
                      field="code")  # fmt: skip
    Factor.objects.filter(member=by, kind="totp").delete()
    factor = Factor(member=by, kind="totp", last_step=step, made_at=now, confirmed_at=now, used_at=now)
    factor.sealed = installation_seal("factor", secret.hex(), factor.place)
    factor.save(force_insert=True)
    record("factor.add", by=by, now=now, subject=factor, facts={"kind": "totp"})
    return factor


@story
def remove_factor(*, factor_id: UUID, needed: bool, by: Member, now: datetime) -> Factor:
    """Take a factor away; `needed`: one must stay."""
    lock(by.id)
    found = {factor.id: factor for factor in factors_of(by)}
    factor = found.pop(factor_id, None)
    if factor is None:
        raise Factor.DoesNotExist
    if needed and not found:
        raise CannotMove(_("This is your only second factor. Add another one first, then take this one away."))
    Factor.objects.filter(id=factor_id).delete()
    record("factor.remove", by=by, now=now, subject=factor, facts={"kind": factor.kind})
    return factor


@story
def make_recovery_codes(*, by: Member, now: datetime) -> list[str]:
    """Ten fresh codes for paper, shown this once; the ones before no longer work. Only their digests are kept."""
    lock(by.id)
    RecoveryCode.objects.filter(member=by).delete()
    codes = ["".join(secrets.choice(ALPHABET) for _sign in range(PAPER)) for _code in range(HOW_MANY)]
    for code in codes:
        RecoveryCode(member=by, digest=_digest(by, code), made_at=now).save(force_insert=True)
    record("factor.codes", by=by, now=now, subject=by, facts={"count": len(codes)})
    return [f"{code[: PAPER // 2]}-{code[PAPER // 2 :]}" for code in codes]


@story
def use_recovery_code(*, code: str, by: Member, now: datetime) -> bool:
    """Whether this is an unused code of the member's paper; it is used then."""
    found = RecoveryCode.objects.filter(member=by, digest=_digest(by, clean(code)), used_at__isnull=True)
    if not found.update(used_at=now):
        return False
    record("factor.recovery", by=by, now=now, subject=by, facts={"count": codes_left(by)})
    return True


def check_code(member: Member, code: str, now: datetime) -> bool:
    """Whether this is the code of the member's telephone now; each is taken once, also of two that come together."""
    factor = Factor.objects.filter(member=member, kind="totp", confirmed_at__isnull=False).first()
    if factor is None:
        _step_of(new_secret(), clean(code), now)  # the same work, so that the time does not tell who has one
        return False
    secret = bytes.fromhex(installation_unseal("factor", factor.sealed, factor.place))
    step = _step_of(secret, clean(code), now)
    if step is None:
        return False
    unused = Factor.objects.filter(id=factor.id, last_step__lt=step)
    return bool(unused.update(last_step=step, used_at=now))


def clean(code: str) -> str:
    """A code without spaces and hyphens, in capitals, its digits Latin: they may be typed in Khmer."""
    signs = (str(unicodedata.digit(sign)) if sign.isdigit() else sign.upper() for sign in code[:60] if sign.isalnum())
    return "".join(signs)


def _step_of(secret: bytes, code: str, now: datetime) -> int | None:
    """The time step whose code this is: the present one, the one before or the one after."""
    at = int(now.timestamp()) // STEP
    if len(code) != DIGITS or not code.isascii():
        return None
    totp = _totp(secret)
    fitting = [
        step for step in (at - 1, at, at + 1) if secrets.compare_digest(totp.generate(step * STEP), code.encode())
    ]
    return fitting[-1] if fitting else None


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP)  # noqa: S303 - what apps understand; HMAC-SHA-1 is not broken by collisions


def _digest(member: Member, code: str) -> bytes:
    return installation_digest("recovery code", f"{member.id}:{code}".encode())
