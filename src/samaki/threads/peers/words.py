"""The sealed words of questions, answers and cards."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.db import connections

from samaki.database import current_alias
from samaki.threads.peers.models import PeerText
from samaki.vault.sealing import installation_seal, installation_unseal

SEALS: dict[str, Callable[[str, str], bytes]] = {
    "peer_question": lambda text, place: installation_seal("peer question", text, place),
    "peer_answer": lambda text, place: installation_seal("peer answer", text, place),
    "peer_card": lambda text, place: installation_seal("peer card", text, place),
}
"""Table -> how its words are sealed: each for a purpose of its own, which the key exchange knows."""


def seal_words(row: PeerText, words: dict[str, str]) -> bytes:
    """`title` and `text`, or nothing, sealed under the key file for this row only."""
    return SEALS[row._meta.db_table](json.dumps(words, ensure_ascii=False), row.place)


def words_of(row: PeerText) -> dict[str, str]:
    """{"title", "text"} of a row that the session sees; empty texts where they were removed."""
    purpose = str(row._meta.db_table).replace("_", " ")
    told: dict[str, str] = json.loads(installation_unseal(purpose, row.sealed, row.place))
    return {"title": told.get("title", ""), "text": told.get("text", "")}


def ask(function: str, *given: Any) -> list[tuple[Any, ...]]:
    """Rows of a function of the schema `app`."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(f"select * from app.{function}({', '.join(['%s'] * len(given))})", given)  # noqa: S608 (names of this room)
        return cursor.fetchall()
