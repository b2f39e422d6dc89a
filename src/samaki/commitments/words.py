"""Sealed words of gaps and commitments: under the key file, each for the row alone."""

from __future__ import annotations

import json
from typing import Any

from samaki.commitments.models import Commitment, CommitmentMove, Gap
from samaki.vault.sealing import installation_seal, installation_unseal

Row = Gap | Commitment | CommitmentMove

PURPOSES = {"gap": "gap", "commitment": "commitment", "commitment_move": "commitment move"}
"""Table -> what its words are sealed for, which the key exchange knows: it looks for each as it is written below."""


def seal_words(row: Row, words: dict[str, str]) -> bytes:
    """The words of a row, sealed for this row only."""
    text = json.dumps(words, ensure_ascii=False)
    if isinstance(row, Gap):
        return installation_seal("gap", text, row.place)
    if isinstance(row, Commitment):
        return installation_seal("commitment", text, row.place)
    return installation_seal("commitment move", text, row.place)


def words_of(row: Any) -> dict[str, str]:
    """The words of a row that the session may see."""
    told: dict[str, str] = json.loads(installation_unseal(PURPOSES[row._meta.db_table], row.sealed, row.place))
    return told
