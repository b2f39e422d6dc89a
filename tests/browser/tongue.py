"""What a page says in another language, found by what it says in English: from the catalogue of words, the pack and the cast.

So one test walks in every language. A sentence may be a whole message, a message with its blanks filled (… for anything), or
the beginning or a part of one; what nobody translates (codes, what somebody typed) is given as `Typed`.
"""

import re
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from babel.messages.pofile import read_po

from samaki.cli.words import LOCALES
from samaki.countries import Texts, load_pack, local_digits
from samaki.countries.labels import Lines
from samaki.simulation import cast
from samaki.surveys.country import surveys

BLANK = re.compile(r"%\((\w+)\)[sd]|%%")
CODE = re.compile(r"[A-Z]{2}-\d\d-[0-9A-Z]{6}|\d+|[0-9A-Z]{4}(?:-[0-9A-Z]{4})+")

ANYTHING = "…"


class Typed(str):
    """Words of a person: the same in every language."""


@cache
def known(lang: str) -> dict[str, set[str]]:
    """English -> the same in this language, in all the ways in which a page may say it."""
    found: dict[str, set[str]] = {}
    _gather(load_pack("kh"), lang, found)
    _gather(surveys(), lang, found)
    for desk in cast.desks():
        _say(found, desk.en, desk.km)
        _say(found, desk.short_en, desk.short_km)
    with (LOCALES / lang / "LC_MESSAGES" / "django.po").open("rb") as file:
        for message in read_po(file, locale=lang):
            if message.id:
                one, other = _plain(message.id), _plain(message.string)
                for said, told in zip(one, other * len(one), strict=False):
                    _say(found, said, told)
    return found


@cache
def known_of_pack(lang: str) -> dict[str, set[str]]:
    """English -> the same in this language: what the pack alone says, lines of short names one by one as well."""
    found: dict[str, set[str]] = {}
    _gather(load_pack("kh"), lang, found)
    _gather(surveys(), lang, found)
    return found


def in_language(words: str, lang: str) -> str:
    """A pattern of what stands on a page of this language where these English words stand on an English one.

    Raises KeyError for words that no page says.
    """
    if lang == "en" or isinstance(words, Typed) or CODE.fullmatch(words):
        return re.escape(words).replace(ANYTHING, ".*")
    ways = _ways(words, lang)
    if not ways:
        raise KeyError(f"no page says in {lang}: {words}")
    return "|".join(f"(?:{way})" for way in sorted(ways)).join(("(?:", ")"))


def _ways(words: str, lang: str) -> set[str]:
    said = known(lang)
    if words in said:
        return {_open(told) for told in said[words]}
    filled = {way for one, others in said.items() for told in others if (way := _filled(words, one, told, lang))}
    if filled:
        return filled
    begun = {one for one in said if one.startswith(words)} or {one for one in said if words in one}
    return {_open(told) for one in begun for told in said[one]}


def _filled(words: str, said: str, told: str, lang: str) -> str:
    """The message `said` with its blanks as they are filled in `words`, in the language; empty when it is another one."""
    pattern, solid = _shape(said)
    match = pattern.fullmatch(words) if pattern and solid >= 4 else None
    if match is None:
        return ""
    parts = {name: _value(value, lang) for name, value in match.groupdict().items()}
    return "".join(parts.get(piece[1], ".*") if piece[0] == "blank" else re.escape(piece[1]) for piece in _pieces(told))


def _value(value: str, lang: str) -> str:
    if CODE.fullmatch(value):
        return re.escape(local_digits(value, lang) if value.isdecimal() else value)
    if value == ANYTHING:
        return ".*"
    ways = _ways(value, lang)
    return "|".join(sorted(ways)).join(("(?:", ")")) if ways else re.escape(value)


@cache
def _shape(said: str) -> tuple[re.Pattern[str] | None, int]:
    """(a pattern of the message with its blanks, how many letters of it are fixed); no pattern where there is no blank."""
    pieces, seen, text = _pieces(said), set(), ""
    for kind, piece in pieces:
        text += re.escape(piece) if kind == "text" else f"(?P={piece})" if piece in seen else f"(?P<{piece}>.+)"
        seen |= {piece} if kind == "blank" else set()
    return (re.compile(text), sum(len(p) for kind, p in pieces if kind == "text")) if seen else (None, 0)


def _pieces(message: str) -> list[tuple[str, str]]:
    found, at = [], 0
    for blank in BLANK.finditer(message):
        found.append(("text", message[at : blank.start()]))
        found.append(("blank", blank[1]) if blank[1] else ("text", "%"))
        at = blank.end()
    return [*found, ("text", message[at:])]


def _open(told: str) -> str:
    """A message in which any value may stand in the blanks."""
    return "".join(".*" if kind == "blank" else re.escape(piece) for kind, piece in _pieces(told))


def _plain(text: Any) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def _say(found: dict[str, set[str]], said: str, told: str) -> None:
    if said and told:
        found.setdefault(said, set()).add(told)


def _gather(value: Any, lang: str, found: dict[str, set[str]]) -> None:
    if isinstance(value, Texts):
        _say(found, value.by_language.get("en", ""), value.by_language.get(lang, ""))
    elif isinstance(value, Lines):
        one, other = value.by_language.get("en", ()), value.by_language.get(lang, ())
        _say(found, " ".join(one), " ".join(other))
        for line in one:
            _say(found, line, " ".join(other))
    elif is_dataclass(value):
        for one in fields(value):
            _gather(getattr(value, one.name), lang, found)
    elif isinstance(value, dict):
        for one in value.values():
            _gather(one, lang, found)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            _gather(one, lang, found)
