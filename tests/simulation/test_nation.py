"""A whole country in bulk: legal walks of the production tables, the same for the same seed, whole in the database."""

from collections import defaultdict
from datetime import UTC, timedelta

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from samaki.agencies.country import after, next_call
from samaki.agencies.models import Member
from samaki.cases import states as steps
from samaki.cases.codes import read_code
from samaki.cases.models import Case
from samaki.countries import Duration
from samaki.database import roles, session
from samaki.database.folder import current
from samaki.handoffs import states as handoffs
from samaki.journeys.opening import open_own
from samaki.ledger import sealing
from samaki.simulation.country import Plan, prepare
from samaki.simulation.nation import fading
from samaki.simulation.nation.copying import FILLED, NotEmpty, bringing
from samaki.simulation.nation.ground import moment_of, whole
from samaki.simulation.nation.pathway import code_of
from samaki.simulation.nation.pen import Paper
from samaki.simulation.nation.portions import SIZE, Nation, beginnings, portions
from samaki.simulation.nation.steps import Illegal
from tests.everything import rows, value
from tests.journeys.invariants import due_times_of_lists_are_true, holders_are_those_of_the_ledger, nothing_is_broken
from tests.ledger.sealed import verdict
from tests.stepping_back.fade import the_mentor_is_seen_to_fade

in_database = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
OPEN_TO_ALL = ("case", "strand", "person", "step", "handoff", "relation")
"""Tables without a sealed or digested column."""

CATALOGUE = """select 'index', indexname, indexdef from pg_indexes where schemaname = 'public'
union all select 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) || convalidated from pg_constraint
  where connamespace = 'public'::regnamespace
union all select 'trigger', tgrelid::regclass || '.' || tgname, tgenabled::text from pg_trigger where not tgisinternal
union all select 'table', relname, relrowsecurity || ' ' || relforcerowsecurity from pg_class
  where relkind = 'r' and relnamespace = 'public'::regnamespace"""


def plan_of(matters, end, seed=7, years=12):
    return Plan(end, matters, years, seed)


