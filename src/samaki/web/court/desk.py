"""What the desk says of a court file beside the words: of which accused, and whether a limit is still over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from samaki.cases.models import Person
from samaki.court.clocks import waiting
from samaki.court.models import CourtFact
from samaki.notices.models import Notice
from samaki.web import words
from samaki.web.pages import StaffRequest


def held_over(notices: Iterable[Notice], request: StaffRequest) -> dict[UUID, dict[str, Any]]:
    """Notice -> what is added to its line: who is held, and that it is read by itself only while the limit is over. Two queries
    or none."""
    told = [notice for notice in notices if notice.subject_kind == "court_fact"]
    rows = {row.id: row for row in CourtFact.objects.filter(id__in={one.subject_id for one in told})} if told else {}
    people = (
        {one.id: one for one in Person.objects.filter(id__in={row.person_id for row in rows.values()})} if rows else {}
    )
    return {
        one.id: {"meta": _called(_of(people, rows[one.subject_id]), request.lang)}
        | ({} if _is_over(rows[one.subject_id], request.now) else {"alone": False})
        for one in told if one.subject_id in rows
    }  # fmt: skip


def _is_over(row: CourtFact, now: datetime) -> bool:
    return any(one.is_held and one.at <= now for one in waiting(row))


def _called(person: Person | None, lang: str) -> str:
    return f"{words.part_name(person, lang)}: {words.about_person(person, lang)}" if person else ""


def _of(people: dict[UUID, Person], row: CourtFact) -> Person | None:
    return people.get(row.person_id) if row.person_id else None
