"""The page of trust of the demonstration shows something: two rounds that are closed, one that runs, and who calls whom."""

from samaki.database import session
from samaki.pulse import finding
from samaki.pulse.calling import Sign, gathered
from samaki.pulse.models import PulseRound
from samaki.pulse.sums import Told
from samaki.pulse.ties import ties_of, years
from samaki.simulation.trust import trusted
from tests.everything import value


def test_two_rounds_are_closed_one_runs_and_units_have_named(cast, now):
    trusted(now)
    with session("app", now, cast["duty.pp"].id):
        rounds = list(PulseRound.objects.order_by("year"))
        assert [one.state for one in rounds] == ["closed", "closed", "open"]
        assert rounds[-1].year == now.year
        told = finding.found(*([Told(**each) for each in one.figures] for one in reversed(rounds[:2])))
        assert told.change is not None
        assert told.change.low < told.now.share - told.before.share < told.change.high
        assert all(one.figures and 5 <= one.answered < one.invited for one in rounds[:2])
        assert not rounds[-1].figures
        (year,) = years()
        found = gathered((one.unit_id, one.other_id, one.way) for one in ties_of(year))
    assert {*found.pairs.values()} == {*Sign}
    left = "select count(*) from pulse_mark m join pulse_round r on r.id = m.round_id where r.state"
    assert (value(f"{left} = 'closed'"), value(f"{left} = 'open'") > 0) == (0, True)
