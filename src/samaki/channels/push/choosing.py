"""Stories of a member who is pushed to: they turn it on in a browser, with their password, and off for any."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.channels.push.giving import NotPublic, checked
from samaki.channels.push.models import PushBrowser
from samaki.channels.push.sealing import encrypt, octets_of
from samaki.channels.sms.adding import ask
from samaki.database import lock, story
from samaki.database.refusals import CannotMove, Invalid, together
from samaki.ledger.operations import record
from samaki.vault.sealing import installation_digest, installation_seal, installation_unseal

MOST = 10
"""Browsers of one member."""


@dataclass(frozen=True)
class Subscription:
    """What a browser gave: the address at its push service, and its keys as base64url."""

    address: str
    key: str
    secret: str

    def sealed_for(self, words: bytes) -> bytes:
        """The body of a push of these words."""
        return encrypt(words, octets_of(self.key), octets_of(self.secret))


def browsers_of(member_id: UUID) -> list[PushBrowser]:
    """Where this member is pushed to, the newest first; only they and the worker see it."""
    return list(PushBrowser.objects.filter(member_id=member_id, ended_at__isnull=True).order_by("-made_at", "-id"))


def opened(row: PushBrowser) -> tuple[Subscription, str]:
    """(where it goes, what kind of browser it is). Raises CannotOpen."""
    address, key, secret, name = json.loads(installation_unseal("push browser", row.sealed, row.place))
    return Subscription(address, key, secret), name


def read(text: str) -> Subscription:
    """What the browser's own script gave (PushSubscription as JSON). Raises Invalid."""
    try:
        given = json.loads(text[:8000])
        found = Subscription(given["endpoint"], given["keys"]["p256dh"], given["keys"]["auth"])
        checked(found.address)
        if len(octets_of(found.key)) != 65 or len(octets_of(found.secret)) != 16:
            raise ValueError
        found.sealed_for(b"")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, NotPublic):
        words = _("This browser gave nothing that pushes can be sent to. Try again, or use another browser.")
        raise Invalid(words, field="subscription") from None
    return found


@story
def turn_push_on(*, subscription: str, name: str, password: str, by: Member, now: datetime) -> PushBrowser:
    """Push to this browser from now on, proved by the member's password. The same browser again: it is theirs now, in a new row. `name`:
    what kind it is, for their list. Raises Invalid (with its field) and CannotMove."""
    lock(by.id)
    with together() as told:
        found = told.of(read, subscription)
        if not by.check_password(password):
            told.wrong(_("This is not your password. Nothing was changed; try again."), field="password")
    assert found is not None  # noqa: S101 - else it was refused
    address = installation_digest("text", f"browser {found.address}".encode())
    ask("push_moves", address, now)
    if len(browsers_of(by.id)) >= MOST:
        raise CannotMove(_("Push is on in ten browsers already. Turn one off first."))
    row = PushBrowser(member_id=by.id, made_at=now, address=address)
    words = json.dumps([found.address, found.key, found.secret, name[:60]], ensure_ascii=False)
    row.sealed = installation_seal("push browser", words, row.place)
    row.save(force_insert=True)
    record("push.on", by=by, now=now, subject=row)
    return row


@story
def turn_push_off(*, browser_id: UUID, by: Member, now: datetime) -> PushBrowser:
    """Nothing more is pushed to this browser. Twice: once. Raises PushBrowser.DoesNotExist for one that is not theirs."""
    lock(by.id)
    row = PushBrowser.objects.get(id=browser_id, member_id=by.id)
    if row.ended_at is None:
        row.ended_at, row.sealed, row.address = now, b"", None
        row.save(update_fields=["ended_at", "sealed", "address"])
        record("push.off", by=by, now=now, subject=row)
    return row


def kind_of(agent: str) -> str:
    """Browser and machine, in two words, of what a browser calls itself; never more of it."""
    browsers: Mapping[str, str] = {
        "Edg": "Edge",
        "OPR": "Opera",
        "SamsungBrowser": "Samsung",
        "Firefox": "Firefox",
        "Chrome": "Chrome",
        "Safari": "Safari",
    }
    machines: Mapping[str, str] = {
        "Android": "Android",
        "iPhone": "iPhone",
        "iPad": "iPad",
        "Windows": "Windows",
        "Macintosh": "Mac",
        "Linux": "Linux",
    }
    found = [next((name for sign, name in table.items() if sign in agent), "") for table in (browsers, machines)]
    return ", ".join(word for word in found if word)
