"""What in a text may say who it is about: looked for before it is sent, by its shape only. Pure but for the pack's alphabet.

It warns and does not refuse: a telephone number of an office is no breach. Names are looked for by what stands before them and among
the frequent ones of the pack: many are not found, so no page promises that all are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language

from samaki.agencies.country import pack
from samaki.names.case_codes import case_code, case_code_apart, plain
from samaki.threads.peers.known_names import PARTS, names_known_in

DATES = re.compile(r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{4}\b")
TELEPHONE = re.compile(r"(?<!\w)\(?\+?\d(?:[\s().\-/]{0,2}\d){6,14}(?!\w)")
"""Seven digits or more, as numbers of telephones and of papers are written."""

MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
RECEIPT = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b", re.IGNORECASE)


def found_in(*texts: str) -> list[str]:
    """Of `case`, `receipt`, `telephone`, `mail`: what these texts seem to hold, each by itself, in whatever digits it is written."""
    found = {name for one in texts for name in _found(plain(one))}
    return [name for name in KINDS if name in found]


def _found(text: str) -> list[str]:
    case = _case().search(text) or case_code_apart(pack().alphabet).search(text)
    undated = RECEIPT.sub(" ", _case().sub(" ", DATES.sub(" ", text)))
    looks = {
        "case": case,
        "receipt": RECEIPT.search(text),
        "telephone": TELEPHONE.search(undated),
        "mail": MAIL.search(text),
    }
    return [name for name, match in looks.items() if match]


def shapes_in(*texts: str) -> list[Sign]:
    """The same as signs, for texts in which places and names of offices have their place."""
    return [Sign(kind) for kind in found_in(*texts)]


@dataclass(frozen=True)
class Sign:
    """`kind`: one of KINDS; `words`: those of the text that look so, "" where they are not repeated."""

    kind: str
    words: str = ""


KINDS = ("case", "receipt", "telephone", "mail", "name", "child", "place")
"""What a text may hold: the four of `found_in`; a name, an age or another sign of one child, a place smaller than a province."""


def signs_in(*texts: str) -> list[Sign]:
    """What these texts seem to hold, in the order of KINDS, each with the words that say so."""
    told, each = pack().mentoring, [plain(one) for one in texts]
    names = _written(told.of_a_name, each) + [one for text in each for one in names_known_in(text)]
    child = _written(told.of_a_child, each)
    places = _written(told.of_a_village, each) + [one for text in each for one in _places(text)]
    looks = (("name", names), ("child", child), ("place", places))
    return shapes_in(*texts) + [
        Sign(kind, ", ".join(dict.fromkeys(" ".join(one.split()) for one in words[:MOST])))
        for kind, words in looks
        if words
    ]


MOST = 4
"""Words of one kind that are shown."""


def _written(signs: Iterable[re.Pattern[str]], texts: Iterable[str]) -> list[str]:
    """What looks so: no sign reaches from one text into the next, nor from a line into the next."""
    lines = [line for text in texts for line in text.splitlines()]
    return [one.group() for sign in signs for line in lines for one in sign.finditer(line)]


def _places(text: str) -> list[str]:
    """Places of the pack below a province, by the same reading as in a report: one of each part of a sentence."""
    places = pack().places
    codes = [places.named_in(part) for part in PARTS.split(text) if part.strip()]
    below = [places.by_code[code] for code in dict.fromkeys(codes) if code and places.by_code[code].parent]
    return [place.label(get_language() or pack().default_language) for place in below]


def _case() -> re.Pattern[str]:
    return case_code(pack().alphabet)
