"""Where each child is tonight: the fact, never the place."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.queries import NamesThen, names_then
from samaki.cases.models import Arrival, Person
from samaki.cases.rules import may
from samaki.journeys.places import ACTING
from samaki.journeys.saying_safe import check_confirms
from samaki.web import words
from samaki.web.cases.side import works
from samaki.web.moments import short_moment
from samaki.web.pages import StaffRequest
from samaki.web.pressure import kept as hush
from samaki.web.story import when_words

if TYPE_CHECKING:
    from samaki.web.cases.showing import File


def tonight(file: File, request: StaffRequest) -> list[dict[str, Any]]:
    """Where each child that the reader sees is tonight: the fact, never the place."""
    children = [person for person in file.people if person.part == "survivor"]
    units = names_then({entry.unit or -1 for entry in file.words.values()}) if file.words else None
    return [
        _tonight(child, file, request, units, named=len(children) > 1)
        | {"conflict": _in_conflict(child, file), "safety_href": f"/cases/{file.case.code}/children/{child.id}/safety/"}
        | _missing(file.missing.get(child.id))
        for child in children
    ]


def _missing(since: datetime | None) -> dict[str, Any]:
    """A child that is missing is the answer, whatever was known before."""
    if since is None:
        return {}
    return {"state": "overdue", "headline": _("Missing"), "words": _("Since %(time)s.") % {"time": short_moment(since)}}


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
        return {"name": name, "state": "overdue", "headline": _("Not safe"), "words": said, "sealed": False,
                "where_href": _arrive_href(child, file, request)}  # fmt: skip
    if arrival is None:
        said = _("Nobody has recorded where the child is. Record it as soon as it is known.")
        return {"name": name, "state": "overdue", "headline": _("Not answered yet"), "words": said, "sealed": False,
                "arrive_href": _arrive_href(child, file, request)}  # fmt: skip
    state, headline = _answer(child, arrival, file)
    facts = {"unit": arrival.received_by.name if arrival.received_by else "", "time": short_moment(arrival.occurred_at)}
    known = (
        _("Received by %(unit)s, %(time)s.")
        if facts["unit"]
        else _("Arrived %(time)s; nobody wrote down who received the child.")
    )
    received = known % facts
    received = " ".join(part for part in (received, _later_word(child, arrival, file)) if part)
    return {
        "name": name,
        "state": state,
        "headline": headline,
        "words": received,
        "safe": _safe_there(arrival, child, file),
        "sealed": _is_closed(child, arrival, file, request),
        "told_us": _told_us(child, arrival, file, request) or _why_closed(child, file, request),
        "danger_href": _danger_href(child, file, request),
        "last": _("The last place where the child was not safe:") if arrival.safe is None else "",
        "waits": _waits(child, arrival, file),
        "confirm_href": _confirm_href(child, arrival, file, request),
        "mend_href": f"/cases/{file.case.code}/arrivals/{arrival.id}/mistake/" if _ours(arrival, request) else "",
        "open_href": _place_href(child, file, request),
        "worry_number": arrival.received_by.phone if arrival.received_by else "",
    }


def _later_word(child: Person, arrival: Arrival, file: File) -> str:
    """Why the child is not safe although they arrived somewhere; of pressure also where it was before they arrived."""
    since = file.danger.get(child.id)
    if since is None:
        return ""
    if child.id in file.pressed and arrival.safe is not False:
        return _("The place was safe on arrival, but somebody may be under pressure: the child counts as not safe until the safety check "
                 "says otherwise.") if arrival.safe else _("Somebody may be under pressure: the child counts as not safe until the safety "
                 "check says otherwise.")  # fmt: skip
    later = _("A later word says that the child is not safe (%(time)s).") % {"time": short_moment(since)}
    return later if since > arrival.occurred_at else ""


def _place_href(child: Person, file: File, request: StaffRequest) -> str:
    """Where a sealed place is asked for, by a unit that works for the child."""
    arrival = file.arrivals[child.id]
    asks = _is_closed(child, arrival, file, request) and file.works_at_all and works(request)
    return f"/cases/{file.case.code}/people/{child.id}/place/" if asks else ""


def _arrive_href(child: Person, file: File, request: StaffRequest) -> str:
    """The form of an arrival, this child chosen in it."""
    return f"/cases/{file.case.code}/arrivals/new/?person={child.id}" if file.works_at_all and works(request) else ""


def _is_closed(child: Person, arrival: Arrival, file: File, request: StaffRequest) -> bool:
    """The place is known and not the reader's to read."""
    reads = file.sees("placement", child.id) or (arrival.safe is False and _goes_there(child, file, request))
    return not reads and child.id not in file.unplaced | file.unwritten


