"""What a name in the directory is found by: its spelling and its sound in Latin letters, its loose key in Khmer."""

from __future__ import annotations

import unicodedata

from samaki.names import clean_text, fold, latin_skeleton, loose_key
from samaki.names.khmer import HAS_KHMER

SHORTEST_SOUND = 3
"""Consonants; shorter skeletons are shared by too many words."""


def words_of(*names: str) -> str:
    """Every name as it is searched: folded words, `~` and the skeleton of each word, Khmer without its spaces."""
    found: dict[str, None] = {}
    for name in names:
        if HAS_KHMER.search(name):
            found[loose_key(name)] = None
        folded = fold(name)
        if folded:
            found[folded] = None
            found.update({f"~{sound} ": None for word in folded.split() if (sound := sound_of(word))})
    return "\n".join(found)


def folded(name: str) -> str:
    """What two names share that a reader cannot tell apart: without case, spaces, signs, or anything invisible."""
    seen = unicodedata.normalize("NFKC", clean_text(name)).casefold()
    return "".join(sign for sign in seen if unicodedata.category(sign)[0] in "LMN")


def sound_of(word: str) -> str:
    """The skeleton of one Latin word, or "" where it says too little."""
    sound = latin_skeleton(word)
    return sound if len(sound) >= SHORTEST_SOUND else ""


def asked(text: str) -> list[tuple[str, ...]]:
    """What was typed, as parts that must all be found; each part may be found in one of several forms."""
    parts: list[tuple[str, ...]] = []
    for piece in text.split():
        if HAS_KHMER.search(piece):
            parts.append((loose_key(piece),))
        for word in fold(piece).split():
            sound = sound_of(word)
            parts.append((word, f"~{sound} ") if sound else (word,))
    return parts[:12]


def says(words: str, parts: list[tuple[str, ...]]) -> bool:
    """Whether these words hold every part that was asked for."""
    return bool(parts) and all(any(form in words for form in part) for part in parts)
