"""What the figures of a synthetic country must show: the mentor fades, and few cases are no evidence.

Of a fixed end: a country of a few hundred matters says it by chance too, and a test is no dice.
"""

from collections import Counter
from datetime import UTC, datetime

import pytest
from django.db import connections

from samaki.database import roles, session
from samaki.database.folder import current
from samaki.figures.independence import Verdict
from samaki.insights import keeping
from samaki.insights.models import MeasureCell
from samaki.insights.queries import WHOLE
from samaki.ledger import sealing
from samaki.simulation.country import Plan, prepare
from samaki.simulation.nation.copying import bringing
from samaki.simulation.nation.ground import whole
from samaki.simulation.nation.portions import Nation, portions
from samaki.stepping_back import index, shares

END = datetime(2026, 6, 30, 5, 0, tzinfo=UTC)


@pytest.fixture
def plan(transactional_db, owner, database_name):
    """Four hundred matters of four years, in the database."""
    plan = Plan(END, 400, 4, 7)
    prepare(plan, "a password of the tests")
    sealing.seal_all(plan.end)
    connections.close_all()
    nation = Nation(plan)
    with bringing({**roles.parameters(current(), "owner"), "dbname": database_name}, whole(plan.end)) as copying:
        for number in range(portions(plan)):
            copying.bring(nation.portion(number))
    return plan


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_the_mentor_is_seen_to_fade_and_few_cases_are_no_evidence(plan):
    """The index rises, with and without its money; its share of cases falls; a province with few cases a quarter gets no verdict."""
    keeping.recount(plan.end)
    middle = (plan.start + (plan.end - plan.start) / 2).date()
    with session("worker", plan.end):
        for measure in index.MEASURES:
            halves = {True: Counter(), False: Counter()}
            for cell in MeasureCell.objects.filter(measure=measure):
                halves[cell.month > middle].update(cell.tally)
            early, late = (half["yes"] / (half["yes"] + half["no"]) for half in (halves[False], halves[True]))
            assert early + 0.15 < late, (measure, early, late)
        window = index.months(plan.end)
        years = shares.of_cells(window.last).by_area[WHOLE]
        chains = index.chains(index.of_cells(window), plan.end)
    first, last = years[: len(years) // 2], years[len(years) // 2 :]
    brought = [sum(one.mentor for one in some) / sum(one.n for one in some) for some in (first, last)]
    assert brought[0] > 2 * brought[1] > 0, brought
    assert len(chains) == 3
    for one in chains:
        assert max(row.index.due for row in one.rows) < 20, "five in a quarter at most"
        assert one.whole.verdict is Verdict.NOT_ENOUGH_EVIDENCE, one