def _place_of_danger(child: Person, file: File) -> Arrival | None:
    """The last arrival that says whether it is safe there, where it is not and the place was written (`places.is_danger`)."""
    last = file.said.get(child.id)
    if last is None or last.safe is not False or child.id not in file.danger or child.id in file.unwritten:
        return None
    entry = file.came.get(last.id)
    return last if entry is None or entry.facts.get("place_known") is not False else None


def _goes_there(child: Person, file: File, request: StaffRequest) -> bool:
    """The child is not safe there, and the reader's unit acts on it (`places.check_looks_at_danger`, without its queries)."""
    acts = any(file.works(part, child.id) for part in ACTING) or file.in_emergency(child.id, "placement")
    return acts and works(request) and _place_of_danger(child, file) is not None


def _danger_href(child: Person, file: File, request: StaffRequest) -> str:
    """Where a look at the place of danger is asked for."""
    last = _place_of_danger(child, file)
    return f"/cases/{file.case.code}/arrivals/{last.id}/place/" if last and _goes_there(child, file, request) else ""


def _said_safe(child: Person, arrival: Arrival, file: File) -> bool:
    """Somebody whose word does not end the alarm said with this arrival that the child is safe (`saying_safe.waits`)."""
    entry = file.came.get(arrival.id)
    return (
        arrival.safe is None and child.id in file.danger and entry is not None and entry.facts.get("answer") == "safe"
    )


def _waits(child: Person, arrival: Arrival, file: File) -> str:
    if not _said_safe(child, arrival, file):
        return ""
    said = _(
        "Who recorded it says that the child is safe there. The alarm stays until a unit that keeps the child safe confirms it."
    )
    return f"{said} {hush.of_word(file.case, child.id, file.wrote.get(arrival.id))}".strip()


def _confirm_href(child: Person, arrival: Arrival, file: File, request: StaffRequest) -> str:
    """Where a unit that keeps the child safe confirms it."""
    confirms = _said_safe(child, arrival, file) and may(check_confirms, arrival, request.member, request.now)
    return f"/cases/{file.case.code}/arrivals/{arrival.id}/safe/" if confirms else ""


def _why_closed(child: Person, file: File, request: StaffRequest) -> str:
    if child.id not in file.danger:
        return _("Your steps do not need it.")
    if file.arrivals[child.id].safe is False and not works(request):
        return _("It is a place of danger: members who work on cases, of a unit that works for this child's care or in justice, "
                 "can read it.")  # fmt: skip
    if file.arrivals[child.id].safe is False:
        return _(
            "It is a place of danger: units that work for this child's care, or in justice, can read it. Yours does neither."
        )
    return _(
        "It was not recorded as a place of danger, so it opens only with a second person. If there is no time, call who took the child in."
    )


def _safe_there(arrival: Arrival, child: Person, file: File) -> str:
    if arrival.safe is not False and child.id in file.danger:
        return ""  # the headline says "Not safe", and the words say why
    if arrival.safe is None:
        return _("Safe there: not known")
    if arrival.safe:
        return _("Safe there: yes")
    if child.id in file.danger:
        return _("Safe there: no")
    return _("Not safe on arrival; a later word says that the child is safe.")


def _told_us(child: Person, arrival: Arrival, file: File, request: StaffRequest) -> str:
    """Of a sealed place, for a unit that wrote it down or took the child in: that writing does not open it again."""
    if arrival.safe is False and child.id in file.danger:  # read by who acts on it: `_why_closed` says so
        return ""
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
        "danger_href": _danger_href(child, file, request),
        "last": _("The last place where the child was not safe:"),
        "where_href": _arrive_href(child, file, request) if answer is not None and answer.says == "danger" else "",
    }


def _ours(arrival: Arrival, request: StaffRequest) -> bool:
    """Whoever recorded it; a lead finds the way from the page of the mistake as well."""
    return arrival.recorded_by == request.member.id or "head" in request.member.roles(request.now)


def _answer(child: Person, arrival: Arrival, file: File) -> tuple[str, str]:
    """How far the question is answered: a child who is not safe, or of whom the place is not known, is no answer."""
    if child.id in file.danger:
        return "overdue", _("Not safe")
    if child.id in file.unplaced:
        return "overdue", _("The place is not known")
    unknown = arrival.safe is None
    return ("offered", _("Whether it is safe there is not known")) if unknown else ("done", _("Answered"))
