"""How like two names are, once both may be read: by sound and by letters, in any order of the parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from samaki.names.khmer import HAS_KHMER, loose_key
from samaki.names.latin import fold
from samaki.names.persons import names_in, sound_of, turned, whole, words_of

ACROSS_SCRIPTS = 0.95
"""Letters cannot be compared between scripts: what is alike by sound alone is a little less sure."""

PART_MISSING = 0.9
"""What is alike in all parts that both have, while one has more, is less sure than what is alike as a whole."""

LONGEST = 40


@dataclass(frozen=True)
class Spelled:
    """One name taken apart: its script, and each of its parts begun first, by sound and by letters."""

    khmer: bool
    sounds: tuple[str, ...]
    letters: tuple[str, ...]
    parts: tuple[str, str]  # by sound and by letters, with spaces between


def spelled(text: str) -> list[Spelled]:
    """Each name in the text; the first of the orders is the one written."""
    return [_spelled(words) for name in names_in(text) if (words := words_of(name))]


def _spelled(words: list[str]) -> Spelled:
    letters = [(loose_key(w) if HAS_KHMER.search(w) else fold(w).replace(" ", ""))[:LONGEST] for w in words]
    sounds = [sound_of(word) for word in words]
    return Spelled(
        bool(HAS_KHMER.search("".join(words))),
        tuple(whole(order) for order in turned(sounds)),
        tuple("".join(order) for order in turned(letters)),
        (" ".join(sounds), " ".join(letters)),
    )


def likeness(asked: Iterable[Spelled], known: Iterable[str]) -> float:
    """0 to 1: the most that one of the asked names is like one of the known ones. 1: the same letters, in any order."""
    others = [other for text in known for other in spelled(text)]
    return max((_like(one, other) for one in asked for other in others), default=0.0)


def _like(one: Spelled, other: Spelled) -> float:
    sound = max(OSA.normalized_similarity(order, other.sounds[0]) for order in one.sounds) if other.sounds[0] else 0.0
    some = fuzz.token_set_ratio(one.parts[0], other.parts[0]) / 100 * PART_MISSING
    if one.khmer != other.khmer:
        return ACROSS_SCRIPTS * max(sound, some)
    written = max(OSA.normalized_similarity(order, other.letters[0]) for order in one.letters)
    some += fuzz.token_set_ratio(one.parts[1], other.parts[1]) / 100 * PART_MISSING
    return 0.5 * max(sound + written, some)
