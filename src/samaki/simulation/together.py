"""What the units of a synthetic case do together: days of a court, a conference, a word to each other about the child."""

from __future__ import annotations

from datetime import datetime, timedelta

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.cases.messages import operations as messages
from samaki.cases.models import Case, Person
from samaki.cases.rules import check_works_on
from samaki.conferences import actions, agenda, calling
from samaki.conferences.models import Conference
from samaki.database import session
from samaki.database.refusals import NotAllowed
from samaki.journeys.hearings import becoming, entering, needing
from samaki.journeys.hearings.telling import Told
from samaki.simulation.player import Player
from samaki.simulation.words import AGREED, BRINGS, COURT, DONE_BY, POINT, WRITTEN


def days_in_court(player: Player, case: Case) -> None:
    """A day that was put off, and the new one: heard from the family, confirmed by the court, with what is needed there."""
    prosecutor, social = player.member("prosecution"), player.member("social")
    child = _child_of(case, social, player.now)
    if child is None or not all(_works_on(case, one, player.now) for one in (prosecutor, social)):
        return
    first = Told(purpose="trial", at=player.end - timedelta(days=3), source="paper", place=COURT, children=(child,))
    held = player.act(prosecutor, entering.enter_hearing, case=case, told=first, minutes=5)
    ahead = player.rng.choice((4, 9, 15))
    new = Told(purpose="trial", at=_at(player.end, ahead, 8), source="family", place=COURT, room="២", bring=BRINGS,
               children=(child,))  # fmt: skip
    player.now = max(player.now, player.end - timedelta(days=2))
    player.act(prosecutor, becoming.postpone_hearing, hearing_id=held.id, reason="accused_absent", minutes=5)
    later = player.act(social, entering.enter_hearing, case=case, told=new, after=held, minutes=50)
    player.act(social, needing.add_need, hearing_id=later.id, sort="transport", move="ask", minutes=5)
    if player.rng.random() < 0.6:
        player.act(prosecutor, entering.confirm_hearing, hearing_id=later.id, source="court", minutes=90)


def conference(player: Player, case: Case) -> None:
    """Called by the police, social services and an organisation come; one thing is decided, and somebody does it."""
    police, social, ngo = player.member("police"), player.member("social"), player.member("ngo")
    if not _works_on(case, police, player.now):
        return
    met: Conference = player.act(police, calling.call_conference, case=case, child=None, purpose="plan", at_unit=police.unit,
                                 meets_at=_at(player.end, 2, 14), minutes=10)  # fmt: skip
    for member in (social, ngo):
        player.act(
            police,
            calling.invite_unit,
            conference_id=met.id,
            to_unit=member.unit,
            compartments=[],
            ground="",
            text="",
            minutes=3,
        )
    player.act(social, calling.give_undertaking, conference_id=met.id, agreed=True, minutes=40)
    child = _child_of(case, social, player.now)
    point = player.act(police, agenda.add_point, conference_id=met.id, case=case, child=None, compartment="justice", text=POINT,
                       minutes=9)  # fmt: skip
    player.act(police, agenda.decide_point, conference_id=met.id, point_id=point.id, text=AGREED, minutes=20)
    player.act(police, actions.record_action, conference_id=met.id, point_id=point.id, text=DONE_BY, owner=police.unit,
               due_at=_at(player.end, 5, 16), minutes=4)  # fmt: skip
    if child is not None and _works_on(case, social, player.now):
        player.act(
            social,
            messages.write_message,
            case=case,
            compartment="care",
            child=child,
            text=WRITTEN,
            mentions=[],
            minutes=9,
        )


def _child_of(case: Case, member: Member, now: datetime) -> Person | None:
    with session("app", now, member.id):
        return Person.objects.filter(case=case, part="survivor").select_related("case").order_by("id").first()


def _works_on(case: Case, member: Member, now: datetime) -> bool:
    """Whether it came so far that the case is this member's work."""
    with session("app", now, member.id):
        try:
            check_works_on(case, member)
        except NotAllowed:
            return False
    return True


def _at(now: datetime, days: int, hour: int) -> datetime:
    """That hour of the first working day after so many days from now, as clocks show it here."""
    day = now.astimezone(pack().timezone) + timedelta(days=days)
    while day.isoweekday() > 5:
        day += timedelta(days=1)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)
