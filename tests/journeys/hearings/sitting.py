"""Hearings as members would enter them, for the tests of the calendar of the courts."""

from datetime import timedelta

from samaki.cases.models import Person
from samaki.database import session
from samaki.journeys.hearings import becoming, entering, needing
from samaki.journeys.hearings.models import Hearing
from samaki.journeys.hearings.telling import Told
from tests.acting import act

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PLACE, ABOUT = "the yellow house beside the market", "what the accused said of the money"


def told(at, **given):
    usual = {
        "purpose": "trial",
        "source": "family",
        "place": PLACE,
        "room": "5",
        "bring": "the blue card",
        "text": ABOUT,
    }
    return Told(**usual | {"at": at} | given)


def child_of(by, now, case, number=1):
    with session("app", now, by.id):
        return Person.objects.select_related("case").get(case=case, part="survivor", number=number)


def entered(by, now, case, at=None, *, after=None, **given):
    day = at or now + 10 * DAY
    return act(by, entering.enter_hearing, now, case=case, told=told(day, **given), after=after)


def postponed(by, now, row, at=None, reason="court", **given):
    new = told(at, **given) if at else None
    return act(by, becoming.postpone_hearing, now, hearing_id=row.id, reason=reason, new=new)


def needed(by, now, row, sort="transport", **given):
    return act(by, needing.add_need, now, hearing_id=row.id, sort=sort, **given)


def seen(by, now, case):
    """(state, at) of what the member sees, the first first."""
    with session("app", now, by.id):
        return [(row.state, row.at) for row in Hearing.objects.filter(case_id=case.id).order_by("at", "id")]
