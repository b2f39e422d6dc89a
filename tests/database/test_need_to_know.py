"""A small country at work: what each member sees through plain SQL equals what an oracle of its own says, row by row."""

from datetime import timedelta

import pytest
from django.db import connection

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.database import session
from tests.access.country import TABLES, guarded_by, handled_by, told
from tests.database.oracle import Oracle

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def world(transactional_db, superuser, now):
    """Thirteen stories told by the real operations, and every row of them."""
    return told(superuser, now)


def seen(table):
    with connection.cursor() as cursor:
        cursor.execute(f'select id from "{table}"')
        return {key for (key,) in cursor.fetchall()}


def everybody_sees_exactly_what_the_relations_and_hand_offs_say(world, now):
    members = list(Member.objects.all())
    for moment in (now, now - timedelta(days=2), now + timedelta(days=2)):
        for member in members:
            mine = {m["unit"] for m in world["membership"] if m["member_id"] == member.id and m["since"] <= moment}
            if not member.is_active:
                mine = set()
            guarded, handled = guarded_by(world, member, moment), handled_by(world, member, moment)
            oracle = Oracle(world, mine, moment, member.id, guarded, *handled)
            with session("app", moment, member.id):
                for table in TABLES:
                    wanted = {row["id"] for row in world[table] if oracle.sees(table, row)}
                    assert seen(table) == wanted, (member.username, table, moment)
    shown = {table for table in TABLES if world[table]}
    assert {
        "case",
        "step",
        "handoff",
        "person",
        "identity_record",
        "report",
        "remark",
        "ledger_entry",
        "document",
        "document_file",
        "consent",
        "disclosure",
        "emergency",
        "unsealing",
        "conflict",
        "recusal",
        "complaint",
        "complaint_message",
        "suspension",
        "governance",
        "governance_signature",
        "peer_question",
        "peer_answer",
        "peer_card",
        "report_message",
        "report_file",
        "report_file_bytes",
        "report_contact",
        "conference",
        "conference_member",
        "conference_point",
        "conference_decision",
        "conference_action",
        "case_message",
        "message_read",
        "care_need",
        "care_goal",
        "care_service",
        "care_assessment",
        "care_check",
        "exposure",
        "examination",
        "examination_word",
        "operation_plan",
        "operation_ready",
        "operation_fact",
    } <= shown, "nothing to see"


def a_name_is_seen_only_by_who_holds_a_step_of_this_child_that_needs_names(world, now):
    needs = {code for code, kind in pack().step_kinds.items() if "identity" in kind.needs_accepted}
    found = 0  # how often somebody saw a name
    for member in Member.objects.all():
        held = [s for s in world["step"] if s["holder"] == member.unit_id and s["kind"] in needs]
        with session("app", now, member.id):
            names = seen("identity_record")
        for row in world["identity_record"]:
            if row["id"] in names:
                found += 1
                given = any(d["case_id"] == row["case_id"] and d["child_id"] == row["child_id"] and d["to_unit"] == member.unit_id
                            and "identity" in d["compartments"] and d["kind"] == "share" for d in world["disclosure"])  # fmt: skip
                assert given or any(
                    s["case_id"] == row["case_id"] and s["child_id"] in (None, row["child_id"]) for s in held
                )
    assert found > 5


OF_WORKSHOPS = ("workshop_invitation", "workshop_seat", "workshop_mark", "workshop_sitting")
OF_SURVEYS = ("survey", "survey_venue", "survey_visit", "survey_count", "list_study")
OF_THEIRS = {
    "oversight": (
        "complaint",
        "complaint_message",
        "commitment",
        "commitment_move",
        "agency_word",
        "old_list",
        "old_figure",
        "what_if_run",
        *OF_SURVEYS,
    ),
    "admin": ("agreement",),
    "trainer": OF_WORKSHOPS,
    "mentor": (*OF_WORKSHOPS, "what_if_run"),
}


def nobody_of_the_wrong_kind_or_place_sees_anything(world, now):
    for username in ("mentor", "trainer", "oversight", "admin", "leader.pp"):
        member = Member.objects.get(username=username)
        with session("app", now, member.id):
            assert {table for table in TABLES if seen(table)} <= {
                "notice",
                "emergency",
                "ledger_entry",
                "governance",
                "governance_signature",
                "peer_question",
                "peer_answer",
                "peer_card",
                "workshop",
                "workshop_session",
                "gap",
                "step_back_lot",
                "step_back_test",
                "step_back_signature",
                "step_back_part",
                "mentor_input",
                "pulse_round",
                "unit_tie",
                "stage_alarm",
                *OF_THEIRS.get(username, ()),
            }, username


def a_leaver_sees_nothing_from_that_moment(world, superuser, now):
    member = Member.objects.get(username="duty.pp")
    with session("app", now, member.id):
        assert seen("case")
    superuser.execute("update member set is_active = false where id = %s", [member.id])
    with session("app", now, member.id):
        assert {table for table in TABLES if seen(table)} == set()


def an_update_of_everything_changes_only_what_is_seen(world, superuser, now):
    for username in ("social.pp", "duty.sr", "leader.pp"):
        member = Member.objects.get(username=username)
        for table in ("case", "strand", "step", "handoff", "person", "report"):
            with session("app", now, member.id):
                mine = seen(table)
                with connection.cursor() as cursor:
                    cursor.execute(f'update "{table}" set version = version + 100')
                    changed = cursor.rowcount
            assert changed == len(mine), (username, table)
            touched = {row[0] for row in superuser.execute(f'select id from "{table}" where version >= 100').fetchall()}
            assert touched == mine, (username, table)
            superuser.execute(f'update "{table}" set version = 1')


def test_in_a_small_country(world, superuser, now):
    """One country for all of it: telling its stories takes most of the time."""
    everybody_sees_exactly_what_the_relations_and_hand_offs_say(world, now)
    a_name_is_seen_only_by_who_holds_a_step_of_this_child_that_needs_names(world, now)
    nobody_of_the_wrong_kind_or_place_sees_anything(world, now)
    an_update_of_everything_changes_only_what_is_seen(world, superuser, now)
    a_leaver_sees_nothing_from_that_moment(world, superuser, now)
