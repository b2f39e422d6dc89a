"""A survey and a table of lists as they are sent, all invented."""

from datetime import timedelta

from django.conf import settings
from django.db import connection

from samaki.agencies.models import Membership
from samaki.database import roles
from samaki.database.folder import current
from samaki.surveys.lists.operations import ask_estimate
from samaki.surveys.lists.table import read_histories
from samaki.surveys.models import SurveyVisit
from samaki.surveys.operations import count_visit, draw_sample, plan_survey
from samaki.surveys.table import read_venues
from tests.acting import act

LISTS = """police,ngo,social,count
1,0,0,120
0,1,0,80
0,0,1,95
1,1,0,14
1,0,1,9
0,1,1,11
1,1,1,2
"""
"""The table of the guide."""


def sheet(each=6):
    """Two strata of so many venues, each at two times."""
    lines = ["venue,stratum,times,size"]
    lines += [
        f"Secretword {kind} {at},{kind},fri night|sat night,{at + 1}"
        for kind in ("bars", "halls")
        for at in range(each)
    ]
    return "\n".join(lines)


def planned(by, now, each=6):
    """A survey with its list."""
    return act(
        by, plan_survey, now, title="Secretword 2026", reach="Secretword: streets", venues=read_venues(sheet(each))
    )


def drawn(by, now, seed="7", visits=1, each=6):
    """The same with a sample of three venues of each stratum."""
    row = planned(by, now, each)
    return act(by, draw_sample, now, survey_id=row.id, wanted=[3, 3], visits=visits, by_size=False, seed=seed)


def count(by, now, visit, people=10, minors=1, young=None, missed="", version=0):
    """One visit."""
    return act(by, count_visit, now, visit_id=visit.id, people=people, minors=minors, young=young, missed=missed, version=version,
               occurred_at=now, precision="instant")  # fmt: skip


def visits_of(row):
    """In their order, past row security: for a session of who may see them."""
    return list(SurveyVisit.objects.filter(survey=row).order_by("number"))


def asked(by, now, text=LISTS, replicates=0, method=""):
    """An estimate that waits."""
    return act(
        by, ask_estimate, now, title="Secretword", counted=read_histories(text), method=method, replicates=replicates
    )


def overseer_elsewhere(cast, now):
    """A member of another unit who oversees, written as the owner."""
    other = cast["focal.national"]
    with connection.cursor() as cursor:
        cursor.execute(f'set role "{roles.parameters(current(), "owner")["user"]}"')
        Membership(member=other, unit=other.unit, role="oversight", since=now - timedelta(days=9)).save(
            force_insert=True
        )
        cursor.execute(f'set role "{settings.ROLES["app"]}"')
    return other
