"""Whether a report came before: by the key of its sending and by what it tells."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.db import connections

from samaki.database import current_alias
from samaki.vault import sealing as vault

if TYPE_CHECKING:
    from samaki.intake.operations import Told


def filed(told: Told, key: UUID) -> str:
    """`new` where no report of this key was kept, `here` where this one was, `other` where one with other words was."""
    request, body = digests(told.cleaned(), key)
    before = ask_for(request)()
    return "new" if before is None else "here" if before == body else "other"


def digests(told: Told, key: UUID) -> tuple[bytes, bytes]:
    """Keyed digests of the key, and of what is told."""
    body = json.dumps(_content(told), sort_keys=True).encode()
    return vault.installation_digest("request", key.bytes), vault.installation_digest("body", body)


def _content(told: Told) -> dict[str, str]:
    """What makes two sendings the same. What was not asked before counts only where it is answered."""
    content = {**vars(told)}
    if not told.first_time:
        del content["first_time"]
    return content


def ask_for(request: bytes) -> Callable[[], bytes | None]:
    """What reads the body's digest of the report that was filed with this key; None where there is none."""
    cursor = connections[current_alias()].cursor()
    cursor.execute("select app.report_request(%s)", [request])

    def read() -> bytes | None:
        with cursor:
            return cast("bytes | None", cursor.fetchone()[0])

    return read
