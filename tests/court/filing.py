"""Court files as members would write them, for the tests."""

from datetime import timedelta

from samaki.cases.models import Person
from samaki.cases.operations import add_person
from samaki.court import operations, queries
from samaki.court.telling import Told
from samaki.database import session
from samaki.journeys import out_of_court
from tests.acting import act

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SECRET = "what the lawyer said of the money"  # noqa: S105 - a text that nobody else may read
ARTICLE, OTHER = "tshe_10", "tshe_28"


def named(by, now, case, part="person_named", **given):
    return act(by, add_person, now, case=case, part=part, **given)


def child_of(by, now, case, number=1):
    with session("app", now, by.id):
        return Person.objects.select_related("case").get(case=case, part="survivor", number=number)


def told(kind, at, **given):
    return Told(kind=kind, at=at, **{"text": SECRET} | given)


def wrote(by, now, case, kind, at=None, **given):
    return act(by, out_of_court.write_down, now, case=case, told=told(kind, at or now, **given))


def correct(by, now, row, case, kind, at=None, why="misread", **given):
    return act(by, out_of_court.correct, now, row=row, case=case, told=told(kind, at or now, **given), why=why)


def mistaken(by, now, row):
    return act(by, operations.mark_court_error, now, fact_id=row.id, text="never was so")


def standing(by, now, case, person):
    """How this accused stands, as the member sees it."""
    with session("app", now, by.id):
        return queries.accused_of(case, [person.id])[0].standing


def seen(by, now, case):
    """Kinds of the facts that the member sees, in order."""
    with session("app", now, by.id):
        return [row.kind for row in queries.facts_of(case)]


def charges(made):
    """(article, state, outcome) of each charge."""
    return [(one.offence, one.state, one.outcome) for one in made.charges.values()]
