"""Finding a person by name: for a purpose, from a live case, on the record, and only among names that are open to us."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Member
from samaki.cases import rules
from samaki.cases.births import BORN_WITHIN, read_birth
from samaki.cases.identity import known_from
from samaki.cases.indexing import NAMES, birth_year, names_of, province_of
from samaki.cases.models import NOT_WORK, OPEN_STATES, Case, Person, Relation, Step
from samaki.cases.records import IdentityRecord
from samaki.database import lock, story
from samaki.database.prepared import fetch
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.ledger.models import LedgerEntry
from samaki.ledger.operations import record
from samaki.names.likeness import Spelled, likeness, spelled
from samaki.names.persons import parts
from samaki.vault import blind
from samaki.vault.wrapping import unwrap

PURPOSES = ("same_person", "step", "safety", "court")
"""Why somebody looks: whether this person is on a file already; for the step; for safety; for the court."""

MOST_SHOWN = 20
YEARS_AROUND = 2
"""A birth year as told may be wrong by so many: counted in the old way, guessed, or of another document."""

MOST_AN_HOUR = 30
"""Searches of one member: enough for a day at a desk, too few to go through a list of names."""

LIKE_ENOUGH = 0.5
SURE = 0.8
"""Where somebody is as like as this, those who share only a part of the name are not looked for."""

SAME = 0.95
"""As like as this is the same name: other orders of its parts, or the other script."""

FAR_BEHIND = 8
"""Who met so much less than the first of the index is not opened: fewer names are unsealed, and the answer comes sooner."""

ACT = "people.search"

PEOPLE = "select * from person where id = any(%s::uuid[])"
CASES = """select * from "case" where id = any(%s::uuid[])"""
RECORDS = """select i.person_id, p.recorded_at, p.age, i.id, i.version, i.kind, i.sealed, k.id, k.wrapped
from identity_record i join person p on p.id = i.person_id join data_key k on k.case_id = i.case_id
where i.person_id = any(%(people)s::uuid[]) order by i.person_id, i.version desc"""

__all__ = [
    "NAMES",
    "PURPOSES",
    "Found",
    "Question",
    "alike_on",
    "find_people",
    "look_for",
    "opened",
    "read_year",
    "searches_left",
]


@dataclass(frozen=True)
class Question:
    """What is looked for. `year`: of birth, of the common era, about; `area`: code of any place in the province."""

    name: str
    year: int | None = None
    area: str = ""


@dataclass(frozen=True)
class Found:
    """Somebody whose name is open to the session, what is known of them, and how like the asked name it is (0 to 1)."""

    person: Person
    known: dict[str, str]
    alike: float


@story
def find_people(
    *, question: Question, purpose: str, by: Member, now: datetime, case: Case | None = None
) -> list[Found]:
    """Up to MOST_SHOWN people, the most alike first. The search, and the look at each name that is shown, are recorded
    first, or nothing is shown. `case`: the live case it is for; without one the unit must have some.

    Raises Invalid, NotAllowed (no work on a live case, too many searches), CannotMove (the case is closed).
    """
    rules.check_works_cases(by, now)
    _check(question, purpose)
    _check_live(case, by)
    lock(by.id)
    _check_rate(by, now)
    found = look_for(question, now)
    record(
        ACT, by=by, now=now, subject=case or by.unit, case_id=case.id if case else None, compartment="identity" if case else "",
        facts={"why": purpose, "count": len(found), "fields": _given(question)},
        changed={"name": question.name, "year": question.year, "area": question.area} if case else None,
    )  # fmt: skip
    for one in found:
        record("identity.look", by=by, now=now, subject=one.person, case_id=one.person.case_id, child_id=one.person.child_id,
               compartment="identity", facts={"why": purpose})  # fmt: skip
    return found


def look_for(question: Question, now: datetime) -> list[Found]:
    """The people alone, nothing recorded: a part of `find_people`, apart so that it can be measured."""
    provinces = [province_of(question.area)] if question.area else [place.code for place in pack().places.provinces]
    wanted, years = spelled(question.name), _years(question.year, now)
    read: dict[UUID, _Read] = {}
    for parts_too in (False, True):
        worth = dict(blind.people_like(blind.asked_keys(question.name, years, provinces, parts=parts_too)))
        for one in _told(person for person in _near(worth) if person not in read):
            read[one.person] = _Read(_alike(wanted, question.year, one), one.known, worth[one.person])
        found = sorted((key for key, one in read.items() if one.alike >= LIKE_ENOUGH),
                       key=lambda key: (-read[key].alike, -read[key].worth, key))[:MOST_SHOWN]  # fmt: skip
        if found and read[found[0]].alike >= SURE:
            break
    people = _people(found)
    return [Found(people[key], read[key].known, read[key].alike) for key in found if key in people]


def alike_on(case: Case, parts: Iterable[str], told: Mapping[str, str]) -> Person | None:
    """Somebody with one of these parts on this case whose name, where the session may read it, is the one that is told, and whose birth
    year does not differ: for whoever is about to write them down twice. Four queries; no name comes out."""
    names, year = names_of(told), birth_year(told)
    if not names:
        return None
    keys = case.people.filter(part__in=list(parts), in_error_at=None).values_list("id", flat=True)
    wanted = [one for name in names for one in spelled(name)]
    for person, known in sorted(opened(keys), key=lambda one: one[0].number):
        years = {year, birth_year(known)} - {None}
        if len(years) < 2 and likeness(wanted, names_of(known)) >= SAME:
            return person
    return None


class _Read(NamedTuple):
    """Of one person whose name was opened: how like the asked one it is, what is known, and what meeting the keys was worth."""

    alike: float
    known: dict[str, str]
    worth: float


def _near(worth: dict[UUID, float]) -> list[UUID]:
    """Those of the index whose names are opened."""
    least = max(worth.values(), default=0.0) / FAR_BEHIND
    return [person for person, share in worth.items() if share >= least]


def searches_left(by: Member, now: datetime) -> int:
    """How often this member may still search within the hour that ends now."""
    since = now - timedelta(hours=1)
    done = LedgerEntry.objects.filter(unit=by.unit_id, recorded_at__gt=since, act=ACT, who=by.username).count()
    return max(0, MOST_AN_HOUR - done)


def read_year(text: str, now: datetime) -> int | None:
    """The year of birth as typed, in the digits of any script and in either era; None for an empty text. Raises Invalid."""
    try:
        return read_birth(text, now).value.year if text.strip() else None
    except Invalid as refusal:
        raise Invalid(refusal.sentence, field="year") from refusal


def _years(year: int | None, now: datetime) -> Iterable[int]:
    this = calendar().local(now).year
    return range(year - YEARS_AROUND, year + YEARS_AROUND + 1) if year else range(this - BORN_WITHIN, this + 1)


@dataclass(frozen=True)
class _Told:
    """Of one person what is compared: when and of what age they were written down, and what is known of them."""

    person: UUID
    recorded_at: datetime
    age: int | None
    known: dict[str, str]


def opened(found: Iterable[UUID]) -> Iterable[tuple[Person, dict[str, str]]]:
    """Each person with what is known of them; row security asks once more. Three questions whose plans are kept. Nobody has looked by it:
    whoever shows something of it writes the look."""
    told = list(_told(found))
    people = _people([one.person for one in told])
    return [(people[one.person], one.known) for one in told if one.person in people]


def _told(found: Iterable[UUID]) -> Iterator[_Told]:
    """What is known of each, in one question: of most of them nothing more is asked, for they are not the one."""
    for (person, recorded_at, age), rows in groupby(fetch(RECORDS, {"people": list(found)}), key=lambda row: row[:3]):
        records = [
            (IdentityRecord(id=i, version=v, kind=kind, sealed=s), key, w) for *_of, i, v, kind, s, key, w in rows
        ]
        known = known_from([row for row, _key, _wrapped in records], unwrap(records[0][2], records[0][1]))
        if known:
            yield _Told(person, recorded_at, age, known)


def _people(found: Iterable[UUID]) -> dict[UUID, Person]:
    """Each with its case."""
    people = {row.id: row for row in Person.objects.raw(PEOPLE, [list(found)])}
    cases = {row.id: row for row in Case.objects.raw(CASES, [[person.case_id for person in people.values()]])}
    for person in people.values():
        person.case = cases[person.case_id]
    return people


def _alike(wanted: list[Spelled], year: int | None, one: _Told) -> float:
    alike = likeness(wanted, names_of(one.known))
    if year is None:
        return alike
    born = birth_year(one.known)
    if born is not None:
        return alike - 0.01 * abs(born - year)
    by_age = one.recorded_at.year - one.age if one.age is not None else year
    return alike - (0.03 if abs(by_age - year) <= YEARS_AROUND + 1 else 0.2)


def _given(question: Question) -> list[str]:
    return ["name", *(name for name in ("year", "area") if getattr(question, name))]


def _check(question: Question, purpose: str) -> None:
    """A name with something to hear in it, a place of the pack, a purpose."""
    if purpose not in PURPOSES:
        raise Invalid(_("Choose what you need it for."), field="purpose")
    if not question.name.strip():
        raise Invalid(_("Write the name, or the part of it that is known."), field="name")
    rules.check_identity({"name": question.name})
    if not parts(question.name):
        raise Invalid(_("Write the name in Khmer or Latin letters."), field="name")
    if question.area and question.area not in pack().places.by_code:
        raise Invalid(_("Choose the area from the list."), field="area")


def _check_live(case: Case | None, by: Member) -> None:
    """The search belongs to work: the named case is open and worked on by us; without a name, some case is."""
    if case is not None:
        if case.state != "open":
            raise CannotMove(_("This case is closed. Search from a case that you work on now."))
        rules.check_works_on(case, by)
        return
    held = Step.objects.filter(holder=by.own_principal, state__in=OPEN_STATES, case__state="open")
    working = Relation.objects.filter(unit=by.own_principal, case__state="open").exclude(ground__in=NOT_WORK)
    if not held.exists() and not working.filter(until__isnull=True).exists():
        raise NotAllowed(_("Names are searched for a case that your unit works on. Your unit works on none now."))


def _check_rate(by: Member, now: datetime) -> None:
    if not searches_left(by, now):
        raise NotAllowed(_("You have searched %(most)s times within one hour. Wait a while, or ask a colleague who works on the case.")
                         % {"most": MOST_AN_HOUR})  # fmt: skip
