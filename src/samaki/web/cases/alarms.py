"""What must be heard first on the page of a case: a child who is not safe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.agencies.queries import NamesThen, names_then, number_now
from samaki.cases.models import OPEN_STATES, Person, Step
from samaki.cases.rules import NO_CASEWORK
from samaki.cases.signs import signs
from samaki.journeys.danger import URGENCIES, desks_of
from samaki.journeys.follow import safety_kind
from samaki.journeys.pressure import queries as pressure
from samaki.journeys.safeguarding.queries import is_found
from samaki.ledger.models import LedgerEntry
from samaki.web import sentences, words
from samaki.web.chain import Strand
from samaki.web.moments import short_moment
from samaki.web.pages import StaffRequest
from samaki.web.pressure import kept as hush
from samaki.web.story import when_words

if TYPE_CHECKING:
    from samaki.web.cases.showing import File


def alarms(file: File, request: StaffRequest) -> list[dict[str, Any]]:
    """One for each child of whom the last word is that they are not safe, with what can be done about it."""
    children = [person for person in file.people if person.id in file.danger]
    works = bool(request.member.roles(request.now) - NO_CASEWORK) and file.works_at_all
    others = {file.why[child.id].unit or -1 for child in children} - {request.member.unit_id}
    units = names_then(others) if others else None
    raised = works and file.case.state == "open" and file.case.urgency != URGENCIES[-1]
    kept = pressure.kept_from(file.case) if file.pressed else {}
    return [
        {
            "title": _title(child, file.missing, request),
            "since": _("Last word: %(time)s.") % {"time": when_words(file.why[child.id])},
            "why": _why(file.why[child.id], file, request, units),
            "ends": _ends(child, file, request),
            **_safety(child, file, kept.get(child.id, set()), request),
            "kept": hush.of_child(file.case, child.id, _to_all(child, file, kept)) if child.id in kept else [],
            "raise_href": f"/cases/{file.case.code}/urgency/" if raised and child.id not in kept else "",
            "search_href": f"/cases/{file.case.code}/children/{child.id}/safety/#tonight"
            if child.id in file.missing
            else "",
            "unseen_href": f"/cases/{file.case.code}/pressure/unseen/" if works and child.id in kept else "",
            "arrival_href": f"/cases/{file.case.code}/arrivals/new/?person={child.id}"
            if works and child.id not in file.pressed
            else "",
        }
        for child in children
    ]


def _title(child: Person, missing: Mapping[UUID, datetime], request: StaffRequest) -> str:
    """That a child is missing says more than that it is not safe."""
    name = words.part_name(child, request.lang)
    if child.id not in missing:
        return _("%(child)s is not safe") % {"child": name}
    return _("%(child)s is missing since %(time)s") % {"child": name, "time": short_moment(missing[child.id])}


def _to_all(child: Person, file: File, kept: dict[UUID, set[int]]) -> set[int]:
    """Units that are named without their record: to who opened the file in an emergency, and may meet them within the hour."""
    return kept[child.id] if file.in_emergency(child.id) else set()


def _why(entry: LedgerEntry, file: File, request: StaffRequest, units: NamesThen | None) -> str:
    """Who says so, and by what, as far as the reader may read that."""
    ours = entry.unit == request.member.unit_id
    unit = _("Your unit") if ours or units is None else units.at(entry.unit, entry.recorded_at) or _("Somebody")
    if (gone := entry.facts.get("missing")) and is_found(gone):
        said = _(
            "%(unit)s said that the child was missing. It was found; nobody has said since that the child is safe."
        )
        return said % {"unit": unit}
    by = _what_says(entry, file, request)
    return (
        _("%(unit)s says so: %(what)s.") % {"unit": unit, "what": by} if by else _("%(unit)s says so.") % {"unit": unit}
    )


def _what_says(entry: LedgerEntry, file: File, request: StaffRequest) -> str:
    if entry.act == "child.arrive":
        return _("the child arrived somewhere and is not safe there")
    if entry.act == "observation.write":
        return sentences.observed(entry, request.lang)
    if entry.facts.get("pressure"):
        return _("pressure, a threat or money offered")
    if entry.facts.get("missing"):
        return _("the child is missing")
    if entry.facts.get("observation"):  # sealed to the reader: not what it says, only that there is one
        return _("an observation")
    if key := entry.facts.get("step"):
        step = next((one for group in file.steps.values() for one in group if str(one.id) == key), None)
        if step is None or not file.sees(step.compartment, step.child_id):
            return _("what came out of a step")
        outcome = words.outcome_name(step.kind, step.outcome, request.lang)
        return _("%(step)s: %(outcome)s") % {"step": words.step_title(step.kind, request.lang), "outcome": outcome}
    return _("a part of the case was opened again, since the child is at risk again")


def _ends(child: Person, file: File, request: StaffRequest) -> str:
    """What takes this back; and that a word on where the child is does not."""
    if child.id in file.pressed:
        return _("It ends with what comes out of the safety check, and with no other word.")
    ends = _("It ends when something recorded after it says that the child is safe: an arrival, what came out of a step, or "
             "an observation that no other contradicts.")  # fmt: skip
    place = file.words.get(child.id)
    answer = pack().reasons["whereabouts"].get(place.facts.get("answer", "")) if place else None
    if answer is None or answer.says != "safe":
        return ends
    said = _("“%(answer)s” tells where the child is, and does not take this back.") % {
        "answer": answer.label(request.lang)
    }
    return f"{said} {ends}"


def of_child(case_id: UUID, child_id: UUID | None, request: StaffRequest) -> list[dict[str, str]]:
    """The same in few words for a page about one child, or about the case where that names none."""
    danger = {key: since for key, since in signs(case_id).danger.items() if child_id in (None, key)}
    return said(list(Person.objects.filter(id__in=danger).order_by("number")), danger, request) if danger else []


def said(people: list[Person], danger: dict[UUID, datetime], request: StaffRequest) -> list[dict[str, str]]:
    """The same in few words, above a history in which a late entry may stand far down."""
    return [
        {
            "title": _("%(child)s is not safe") % {"child": words.part_name(child, request.lang)},
            "since": _("Last word: %(time)s.") % {"time": short_moment(danger[child.id])},
        }
        for child in people
        if child.id in danger
    ]


def marked(strands: list[Strand], file: File) -> list[Strand]:
    """The parts of children in danger are marked, so that nobody reads that every link holds."""
    unsafe = {str(row.id) for row in file.strands if row.child_id in file.danger}
    return [replace(strand, unsafe=strand.key in unsafe) for strand in strands]


def _safety(child: Person, file: File, kept: set[int], request: StaffRequest) -> dict[str, Any]:
    """Who makes the child safe, and whom to call: the holder of that step, or the desks that were told; none that must not know."""
    step = _safety_step(child, file, kept)
    if step is None:
        without = {request.member.unit_id, *kept}
        desks = [unit for unit in desks_of(file.case, request.now) if unit.principal not in without]
        told = (
            _told(desks)
            if child.id in file.pressed
            else _("Police and social services were told. Call and ask who keeps the child safe now.")
        )
        return {"words": told, "calls": _calls(desks, request)}
    title = {"step": words.step_title(step.kind, request.lang), "unit": step.holder.name}
    if step.holder_id == request.member.unit_id:
        return {"words": _("Your unit holds: %(step)s. It must not wait for anything.") % title, "calls": []}
    return {"words": _("%(step)s: with %(unit)s.") % title, "calls": _calls([step.holder], request)}


def _told(desks: list[Unit]) -> str:
    """Of pressure: who was told by name, since a unit from which it is hidden was not."""
    if not desks:
        return _("A safety check was asked for. Whoever recorded this knows who keeps the child safe now.")
    told = _("Told: %(units)s. Call and ask who keeps the child safe now.")
    return told % {"units": ", ".join(unit.name for unit in desks)}


def _calls(units: list[Unit], request: StaffRequest) -> list[dict[str, str]]:
    numbers = [(unit.name, number_now(unit, request.now)) for unit in units]
    return [{"unit": name, "number": number} for name, number in numbers if number]


def _safety_step(child: Person, file: File, kept: set[int]) -> Step | None:
    steps = [step for group in file.steps.values() for step in group]
    kinds = (pack().pressing.step, safety_kind()) if child.id in file.pressed else (safety_kind(),)
    open_ones = [s for s in steps if s.kind in kinds and s.child_id == child.id and s.state in OPEN_STATES]
    ours = [step for step in open_ones if step.holder_id not in kept]
    return min(ours, key=lambda step: (kinds.index(step.kind), step.hidden_from is None), default=None)
