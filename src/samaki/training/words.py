"""What is sealed in this room, the keys that people hold, and the number that is shown in a room."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

from samaki.agencies.country import calendar
from samaki.agencies.findable import folded
from samaki.agencies.telephones import dialled
from samaki.cases.codes import ALPHABET
from samaki.countries.dates import latin_digits
from samaki.vault.models import SealedRow
from samaki.vault.sealing import installation_digest, installation_seal, installation_unseal

SEALS: dict[str, Callable[[str, str], bytes]] = {
    "workshop": lambda text, place: installation_seal("workshop", text, place),
    "workshop_session": lambda text, place: installation_seal("workshop session", text, place),
    "workshop_invitation": lambda text, place: installation_seal("workshop invitation", text, place),
    "workshop_seat": lambda text, place: installation_seal("workshop seat", text, place),
    "workshop_opinion": lambda text, place: installation_seal("workshop opinion", text, place),
}
"""Table -> how its words are sealed: each for a purpose of its own, which the key exchange knows."""

INVITATION, SEAT = 10, 12
"""Letters of a code of an invitation, and of the key of a seat: 49 and 59 bits of chance."""

SHOWN_FOR = 300
"""Seconds that one number stands in a room; the one before it is taken as well."""


def seal_words(row: SealedRow, words: dict[str, str]) -> bytes:
    """Sealed under the key file for this row only."""
    return SEALS[row._meta.db_table](json.dumps(words, ensure_ascii=False), row.place)


def words_of(row: SealedRow) -> dict[str, str]:
    """What `seal_words` sealed, of a row that the session sees."""
    return opened(row._meta.db_table, row.id, row.sealed)  # type: ignore[attr-defined]


def opened(table: str, key: UUID, sealed: bytes | memoryview) -> dict[str, str]:
    """The same where a function of the database gave the sealed value."""
    told: dict[str, str] = json.loads(installation_unseal(table.replace("_", " "), sealed, f"{table}.sealed.{key}"))
    return told


def new_code(letters: int) -> str:
    """Letters of chance, of the alphabet of cases: none is misread."""
    return "".join(secrets.choice(ALPHABET) for _ in range(letters))


def read_code(typed: str, letters: int) -> str:
    """The code as it was made, from what was typed; "" where it is none."""
    code = re.sub(r"[^0-9A-Za-z]", "", latin_digits(typed[:80])).upper()
    return code if len(code) == letters and not set(code) - set(ALPHABET) else ""


def shown(code: str) -> str:
    """In groups, as it stands on paper."""
    size = 5 if len(code) == INVITATION else 4
    return "-".join(code[at : at + size] for at in range(0, len(code), size))


def digest_of(code: str) -> bytes:
    """What is kept of a code: it is long and of chance, so a plain digest tells nothing."""
    return hashlib.sha256(code.encode()).digest()


def twice_digest(workshop: UUID, name: str, phone: str) -> bytes:
    """The same person with the same number, however both are written. Keyed: a list of names finds nobody."""
    return installation_digest("request", f"workshop:{workshop}:{folded(name)}:{dialled(phone)}".encode())


def certificate_text(
    code: str, name: str, programme: str, area: str, begins_at: datetime, ends_at: datetime, came: int, sessions: int
) -> str:
    """What a certificate says, as its fingerprint is made of it. The code is of chance: nobody finds a name by trying fingerprints."""
    days = [calendar().local(one).date().isoformat() for one in (begins_at, ends_at)]
    return "\n".join([code, name, programme, area, *days, f"{came}/{sessions}"])


def _shown(session: UUID, window: int) -> str:
    return salted_hmac("samaki.training.room", f"{session}:{window}", algorithm="sha256").hexdigest()


def room_token(session: UUID, now: datetime) -> str:
    """What the picture in the room carries now: signed, for this session, for five minutes."""
    return _shown(session, int(now.timestamp()) // SHOWN_FOR)[:24]


def room_number(session: UUID, now: datetime) -> str:
    """The same as six digits, for who types."""
    return _number(_shown(session, int(now.timestamp()) // SHOWN_FOR))


def in_room(session: UUID, given: str, now: datetime) -> bool:
    """Whether the token or the number is that of now or of the five minutes before."""
    text = re.sub(r"\s", "", latin_digits(given[:60])).lower()
    window = int(now.timestamp()) // SHOWN_FOR
    made = [_shown(session, at) for at in (window, window - 1)]
    return any(constant_time_compare(text, one) for whole in made for one in (whole[:24], _number(whole)))


def _number(whole: str) -> str:
    return f"{int(whole, 16) % 1_000_000:06d}"
