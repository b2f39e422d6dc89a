"""Names of people: what two writings of one name share, in either script and either order, with a slip or a part missing.

A key is text to be digested under a key before it is stored; it is as telling as the name itself. Three kinds:
`w` the whole name by its sound, `d` the same with one consonant left out (a slip in either writing then still meets),
`p` one part of the name.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from samaki.names.khmer import HAS_KHMER, normalise_khmer
from samaki.names.latin import consonants, fold, without_silent_end
from samaki.names.sound import khmer_skeleton

MOST_NAMES, MOST_WORDS, MOST_PARTS, MOST_LETTERS = 4, 12, 6, 16
"""More names, words, parts or consonants than these are cut: keys are bounded, whatever was typed."""

_TOLD = tomllib.loads(Path(__file__).with_name("forms_of_address.toml").read_text(encoding="utf-8"))
TITLES, MAYBE_TITLES = frozenset(_TOLD["titles"]), frozenset(_TOLD["maybe_titles"])
_CALLED = "|".join(map(re.escape, _TOLD["called"]))

CALLED = re.compile(
    rf"\b(?:{_CALLED})\b|(?<=\s)(?:{_CALLED})(?=\s)|\((.*?)\)|/|;|\b(?:alias|a\.?k\.?a\.?|called|dit|hau|hav)\b",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\s,.\-_\u2010-\u2015\u17d4\u17d5\u200b\u00a0]+")
TWICE, DIGITS = re.compile(r"(.)\1+"), re.compile("[0-9]")
Y_AS_VOWEL, Y_BEFORE_VOWEL = re.compile("(?<=.)y(?![aeiou])"), re.compile("(?<=[^aeiouyn])y(?=[aeiou])")
SILENT = re.compile("(?<=ng)s$|(?<=ch)r$|(?<=n)th?$|(?<=a)k(?=sm)")
FRENCH_TI = re.compile("^ti(?=o)")
WEIGHTS = {"w": 6.0, "d": 2.0, "p": 1.5}


def names_in(text: str) -> list[str]:
    """The names in what was written: `A called B` and `A (B)` are two."""
    return [name for part in CALLED.split(text) if part and (name := part.strip())][:MOST_NAMES]


def parts(name: str) -> list[str]:
    """The sound of each part, in the order written, without forms of address; at most MOST_PARTS."""
    return [sound for word in words_of(name) if (sound := sound_of(word))][:MOST_PARTS]


def words_of(name: str) -> list[str]:
    """The words of a name without forms of address; at most MOST_WORDS."""
    words = WORD.findall(normalise_khmer(name))[:MOST_WORDS]
    while len(words) > 1 and (words[0].lower() in TITLES or (len(words) > 2 and words[0].lower() in MAYBE_TITLES)):
        words = words[1:]
    return words


def sound_of(word: str) -> str:
    """The consonants heard in one word; a word of another script gives nothing."""
    return khmer_skeleton(word) if HAS_KHMER.search(word) else _latin_sound(word)


def _latin_sound(word: str) -> str:
    """`latin_skeleton` for a person: y is told by where it stands, and no part of a name is a number (Boun, Pi)."""
    word = TWICE.sub(r"\1", fold(word).replace(" ", ""))
    word = Y_BEFORE_VOWEL.sub("iy", Y_AS_VOWEL.sub("i", word))
    word = SILENT.sub("", FRENCH_TI.sub("ch", word))
    return DIGITS.sub("", consonants(without_silent_end(word)))


def whole(sounds: Iterable[str]) -> str:
    """The parts joined: written together or apart is the same name."""
    return TWICE.sub(r"\1", "".join(sounds))[:MOST_LETTERS]


def _without_one(sound: str) -> set[str]:
    """The sound with one consonant left out, each in turn; what is left still has two."""
    return {sound[:i] + sound[i + 1 :] for i in range(len(sound))} if len(sound) > 2 else set()


def turned(sounds: list[str]) -> list[list[str]]:
    """The parts begun at each of them: as written, then with the last one first (the family name), then the others."""
    starts = sorted(range(len(sounds)), key=lambda i: (i > 0, -i))
    return [sounds[i:] + sounds[:i] for i in starts]


def stored_sounds(texts: Iterable[str]) -> set[str]:
    """What is kept of one person's names (each may be in either script): `kind:sound`."""
    found: set[str] = set()
    for name in (name for text in texts for name in names_in(text)):
        sounds = parts(name)
        joined = whole(sounds)
        found |= {f"w:{joined}", *(f"d:{short}" for short in _without_one(joined))} if joined else set()
        found |= {f"p:{sound}" for sound in sounds}
        found |= {f"p:{whole(sounds[1:])}", f"p:{whole(sounds[:-1])}"} if len(sounds) > 2 else set()
    return found


def asked_sounds(text: str) -> dict[str, float]:
    """What is looked for, and what meeting it is worth: the name in every order, with a slip, by its parts."""
    found: dict[str, float] = {}
    for name in names_in(text):
        sounds = parts(name)
        for order in turned(sounds):
            joined = whole(order)
            _add(found, "w", [joined], 1.0)
            # a stored deletion meets the name that lacks that consonant, and a stored name the one that has one too many
            _add(found, "d", [joined, *_without_one(joined)], 1.0)
            _add(found, "w", _without_one(joined), 0.5)
        _add(found, "p", sounds, 1.0)
        _add(found, "p", (whole(pair) for pair in pairwise(sounds)), 1.2)
        if len(sounds) > 1:
            _add(found, "p", [short for sound in sounds for short in _without_one(sound)], 0.4)
    return found


def _add(found: dict[str, float], kind: str, sounds: Iterable[str], share: float) -> None:
    for sound in sounds:
        if sound:
            key = f"{kind}:{sound}"
            found[key] = max(found.get(key, 0.0), WEIGHTS[kind] * share)
