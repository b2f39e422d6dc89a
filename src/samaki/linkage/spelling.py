"""A name for linkage: by sound and by letters, the parts in the order of the alphabet. A million names in seconds: each word once."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from samaki.names import has_khmer
from samaki.names.latin import fold
from samaki.names.persons import MAYBE_TITLES, TITLES, names_in, sound_of, words_of

MOST_PARTS = 6


class Spelling(NamedTuple):
    """`sound`: skeletons joined by spaces; `ends`: first and last of them; `latin`: letters, None where a part is in Khmer script."""

    sound: str | None
    ends: tuple[str | None, str | None]
    latin: str | None


def spelled(text: str) -> Spelling:
    """The first name in the text, without forms of address; all None where there is nothing that sounds."""
    parts = sorted(part for word in _words(text)[:MOST_PARTS] if (part := _part(word))[0])
    if not parts:
        return Spelling(None, (None, None), None)
    letters = [latin for _sound, latin in parts]
    latin = None if None in letters else " ".join(letters)  # type: ignore[arg-type]
    return Spelling(" ".join(sound for sound, _latin in parts), (parts[0][0], parts[-1][0]), latin)


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
def _part(word: str) -> tuple[str, str | None]:
    return sound_of(word), None if has_khmer(word) else fold(word).replace(" ", "")
