"""What the case page shows: gathered in a constant number of queries, shaped for the template."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.cases import queries
from samaki.cases.models import NOT_WORK, Arrival, Case, Person, Relation, Step, Strand
from samaki.cases.signs import signs
from samaki.handoffs.models import Handoff
from samaki.intake.models import Report
from samaki.journeys.places import kept_children
from samaki.journeys.safeguarding.queries import missing_since
from samaki.ledger.models import LedgerEntry
from samaki.ledger.queries import once_a_day
from samaki.web import words
from samaki.web.accused import views as accused
from samaki.web.cases import acts, alarms, asked, picture, side, tonight, who
from samaki.web.documents import showing as documents
from samaki.web.doers import Names, names_of
from samaki.web.hearings import listing as hearings
from samaki.web.moments import long_moment, short_date
from samaki.web.pages import StaffRequest
from samaki.web.safeguarding import keeping
from samaki.web.sharing import showing as sharing
from samaki.web.steps.brought import CAME
from samaki.web.story import days_of

STORY = 25


@dataclass
class File:
    """One case as this member sees it."""

    case: Case
    strands: list[Strand]
    steps: dict[UUID, list[Step]]
    newest: dict[UUID, Handoff]
    taken: dict[tuple[UUID, int], Handoff]
    people: list[Person]
    relations: list[Relation]
    arrivals: dict[UUID, Arrival]
    said: dict[UUID, Arrival] = field(default_factory=dict)
    came: dict[UUID, LedgerEntry] = field(default_factory=dict)
    entries: list[LedgerEntry] = field(default_factory=list)
    named: set[UUID] = field(default_factory=set)
    danger: dict[UUID, datetime] = field(default_factory=dict)
    why: dict[UUID, LedgerEntry] = field(default_factory=dict)
    wrote: dict[UUID, int | None] = field(default_factory=dict)
    unplaced: set[UUID] = field(default_factory=set)
    unwritten: set[UUID] = field(default_factory=set)
    pressed: set[UUID] = field(default_factory=set)
    words: dict[UUID, LedgerEntry] = field(default_factory=dict)
    missing: dict[UUID, datetime] = field(default_factory=dict)
    doers: Names = field(default_factory=dict)
    sealed: set[UUID] = field(default_factory=set)

    def sees(self, compartment: str, child_id: UUID | None) -> bool:
        """Whether one of our relations opens this compartment, of this child or of the whole case."""
        return any(r.compartment == compartment and r.child_id in (None, child_id) for r in self.relations)

    def works(self, compartment: str, child_id: UUID | None) -> bool:
        """The same, by a relation of work: being asked is not enough."""
        rows = (r for r in self.relations if r.ground not in NOT_WORK)
        return any(r.compartment == compartment and r.child_id in (None, child_id) for r in rows)

    def in_emergency(self, child_id: UUID | None, compartment: str = "") -> bool:
        """Whether an emergency, confirmed by a second person, holds this compartment open for us; without one: any."""
        rows = (r for r in self.relations if r.ground == "emergency" and compartment in ("", r.compartment))
        return any(r.child_id in (None, child_id) for r in rows)

    @property
    def works_at_all(self) -> bool:
        """Whether our unit works on the case: being asked is not enough."""
        return any(r.ground not in NOT_WORK for r in self.relations)

    def child(self, child_id: UUID | None) -> Person | None:
        """A person that is seen, by key."""
        return next((person for person in self.people if person.id == child_id), None)


def open_file(case: Case, *, entries: int) -> File:
    """Load the file: strands, steps, newest hand-off of each, people, relations, last arrivals, ledger entries."""
    steps: dict[UUID, list[Step]] = defaultdict(list)
    for step in queries.steps_of(case):
        steps[step.strand_id].append(step)
    handoffs = list(Handoff.objects.filter(case=case).select_related("from_unit", "to_unit").order_by("id"))
    arrived = list(
        Arrival.objects.filter(case=case, in_error_at=None).select_related("received_by").order_by("occurred_at", "id")
    )
    arrivals = {arrival.child_id: arrival for arrival in arrived}
    said = {arrival.child_id: arrival for arrival in arrived if arrival.safe is not None}
    wrote = LedgerEntry.objects.filter(
        case_id=case.id, act="child.arrive", subject_id__in={a.id for a in (*arrivals.values(), *said.values())}
    )
    came = {entry.subject_id: entry for entry in wrote if entry.subject_id} if arrivals else {}
    known = signs(case.id)
    return File(
        case=case,
        named=queries.named(case),
        danger=known.danger,
        why=known.why,
        unplaced=known.unplaced,
        unwritten=kept_children()
        if any(said[key].safe is False for key in said.keys() & known.danger.keys())
        else set(),
        pressed=known.pressed,
        words=known.words,
        strands=list(queries.strands_of(case)),
        steps=steps,
        newest={handoff.step_id: handoff for handoff in handoffs if handoff.state != "withdrawn"},
        taken={(handoff.step_id, handoff.to_unit_id): handoff for handoff in handoffs if handoff.state in CAME},
        people=list(queries.people_of(case)),
        relations=list(queries.open_relations(case.id)),
        arrivals=arrivals,
        said=said,
        came=came,
        wrote={key: entry.unit for key, entry in came.items()},
        missing=missing_since(known.danger) if known.danger else {},
        entries=list(once_a_day(LedgerEntry.objects.filter(case_id=case.id)).order_by("-recorded_at", "-id")[:entries]),
    )


def context(case: Case, request: StaffRequest) -> dict[str, Any]:
    """Everything that `staff/case.html` needs."""
    file = open_file(case, entries=STORY)
    file.doers = names_of((step for steps in file.steps.values() for step in steps), request)
    if file.works_at_all:  # who works on the case may write a name, and is told that it is there
        hidden = [one.id for one in file.people if not file.sees("identity", one.child_id)]
        file.sealed = queries.sealed_names(hidden)
    report = Report.objects.filter(case_id=case.id).only("id").first()  # row security: for those who may read it
    unfolded = request.GET.get("chain") == "all"
    return {
        "case": {
            "code": case.code,
            "headline_words": _headline(case, request),
            "urgency": case.urgency if case.state == "open" and case.urgency != "normal" else "",
            "unsafe": bool(file.danger) and case.state == "open" and case.urgency != "emergency",
        },
        "strands": alarms.marked(picture.strands(file, request), file),
        "alarms": alarms.alarms(file, request),
        "report_href": f"/reports/{report.id}/" if report else "",
        "untold": keeping.beside_case(file, request),
        "chain_moment": long_moment(request.now),
        "unfolded": unfolded,
        "asked": asked.asked(file, request),
        "mine": side.mine(file, request),
        "to_confirm": side.to_confirm(file, request),
        "sent": side.sent(file, request),
        "story": days_of(file.entries, request),
        "story_more_href": f"/cases/{case.code}/timeline/",
        "story_more_words": _("Everything since %(date)s") % {"date": short_date(case.opened_at)},
        "people": side.people(file, request),
        "documents": documents.lines(case, request),
        "document_href": side.document_href(file, request),
        "received": sharing.short(case, request),
        "sharing_href": f"/cases/{case.code}/sharing/" if file.relations else "",
        "acts": acts.groups(file, request),
        "tonight": tonight.tonight(file, request),
        "hearing": hearings.beside_case(case, request),
        "held": who.held(case),
        "accused": accused.on_case(case, request),
        "relation": who.relation(file, request),
        "seen": who.seen(file),
    }


def _headline(case: Case, request: StaffRequest) -> str:
    return words.case_headline(case, request.lang, short_date(case.opened_at))
