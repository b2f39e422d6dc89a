"""The notes of a case with their authors; what was written anew or by mistake stays, struck. And the page that mends one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.agencies.queries import names_then
from samaki.cases import queries
from samaki.cases.mending import MISTAKE
from samaki.cases.models import Case, Person
from samaki.cases.operations import NOTE_COMPARTMENTS
from samaki.cases.records import SealedRecord
from samaki.journeys.accused.queries import flagged_items
from samaki.journeys.places import read_places
from samaki.web import words
from samaki.web.fields import field, mark
from samaki.web.hints import right_or
from samaki.web.moments import short_moment
from samaki.web.pages import StaffRequest
from samaki.web.people.forms import Errors
from samaki.web.story import when_words

Opened = list[tuple[SealedRecord, str]]


def notes(case: Case, request: StaffRequest) -> dict[str, Any]:
    """Notes of every open compartment, newest first."""
    seen = {relation.compartment for relation in queries.open_relations(case.id)}
    rooms = {code: _read(case, code, request) for code in NOTE_COMPARTMENTS if code in seen}
    page = _Page(case, [row for found in rooms.values() for row, _text in found], request)
    base = f"/cases/{case.code}"
    shown = [{"name": pack().compartments[code].label(request.lang), "notes": page.shown(code, found)}
             for code, found in rooms.items()]  # fmt: skip
    return {"code": case.code, "case_href": f"{base}/", "rooms": shown, "new_href": f"{base}/notes/new/"}


def _read(case: Case, compartment: str, request: StaffRequest) -> Opened:
    """Where children stay is read on the record."""
    if compartment == "placement":
        return read_places(case=case, by=request.member, now=request.now)
    return queries.notes_of(case, compartment)


class _Page:
    """What the notes of one page share: people, authors, the names that their units had then (three queries)."""

    def __init__(self, case: Case, rows: list[SealedRecord], request: StaffRequest) -> None:
        self.case, self.request = case, request
        self.people: dict[UUID, Person] = {person.id: person for person in queries.people_of(case)}
        self.authors = authors_of(rows)
        self.units = names_then({row.unit for row in rows})
        self.flagged = flagged_items(case)

    def shown(self, compartment: str, opened: Opened) -> list[dict[str, Any]]:
        """The notes of a compartment; what only says that another was a mistake stands with that one."""
        after = {row.supersedes_id: (row, text) for row, text in opened if row.supersedes_id}
        found, above = [], None
        for row, text in opened:
            if row.kind == MISTAKE and row.supersedes_id:
                continue
            note, one = self._note(compartment, row, text, after.get(row.id)), _observed(row, text)
            if one is not None and one == above:
                note["text"] = "" if note["struck"] else _("In the same words as the answer above.")
            found.append(note)
            above = one
        return found

    def _note(
        self, compartment: str, row: SealedRecord, text: str, after: tuple[SealedRecord, str] | None
    ) -> dict[str, Any]:
        lang, about = self.request.lang, self.people.get(row.person_id) if row.person_id else None
        fact, _colon, answer = row.kind.partition(":")
        said = words.reason_name(fact, answer, lang) if answer else ""
        meta = [when_words(row), words.part_name(about, lang) if about else "", "" if after else said, self._who(row)]
        if (row.recorded_at - row.occurred_at).total_seconds() > 3600:
            meta.append(_("recorded later, %(date)s") % {"date": short_moment(row.recorded_at)})
        if row.version > 1:
            meta.append(_("written anew"))
        if row.id in self.flagged:
            meta.append(_("speaks for the accused"))
        found = {
            "id": str(row.id),
            "text": text,
            "meta": " · ".join(part for part in meta if part),
            "struck": after is not None,
        }
        if after is not None:
            found["answer"] = said
            found["mended"] = self._mended(*after)
        elif row.kind != "arrival" and row.unit == self.request.member.unit_id:
            found["href"] = f"/cases/{self.case.code}/notes/{compartment}/{row.id}/"
        return found

    def _who(self, row: SealedRecord) -> str:
        unit = self.units.at(row.unit, row.recorded_at)
        return ", ".join(part for part in (self.authors.get(row.recorded_by, ""), unit) if part)

    def _mended(self, row: SealedRecord, text: str) -> str:
        facts = {"who": self._who(row), "time": short_moment(row.recorded_at), "why": text}
        if row.kind == MISTAKE:
            return _("Written by mistake (%(who)s, %(time)s): %(why)s") % facts
        return _("Written anew by %(who)s, %(time)s.") % facts


def _observed(row: SealedRecord, text: str) -> tuple[Any, ...] | None:
    """What several answers of one observation share: their words stand once. None for what is no answer, or has no words."""
    if ":" not in row.kind or not text.strip():
        return None
    return row.recorded_by, row.recorded_at, row.person_id, text


def authors_of(rows: Iterable[SealedRecord]) -> dict[UUID, str]:
    """Member -> name, of those who wrote these records."""
    found = Member.objects.filter(id__in={row.recorded_by for row in rows})
    return {member.id: member.name for member in found}


def _standing(row: SealedRecord, text: str, lang: str) -> list[dict[str, str]]:
    """What is about to be mended, so that nobody mends another one: about whom, when, what; a note's words stand in its form."""
    fact, _colon, answer = row.kind.partition(":")
    child = Person.objects.filter(id=row.person_id).first() if row.person_id else None
    rows = [
        (_("About whom"), words.part_name(child, lang) if child else _("The whole case")),
        (_("When"), when_words(row)),
        (words.reason_name("fact", fact, lang), words.reason_name(fact, answer, lang)) if answer else ("", ""),
        (_("What was written"), text if answer else ""),
    ]
    return [{"name": name, "text": said} for name, said in rows if said]


def one(row: SealedRecord, text: str, case: Case, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """Write a note anew, or say that it was a mistake; an observation can only be a mistake."""
    base = f"/cases/{case.code}/notes"
    why = field("area", "why", _("What was wrong?"), rows=2)
    anew = [
        field("area", "text", _("What was seen, said or done?"), value=request.POST.get("text", text), rows=6),
        field("text", "occurred_at", _("When was it?"), value=request.POST.get("occurred_at", ""), narrow=True,
              hint=right_or()),
    ]  # fmt: skip
    mistake = {"href": "", "summary": _("It was written by mistake"), "label": _("Say that it was a mistake"),
               "fields": [field("hidden", "act", "", value="mistake"), why]}  # fmt: skip
    mark([*anew, why], errors)
    return {
        "rows": _standing(row, text, request.lang),
        "title": _("Mend a note") if row.kind == "note" else _("Mend an observation"),
        "lead": _("Nothing is deleted: what stands there now stays, struck, with who changed it and when."),
        "back": {"href": f"{base}/", "label": _("Back"), "code": case.code},
        "fields": anew if row.kind == "note" else [],
        "submit_label": _("Write it anew"),
        "more": [mistake],
        "errors": errors,
    }
