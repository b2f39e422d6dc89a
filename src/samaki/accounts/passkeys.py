"""Passkeys (WebAuthn): a key that a member's device or security key holds, and that signs only for this installation's name.

A passkey unlocks by a finger, a face or a PIN on the device (user verification is required), so it is both factors at once.
What is asked is good once, for five minutes, for one act, in the browser that asked; only a keyed digest of it is kept.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from django.db import connections
from django.utils.translation import gettext as _
from fido2.server import Fido2Server
from fido2.utils import websafe_decode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    CollectedClientData,
    PublicKeyCredentialParameters,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from samaki.accounts.models import Factor
from samaki.agencies.models import Member
from samaki.database import current_alias, lock, story
from samaki.database.refusals import CannotMove, Invalid, Refusal
from samaki.ledger.operations import record
from samaki.names import normalise
from samaki.vault.sealing import installation_digest, installation_seal, installation_unseal

LIFETIME = timedelta(minutes=5)
MOST, LONGEST_NAME, LARGEST = 10, 40, 20_000
"""Passkeys of a member, letters of a name, letters of an answer."""
ALGORITHMS = (-7, -8, -257)
"""ES256, EdDSA and RS256: what devices have (WebAuthn 3, 5.4: these three are the least that a site offers)."""
VERIFIED = UserVerificationRequirement.REQUIRED


class CounterWentBack(Refusal):
    """The passkey signed for somebody else meanwhile: it exists twice (WebAuthn 3, 6.1.1)."""

    status = 403
    code = "passkey_counter"

    def __init__(self) -> None:
        super().__init__(
            _("This passkey may have been copied: it has counted back. It opens nothing now. Come in with password and code, take it "
              "away on the page Second factor, and tell the administrator of your agency.")
        )  # fmt: skip


@dataclass(frozen=True)
class Site:
    """The name for which a passkey signs, and the origin that the browser must say, such as `https://samaki.example`."""

    name: str
    origin: str

    def server(self) -> Fido2Server:
        """The library's checks, for this name and this origin alone."""
        server = Fido2Server(PublicKeyCredentialRpEntity(name="Samaki", id=self.name), verify_origin=self.origin.__eq__)
        server.allowed_algorithms = [
            PublicKeyCredentialParameters(type=PublicKeyCredentialType.PUBLIC_KEY, alg=alg) for alg in ALGORITHMS
        ]
        return server


@dataclass(frozen=True)
class Asking:
    """What an answer must belong to: the site, the act ("add", "in", "code", "again", "password"), the browser that asked (a
    secret of its own), and the member whose passkey it must be; None: whoever's it is."""

    site: Site
    act: str
    browser: str
    member: Member | None = None

    def digest(self, challenge: bytes) -> bytes:
        """Under what a challenge is kept until it is answered."""
        whose = str(self.member.id) if self.member else ""
        parts = "\x1f".join((self.site.origin, self.act, self.browser, whose)).encode("utf-8", "surrogatepass")
        return installation_digest("passkey challenge", parts + b"\x1f" + challenge)


@dataclass(frozen=True)
class Answer:
    """What came back: as the browser wrote it, the challenge that it names, the credential, whose the device says it is."""

    said: dict[str, Any]
    challenge: bytes
    credential: bytes
    whose: bytes | None


def passkeys_of(member: Member) -> list[tuple[Factor, AttestedCredentialData, str]]:
    """(factor, its public key, the name its member gave it), the oldest first; in the member's own session."""
    rows = Factor.objects.filter(member=member, kind="passkey", confirmed_at__isnull=False).order_by("made_at")
    return [(row, *_opened(row)) for row in rows]


def ask_new(asking: Asking, now: datetime) -> dict[str, Any]:
    """What a browser needs to make a passkey for the member (PublicKeyCredentialCreationOptions as JSON)."""
    member = asking.member
    assert member is not None  # a passkey is somebody's  # noqa: S101
    user = PublicKeyCredentialUserEntity(name=member.username, id=member.id.bytes, display_name=member.username)
    options, _state = asking.site.server().register_begin(
        user, [key for _row, key, _name in passkeys_of(member)], resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=VERIFIED, challenge=_new_challenge(asking, now),
    )  # fmt: skip
    return dict(options.public_key)


def ask_known(asking: Asking, now: datetime) -> dict[str, Any]:
    """What a browser needs to sign with a passkey: one of the member's, or whichever its device has for this site."""
    keys = [key for _row, key, _name in passkeys_of(asking.member)] if asking.member else None
    challenge = _new_challenge(asking, now)
    options, _state = asking.site.server().authenticate_begin(keys, user_verification=VERIFIED, challenge=challenge)
    return dict(options.public_key)


