"""Names that a text holds, by the frequent names of the pack: as they are written, written apart, or by their sound after a word that
leads to a person. Pure but for the pack.

A name that is no frequent one is not found, and a frequent one that is a plain word too only beside another.
"""

from __future__ import annotations

import re
from functools import cache

from samaki.agencies.country import pack
from samaki.names import has_khmer, letters
from samaki.names.latin import fold
from samaki.names.persons import sound_of

PARTS = re.compile(r"[.,;:!?()\n\u17d4\u17d6]+")
"""What ends a part of a sentence, over which no name and no place reaches."""

WORD = re.compile(r"[A-Za-z]+|[\u1780-\u17d3]+")

SHORTEST = 4
"""Letters of a frequent name that counts alone."""

SHORTEST_SMALL = 6
"""The same where it is written in small letters, or in two words."""

SHORTEST_SOUND = 3
"""Consonants of a word that is known by its sound."""


def names_known_in(text: str) -> list[str]:
    """The names, as they stand there."""
    found: list[str] = []
    told = pack().mentoring
    for part in PARTS.split(text):
        known = WORD.findall(part)
        for before, one, after in zip(["", *known], known, [*known[1:], ""], strict=False):
            if name := _name(before, one, after):
                found.append(name)
    return found + [
        one.group(1) for one in _khmer_names(told.names - told.also_words, told.before_a_name).finditer(text)
    ]


def _name(before: str, one: str, after: str) -> str:
    """The name that begins with this word, or nothing."""
    told = pack().mentoring
    if (
        one.isascii()
        and after.isascii()
        and len(joined := (one + after).lower()) >= SHORTEST_SMALL
        and joined in told.names
    ):
        return f"{one} {after}".strip() if joined not in told.also_words else ""
    if _is_name(one) and _is_name(after):
        return f"{one} {after}"
    if not one.isascii() or one.lower() in told.also_words:
        return ""
    if _is_name(one) and len(one) >= SHORTEST:
        return one
    led = before.lower() in told.before_a_name and one[:1].isupper() and not one.isupper()
    return one if led and one.lower() not in told.no_names and _sounds_like_one(one) else ""


def _sounds_like_one(word: str) -> bool:
    return len(sound := sound_of(word)) >= SHORTEST_SOUND and sound in _sounds(pack().mentoring.names)


def _is_name(word: str) -> bool:
    """A frequent part of a name, in Latin letters with a large first one."""
    return word.lower() in pack().mentoring.names and (not word.isascii() or word[:1].isupper())


@cache
def _sounds(names: frozenset[str]) -> frozenset[str]:
    return frozenset(sound_of(one) for one in names if fold(one) and len(one) >= SHORTEST)


@cache
def _khmer_names(names: frozenset[str], before: frozenset[str]) -> re.Pattern[str]:
    """A frequent name in Khmer that is no plain word, where a run of letters begins or after a word that leads to a person: words are not
    written apart, so more may follow a name of three letters or more."""
    khmer = sorted((one for one in names if has_khmer(one) and letters(one) >= 2), key=len, reverse=True)
    long = "|".join(map(re.escape, [one for one in khmer if letters(one) >= 3]))
    short = "|".join(map(re.escape, [one for one in khmer if letters(one) == 2]))
    leads = "|".join(f"(?<={re.escape(one)})" for one in sorted(before) if has_khmer(one))
    whole = rf"(?:{short})(?![\u1780-\u17d3])"
    return re.compile(rf"(?:(?<![\u1780-\u17d3])|{leads})((?:{long})(?![\u17b6-\u17d3])|{whole})")
