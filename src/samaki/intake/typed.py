"""Pages that were typed and not sent: a phone's Back button finds them, and nothing of them lies on the phone.

The address of a page carries a handle, 128 random bits. The row is found by a keyed digest of it and sealed under a key made
of the master key and the handle: whoever has the database and the key file, but not the address, reads nothing. All pages of
one report are one thread, and end together: when it is sent and its receipt was shown, when they leave, or with their time.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connections

from samaki.database import current_alias
from samaki.vault import sealing as vault

LIFETIME = timedelta(minutes=30)
GRACE = timedelta(minutes=10)
"""How long a page that is shown once may be asked for again: an answer may be lost on the way, and a cheap telephone lays a page aside
while its camera or a call is open, and asks for it anew."""

HANDLE = 22


def keep(text: str, thread: UUID, now: datetime, *, handle: str = "", once: bool = False) -> str:
    """Keep a page, the one of `handle` anew where it is of this thread; returns the handle for its address."""
    handle = handle if _is_handle(handle) else secrets.token_urlsafe(HANDLE * 3 // 4)
    sealed = vault.installation_seal(f"typed page {handle}", text, "typed_page.sealed")
    _call("app.keep_typed", [_page(handle), _thread(thread), sealed, now + LIFETIME, once])
    return handle


def read(handle: str) -> str | None:
    """The page at this address; None when its time is over, or it was shown once and may not be shown again."""
    if not _is_handle(handle):
        return None
    sealed = _call("app.typed", [_page(handle), GRACE])
    return vault.installation_unseal(f"typed page {handle}", sealed, "typed_page.sealed") if sealed else None


def forget(handle: str) -> None:
    """Every page of the thread to which this one belongs."""
    if _is_handle(handle):
        _call("app.forget_typed_like", [_page(handle)])


def forget_others(thread: UUID, handle: str) -> None:
    """Every page of the thread but this one."""
    _call("app.forget_typed", [_thread(thread), _page(handle)])


def end() -> None:
    """As the worker: what is over."""
    _call("app.end_typed", [])


def _is_handle(text: str) -> bool:
    return len(text) == HANDLE and text.isascii() and text.replace("-", "").replace("_", "").isalnum()


def _page(handle: str) -> bytes:
    return vault.installation_digest("typed page", handle.encode())


def _thread(thread: UUID) -> bytes:
    return vault.installation_digest("typed thread", thread.bytes)


def _call(function: str, values: Sequence[Any]) -> Any:
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(f"select {function}({', '.join(['%s'] * len(values))})", values)
        return cursor.fetchone()[0]