def read(text: str) -> Answer | None:
    """The answer in a form; None for what is none."""
    try:
        said = json.loads(text[:LARGEST])
        inside = said["response"]
        whose = inside.get("userHandle")
        challenge = CollectedClientData(websafe_decode(inside["clientDataJSON"])).challenge
        return Answer(said, challenge, websafe_decode(said["rawId"]), websafe_decode(whose) if whose else None)
    except Exception:  # noqa: BLE001 - the library raises whatever its parsing of foreign bytes meets
        return None


def take(answer: Answer, asking: Asking) -> bool:
    """Whether just this was asked and not yet answered; from now on it is answered, also of two that come together."""
    return bool(_ask("app.take_challenge", asking.digest(answer.challenge)))


def owner_of(answer: Answer) -> UUID | None:
    """Whose passkey this says it is; nothing is proved by it."""
    found: UUID | None = _ask("app.passkey_owner", answer.credential)
    return found if found is None or answer.whose in (None, found.bytes) else None


@story
def add_passkey(*, answer: Answer, name: str, site: Site, by: Member, now: datetime) -> Factor:
    """Keep the public key of a passkey that the member's device made; its challenge was taken. Raises Invalid, CannotMove."""
    lock(by.id)
    name = check_name(name)
    if Factor.objects.filter(member=by, kind="passkey").count() >= MOST:
        raise CannotMove(_("You have ten passkeys. Take one away first."))
    made = _verified_new(answer, site)
    key = made.credential_data
    if not _is_key(key) or _ask("app.passkey_owner", key.credential_id):
        raise Invalid(not_good(), field="passkey")
    factor = Factor(
        member=by, kind="passkey", credential=key.credential_id, last_step=made.counter, made_at=now, confirmed_at=now
    )
    factor.sealed = installation_seal("factor", f"{bytes(key).hex()} {name}", factor.place)
    factor.save(force_insert=True)
    record("factor.add", by=by, now=now, subject=factor, facts={"kind": "passkey"})
    return factor


def check_passkey(member: Member, answer: Answer, site: Site, now: datetime) -> bool:
    """Whether the member's own passkey signed this, for this site, with its holder verified; in the member's own session.

    The challenge was taken before. Raises CounterWentBack.
    """
    if answer.whose not in (None, member.id.bytes):
        return False
    known = {key.credential_id: (row, key) for row, key, _name in passkeys_of(member)}
    if answer.credential not in known:
        return False
    row, key = known[answer.credential]
    server = site.server()
    try:
        _options, state = server.authenticate_begin(user_verification=VERIFIED, challenge=answer.challenge)
        signed = AuthenticationResponse.from_dict(answer.said)
        server.authenticate_complete(state, [key], signed)
    except Exception:  # noqa: BLE001 - the library raises whatever its parsing of foreign bytes meets
        return False
    return _counted(row, signed.response.authenticator_data.counter, now)


def check_name(name: str) -> str:
    """What its member calls it. Raises Invalid at `name`."""
    name = normalise(name)
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid(_("Give it a name of at most 40 letters, such as: my telephone."), field="name")
    return name


def not_good() -> str:
    """What is said of every answer of a browser that is not taken."""
    return _("This passkey was not taken. Try again; if that does not help, use your password and a code.")


def _counted(row: Factor, counter: int, now: datetime) -> bool:
    """A counter only goes up; devices that share a passkey do not count at all, and stay at nought."""
    if counter == 0 and row.last_step == 0:
        return bool(Factor.objects.filter(id=row.id).update(used_at=now))
    if not Factor.objects.filter(id=row.id, last_step__lt=counter).update(last_step=counter, used_at=now):
        raise CounterWentBack()
    return True


def _verified_new(answer: Answer, site: Site) -> Any:
    server = site.server()
    try:
        nobody = PublicKeyCredentialUserEntity(id=b"-")
        _options, state = server.register_begin(nobody, user_verification=VERIFIED, challenge=answer.challenge)
        return server.register_complete(state, answer.said)
    except Exception as error:  # the library raises whatever its parsing of foreign bytes meets
        raise Invalid(not_good(), field="passkey") from error


def _is_key(key: AttestedCredentialData | None) -> bool:
    """Whether something can be signed with it: only by trying is it seen that a point lies on its curve."""
    if key is None or key.public_key.ALGORITHM not in ALGORITHMS:
        return False
    try:
        key.public_key.verify(b"-", b"-")
    except InvalidSignature:
        return True
    except Exception:  # noqa: BLE001 - the library raises whatever its parsing of foreign bytes meets
        return False
    return False


def _opened(row: Factor) -> tuple[AttestedCredentialData, str]:
    key, name = installation_unseal("factor", row.sealed, row.place).split(" ", 1)
    return AttestedCredentialData(bytes.fromhex(key)), name


def _new_challenge(asking: Asking, now: datetime) -> bytes:
    challenge = os.urandom(32)
    _ask("app.keep_challenge", asking.digest(challenge), now + LIFETIME)
    return challenge


def _ask(function: str, *given: Any) -> Any:
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(f"select {function}({', '.join(['%s'] * len(given))})", given)
        return cursor.fetchone()[0]
