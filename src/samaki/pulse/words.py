"""The functions of the database through which a member answers, and through which a round ends."""

from __future__ import annotations

from typing import Any

from django.db import connections

from samaki.database import current_alias


def ask(function: str, *given: Any) -> list[tuple[Any, ...]]:
    """Rows of a function of the schema `app`."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(f"select * from app.{function}({', '.join(['%s'] * len(given))})", given)  # noqa: S608 (names of this room)
        return cursor.fetchall()
