"""What a gateway posts, as values: a text that came, or what became of one of ours. Pure: nothing is looked up or kept.

Kannel (user guide 1.4.5, "SMS-service", post-url): the words are the body, the rest stands in headers, so that no number and no word
comes into an address. RapidPro's contract of an external channel: receive, sent, delivered, failed, stopped, as forms.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

LONGEST = 20_000
"""Letters of a text; a carrier joins at most 255 parts of 153."""
MOST_PARTS = 255


class Unreadable(Exception):
    """Not what such a gateway posts. Says nothing of what it was."""


class NoSender(Unreadable):
    """A text without the number that it came from: nobody could be answered, and nothing be joined."""


@dataclass(frozen=True)
class Message:
    """A text that came. `key`: the same for the same text, however often it is given; `number` as the gateway wrote it."""

    key: str
    number: str
    text: str
    ref: int = 0
    part: int = 1
    parts: int = 1


@dataclass(frozen=True)
class Status:
    """What became of a text of ours: `delivered`, `failed`, `sent` (the carrier has it)."""

    text_id: UUID
    what: str


def of_kannel(headers: Mapping[str, str], body: bytes, given: str) -> Message:
    """A text that Kannel posts; `given`: its own key for it (%I of the address). Raises Unreadable."""
    number, coding = headers.get("X-Kannel-From", ""), headers.get("X-Kannel-Coding", "0") or "0"
    if not number:
        raise NoSender
    if coding not in ("0", "1", "2"):
        raise Unreadable
    udh = _octets(headers.get("X-Kannel-UDH", ""))
    ref, part, parts = _joined(udh)
    key = given or _printed("kannel", number, headers.get("X-Kannel-Time", ""), body.hex(), udh.hex())
    return Message(key[:200], number[:60], _words(body, _charset(headers.get("Content-Type", ""))), ref, part, parts)


def of_form(form: Mapping[str, str], now: datetime) -> Message:
    """A text in RapidPro's contract: `from` or `sender`, `text` or `message`, perhaps `date` or `time`, and an `id` where the
    gateway has one. Without a date and an id the same words within the same hour are one text. Raises Unreadable."""
    number, text = form.get("from") or form.get("sender") or "", form.get("text", form.get("message", ""))
    when = form.get("date") or form.get("time") or now.strftime("%Y%m%d%H")
    if not number:
        raise NoSender
    if len(text) > LONGEST or "\ufffd" in text:
        raise Unreadable
    key = form.get("id") or _printed("form", number, when, text)
    return Message(key[:200], number[:60], text.replace("\x00", ""))


def of_status(what: str, text_id: str) -> Status:
    """A report of delivery about the text with this id. Raises Unreadable."""
    try:
        return Status(UUID(text_id[:40]), what)
    except ValueError:
        raise Unreadable from None


KANNEL_SAYS = {"1": "delivered", "2": "failed", "8": "sent", "16": "failed"}
"""Kannel's %d of a report of delivery: delivered, failed, the carrier has it, the carrier refused it. (4, buffered, tells nothing.)"""


def of_kannel_report(text_id: str, code: str) -> Status | None:
    """The same of Kannel's code; None for one that changes nothing. Raises Unreadable."""
    found = of_status(KANNEL_SAYS.get(code, ""), text_id)
    return found if found.what else None


def _words(body: bytes, charset: str) -> str:
    if len(body) > 4 * LONGEST:
        raise Unreadable
    try:
        text = body.decode(charset)
    except (UnicodeDecodeError, LookupError):
        raise Unreadable from None
    if len(text) > LONGEST:
        raise Unreadable
    return text.replace("\x00", "")


CHARSETS = {"utf-8": "utf-8", "utf8": "utf-8", "utf-16be": "utf-16-be", "ucs-2": "utf-16-be", "ucs2": "utf-16-be",
            "us-ascii": "ascii", "iso-8859-1": "latin-1", "windows-1252": "cp1252"}  # fmt: skip


def _charset(content_type: str) -> str:
    """The charset of a body; UTF-8 where none is named, refused where it is none that a gateway uses."""
    for part in content_type.split(";")[1:]:
        name, _sign, value = part.strip().partition("=")
        if name.strip().lower() == "charset":
            if (known := CHARSETS.get(value.strip().strip('"').lower())) is None:
                raise Unreadable
            return known
    return "utf-8"


def _octets(text: str) -> bytes:
    plain = text.replace("%", "").replace(" ", "").strip()
    try:
        return bytes.fromhex(plain)[:140]
    except ValueError:
        raise Unreadable from None


def _joined(udh: bytes) -> tuple[int, int, int]:
    """(reference, part, parts) of a header that joins parts (3GPP TS 23.040, 9.2.3.24.1 and .8); (0, 1, 1) where there is none."""
    at = 1
    while at + 1 < len(udh):
        kind, length = udh[at], udh[at + 1]
        field = udh[at + 2 : at + 2 + length]
        if (kind, length, len(field)) in ((0, 3, 3), (8, 4, 4)):
            parts, part = field[-2], field[-1]
            if not 1 <= part <= parts <= MOST_PARTS:
                raise Unreadable
            return int.from_bytes(field[:-2], "big"), part, parts
        at += 2 + length
    return 0, 1, 1


def _printed(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
