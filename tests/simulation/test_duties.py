"""The demonstration shows rosters that hold, with somebody on duty whom the clock reaches."""

from samaki.agencies.models import Unit
from samaki.database import session
from samaki.roster.layers import kept
from samaki.roster.looking import look
from samaki.roster.models import DutyVersion
from samaki.roster.queries import called, changes_of
from samaki.simulation.duties import TURNS, put_on_duty
from tests.everything import rows


def test_each_unit_with_a_roster_has_somebody_on_duty_now(cast, now):
    put_on_duty(now)
    assert rows("select count(*), count(*) filter (where state = 'published') from duty_version") == [(6, 6)]
    with session("worker", now):
        for head in TURNS:
            found = called(cast[head].unit_id, "", now, now, lambda members: set())
            assert len(found.members) == 1, head
        assert not called(Unit.objects.get(code="court-pp").principal, "", now, now, lambda members: set()).planned
        assert set(DutyVersion.objects.values_list("gap_minutes", flat=True)) == {0}
    with session("app", now, cast["officer.pp"].id):
        version = DutyVersion.objects.get(unit=cast["officer.pp"].unit)
        found = look(kept(version.layers), changes_of(version.roster_id, now), version.unit_id, now)
    assert found.rests == (), "it keeps its own rule of rest"


def test_no_desk_of_the_demonstration_is_told_of_it(cast, now):
    put_on_duty(now)
    with session("app", now, cast["duty.pp"].id):
        assert rows("select count(*) from notice where seen_at is null", role="worker") == [(0,)]
