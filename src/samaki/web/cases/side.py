"""The parts beside the picture: my steps, people, where the child is tonight, why I may see this."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.queries import NamesThen, names_then
from samaki.cases.documents.rules import COMPARTMENTS
from samaki.cases.mending import MISTAKE
from samaki.cases.models import NOT_WORK, Arrival, Person, Step
from samaki.cases.operations import NOTE_COMPARTMENTS
from samaki.cases.rules import NO_CASEWORK
from samaki.handoffs.models import Handoff
from samaki.web import words
from samaki.web.doers import doer_line, is_me
from samaki.web.moments import by_time, digits, short_moment, time_left
from samaki.web.pages import StaffRequest
from samaki.web.story import when_words

if TYPE_CHECKING:
    from samaki.web.cases.showing import File


def mine(file: File, request: StaffRequest) -> list[dict[str, Any]]:
    """Open steps that the reader's unit holds, the soonest due first."""
    steps = [step for group in file.steps.values() for step in group]
    held = [s for s in steps if s.state in ("open", "on_hold") and s.holder_id == request.member.unit_id]
    return [_mine(step, file, request) for step in sorted(held, key=lambda step: step.due_at)]


def to_confirm(file: File, request: StaffRequest) -> list[dict[str, str]]:
    """What the reader's unit handed on and is done by the other side: did help arrive? The soonest due first."""
    ours = request.member.unit_id
    waits = [one for one in file.newest.values() if one.state == "completed" and one.from_unit_id == ours]
    if not waits or not _works(request):
        return []
    steps = {step.id: step for group in file.steps.values() for step in group}
    return [
        {
            "state": "overdue" if one.due_at and one.due_at < request.now else "offered",
            "since_words": f"{time_left(one.due_at, request.now)}, {by_time(one.due_at, request.now)}"
            if one.due_at
            else "",
            "title": _title(steps[one.step_id], file, request),
            "unit": words.unit_line(one.to_unit),
            "href": f"/handoffs/{one.id}/#arrived",
        }
        for one in sorted(waits, key=lambda one: (one.due_at or request.now, one.id))
        if one.step_id in steps
    ]


def _mine(step: Step, file: File, request: StaffRequest) -> dict[str, Any]:
    latest = file.newest.get(step.id)
    state = words.ring_state(step, latest, request.now)
    return {
        "state": state,
        "since_words": _since(step, request),
        "title": _title(step, file, request),
        "me": is_me(step, request),
        "who": doer_line(step, file.doers, request),
        "words": _asking_words(latest, request),
        "told_href": f"/handoffs/{came.id}/" if (came := file.taken.get((step.id, step.holder_id))) else "",
        "actions": _step_actions(step, latest, state) if request.member.roles(request.now) - NO_CASEWORK else [],
    }


def sent(file: File, request: StaffRequest) -> list[dict[str, str]]:
    """Hand-offs by which the reader's unit gave a step of this case away, until it has confirmed that help arrived."""
    steps = {step.id: step for group in file.steps.values() for step in group}
    ours = [one for one in file.taken.values()
            if one.from_unit_id == request.member.unit_id and one.state != "confirmed" and one.step_id in steps]  # fmt: skip
    return [
        {
            "name": _title(steps[one.step_id], file, request),
            "text": f"{one.to_unit.name} · {words.handoff_told(one)}",
            "href": f"/handoffs/{one.id}/",
            "link": _("To that hand-off"),
        }
        for one in sorted(ours, key=lambda one: one.id)
    ]


def _since(step: Step, request: StaffRequest) -> str:
    if step.state == "on_hold" and step.hold_until and step.hold_until > request.now:
        return _("until %(date)s") % {"date": short_moment(step.hold_until)}
    return f"{time_left(step.due_at, request.now)}, {by_time(step.due_at, request.now)}"


def _title(step: Step, file: File, request: StaffRequest) -> str:
    """The kind of step, and of which child where the file has several."""
    title, child = words.step_title(step.kind, request.lang), file.child(step.child_id)
    several = any(person.part == "survivor" and person.number > 1 for person in file.people)
    return f"{title} ({words.part_name(child, request.lang)})" if child and several else title