def test_the_same_seed_gives_the_same_rows_in_whatever_order_portions_are_drawn(cast, now):
    first, again, other = (Nation(plan_of(SIZE, now, seed, 2)) for seed in (7, 7, 8))
    one, two = first.portion(0), first.portion(1)
    assert again.portion(1).rows.keys() == two.rows.keys()
    same = again.portion(0)
    assert {table: same.rows[table] for table in OPEN_TO_ALL} == {table: one.rows[table] for table in OPEN_TO_ALL}
    assert same.counts == one.counts
    assert same.rows["data_key"] != one.rows["data_key"], "nobody can say a data key again"
    assert other.portion(0).rows["case"] != one.rows["case"]
    assert (one.matters, two.matters) == (SIZE, SIZE // 4), "with a fourth of reports that come to nothing"
    assert SIZE - 5 <= one.cases + two.cases <= SIZE, "all others are cases, or still reports when the years end"


def test_every_history_walks_the_tables_and_most_moves_are_made_and_what_is_planted_shows(cast, now):
    nation, heard, found = Nation(plan_of(800, now)), set(), []
    for number in range(portions(nation.plan)):
        found += nation.matters(number, Paper(), lambda *move: heard.add(move))
    for machine, name, was, reached in heard:
        if machine == "step":
            sources, target = steps.MOVES[name]
            assert was in sources
            assert reached == target
        else:
            assert was in handoffs.MOVES[name].sources
            assert reached in handoffs.MOVES[name].targets
    by_machine = {
        machine: {name for one, name, _was, _to in heard if one == machine} for machine in ("step", "handoff")
    }
    assert by_machine["step"] >= {"done", "skip", "stop", "hold", "resume"}
    assert by_machine["handoff"] >= {"offer", "receive", "accept", "accept_by_phone", "decline", "dispute", "ask", "answer",
                                     "resolve", "confirm_phone", "deny_phone", "expire", "start", "complete", "confirm"}  # fmt: skip
    one = next(matter for matter in found if any(row.state == "confirmed" for row in matter.handoffs))
    with pytest.raises(Illegal):
        one.move(next(row for row in one.handoffs if row.state == "confirmed"), "accept")
    with pytest.raises(Illegal):
        one.move_step("done", next(row for row in one.steps if row.state == "done"))

    cases = [matter for matter in found if matter.case is not None]
    half = [matter for matter in cases if matter.case.opened_at < (nation.start + nation.end) / 2]
    late = [matter for matter in cases if matter not in half]
    assert (
        _share(half, lambda one: one.case.source == "mentor")
        > 3 * _share(late, lambda one: one.case.source == "mentor")
        > 0
    )
    assert _led(half) < 3.6 < 4.2 < _led(late)
    broken = fading.BROKEN[0]
    silent = {inside: _expired(cases, nation, broken, inside) for inside in (True, False)}
    assert silent[True] > 0.5 > 0.3 > silent[False], silent
    assert any(
        step.ended_occurred_at < step.ended_at - 86_400_000_000 for one in cases for step in one.steps if step.ended_at
    )
    assert {one.case.state for one in cases} == {"open", "closed"}
    assert all(
        row.call_at > nation.end for one in cases for row in (*one.steps, *one.handoffs) if row.call_at is not None
    )


def _share(among, holds):
    return sum(map(holds, among)) / len(among)


def _led(cases):
    levels = [step.support_level for one in cases for step in one.steps if step.support_level]
    return sum(levels) / len(levels)


def _expired(cases, nation, broken, inside):
    """Of offers on the link in the years it was broken, or in the others, how many nobody answered."""
    ended, desks = [], nation.ground.desks
    for one in cases:
        for row in one.handoffs:
            link = (one.area, desks[row.from_unit_id].kind, desks[row.to_unit_id].kind)
            if row.offered_at and link == (broken.area, broken.asks, broken.asked):
                passed = (row.offered_at - nation.start) / (nation.end - nation.start)
                if (broken.since <= passed < broken.until) == inside:
                    ended.append(row.state == "expired")
    return sum(ended) / len(ended)


def test_matters_come_by_season_and_hour_and_more_in_the_end_and_each_area_joins_later(now):
    plan = plan_of(20_000, now)
    begin, areas = beginnings(plan, 7)
    assert begin == sorted(begin)
    assert whole(plan.start) <= begin[0]
    assert begin[-1] < whole(plan.end)
    local = [moment_of(at + 7 * 3_600_000_000) for at in begin]
    months, hours = ([0] * 13, [0] * 24)
    for one in local:
        months[one.month] += 1
        hours[one.hour] += 1
    assert months[4] > 1.3 * months[9]
    assert hours[20] > 4 * hours[4]
    quarter = len(begin) // 4
    assert begin[quarter] - begin[0] > 1.5 * (begin[-1] - begin[-quarter])
    firsts = [begin[areas.index(area)] for area in ("12", "17", "18")]
    assert firsts == sorted(firsts)
    assert (begin, areas) == beginnings(plan, 7) != beginnings(plan, 8)


def test_durations_codes_and_moments_are_those_of_the_real_ones(cast, now):
    ground, draws = Nation(plan_of(1, now)).ground, range(0, 12 * 365 * 24, 1237)
    lengths = [
        Duration(amount, unit)
        for unit in ("clock_minutes", "clock_hours", "working_days", "days", "months")
        for amount in (1, 3, 10)
    ]
    for hours in draws:
        at = now - timedelta(hours=hours, minutes=hours % 60, microseconds=hours)
        assert [moment_of(ground.times.after(whole(at), one)) for one in lengths] == [after(at, one) for one in lengths]
        level, call_at = ground.next_call("urgent", whole(at), whole(at) + hours * 10_000_000)
        assert (level, moment_of(call_at)) == next_call("urgent", at, at + timedelta(seconds=hours * 10))
        assert ground.times.text(whole(at)) == at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    codes = [code_of("PP", 2020 + number % 3, number, 99) for number in range(3000)]
    assert len({code[6:] for code in codes}) == len(codes)
    assert all(read_code(code) == code for code in codes)


@pytest.fixture
def country(transactional_db, owner, database_name):
    """The cast, committed; returns (plan, how the owner connects)."""
    plan = plan_of(200, timezone.now())
    prepare(plan, "a password of the tests")
    sealing.seal_all(plan.end)
    connections.close_all()
    return plan, {**roles.parameters(current(), "owner"), "dbname": database_name}


def bring(plan, parameters, stop=False):
    nation = Nation(plan)
    connections.close_all()
    with bringing(parameters, whole(plan.end)) as copying:
        for number in range(portions(plan)):
            copying.bring(nation.portion(number))
            if stop:
                raise KeyboardInterrupt
    return copying.counts


@in_database
def test_it_is_whole_in_the_database_and_real_work_goes_on_from_it(country, owner):
    plan, parameters = country
    before = sorted(owner.execute(CATALOGUE).fetchall())
    with pytest.raises(KeyboardInterrupt):
        bring(plan, parameters, stop=True)
    assert sorted(owner.execute(CATALOGUE).fetchall()) == before
    assert value('select count(*) from "case"') == value("select count(*) from report") == 0

    counts = bring(plan, parameters)
    assert sorted(owner.execute(CATALOGUE).fetchall()) == before, (
        "indexes, keys, triggers and row security stand as they stood"
    )
    nothing_is_broken()
    holders_are_those_of_the_ledger()
    assert value('select count(*) from "case" where not synthetic') == 0
    members = list(Member.objects.select_related("unit__agency").order_by("username"))
    seen = [
        one
        for one in members
        if one.username in ("duty.pp", "duty.sr", "social.ps", "ngo.sr", "prosecutor.pp", "court.pp")
    ]
    due_times_of_lists_are_true(seen, plan.end)
    _lists_are_those_of_the_relations()
    _entries_walk_the_tables()
    told = verdict(plan.end)
    assert (told.faults, told.size, told.waiting) == ([], value("select count(*) from ledger_entry", role="auditor"), 0)
    assert {table for table in FILLED if not counts[table]} <= {"notice"}
    the_mentor_is_seen_to_fade(plan)
    with pytest.raises(NotEmpty):
        bring(plan, parameters)

    opened = _pages_open(seen)
    assert len(opened) >= 4, opened
    duty = next(one for one in members if one.username == "duty.pp")
    now = timezone.now()
    with session("app", now, duty.id):
        case = open_own(area="12", urgency="emergency", by=duty, now=now, synthetic=True)
    assert sealing.seal_all(now) > 3
    assert sealing.checkpoint(now).size > told.size
    assert verdict(now).faults == []
    with session("app", now, duty.id):
        assert Case.objects.filter(id=case.id).exists()
    nothing_is_broken()


def _lists_are_those_of_the_relations():
    listed = rows("select unit, case_id, state, area, opened_at from case_in_list order by 1, 2")
    true = rows("""select distinct r.unit, c.id, c.state, c.area, c.opened_at from relation r join "case" c on c.id = r.case_id
                where r.until is null order by 1, 2""")
    assert listed == true


def _entries_walk_the_tables():
    """The ledger, replayed: each hand-off and each step goes from state to state as its table has it."""
    told = rows("select subject_kind, subject_id, act, facts->>'state' from ledger_entry where subject_kind in ('handoff', 'step')"
                " order by id", role="auditor")  # fmt: skip
    at, acts = {}, defaultdict(int)
    for kind, subject, act, state in told:
        name, was = act.partition(".")[2], at.get(subject)
        acts[act] += 1
        if name in ("call", "pause_over", "assign", "holder"):
            assert state == was or (name, was, state) == ("holder", "on_hold", "open"), (act, was, state)
        elif name in ("draft", "open"):
            assert (was, state) in ((None, "draft"), (None, "open"))
        elif kind == "handoff":
            assert was in handoffs.MOVES[name].sources, (act, was, state)
            assert state in handoffs.MOVES[name].targets, (act, was, state)
        else:
            sources, target = steps.MOVES[{"skipped": "skip", "stopped": "stop"}.get(name, name)]
            assert was in sources, (act, was, state)
            assert state == target, (act, was, state)
        at[subject] = state
    kept = {row[0]: row[1] for table in ("handoff", "step") for row in rows(f"select id, state from {table}")}
    assert kept == at
    assert acts["handoff.accept"] > 20 < acts["step.done"]


def _pages_open(members):
    """Who saw a desk, a list and a case of their own."""
    opened = []
    for member in members:
        client = Client(headers={"accept-language": "en"})
        client.force_login(member)
        assert client.get("/desk/").status_code == client.get("/cases/").status_code == 200
        with session("app", timezone.now(), member.id):
            case = Case.objects.order_by("-state", "-id").first()
        if case is not None:
            assert client.get(f"/cases/{case.code}/").status_code == 200, case.code
            opened.append(member.username)
    return opened
