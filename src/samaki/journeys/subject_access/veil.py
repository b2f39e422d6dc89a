"""Names of other people leave a text: what is known of them on the file is put over with the part that they play."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from uuid import UUID

from samaki.agencies.country import pack
from samaki.cases.identity import known_from
from samaki.cases.models import Person
from samaki.cases.records import IdentityRecord
from samaki.journeys.guarding.words import ask
from samaki.journeys.subject_access.models import SubjectHandover
from samaki.vault import sealing as vault

NAMES = ("name_km", "name_latin", "known_as")
SHORTEST = 3
"""Letters of a part of a name that is put over: shorter ones stand in other words."""

KHMER = re.compile(r"[\u1780-\u17ff]")


class Veil:
    """Puts names over. `others`: label -> names of these people; `own`: names that stay, of who asks and of the child; `whole`: label ->
    what is put over only as a whole, such as a telephone number.

    It finds names as they were written down on the file and their parts, in any case of letters. It does not find a name that nobody
    wrote down there, a misspelt one, or a description: whoever decides reads first.
    """

    def __init__(
        self, others: Mapping[str, Iterable[str]], own: Iterable[str], whole: Mapping[str, Iterable[str]] | None = None
    ) -> None:
        kept = {part for name in own for part in _parts(name)}
        labels = {
            " ".join(one.split()).lower(): label
            for label, found in (whole or {}).items()
            for one in found
            if len(one) >= SHORTEST
        }
        for label, names in others.items():
            for name in names:
                for part in _parts(name) - kept:
                    labels.setdefault(part, label)
        self.labels = labels
        found = sorted(labels, key=len, reverse=True)
        self.pattern = re.compile("|".join(_as_word(one) for one in found), re.IGNORECASE) if found else None

    def over(self, text: str) -> str:
        """The text without these names."""
        if self.pattern is None:
            return text
        return self.pattern.sub(lambda found: f"[{self.labels.get(' '.join(found[0].lower().split()), '…')}]", text)


def veil_of(row: SubjectHandover, own: Iterable[Person], language: str) -> Veil:
    """For everybody on the file but these, whether or not the unit may read their names; who was entered by mistake too.

    The database gives these names to who hands over, in that act and for nothing else; none of them is shown.
    """
    own_ids = {person.id for person in own}
    others: dict[str, list[str]] = {}
    whole: dict[str, list[str]] = {}
    kept: list[str] = []
    for person_id, part, told in _known(row):
        names = [told[name] for name in NAMES if told.get(name)]
        if person_id in own_ids:
            kept += names
            continue
        label = _label(part, language)
        others.setdefault(label, []).extend(names)
        whole.setdefault(label, []).extend([told["contact"]] if told.get("contact") else [])
    return Veil(others, kept, whole)


def _known(row: SubjectHandover) -> list[tuple[UUID, str, dict[str, str]]]:
    """(person, their part, one thing that was written down of who they are), what was corrected since too; one query."""
    rows = ask("subject_names", row.id)
    key = vault.key_of(case_id=row.case_id) if rows else None
    return [
        (person_id, part, known_from([IdentityRecord(id=key_, version=version, kind=kind, sealed=sealed)], key))
        for key_, person_id, part, version, kind, sealed in rows if kind != "undo"
    ]  # fmt: skip


def _label(part: str, language: str) -> str:
    """The part that somebody plays, without a number: a number would tell how many there are."""
    found = pack().reasons["part"].get(part)
    return found.label(language) if found else part


def _parts(name: str) -> set[str]:
    """The whole and its words, in small letters."""
    words = [one for one in re.split(r"[\s,.;:()/]+", name.lower()) if one]
    return {part for part in {" ".join(words), *words} if len(part) >= SHORTEST}


def _as_word(part: str) -> str:
    """Khmer runs words together, so a name is found inside of them; in other scripts it is a word of its own."""
    escaped = r"\s+".join(re.escape(one) for one in part.split(" "))
    return escaped if KHMER.search(part) else rf"(?<!\w){escaped}(?!\w)"
