"""One story of one member of the demonstration, in a session of their own; and who they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from samaki.agencies.models import Member
from samaki.database import session


def act(by: Member, operation: Callable[..., Any], now: datetime, **given: Any) -> Any:
    """Told at `now`. Raises what the operation raises."""
    with session("app", now, by.id):
        return operation(by=by, now=now, **given)


def people(now: datetime) -> dict[str, Member]:
    """The cast by the names with which they sign in."""
    with session("worker", now):
        return {one.username: one for one in Member.objects.select_related("unit__agency").order_by("username")}