def _asking_words(latest: Handoff | None, request: StaffRequest) -> str:
    if latest is None or latest.state in ("accepted", "in_progress", "on_hold", "completed", "confirmed"):
        return ""
    words_of_it = {"state": words.handoff_told(latest), "unit": latest.to_unit.name}
    return _("Hand-off to %(unit)s: %(state)s.") % words_of_it


def _step_actions(step: Step, latest: Handoff | None, state: str) -> list[dict[str, Any]]:
    base = f"/steps/{step.id}"
    done = {"label": _("Record it done"), "href": f"{base}/"}
    hand_on = {"label": _("Hand it on"), "href": f"{base}/hand-on/"}
    if state == "offered" and latest is not None:
        return [{"label": _("Look at the hand-off"), "href": f"/handoffs/{latest.id}/"}, done | {"quiet": True}]
    if latest is not None and latest.state == "draft":
        return [
            hand_on | {"label": _("Offer it to %(unit)s") % {"unit": latest.to_unit.short_name}},
            done | {"quiet": True},
        ]
    if state == "broken":
        return [hand_on | {"label": _("Offer it again")}, done | {"quiet": True}]
    return [done, {"label": _("Say why not yet"), "href": f"{base}/#hold", "quiet": True}, hand_on | {"quiet": True}]


def people(file: File, request: StaffRequest) -> list[dict[str, Any]]:
    """Everyone on the file that the reader may know of, without names."""
    return [
        {
            "name": words.part_name(person, request.lang),
            "text": _person_text(person, request)
            + (" · " + _("name recorded and sealed") if person.id in file.sealed else ""),
            "href": f"/cases/{file.case.code}/people/{person.id}/",
            "link": _("Show name (recorded)") if _has_name(person, file) else _("Open"),
        }
        for person in file.people
    ]


def _has_name(person: Person, file: File) -> bool:
    """Whether something that identifies is recorded, and open to the reader."""
    return person.id in file.named and file.sees("identity", person.child_id)


def _person_text(person: Person, request: StaffRequest) -> str:
    return digits(words.about_person(person, request.lang))


def acts(file: File, request: StaffRequest) -> list[dict[str, str]]:
    """What can be done with the file as a whole."""
    if not request.member.roles(request.now) - NO_CASEWORK or not file.works_at_all:
        return []
    base = f"/cases/{file.case.code}"
    writes = any(r.compartment in NOTE_COMPARTMENTS and r.ground not in NOT_WORK for r in file.relations)
    found = [{"label": _("Add an observation"), "href": f"{base}/notes/new/"}] if writes else []
    found += [
        {"label": _("Read the notes"), "href": f"{base}/notes/"},
        {"label": _("Start a step"), "href": f"{base}/start/"},
        {"label": _("Add a child or another person"), "href": f"{base}/people/new/"},
        {"label": _("Find a person by name"), "href": f"{base}/find/"},
    ]
    if any(person.part == "survivor" and file.sees("care", person.id) for person in file.people):
        found.append({"label": _("Risk, whereabouts, safe contact"), "href": f"{base}/observations/new/"})
    if any(person.part == "survivor" for person in file.people):
        found.append({"label": _("The child arrived somewhere"), "href": f"{base}/arrivals/new/"})
    if file.case.state == "open":
        found.append({"label": _("How urgent is the case?"), "href": f"{base}/urgency/"})
    for strand in (one for one in file.strands if one.close_reason != MISTAKE):
        if file.works(strand.kind, strand.child_id):
            act, label = (
                ("close", _("Close: %(name)s")) if strand.state == "open" else ("reopen", _("Reopen: %(name)s"))
            )
            name = pack().strands[strand.kind].label(request.lang)
            child = file.child(strand.child_id)
            name += f", {words.part_name(child, request.lang)}" if child else ""
            found.append({"label": label % {"name": name}, "href": f"/strands/{strand.id}/{act}/"})
    return found


def document_href(file: File, request: StaffRequest) -> str:
    """Where a document is added; empty for who may not."""
    works = any(r.compartment in COMPARTMENTS and r.ground not in NOT_WORK for r in file.relations)
    return f"/cases/{file.case.code}/documents/new/" if works and _works(request) else ""


def tonight(file: File, request: StaffRequest) -> list[dict[str, Any]]:
    """Where each child that the reader sees is tonight: the fact, never the place."""
    children = [person for person in file.people if person.part == "survivor"]
    units = names_then({entry.unit or -1 for entry in file.words.values()}) if file.words else None
    return [
        _tonight(child, file, request, units, named=len(children) > 1) | {"conflict": _in_conflict(child, file)}
        for child in children
    ]


