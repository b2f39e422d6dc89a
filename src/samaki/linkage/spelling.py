"""A name for linkage: by sound and by letters, the parts in the order of the alphabet. A million names in seconds: each word once."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from samaki.names import has_khmer
from samaki.names.latin import fold
from samaki.names.persons import MAYBE_TITLES, TITLES, names_in, sound_of, words_of

MOST_PARTS = 6


class Spelling(NamedTuple):
    """The first and the last part in the order of the alphabet, so that it does not matter which is written first, by sound and by
    letters (None in Khmer script); `middle`: the sounds between, empty for none. All None where nothing sounds; of one part `last` and
    `middle` are."""

    first: str | None
    middle: str | None
    last: str | None
    first_latin: str | None
    last_latin: str | None


NOTHING = Spelling(None, None, None, None, None)


def spelled(text: str) -> Spelling:
    """The first name in the text, without forms of address."""
    parts = sorted(found for word in _words(text)[:MOST_PARTS] if (found := part(word))[0])
    if not parts:
        return NOTHING
    (first, first_latin), *between = parts
    if not between:
        return Spelling(first, None, None, first_latin or None, None)
    last, last_latin = between.pop()
    return Spelling(first, " ".join(sound for sound, _latin in between), last, first_latin or None, last_latin or None)


def _words(text: str) -> list[str]:
    """As `words_of`; plain Latin words, which are most of them, need no Khmer put in order."""
    words = text.split()
    if (
        text.replace(" ", "").isalpha()
        and text.isascii()
        and words
        and words[0].lower() not in TITLES | MAYBE_TITLES
        and len(words) < 4
    ):
        return words
    names = names_in(text)
    return words_of(names[0]) if names else []


@lru_cache(maxsize=1 << 20)
def part(word: str) -> tuple[str, str]:
    """By sound and by letters; no letters in Khmer script."""
    return sound_of(word), "" if has_khmer(word) else fold(word).replace(" ", "")
