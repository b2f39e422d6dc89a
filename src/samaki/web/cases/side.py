"""The parts beside the picture: my steps, people, what can be done, why I may see this."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.cases.documents.rules import COMPARTMENTS
from samaki.cases.mending import MISTAKE
from samaki.cases.messages.queries import ROOMS
from samaki.cases.models import NOT_WORK, Person, Step
from samaki.cases.operations import NOTE_COMPARTMENTS
from samaki.cases.rules import NO_CASEWORK
from samaki.handoffs.models import Handoff
from samaki.journeys.guarding.rules import is_officer
from samaki.web import words
from samaki.web.doers import doer_line, is_me
from samaki.web.moments import by_time, digits, short_moment, time_left
from samaki.web.pages import StaffRequest

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
    if not waits or not works(request):
        return []
    steps = {step.id: step for group in file.steps.values() for step in group}
    return [
        {
            "state": "overdue" if one.due_at and one.due_at < request.now else "offered",
            "since_words": f"{time_left(one.due_at, request.now)}, {by_time(one.due_at, request.now)}"
            if one.due_at
            else "",
            "title": title_of(steps[one.step_id], file, request),
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
        "title": title_of(step, file, request),
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
            "name": title_of(steps[one.step_id], file, request),
            "text": f"{one.to_unit.name} · {words.handoff_told(one)}",
            "href": f"/handoffs/{one.id}/",
            "link": _("To that hand-off"),
        }
        for one in sorted(ours, key=lambda one: one.id)
    ]


def _since(step: Step, request: StaffRequest) -> str:
    if step.state == "on_hold" and step.hold_until and step.hold_until > request.now:
        return _("until %(date)s") % {"date": short_moment(step.hold_until)}
    return words.due_in_words(step, request.now)


def title_of(step: Step, file: File, request: StaffRequest) -> str:
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
    kind = pack().step_kinds.get(step.kind)
    plan = (
        [{"label": _("The plan"), "href": f"{base}/operation/", "quiet": True}]
        if kind is not None and kind.reviewed
        else []
    )
    if state == "offered" and latest is not None:
        return [{"label": _("Look at the hand-off"), "href": f"/handoffs/{latest.id}/"}, done | {"quiet": True}, *plan]
    if latest is not None and latest.state == "draft":
        return [
            hand_on | {"label": _("Offer it to %(unit)s") % {"unit": latest.to_unit.short_name}},
            done | {"quiet": True},
            *plan,
        ]
    if state == "broken":
        return [hand_on | {"label": _("Offer it again")}, done | {"quiet": True}, *plan]
    return [
        done,
        {"label": _("Say why not yet"), "href": f"{base}/#hold", "quiet": True},
        hand_on | {"quiet": True},
        *plan,
    ]


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
    if is_officer(request.member, request.now):
        found = [
            {"label": _("A conflict of interest: a wall"), "href": f"/cases/{file.case.code}/wall/"},
            _held(file),
            _holds(file),
        ]
        if file.case.state == "closed":
            found.append({"label": _("Ask to erase it"), "href": f"/cases/{file.case.code}/erasure/"})
        return found
    if not request.member.roles(request.now) - NO_CASEWORK:
        return []
    base, talk = f"/cases/{file.case.code}", [*_messages(file), *_urgent(file)]
    if not file.works_at_all:
        return talk
    writes = any(r.compartment in NOTE_COMPARTMENTS and r.ground not in NOT_WORK for r in file.relations)
    found = [{"label": _("Add an observation"), "href": f"{base}/notes/new/"}] if writes else []
    found += [
        {"label": _("Read the notes"), "href": f"{base}/notes/"},
        *talk,
        *_at_court(file, base),
        {"label": _("Start a step"), "href": f"{base}/start/"},
        {"label": _("Add a child or another person"), "href": f"{base}/people/new/"},
        {"label": _("Find a person by name"), "href": f"{base}/find/"},
    ]
    found += _of_children(file, base, request.lang)
    found += [{"label": _("Step aside from this case"), "href": f"{base}/step-aside/"}, _holds(file)]
    if file.case.state == "open":
        found.append({"label": _("Call a conference"), "href": f"{base}/conferences/new/"})
        found.append({"label": _("How urgent is the case?"), "href": f"{base}/urgency/"})
    return found + _parts(file, request)


def _at_court(file: File, base: str) -> list[dict[str, str]]:
    """What stands of courts, and what is handed over on paper."""
    found = [
        {"label": _("Hearings and releases"), "href": f"{base}/hearings/"},
        {"label": _("Papers to hand over"), "href": f"{base}/papers/"},
    ]
    if any(file.sees("justice", key) for key in (None, *(child.id for child in _children(file)))):
        found.insert(1, {"label": _("The court file"), "href": f"{base}/court/"})
    if file.works("justice", None):
        found.insert(0, {"label": _("What speaks for the accused"), "href": f"{base}/for-accused/"})
    return found


def _of_children(file: File, base: str, lang: str) -> list[dict[str, str]]:
    """What is written of each child, and where pressure on one is reported."""
    children = _children(file)
    if not children:
        return []
    found = [
        {"label": _("Care plan: %(child)s") % {"child": words.part_name(child, lang)}, "href": f"{base}/people/{child.id}/care/"}
        for child in children if file.works("care", child.id)
    ]  # fmt: skip
    if any(file.sees("care", child.id) for child in children):
        found.append({"label": _("Risk, whereabouts, safe contact"), "href": f"{base}/observations/new/"})
    return found + [
        {"label": _("The child's voice, court, identification"), "href": f"{base}/children/"},
        {"label": _("The child arrived somewhere"), "href": f"{base}/arrivals/new/"},
        {"label": _("Pressure, a threat or money offered"), "href": f"{base}/pressure/new/"},
        _held(file),
    ]


def _children(file: File) -> list[Person]:
    return [person for person in file.people if person.part == "survivor"]


def _parts(file: File, request: StaffRequest) -> list[dict[str, str]]:
    """Each part of the case in which the unit works: to close it, or to open it again."""
    found = []
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


def _messages(file: File) -> list[dict[str, str]]:
    """Where units that read a part of the file write to one another; to be only asked is not enough."""
    reads = any(one.compartment in ROOMS and one.ground != "offered" for one in file.relations)
    return [{"label": _("Messages"), "href": f"/cases/{file.case.code}/messages/"}] if reads else []


def _urgent(file: File) -> list[dict[str, str]]:
    """What can still be done for the health of a child, by when; for who is only asked as well."""
    known = any(person.part == "survivor" for person in file.people)
    return [{"label": _("Urgent care"), "href": f"/cases/{file.case.code}/urgent-care/"}] if known else []


def _held(file: File) -> dict[str, str]:
    return {"label": _("Asked: what is held about the child"), "href": f"/cases/{file.case.code}/subject-access/"}


def _holds(file: File) -> dict[str, str]:
    return {"label": _("Must it be kept? Legal holds"), "href": f"/cases/{file.case.code}/holds/"}


def document_href(file: File, request: StaffRequest) -> str:
    """Where a document is added; empty for who may not."""
    reads = any(r.compartment in COMPARTMENTS and r.ground not in NOT_WORK for r in file.relations)
    return f"/cases/{file.case.code}/documents/new/" if reads and works(request) else ""


def works(request: StaffRequest) -> bool:
    return bool(request.member.roles(request.now) - NO_CASEWORK)
