"""Names of other people leave a text: what is known of them on the file is put over with the part that they play."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import permutations
from uuid import UUID

from samaki.agencies.country import pack
from samaki.cases.identity import known_from
from samaki.cases.models import Person
from samaki.cases.records import IdentityRecord
from samaki.journeys.guarding.words import ask
from samaki.vault import sealing as vault

NAMES = ("name_km", "name_latin", "known_as")
SHORTEST = 3
"""Letters of a part of a name that is put over: shorter ones stand in other words."""

MOST = 3
"""Words of a name that are looked for in every order, joined or apart; a longer name in its own order and the reverse."""

KHMER = re.compile(r"[\u1780-\u17ff]")
UNSEEN = "\u00ad\u200b-\u200f\u2060\ufeff"
"""Characters without width: they may stand anywhere inside of a name."""
APART = r"\s,.;:()/\-\u2010-\u2013'\u2019_·"
"""What parts the words of a name where it is written down."""
BETWEEN = rf"[\s,\-\u2010-\u2013'\u2019_·{UNSEEN}]*"
"""What may stand between them in a text; nothing where somebody joined them."""


class Veil:
    """Puts names over. `others`: label -> names of these people; `own`: names that stay, of who asks and of the child; `whole`: label ->
    what is put over only as a whole, such as a telephone number.

    It finds names as they were written down on the file and their parts, in any case of letters and any order, apart or joined, also
    with characters without width inside. It does not find a name that nobody wrote down there, a misspelt one, or a description:
    whoever decides reads first.
    """

    def __init__(
        self, others: Mapping[str, Iterable[str]], own: Iterable[str], whole: Mapping[str, Iterable[str]] | None = None
    ) -> None:
        kept = {"".join(one) for name in own for one in _shapes(_words(name))}
        found: dict[str, tuple[str, tuple[str, ...]]] = {}
        for label, names in (whole or {}).items():
            for name in names:
                _put(found, label, tuple(name.lower().split()))
        for label, names in others.items():
            for words in map(_words, names):
                for part in _shapes(words):
                    if "".join(part) not in kept:
                        _put(found, label, part)
        self.labels = {key: label for key, (label, _part) in found.items()}
        self.pattern = _pattern(found[key][1] for key in sorted(found, key=len, reverse=True))

    def over(self, text: str) -> str:
        """The text without these names."""
        if self.pattern is None:
            return text
        return self.pattern.sub(lambda found: f"[{self.labels.get(_key(found[0]), '…')}]", text)


def veil_of(source: tuple[str, UUID], case_id: UUID, own: Iterable[Person], language: str) -> Veil:
    """For everybody on the file but these, whether or not the unit may read their names; who was entered by mistake too.

    `source`: the function of the database that gives them, and of which row: to who hands over in that act, and to the officer who
    reads before the decision. None of them is shown.
    """
    own_ids = {person.id for person in own}
    others: dict[str, list[str]] = {}
    whole: dict[str, list[str]] = {}
    kept: list[str] = []
    for person_id, part, told in _known(source, case_id):
        names = [told[name] for name in NAMES if told.get(name)]
        if person_id in own_ids:
            kept += names
            continue
        label = _label(part, language)
        others.setdefault(label, []).extend(names)
        whole.setdefault(label, []).extend([told["contact"]] if told.get("contact") else [])
    return Veil(others, kept, whole)


def _known(source: tuple[str, UUID], case_id: UUID) -> list[tuple[UUID, str, dict[str, str]]]:
    """(person, their part, one thing that was written down of who they are), what was corrected since too; one query."""
    rows = ask(*source)
    key = vault.key_of(case_id=case_id) if rows else None
    return [
        (person_id, part, known_from([IdentityRecord(id=key_, version=version, kind=kind, sealed=sealed)], key))
        for key_, person_id, part, version, kind, sealed in rows if kind != "undo"
    ]  # fmt: skip


def _label(part: str, language: str) -> str:
    """The part that somebody plays, without a number: a number would tell how many there are."""
    found = pack().reasons["part"].get(part)
    return found.label(language) if found else part


def _words(name: str) -> tuple[str, ...]:
    """The words of a name, in small letters, without characters that have no width."""
    plain = re.sub(f"[{UNSEEN}]", "", name.lower())
    return tuple(one for one in re.split(f"[{APART}]+", plain) if one)


def _shapes(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """A name as it may stand in a text: each of its words, and several of them in every order."""
    if len(words) > MOST:
        return [words, words[::-1], *((word,) for word in words)]
    return [one for size in range(1, len(words) + 1) for one in permutations(words, size)]


def _put(found: dict[str, tuple[str, tuple[str, ...]]], label: str, part: tuple[str, ...]) -> None:
    key = _key("".join(part))
    if len(key) >= SHORTEST:
        found.setdefault(key, (label, part))


def _key(text: str) -> str:
    return re.sub(f"[{APART}{UNSEEN}]", "", text.lower())


def _pattern(parts: Iterable[tuple[str, ...]]) -> re.Pattern[str] | None:
    """Khmer runs words together, so a name is found inside of them; in other scripts it is a word of its own."""
    inside = f"[{UNSEEN}]*"
    found = [BETWEEN.join(inside.join(map(re.escape, word)) for word in part) for part in parts]
    latin = "|".join(one for one in found if not KHMER.search(one))
    khmer = [one for one in found if KHMER.search(one)]
    patterns = [rf"(?<!\w)(?:{latin})(?!\w)"] * bool(latin) + khmer
    return re.compile("|".join(patterns), re.IGNORECASE) if patterns else None
