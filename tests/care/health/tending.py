"""Urgent care as members would write it, for the tests."""

from datetime import timedelta

from samaki.care.health import operations
from samaki.care.health.rules import Examined
from samaki.cases.models import Person
from samaki.database import session
from samaki.journeys import doing
from tests.acting import act, step_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECRET, WHERE = "the scar on the left arm", "the locked cupboard of ward three"
KIND = "medical_forensic"


def child_of(by, now, case, number=1):
    with session("app", now, by.id):
        return Person.objects.select_related("case").get(case=case, part="survivor", number=number)


def opened(by, now, case, child):
    """The step of urgent care, with the unit that starts it."""
    act(by, doing.start_step, now, case_id=case.id, kind=KIND, person_id=child.id)
    return step_of(by, now, case, KIND)


def exposed(by, now, case, child, at, **given):
    return act(by, operations.record_exposure, now, case=case, child=child, at=at, **given)


def told(at, **given):
    usual = {
        "took_place": True, "at": at, "examination": "agreed", "samples": "agreed", "photographs": "refused", "wished": "woman",
        "examined_by": "woman", "told_by": "Ms Sok", "language": "Khmer", "doctor": "Dr Chan", "certificate": WHERE, "text": SECRET,
    }  # fmt: skip
    return Examined(**usual | given)


def examined(by, now, case, child, **given):
    return act(by, operations.record_examination, now, case=case, child=child, told=told(**{"at": now} | given))
