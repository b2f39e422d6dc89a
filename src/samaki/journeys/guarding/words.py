"""Sealed words of guarding rows, and the functions of the database that decide over them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import connections
from django.utils.translation import gettext as _

from samaki.database import current_alias
from samaki.database.refusals import CannotMove
from samaki.vault.models import SealedRow
from samaki.vault.sealing import installation_seal, installation_unseal

SEALS: dict[str, Callable[[str, str], bytes]] = {
    "emergency": lambda text, place: installation_seal("emergency", text, place),
    "unsealing": lambda text, place: installation_seal("unsealing", text, place),
    "look_question": lambda text, place: installation_seal("look question", text, place),
    "conflict": lambda text, place: installation_seal("conflict", text, place),
    "recusal": lambda text, place: installation_seal("recusal", text, place),
    "erasure": lambda text, place: installation_seal("erasure", text, place),
    "complaint": lambda text, place: installation_seal("complaint", text, place),
    "complaint_message": lambda text, place: installation_seal("complaint message", text, place),
    "agreement": lambda text, place: installation_seal("agreement", text, place),
    "suspension": lambda text, place: installation_seal("suspension", text, place),
    "governance": lambda text, place: installation_seal("governance", text, place),
    "governance_signature": lambda text, place: installation_seal("governance signature", text, place),
    "stage_decision": lambda text, place: installation_seal("stage decision", text, place),
    "mentoring": lambda text, place: installation_seal("mentoring", text, place),
}
"""Table -> how its words are sealed: each for a purpose of its own, which the key exchange knows."""

LONGEST = 4000
"""Letters of a reason, an answer."""


def seal_words(row: SealedRow, words: dict[str, str]) -> bytes:
    """The words of a row, sealed under the key file for this row only; its table names the purpose (`vault.rotation`)."""
    return SEALS[row._meta.db_table](json.dumps(words, ensure_ascii=False), row.place)


def seal_nothing(table: str, row_id: UUID) -> bytes:
    """What is put over the words of a row when what they are about is erased."""
    return SEALS[table]("{}", f"{table}.sealed.{row_id}")


def words_of(row: Any) -> dict[str, str]:
    """The words of a row that the session may see."""
    told: dict[str, str] = json.loads(installation_unseal(_purpose(row), row.sealed, row.place))
    return told


def ask(function: str, *given: Any) -> list[tuple[Any, ...]]:
    """Rows of a function of the schema `app`."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(f"select * from app.{function}({', '.join(['%s'] * len(given))})", given)  # noqa: S608 (names of this room)
        return cursor.fetchall()


def take_back_asked(what: str, key: UUID) -> None:
    """What was asked of a second person runs out now: by who asked, while nobody has answered. Raises CannotMove."""
    if ask("take_back_asked", what, key) != [(True,)]:
        raise CannotMove(_("Only who asked can take it back, and only while nobody has answered."))


def _purpose(row: SealedRow) -> str:
    return str(row._meta.db_table).replace("_", " ")
