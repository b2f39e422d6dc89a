"""Names of other people leave a text: what is known of them on the file is put over with the part that they play."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from samaki.cases.identity import known_from
from samaki.cases.models import Case, Person
from samaki.cases.records import IdentityRecord
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


def veil_of(case: Case, own: Iterable[Person], label: Callable[[Person], str]) -> Veil:
    """For everybody on the file but these, also who was entered by mistake; as far as their names are open to the session."""
    own_ids = {person.id for person in own}
    people = list(case.people.all())
    known = _known(case, [person.id for person in people])
    others: dict[str, list[str]] = {}
    whole: dict[str, list[str]] = {}
    for person in people:
        if person.id not in own_ids:
            for told in known.get(person.id, []):
                others.setdefault(label(person), []).extend(told[name] for name in NAMES if told.get(name))
                whole.setdefault(label(person), []).extend([told["contact"]] if told.get("contact") else [])
    own_names = [told[name] for key in own_ids for told in known.get(key, []) for name in NAMES if told.get(name)]
    return Veil(others, own_names, whole)


def _known(case: Case, people: list[UUID]) -> dict[UUID, list[dict[str, str]]]:
    """Person -> each thing that was ever written down of who they are, what was corrected since too; one query."""
    rows = list(IdentityRecord.objects.filter(person_id__in=people, case=case).order_by("-version"))
    key = vault.key_of(case_id=case.id) if rows else None
    found: dict[UUID, list[dict[str, str]]] = {}
    for row in rows:
        if row.person_id is not None and row.kind != "undo":
            found.setdefault(row.person_id, []).append(known_from([row], key))
    return found


def _parts(name: str) -> set[str]:
    """The whole and its words, in small letters."""
    words = [one for one in re.split(r"[\s,.;:()/]+", name.lower()) if one]
    return {part for part in {" ".join(words), *words} if len(part) >= SHORTEST}


def _as_word(part: str) -> str:
    """Khmer runs words together, so a name is found inside of them; in other scripts it is a word of its own."""
    escaped = r"\s+".join(re.escape(one) for one in part.split(" "))
    return escaped if KHMER.search(part) else rf"(?<!\w){escaped}(?!\w)"
