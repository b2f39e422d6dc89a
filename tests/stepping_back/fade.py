"""What the figures of a synthetic country must show: the mentor fades, and few cases are no evidence."""

from collections import Counter

from samaki.database import session
from samaki.figures.independence import Verdict
from samaki.insights import keeping
from samaki.insights.models import MeasureCell
from samaki.insights.queries import WHOLE
from samaki.stepping_back import index, shares


def the_mentor_is_seen_to_fade(plan):
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
        assert max(row.index.due for row in one.rows) < 40, "about five in a quarter at most"
        assert one.whole.verdict is Verdict.NOT_ENOUGH_EVIDENCE, one
