"""What members write about a child, for the tests of its voice, its protection and its identification."""

from datetime import timedelta

from samaki.agencies.models import Unit
from samaki.cases.models import Person
from samaki.database import session
from samaki.journeys.identification import operations as identification
from samaki.journeys.protections import measures, promising
from samaki.journeys.voice import asking, saying
from tests.acting import act
from tests.everything import rows

DAY = timedelta(days=1)
WISH, WHY = "to live with my aunt by the river", "what the accused said of the door"


def child_of(by, now, case, number=1):
    with session("app", now, by.id):
        return Person.objects.select_related("case").get(case=case, part="survivor", number=number)


def told(by, now, child, **given):
    usual = {"topic": "rights", "answer": "understood", "language": "khm"}
    return act(by, saying.tell_child, now, case=child.case, child=child, **usual | given)


def wish(by, now, child, **given):
    usual = {"topic": "live", "answer": "says", "text": WISH}
    return act(by, saying.write_wish, now, case=child.case, child=child, **usual | given)


def asked(by, now, child, **given):
    usual = {"sort": "testimony", "reason": "defence", "topic": "the door", "recording": "police, box 4", "text": WHY}
    return act(by, asking.ask_again, now, case=child.case, child=child, **usual | given)


def answered(by, now, row, move="agree", **given):
    return act(by, asking.answer_again, now, asking_id=row.id, move=move, **given)


def measure(by, now, child, code="screen", **given):
    return act(by, measures.ask_protection, now, case=child.case, child=child, measure=code, **given)


def moved(by, now, row, move, **given):
    return act(by, measures.move_protection, now, protection_id=row.id, move=move, **given)


def promised(by, now, child, owner=None, days=3, **given):
    usual = {"sort": "come_back", "owner": owner or by.unit, "due_at": now + days * DAY}
    return act(by, promising.promise_child, now, case=child.case, child=child, **usual | given)


def said(by, now, row, move, **given):
    return act(by, promising.answer_promise, now, promise_id=row.id, move=move, **given)


def decided(by, now, child, status="identified", form="police_short", **given):
    return act(
        by, identification.decide_identification, now, case=child.case, child=child, status=status, form=form, **given
    )


def proposed(by, now, child, status="identified", **given):
    return act(by, identification.propose_identification, now, case=child.case, child=child, status=status, **given)


def aged(by, now, child, age, method="interview", **given):
    return act(by, identification.assess_age, now, case=child.case, child=child, method=method, age=age, **given)


def unit(code):
    return Unit.objects.get(code=code)


def other_of(by, now, case, child):
    return next(one for one in (child_of(by, now, case, number) for number in (1, 2)) if one.id != child.id)


def notices(kind):
    return sorted(
        unit for (unit,) in rows("select to_unit from notice where kind = %s", [f"voice.{kind}"], role="worker")
    )
