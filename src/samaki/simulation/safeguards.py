"""What keeps the demonstration honest: who governs it, what agencies agreed, a complaint that goes round its agency, a wall, a question
about a look, a hold that was lifted. All invented, told by the real operations at times of the demonstration's own clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from samaki.agencies.country import calendar
from samaki.agencies.models import Member, Unit
from samaki.cases.identity import look_at_identity
from samaki.cases.models import Case, Person, Step
from samaki.cases.operations import sees
from samaki.database import session
from samaki.journeys.agreements.operations import record_agreement
from samaki.journeys.complaints import filing, handling
from samaki.journeys.complaints.models import Complaint
from samaki.journeys.governance import operations as governance
from samaki.journeys.governance.paper import LINES, Paper, key_of
from samaki.journeys.guarding import conflicts, questions
from samaki.journeys.retention import holds
from samaki.ledger.models import LedgerEntry
from samaki.simulation.acts import act, people
from samaki.simulation.speaking import (
    AGREED,
    COMPLAINTS,
    GOVERNED,
    HELD,
    OFFICES,
    QUESTION,
    WALL,
)

DAY = timedelta(days=1)
GOVERNED_SINCE, AGREED_SINCE = 160 * DAY, 340 * DAY
RENEW_SOON, RENEW_LATER = 24 * DAY, 300 * DAY
"""After now: when two agencies look at what they agreed; the first within the notice that both are given."""

THE_COMPLAINTS = UUID("019d0000-0000-7000-8000-000000000085")
"""From this the keys of the synthetic complaints follow."""

Cast = dict[str, Member]


def safeguarded(now: datetime) -> None:
    """All of it. Nothing of a case where no unit of the cast came far enough in one."""
    cast = people(now)
    _governed(cast, now)
    _agreed(cast, now)
    _complained(cast, now)
    _walled(cast, now)
    _looked(cast, now)
    _held(cast, now)


def _governed(cast: Cast, now: datetime) -> None:
    """In force, signed by three agencies, the mentor's signature not counted among those that are needed."""
    then = now - GOVERNED_SINCE
    texts = {key_of(line, tongue): GOVERNED[line.name][tongue] for line in LINES for tongue in ("km", "en")}
    paper = Paper(texts=texts, enough=3, sheets=5, drill_on=(then - 21 * DAY).date(), drill_alone="yes",
                  review_by=(then + 350 * DAY).date())  # fmt: skip
    row = act(cast["oversight"], governance.draft_governance, then, paper=paper, after=0)
    for number, (name, office) in enumerate(OFFICES.items(), start=1):
        given = {"governance_id": row.id, "sha256": row.sha256, "office": office}
        act(cast[name], governance.sign_governance, then + number * DAY, **given)


def _agreed(cast: Cast, now: datetime) -> None:
    """Two agreements: one is looked at again soon, the other in the course of the year."""
    then = now - AGREED_SINCE
    for keeper, other, words, review in (
        ("privacy.pp", "social.pp", AGREED[0], RENEW_SOON),
        ("privacy.social", "ngo.pp", AGREED[1], RENEW_LATER),
    ):
        act(cast[keeper], record_agreement, then, one=cast[keeper].unit.agency, other=cast[other].unit.agency, text=words,
            purposes=["safety_now", "shelter"], compartments=["care"], signed_on=calendar().local(then - 9 * DAY).date(),
            review_by=calendar().local(now + review).date())  # fmt: skip


def _complained(cast: Cast, now: datetime) -> None:
    """One is looked into and has been asked about, one has just come; both with somebody of another agency."""
    first, *_rest = (_complaint(told, number, now) for number, told in enumerate(COMPLAINTS))
    with session("worker", now):
        handlers = [one for one in cast.values() if one.unit_id == first.handler]
    by = next(one for one in handlers if {"oversight", "confidentiality_officer"} & one.roles(now))
    act(by, handling.take_up_complaint, now - 4 * DAY, complaint_id=first.id)
    act(by, handling.ask_complainant, now - 4 * DAY, complaint_id=first.id, text=QUESTION[0])


def _complaint(told: tuple[int, str, str], number: int, now: datetime) -> Complaint:
    """Days ago, about which unit, what happened."""
    days, unit, what = told
    then, key = now - days * DAY, uuid5(THE_COMPLAINTS, f"{number}")
    with session("intake", then):
        grievance = filing.Grievance(what=what, unit=unit, language="km")
        filing.file_complaint(told=grievance, key=key, channel="web", now=then, synthetic=True)
    with session("worker", then):
        return Complaint.objects.get(about_unit=Unit.objects.get(code=unit).principal)


def _walled(cast: Cast, now: datetime) -> None:
    """Somebody of an organisation is related to a person of a case: two officers agree, and its sister office takes the work."""
    case = _case_of(cast["ngo.pp"], now)
    if case is None:
        return
    units = {"unit": cast["ngo.pp"].unit, "to_unit": cast["ngo.sr"].unit, "decider": cast["privacy.pp"].unit}
    wall = act(cast["privacy.social"], conflicts.ask_wall, now - 2 * DAY, case=case, reason="family", text=WALL[0], not_enough=WALL[1],
               by_accused=False, else_known="", days=120, at_once=True, **units)  # fmt: skip
    act(cast["privacy.pp"], conflicts.answer_wall, now - DAY, conflict_id=wall.id, agreed=True, text=WALL[2])


def _looked(cast: Cast, now: datetime) -> None:
    """An officer asks a member why they looked at a name; the member still has time to answer."""
    by, then = cast["duty.pp"], now - timedelta(hours=20)
    with session("app", then, by.id):
        rows = Person.objects.filter(part="survivor", case__state="open").select_related("case").order_by("id")
        seen = [one for one in rows if sees(one.case_id, "identity", one.child_id, by)]
    child = next((one for one in seen if act(by, look_at_identity, then, person=one)), None)
    if child is None:
        return
    officer = cast["privacy.pp"]
    with session("app", now, officer.id):
        looks = LedgerEntry.objects.filter(act="identity.look", who=by.username, case_id=child.case_id)
        entry = looks.order_by("-recorded_at").first()
    if entry is not None:
        act(officer, questions.question_look, then + timedelta(hours=2), entry_id=entry.id, text=QUESTION[1])


def _held(cast: Cast, now: datetime) -> None:
    """A case was kept for an appeal, and need not be any more; and is kept for a compensation that is not paid."""
    by = cast["social.pp"]
    case = _case_of(by, now)
    if case is None:
        return
    row = act(by, holds.set_hold, now - 2 * DAY, case=case, reason="appeal", text=HELD[0], days=90)
    act(by, holds.end_hold, now - DAY, hold_id=row.id, text=HELD[1])
    act(by, holds.set_hold, now - DAY, case=case, reason="compensation", text=HELD[2], days=180)


def _case_of(by: Member, now: datetime) -> Case | None:
    """The oldest one in which their unit has something to do, and a child is named."""
    with session("app", now, by.id):
        held = Step.objects.filter(holder=by.unit, state="open", opened_at__lt=now - 3 * DAY, case__state="open")
        row = held.select_related("case").order_by("opened_at", "id").first()
    return row.case if row is not None else None
