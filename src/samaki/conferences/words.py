"""What is said in a conference, sealed: of a case with its key, of no case under the key file; and the functions of the database."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connections

from samaki.conferences.models import OfConference
from samaki.database import current_alias, read_here
from samaki.vault import sealing as vault

SEALS: dict[str, Callable[[str, str], bytes]] = {
    "conference_point": lambda text, place: vault.installation_seal("conference point", text, place),
    "conference_decision": lambda text, place: vault.installation_seal("conference decision", text, place),
    "conference_action": lambda text, place: vault.installation_seal("conference action", text, place),
}
"""Table -> how its words of no case are sealed: each for a purpose of its own, which the key exchange knows."""


def seal_words(row: OfConference, words: dict[str, str]) -> bytes:
    """A JSON object of texts, for this row only."""
    text = json.dumps(words, ensure_ascii=False)
    if row.case_id is None:
        return SEALS[row._meta.db_table](text, row.place)
    return vault.seal(vault.key_of(case_id=row.case_id), text, row.place)


def words_of(row: OfConference) -> dict[str, str]:
    """The texts; none where its case is not open to the session any more, or was erased."""
    try:
        text = (
            vault.installation_unseal(_purpose(row), row.sealed, row.place)
            if row.case_id is None
            else vault.unseal(vault.key_of(case_id=row.case_id), row.sealed, row.place)
        )
    except vault.KeyGone:
        return {}
    told: dict[str, str] = json.loads(text)
    return told


def learn_keys(rows: Iterable[OfConference]) -> None:
    """The keys of all their cases in one query, before words are opened one by one."""
    cases = sorted({row.case_id for row in rows if row.case_id})
    if len(cases) > 1:
        read_here().update({("data_key", case, None): key for case, key in vault.keys_of_cases(cases).items()})


def ask(function: str, *given: Any) -> list[tuple[Any, ...]]:
    """Rows of a function of the schema `app`."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(f"select * from app.{function}({', '.join(['%s'] * len(given))})", given)  # noqa: S608 (names of this room)
        return cursor.fetchall()


def _purpose(row: OfConference) -> str:
    return str(row._meta.db_table).replace("_", " ")
