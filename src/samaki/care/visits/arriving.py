"""What a telephone sends: the sealed note as it waited there, and what is in it. Pure, but for the keys."""

from __future__ import annotations

import base64
import hmac
import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import RFC_4122, UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.cases.codes import read_code
from samaki.database.refusals import Invalid, NotAllowed
from samaki.names import clean_text
from samaki.vault import outbox
from samaki.vault import sealing as vault
from samaki.vault.wrapping import CannotOpen

LONGEST = 20_000
"""Letters of a note, as in every other form."""
LARGEST = 200_000
"""Bytes of what is sealed: the longest note in Khmer, three bytes for a letter, and room."""
CLOCK_GOES = timedelta(minutes=2)
"""A device whose clock is wrong by more than this is set right by what it says the time is when it sends."""


@dataclass(frozen=True)
class Waited:
    """A note as it waited on a device. `key`: made there, once for a note; `written`: when it was kept, in the device's own words, which
    the seal is bound to; `written_at`, `sent_at`: by the device's clock."""

    key: UUID
    written: str
    written_at: datetime
    sent_at: datetime
    sealed: bytes

    @property
    def same(self) -> bytes:
        """What makes two sendings the same one: not the time of sending."""
        return f"visit note {self.key} {self.written} ".encode() + self.sealed

    @property
    def info(self) -> bytes:
        """What the seal is bound to, as `visits.js` writes it."""
        return f"samaki visit note 1 {self.key} {self.written}".encode()

    def occurred_at(self, now: datetime, not_before: datetime) -> datetime:
        """When it was written, by a clock that was right: never later than `now`, and never before the case had its code."""
        wrong = now - self.sent_at
        with suppress(OverflowError):
            at = self.written_at + wrong if abs(wrong) > CLOCK_GOES else self.written_at
            return min(max(at, not_before), now)
        return now


@dataclass(frozen=True)
class Words:
    """What was written: the code of the case, the number of the child on it (None: the only one), the note."""

    code: str
    child: int | None
    text: str


def read_waited(content: bytes) -> Waited:
    """From the JSON that the page sends. Raises Invalid."""
    try:
        told = json.loads(content)
        key, sealed = UUID(told["key"]), _octets(told["sealed"])
        written_at, sent_at = (datetime.fromisoformat(told[name]) for name in ("written", "sent"))
        whole = key.version == 4 and key.variant == RFC_4122 and str(key) == told["key"] and len(told["written"]) <= 40
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Invalid(unreadable()) from None
    if not whole or written_at.tzinfo is None or sent_at.tzinfo is None or not 0 < len(sealed) <= LARGEST:
        raise Invalid(unreadable())
    return Waited(key, told["written"], written_at, sent_at, sealed)


def opened(waited: Waited, by: Member) -> Words:
    """What is in it, for who wrote it. Raises Invalid, and NotAllowed for anybody else."""
    try:
        told = json.loads(outbox.open_late(waited.sealed, waited.info))
        writer, code, child, text = (told[name] for name in ("writer", "code", "child", "text"))
        clean = clean_text(text.replace("\x00", ""))
        clean.encode()
        known = isinstance(writer, str) and isinstance(code, str) and (child is None or type(child) is int)
    except (CannotOpen, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Invalid(unreadable()) from None
    if not known:
        raise Invalid(unreadable())
    if not hmac.compare_digest(writer.encode(errors="replace"), writer_of(by).encode()):
        raise NotAllowed(
            _("Another member wrote this note on this telephone. It waits, sealed, until they sign in here.")
        )
    return Words(read_code(code[:40]) or code[:40].replace("\x00", ""), child, clean)


def writer_of(member: Member) -> str:
    """A mark that says whose notes a telephone keeps, and tells nobody else who that is: a keyed digest, 128 bits."""
    return vault.installation_digest("visit writer", member.id.bytes).hex()[:32]


def unreadable() -> str:
    """What is said of what this server cannot open."""
    return _("This note cannot be opened here: it is not whole, or it was sealed for another installation or too long ago. It stays on "
             "this telephone. Write it once more.")  # fmt: skip


def _octets(text: str) -> bytes:
    """Of base64url without padding. Raises ValueError, TypeError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
