"""The version that an edit was made on, as If-Match says it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from samaki.database.refusals import Refusal, Stale


class NoVersion(Refusal):
    """An edit without the version that it was made on."""

    status = 428
    code = "no_version"


def matched(request: HttpRequest, row: Any) -> int:
    """The row's version, where the edit was made on it. Raises NoVersion and Stale."""
    tag = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not tag:
        raise NoVersion(_("Say which version you changed: send If-Match with the ETag that you read."))
    if tag != str(row.version):
        raise Stale(_("Somebody changed this in between. Look at what it says now, then change it again."))
    return int(row.version)
