"""Guesses are slowed, nobody is locked out. State is in the database, under keyed digests that are deleted after a day.

Who tries a name waits after some wrong tries: per (name, network), and less strictly per name from everywhere. A device that
signed in as this member before waits by its own count only, so strangers cannot keep its member out. A name that nobody
has is counted like every other one.
"""

from __future__ import annotations

import ipaddress
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

from samaki.accounts.models import Guess
from samaki.database import lock
from samaki.vault.sealing import installation_digest

FORGOTTEN = timedelta(days=1)
NOW = timedelta(0)


@dataclass(frozen=True)
class Slowing:
    """Tries that cost nothing, and the longest wait after that; each further try doubles it, from two seconds on."""

    free: int
    longest: timedelta

    def wait(self, failures: int) -> timedelta:
        """How long to wait after that many tries in a row that were not good."""
        over = failures - self.free
        return min(self.longest, timedelta(seconds=2 ** min(over, 20))) if over > 0 else NOW


RECEIPT = ("receipt", "in digits")
"""What is tried, and whose: of a receipt in digits it is nobody's."""

NETWORK = Slowing(free=4, longest=timedelta(minutes=15))
ACCOUNT = Slowing(free=20, longest=timedelta(minutes=5))
DEVICE = Slowing(free=9, longest=timedelta(minutes=15))


@dataclass(frozen=True)
class Source:
    """Where a try comes from: `network` as text, `device` the mark of a known device of this very member (else "")."""

    network: str
    device: str = ""


def address_of(request: HttpRequest) -> str:
    """Who is at the other end; behind a proxy that is named in the settings, whom that one says."""
    if settings.SAMAKI_BEHIND_PROXY:
        return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def of_network(request: HttpRequest) -> Source:
    """As a known device would be counted: by itself, so that strangers who guess keep nobody else out."""
    return Source("", network_of(address_of(request)) or "unknown")


def network_of(address: str) -> str:
    """The network of an address (IPv4 /24, IPv6 /56): what is counted. An address is used here and kept nowhere."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((found, 24 if found.version == 4 else 56), strict=False))


def claim(what: str, who: str, source: Source, now: datetime) -> timedelta:
    """Count a try before it is looked at; zero: go on, else how long to wait. `what` is "password" or "code".

    Counted first and taken back by `passed`, so that many tries at once are no more tries.
    """
    keys = _keys(what, who, source)
    lock(uuid.uuid5(uuid.NAMESPACE_OID, f"guess {what} {who}"))
    rows = {bytes(row.key): row for row in Guess.objects.filter(key__in=[key for key, _slowing in keys])}
    longest = max((row.wait_until - now for row in rows.values()), default=NOW)
    if longest > NOW:
        return longest
    for key, slowing in keys:
        row = rows.get(key)
        failures = 1 if row is None or row.last_at < now - FORGOTTEN else row.failures + 1
        new = Guess(key=key, failures=failures, last_at=now, wait_until=now + slowing.wait(failures))
        new.save(force_insert=row is None, force_update=row is not None)
    return NOW


def passed(what: str, who: str, source: Source) -> None:
    """The try was good: what was counted for this source is forgotten, and one try of all is taken back."""
    keys = _keys(what, who, source)
    Guess.objects.filter(key=keys[0][0]).delete()
    for key, _slowing in keys[1:]:
        for row in Guess.objects.filter(key=key):
            row.failures, row.wait_until = max(0, row.failures - 1), row.last_at
            row.save(update_fields=["failures", "wait_until"])


def within(what: str, who: str, most: int, over: timedelta, now: datetime) -> bool:
    """Count one of these; whether it is among the first `most` of the time `over` that began with the first."""
    lock(uuid.uuid5(uuid.NAMESPACE_OID, f"guess {what} {who}"))
    key = _key(what, who, "within", "")
    row = Guess.objects.filter(key=key).first()
    if row is None or row.wait_until <= now:
        Guess(key=key, failures=1, last_at=now, wait_until=now + over).save(
            force_insert=row is None, force_update=row is not None
        )
        return True
    if row.failures >= most:
        return False
    row.failures, row.last_at = row.failures + 1, now
    row.save(update_fields=["failures", "last_at"])
    return True


def _keys(what: str, who: str, source: Source) -> Sequence[tuple[bytes, Slowing]]:
    if source.device:
        return [(_key(what, who, "device", source.device), DEVICE)]
    return [(_key(what, who, "network", source.network), NETWORK), (_key(what, who, "all", ""), ACCOUNT)]


def _key(*parts: str) -> bytes:
    return installation_digest("guess", "\x1f".join(parts).encode("utf-8", "surrogatepass"))
