"""A unit that was closed by mistake opens again: what ended with it stands again, what others have by now stays with them."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, ProgrammingError, connection, transaction

from samaki.agencies import keeping
from samaki.agencies.models import Member, Unit
from samaki.agencies.queries import areas_of, unit_for
from samaki.database import session
from samaki.database.refusals import CannotMove, NotAllowed
from samaki.intake import operations as intake
from samaki.journeys import units, units_again
from samaki.journeys.units_again import WITHIN
from tests.acting import act, own_case, step_of
from tests.everything import rows, value
from tests.handoffs.moving import brought_to
from tests.journeys.invariants import holders_are_those_of_the_ledger, nothing_is_broken

HOUR = timedelta(hours=1)
ENTRY = """select 'role', member_id::text, role from membership where unit = %(u)s and until is null
union all select 'area', area, '' from unit_area where unit = %(u)s and until is null
union all select 'service', service, "full"::text from unit_service where unit = %(u)s and until is null
union all select 'point', matter, phone || words from focal_point where unit = %(u)s and until is null order by 1, 2, 3"""


def unit(code):
    return Unit.objects.get(code=code)


def entry(code):
    return rows(ENTRY, {"u": unit(code).principal})


def sound():
    nothing_is_broken()
    holders_are_those_of_the_ledger()


def by_the_operator(statement, values):
    with connection.cursor() as cursor:
        cursor.execute(f'set role "{settings.ROLES["definer"]}"')
        cursor.execute(statement, values)
        cursor.execute("reset role")


@pytest.fixture
def closed(cast, now):
    """The police of Siem Reap with a whole entry, closed at `now`: its entry before that."""
    head, ours = cast["duty.sr"], unit("police-sr")
    act(head, keeping.set_services, now - HOUR, unit=ours, services=["rescue", "interpreter"], full=["interpreter"])
    act(head, keeping.add_focal_point, now - HOUR, unit=ours, matter="any", name_en="Sok Dara", name_km="", phone="117",
        day_and_night=True)  # fmt: skip
    gone = act(head, keeping.add_focal_point, now - 2 * HOUR, unit=ours, matter="any", name_en="Left", name_km="",
               phone="118", day_and_night=True)  # fmt: skip
    act(head, keeping.end_focal_point, now - HOUR, point_id=gone.id)
    before = entry("police-sr")
    act(head, units.close_unit, now, unit=ours, reason="decree")
    return before


def again(cast, when, code="police-sr", who="duty.national"):
    return act(cast[who], units_again.open_unit_again, when, unit=unit(code))


def test_it_comes_back_as_it_was(closed, cast, now):
    assert len({sort for sort, *_rest in closed}) == 4, closed
    assert entry("police-sr") == []
    again(cast, now + HOUR)
    assert entry("police-sr") == closed
    head = Member.objects.get(username="duty.sr")
    assert head.roles(now + 2 * HOUR) == frozenset({"desk", "worker", "team_lead", "head"})
    assert head.roles(now + HOUR / 2) == frozenset(), "that it was closed in between stays true"
    assert unit_for("police_ahtjp", "17", now + 2 * HOUR).code == "police-sr"
    sound()


def test_it_is_in_the_ledger_with_what_came_back(closed, cast, now):
    again(cast, now + HOUR)
    who, facts = rows("select who, facts from ledger_entry where act = 'unit.open_again'", role="auditor")[0]
    facts = json.loads(facts)
    assert (who, facts["members"], facts["areas"], facts["services"]) == (
        "duty.national",
        1,
        ["17"],
        ["interpreter", "rescue"],
    )


def test_it_takes_new_work_and_its_former_work_stays_where_it_went(cast, now):
    handoff = brought_to("accepted", cast["duty.pp"], cast["social.sr"], now)
    act(
        cast["social.sr"],
        units.move_all_work,
        now + HOUR,
        unit=unit("social-sr"),
        to_unit=unit("social-ps"),
        text="it closes",
    )
    act(cast["social.sr"], units.close_unit, now + 2 * HOUR, unit=unit("social-sr"), reason="decree")
    again(cast, now + 3 * HOUR, "social-sr", "admin")
    ours, theirs = cast["social.sr"].unit_id, cast["social.ps"].unit_id
    assert value("select holder from step where id = %s", [handoff.step_id]) == theirs
    assert rows("select id from relation where unit = %s and until is null", [ours]) == []
    act(
        cast["social.ps"],
        units.move_all_work,
        now + 4 * HOUR,
        unit=unit("social-ps"),
        to_unit=unit("social-sr"),
        text="back",
    )
    assert value("select holder from step where id = %s", [handoff.step_id]) == ours
    sound()


def test_it_can_close_and_open_once_more(closed, cast, now):
    again(cast, now + HOUR)
    act(
        Member.objects.get(username="duty.sr"),
        units.close_unit,
        now + 2 * HOUR,
        unit=unit("police-sr"),
        reason="decree",
    )
    again(cast, now + 3 * HOUR)
    assert entry("police-sr") == closed
    with pytest.raises(CannotMove, match="This unit is open"):
        again(cast, now + 4 * HOUR)


def test_who_has_another_place_or_has_left_does_not_come_back(closed, cast, now):
    by_the_operator("insert into membership (id, member_id, unit, role, since) values (gen_random_uuid(), %s, %s, 'worker', %s)",
                    [cast["duty.sr"].id, unit("police-ps").principal, now + HOUR])  # fmt: skip
    again(cast, now + 2 * HOUR)
    assert [row for row in entry("police-sr") if row[0] == "role"] == []
    assert [row for row in entry("police-sr") if row[0] != "role"] == [row for row in closed if row[0] != "role"]


def test_who_may_not_sign_in_any_more_does_not_come_back(closed, cast, now):
    by_the_operator("update member set is_active = false where username = 'duty.sr'", [])
    again(cast, now + 2 * HOUR)
    assert [row for row in entry("police-sr") if row[0] == "role"] == []


def test_what_a_unit_of_the_same_kind_took_up_since_stays_with_it(closed, cast, now):
    officer, other = cast["officer.pp"], unit("police-pp")
    act(officer, keeping.set_areas, now + HOUR, unit=other, areas=["12", "17"])
    act(officer, keeping.set_services, now + HOUR, unit=other, services=["interpreter"], full=[])
    act(cast["social.pp"], keeping.set_services, now + HOUR, unit=unit("social-pp"), services=["rescue"], full=[])
    again(cast, now + 2 * HOUR)
    assert areas_of(unit("police-sr"), now + 3 * HOUR) == []
    assert [row[1] for row in entry("police-sr") if row[0] == "service"] == ["rescue"], (
        "another kind of unit took it up"
    )
    assert unit_for("police_ahtjp", "17", now + 3 * HOUR).code == "police-pp"


def test_what_another_unit_had_before_or_has_given_up_again_is_no_hindrance(closed, cast, now):
    officer, other = cast["officer.pp"], unit("police-pp")
    act(officer, keeping.set_areas, now + HOUR, unit=other, areas=["12", "17"])
    act(officer, keeping.set_areas, now + 2 * HOUR, unit=other, areas=["12"])
    again(cast, now + 3 * HOUR)
    assert entry("police-sr") == closed


def test_only_the_head_of_the_unit_above_opens_it(closed, cast, now):
    for stranger in ("duty.sr", "duty.pp", "officer.pp", "social.sr", "admin", "mentor"):
        with pytest.raises(NotAllowed, match="Only the head of the unit above"):
            again(cast, now + HOUR, who=stranger)


def test_the_administrator_opens_it_where_nobody_leads_above(cast, now):
    act(cast["nurse.pp"], units.close_unit, now, unit=unit("health-pp"), reason="decree")
    with pytest.raises(NotAllowed):
        again(cast, now + HOUR, "health-pp", "nurse.pp")
    again(cast, now + HOUR, "health-pp", "admin")
    assert unit("health-pp").until is None


def test_after_thirty_days_a_new_unit_is_made(closed, cast, now):
    with pytest.raises(CannotMove, match="more than 30 days ago"):
        again(cast, now + WITHIN + HOUR)
    again(cast, now + WITHIN)


def test_a_unit_that_became_part_of_another_does_not_open(cast, now):
    merge = act(
        cast["duty.sr"], units.propose_merge, now, unit=unit("police-sr"), into=unit("police-pp"), why="Decree 7"
    )
    act(cast["officer.pp"], units.agree_to_merge, now, merge_id=merge.id)
    with pytest.raises(CannotMove, match="became part of"):
        again(cast, now + HOUR)


def test_it_does_not_open_below_a_closed_unit(closed, cast, now):
    act(
        cast["duty.national"],
        units.move_all_work,
        now + HOUR,
        unit=unit("police-national"),
        to_unit=unit("police-pp"),
        text="y",
    )
    act(cast["duty.national"], units.close_unit, now + HOUR, unit=unit("police-national"), reason="decree")
    with pytest.raises(CannotMove, match="The unit above it, .*, is closed. Open that one first"):
        again(cast, now + 2 * HOUR, who="admin")
    again(cast, now + 2 * HOUR, "police-national", "admin")
    again(cast, now + 3 * HOUR)
    sound()


def test_it_does_not_open_under_a_name_that_another_has_by_now(closed, cast, now):
    act(cast["officer.pp"], keeping.rename_unit, now + HOUR, unit=unit("police-pp"), name_en="Police, Siem Reap",
        name_km="នគរបាល ថ្មី")  # fmt: skip
    with pytest.raises(CannotMove, match=r"Police, Siem Reap \(police-pp\) has its name by now"):
        again(cast, now + 2 * HOUR)


def test_the_database_refuses_it_too(closed, cast, now):
    ours = unit("police-sr").principal
    tries = (("duty.sr", HOUR, ProgrammingError), ("duty.national", WITHIN + HOUR, IntegrityError))
    for who, later, error in tries:
        with (
            session("app", now + later, cast[who].id),
            pytest.raises(error),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("select app.open_unit(%s)", [ours])
    assert entry("police-sr") == []


def test_reports_come_to_it_again(closed, cast, now):
    again(cast, now + HOUR)
    with session("intake", now + 2 * HOUR):
        told = intake.Told(what="words", where="Siem Reap", danger="yes")
        intake.file_report(told=told, key=cast["duty.sr"].id, channel="web", now=now + 2 * HOUR)
    assert value("select holder from report") == unit("police-sr").principal
    case = own_case(Member.objects.select_related("unit").get(username="duty.sr"), now + 3 * HOUR)
    assert step_of(cast["duty.sr"], now + 3 * HOUR, case, "first_safe_contact").holder_id == unit("police-sr").principal
    sound()