def _in_conflict(child: Person, file: File) -> bool:
    """Whether somebody of the family, or a guardian, whom the reader may know of is in conflict with this child."""
    return any(one.standing == "conflicted" and one.child_id in (None, child.id) for one in file.people)


def _tonight(
    child: Person, file: File, request: StaffRequest, units: NamesThen | None, *, named: bool
) -> dict[str, Any]:
    arrival = file.arrivals.get(child.id)
    name = words.part_name(child, request.lang) if named else ""
    if units is not None and child.id in file.words:
        return {"name": name, "sealed": False} | _observed(child, file, request, units)
    if arrival is None and child.id in file.danger:
        said = _("Somebody said so, %(time)s. Where the child is, nobody has recorded.")
        said = said % {"time": short_moment(file.danger[child.id])}
        return {"name": name, "state": "overdue", "headline": _("Not safe"), "words": said, "sealed": False}
    if arrival is None:
        said = _("Nobody has recorded where the child is. Record it as soon as it is known.")
        return {"name": name, "state": "overdue", "headline": _("Not answered yet"), "words": said, "sealed": False,
                "arrive_href": f"/cases/{file.case.code}/arrivals/new/" if file.works_at_all and _works(request) else ""}  # fmt: skip
    facts = {
        "unit": arrival.received_by.name if arrival.received_by else _("unknown"),
        "time": short_moment(arrival.occurred_at),
    }
    state, headline = _answer(child, arrival, file)
    received = _("Received by %(unit)s, %(time)s.") % facts
    since = file.danger.get(child.id)
    if since and since > arrival.occurred_at:
        received += " " + _("A later word says that the child is not safe (%(time)s).") % {"time": short_moment(since)}
    return {
        "name": name,
        "state": state,
        "headline": headline,
        "words": received,
        "safe": _safe_there(arrival.safe),
        "sealed": not file.sees("placement", child.id) and child.id not in file.unplaced,
        "told_us": _told_us(arrival, file, request),
        "mend_href": f"/cases/{file.case.code}/arrivals/{arrival.id}/mistake/" if _ours(arrival, request) else "",
        "worry_number": arrival.received_by.phone if arrival.received_by else "",
    }


def _safe_there(safe: bool | None) -> str:
    if safe is None:
        return _("Safe there: not known")
    return _("Safe there: yes") if safe else _("Safe there: no")


def _told_us(arrival: Arrival, file: File, request: StaffRequest) -> str:
    """Of a sealed place, for a unit that wrote it down or took the child in: that writing does not open it again."""
    if request.member.unit_id not in (file.wrote.get(arrival.id), arrival.received_by_id):
        return ""
    return _(
        "Your unit knew it when the child arrived. What is written can be read only by units with a step that needs it."
    )


def _observed(child: Person, file: File, request: StaffRequest, units: NamesThen) -> dict[str, str]:
    """The newest word on where the child is was an observation, not an arrival: what it says, who says so, when."""
    entry = file.words[child.id]
    answer = pack().reasons["whereabouts"].get(entry.facts.get("answer", ""))
    calm = answer is not None and answer.says == "safe" and child.id not in file.danger
    seen = {"unit": units.at(entry.unit, entry.recorded_at), "time": when_words(entry)}
    return {
        "state": "done" if calm else "overdue",
        "headline": answer.label(request.lang) if answer else _("The place is not known"),
        "words": _("Observed by %(unit)s, %(time)s.") % seen,
    }


def _works(request: StaffRequest) -> bool:
    return bool(request.member.roles(request.now) - NO_CASEWORK)


def _ours(arrival: Arrival, request: StaffRequest) -> bool:
    """Whoever recorded it; a lead finds the way from the page of the mistake as well."""
    return arrival.recorded_by == request.member.id or "head" in request.member.roles(request.now)


def _answer(child: Person, arrival: Arrival, file: File) -> tuple[str, str]:
    """How far the question is answered: a child who is not safe, or of whom the place is not known, is no answer."""
    if child.id in file.danger:
        return "overdue", _("Not safe")
    if child.id in file.unplaced:
        return "overdue", _("The place is not known")
    return ("done", _("Answered")) if arrival.safe else ("offered", _("Whether it is safe there is not known"))
