"""What is sealed of an old list: its title, what its columns and words mean, and why it was taken back."""

from __future__ import annotations

import json
from typing import Any

from samaki.history.models import OldList
from samaki.vault.sealing import installation_seal, installation_unseal


def seal_words(row: OldList, words: dict[str, Any]) -> bytes:
    """The words of a row, sealed under the key file for this row only."""
    return installation_seal("old list", json.dumps(words, ensure_ascii=False), row.place)


def words_of(row: OldList) -> dict[str, Any]:
    """The words of a row that the session may see."""
    told: dict[str, Any] = json.loads(installation_unseal("old list", row.sealed, row.place))
    return told
