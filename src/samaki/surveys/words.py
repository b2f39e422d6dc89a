"""What is sealed of surveys and estimates: titles, names of strata, venues and lists, and tables of histories."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from samaki.vault.models import SealedRow
from samaki.vault.sealing import installation_seal, installation_unseal

SEALS: dict[str, Callable[[str, str], bytes]] = {
    "survey": lambda text, place: installation_seal("survey", text, place),
    "survey_venue": lambda text, place: installation_seal("survey venue", text, place),
    "list_study": lambda text, place: installation_seal("list study", text, place),
}
"""Table -> how its words are sealed: each for a purpose of its own, which the key exchange knows."""


def seal_words(row: SealedRow, words: dict[str, Any]) -> bytes:
    """The words of a row, sealed under the key file for this row only."""
    return SEALS[row._meta.db_table](json.dumps(words, ensure_ascii=False), row.place)


def words_of(row: Any) -> dict[str, Any]:
    """The words of a row that the session may see."""
    purpose = str(row._meta.db_table).replace("_", " ")
    told: dict[str, Any] = json.loads(installation_unseal(purpose, row.sealed, row.place))
    return told
