"""Who writes what between a unit and its mentor, and what must not stand in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.agencies.queries import areas_of, unit_for
from samaki.agencies.stages.queries import access_limit
from samaki.cases.models import Person
from samaki.cases.naming import named_in
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.journeys.mentoring.models import MentoringEntry
from samaki.journeys.support.inferring import mentor_kinds
from samaki.threads.peers.careful import found_in, plain

COACHES = frozenset({"mentor", "trainer", "head"})
LEADS = frozenset({"head", "team_lead"})
LONGEST = 4000
"""Letters."""

AHEAD = timedelta(days=3 * 366)
SEEN = ("yes", "no", "unseen")
REFUSED = frozenset({"case", "receipt"})
"""What never stands in a note; of everything else it is asked once."""


def coaches(by: Member, now: datetime) -> bool:
    """Whether the member works for a mentor and may write for it."""
    return by.unit.kind in mentor_kinds() and bool(by.roles(now) & COACHES)


def check_coaches(by: Member, unit: Unit, now: datetime) -> None:
    """A mentor, about a unit that is no mentor's own."""
    if not coaches(by, now):
        raise NotAllowed(_("Only the mentor writes this."))
    if unit.kind in mentor_kinds():
        raise NotAllowed(_("Choose a unit that is coached; this one is a mentor's."))


def sets_goals(by: Member, unit: Unit, now: datetime) -> bool:
    """Whether the member writes the unit's plan: its mentor, or who leads the unit."""
    return coaches(by, now) or (by.unit_id == unit.principal and bool(by.roles(now) & LEADS))


def mentor_of(unit: Unit, now: datetime) -> Unit:
    """The mentor's unit that serves this one most closely. Raises CannotMove: there is none, or it is out of these areas."""
    for kind in sorted(mentor_kinds()):
        for area in areas_of(unit, now):
            found = unit_for(kind, area, now)
            if found is not None and found.principal != unit.principal:
                limit = access_limit(found.principal)
                if limit is not None and limit <= now:
                    raise CannotMove(_("The mentor has left this area. Ask other agencies, or have it called back."))
                return found
    raise CannotMove(_("No mentor serves the areas of this unit. Ask other agencies."))


class LeadsToSomebody(Invalid):
    """A text that may lead to somebody. `people`: whose names stand in it; before the writer is told, `cases.naming.record_named` writes
    that they looked."""

    def __init__(self, people: Sequence[Person] = ()) -> None:
        super().__init__(_("Not saved yet. This seems to tell of one child, or to hold a telephone number, an address, or the name of "
                           "somebody on a case. Take it out, or say that it leads to nobody."), field="sure")  # fmt: skip
        self.people = people


def check_text(text: str, *, sure: bool, field: str = "text") -> str:
    """The words as they are kept. Raises Invalid: empty, too long, a code of a case or a receipt; and once, where `sure` is not said,
    LeadsToSomebody: words by which one child is told of, a telephone number, an address of mail, or a name that the writer may read."""
    told = text.strip()
    if not told:
        raise Invalid(_("Write something here."), field=field)
    if len(told) > LONGEST:
        raise Invalid(_("This is too long. Please keep it under %(limit)s letters.") % {"limit": LONGEST}, field=field)
    found = found_in(told)
    if REFUSED & set(found):
        raise Invalid(_("A code of a case or a receipt stands in this. Mentoring is about how work is done, not about a case: take it "
                        "out. Ask about a case in its messages."), field=field)  # fmt: skip
    if sure:
        return told
    if found or any(sign.search(plain(told)) for sign in pack().mentoring.of_a_child):
        raise LeadsToSomebody
    if people := named_in(told):
        raise LeadsToSomebody(people)
    return told


def check_kind(sort: str, kind: str) -> None:
    """Of advice a kind of step; of an observation a checklist; of the rest a checklist or nothing."""
    if sort == "advice" and kind not in pack().step_kinds:
        raise Invalid(_("Choose a kind of step from the list."), field="kind")
    if sort == "observation" and kind not in pack().mentoring.checklists:
        raise Invalid(_("Choose what was observed."), field="kind")
    if sort not in ("advice", "observation") and kind and kind not in pack().mentoring.checklists:
        raise Invalid(_("Choose the function from the list."), field="kind")


def check_day(sort: str, day: date | None, today: date) -> date:
    """A day that is written, not years away; an observation lies behind, a goal ahead."""
    if day is None:
        raise Invalid(_("Write the day."), field="on_day")
    if not today - AHEAD <= day <= today + AHEAD:
        raise Invalid(_("This day lies too far away. Write one within three years of today."), field="on_day")
    if sort == "observation" and day > today:
        raise Invalid(_("This lies in the future. Write when it happened."), field="on_day")
    if sort == "goal" and day <= today:
        raise Invalid(_("Write a day after today."), field="on_day")
    return day


def check_items(kind: str, items: dict[str, str]) -> dict[str, str]:
    """An answer for each item of the checklist, in its order."""
    checklist = pack().mentoring.checklists[kind]
    if any(items.get(item.code) not in SEEN for item in checklist.items):
        raise Invalid(_("Say of each line whether it was done: yes, no, or not seen."), field="items")
    return {item.code: items[item.code] for item in checklist.items}


def may_move(row: MentoringEntry, move: str, by: Member, now: datetime) -> bool:
    """The mentor answers and says that a visit was made; both sides close a goal; who wrote takes back."""
    if move == "take_back":
        return row.made_in_id == by.unit_id and (row.made_by == by.id or sets_goals(by, row.unit, now))
    if row.sort == "goal":
        return sets_goals(by, row.unit, now)
    return row.mentor_id == by.unit_id and coaches(by, now)


def check_moves(row: MentoringEntry, move: str, by: Member, now: datetime) -> None:
    """The same, with why not."""
    if not may_move(row, move, by, now):
        raise NotAllowed(_("Only who wrote this, or whose work it is, can do this."))
