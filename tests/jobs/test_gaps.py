"""A gap that opens in a roster after it was published is told ahead, once a day; who is reached by nothing is found before and after."""

from datetime import timedelta

from samaki.agencies.models import Member
from samaki.database import session
from samaki.jobs.tick import tick
from samaki.roster import changing, handing
from samaki.roster.looking import look
from samaki.roster.queries import unreachable, unreached
from tests.acting import act
from tests.everything import rows
from tests.roster.conftest import owner_writes  # noqa: F401
from tests.roster.planned import layer, published

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def told():
    return rows(
        "select to_unit, audience, urgency from notice where kind = 'roster.gap_ahead' order by made_at, id",
        role="worker",
    )


def reached(cast, now, *names):
    for name in names:
        act(cast[name], handing.give_number, now, number="012 345 678")


def test_a_whole_roster_and_the_gaps_that_were_published_are_told_nobody(cast, now):
    reached(cast, now, "duty.pp")
    published(cast, now, layer(cast, "duty.pp", weekdays=frozenset({0, 1, 2, 3, 4})))
    tick(now + HOUR)
    assert told() == []


def test_who_is_away_opens_a_gap_that_is_told_once_a_day(cast, now):
    unit = cast["duty.pp"].unit_id
    reached(cast, now, "duty.pp")
    version = published(cast, now, layer(cast, "duty.pp"))
    act(cast["officer.pp"], changing.change_duty, now, roster_id=version.roster_id, sort="away", member=cast["duty.pp"],
        since=now + 5 * DAY, until=now + 6 * DAY)  # fmt: skip
    for later in (HOUR, HOUR + MINUTE, 3 * HOUR):
        tick(now + later)
    assert told() == [(unit, "head", "normal")]
    for later in (DAY + HOUR, 4 * DAY + 2 * HOUR):
        tick(now + later)
    assert told() == [(unit, "head", "normal")] * 2 + [(unit, "head", "urgent")], (
        "again the next day; at once where it is near"
    )
    facts = rows("select facts ->> 'count' from ledger_entry where act = 'roster.gap_ahead'", role="auditor")
    assert facts == [("1",)] * 3


def test_a_suspended_member_opens_a_gap(cast, now, owner_writes):  # noqa: F811
    reached(cast, now, "duty.pp", "officer.pp")
    published(cast, now, layer(cast, "duty.pp", "officer.pp"))
    tick(now + HOUR)
    assert told() == []
    with owner_writes():
        Member.objects.filter(username="duty.pp").update(is_active=False, closed_why="suspended")
    tick(now + 2 * HOUR)
    assert len(told()) == 1


def test_whom_nothing_reaches_is_found_when_it_is_published_and_told_ahead(cast, now):
    officer, duty = cast["officer.pp"], cast["duty.pp"]
    reached(cast, now, "officer.pp")
    turns = layer(cast, "duty.pp", "officer.pp")
    with session("app", now, officer.id):
        assert look([turns], [], officer.unit_id, now).unreached == (duty.id,)
    with session("app", now, cast["social.pp"].id):
        assert look([turns], [], officer.unit_id, now).unreached == (), "for who plans that unit's rosters only"
    published(cast, now, turns)
    tick(now + HOUR)
    assert len(told()) == 1, "their turns are gaps: nobody could be called"


def test_the_database_and_the_clock_agree_on_whom_nothing_reaches(cast, now):
    officer = cast["officer.pp"]
    keys = [cast[name].id for name in ("duty.pp", "officer.pp")]
    for giver in (None, "duty.pp"):
        if giver:
            reached(cast, now, giver)
        with session("worker", now):
            by_clock = unreachable(keys, lambda _members: set())
        with session("app", now, officer.id):
            assert unreached(keys, officer.unit_id) == by_clock
