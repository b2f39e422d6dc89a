"""The database refuses what must never be: over the catalogue, and through plain SQL."""

import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from samaki.agencies.models import Unit
from samaki.cases import identity
from samaki.cases import operations as cases
from samaki.cases.models import Case, Person, Relation, Step, Strand
from samaki.cases.records import TABLES
from samaki.database import session
from samaki.handoffs import operations as handoffs
from samaki.handoffs.models import Handoff
from samaki.intake import operations as intake
from samaki.intake.models import Report
from samaki.journeys import opening
from samaki.ledger.models import LedgerEntry
from tests.everything import rows

NOT_FORCED = {  # hang on no case; named in docs/security.md
    "agency", "unit", "unit_area", "unit_service", "focal_point", "former_name", "unit_merge",
    "member", "membership", "api_token", "installation", "heartbeat", "guess", "django_session", "django_migrations",
    "django_content_type", "auth_permission", "auth_group", "auth_group_permissions",
}  # fmt: skip

CASEWORK = (Case, Strand, Step, Person, Relation, Handoff, Report, *TABLES.values(), LedgerEntry)


def plain(statement, params=()):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def test_every_table_is_forced_or_on_the_short_list(db):
    found = plain("select relname, relrowsecurity and relforcerowsecurity from pg_class"
                  " where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace")  # fmt: skip
    assert {name for name, forced in found if not forced} == NOT_FORCED
    hanging = {
        name for (name,) in plain("select table_name from information_schema.columns where column_name = 'case_id'")
    }
    assert not hanging & NOT_FORCED


def test_every_forced_table_has_a_policy_for_each_right_of_the_application(db):
    rights = plain("select table_name, lower(privilege_type) from information_schema.role_table_grants where grantee = %s"
                   " union select table_name, lower(privilege_type) from information_schema.role_column_grants where grantee = %s",
                   [settings.ROLES["app"]] * 2)  # fmt: skip
    policies = {(table, command.lower()) for table, command in plain(
        "select tablename, cmd from pg_policies where %s = any(roles)", [settings.ROLES["app"]])}  # fmt: skip
    forced = {(table, right) for table, right in policies if table not in NOT_FORCED}
    assert {(table, right) for table, right in rights if table not in NOT_FORCED} == forced


def test_who_may_write_the_directory_has_a_policy_for_it(db):
    """The tables of the directory are read by everybody; what a page may write of them is bound to the unit's keeper."""
    kept = {"unit", "unit_area", "unit_service", "focal_point", "former_name", "unit_merge"}
    rights = plain("select table_name, lower(privilege_type) from information_schema.column_privileges where grantee = %s"
                   " and table_name = any(%s) and privilege_type <> 'SELECT'", [settings.ROLES["app"], list(kept)])  # fmt: skip
    policies = {(table, command.lower()) for table, command in plain(
        "select tablename, cmd from pg_policies where %s = any(roles)", [settings.ROLES["app"]])}  # fmt: skip
    assert set(rights) <= policies
    assert {table for table, _right in rights} == kept
    assert plain("select has_table_privilege(%s, 'membership', 'insert, update')", [settings.ROLES["app"]]) == [
        (False,)
    ]


@pytest.mark.parametrize("role", ["app", "worker", "intake", "public", "auditor", "sealer"])
def test_no_role_that_connects_owns_anything_or_looks_past_policies(role, db):
    name = settings.ROLES[role]
    assert plain(
        "select count(*) from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = %s", [name]
    ) == [(0,)]
    assert plain("select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = %s", [name]) == [
        (False, False, False)
    ]


@pytest.mark.parametrize(("role", "nothing"), [
    ("worker", [*(table._meta.db_table for table in TABLES.values()), "data_key", "reporter_record", "handoff_message",
                "person", "relation", "consent"]),
    ("intake", ["case", "step", "handoff", "report", "person", "relation", "data_key", "reporter_record", "ledger_entry",
                "consent", "disclosure"]),
    ("public", ["case", "report", "ledger_entry", "unit", "member", "consent", "disclosure"]),
])  # fmt: skip
def test_a_role_reads_no_table_that_it_does_not_need(role, nothing, db):
    for table in nothing:
        found = plain("select has_table_privilege(%s, %s, 'select')", [settings.ROLES[role], f'"{table}"'])
        assert found == [(False,)], table


def test_nobody_changes_the_ledger(db):
    for role in ("app", "worker", "intake", "auditor", "sealer"):
        for right in ("update", "delete", "truncate"):
            assert plain("select has_table_privilege(%s, 'ledger_entry', %s)", [settings.ROLES[role], right]) == [
                (False,)
            ]


@pytest.fixture
def two_children(cast, now):
    """A case with two children: social services have the first one, the NGO the second one."""
    duty, social, ngo = cast["duty.pp"], cast["social.pp"], cast["ngo.pp"]
    with session("app", now, duty.id):
        case = opening.open_own(area="12", urgency="urgent", children=2, by=duty, now=now)
        asked = list(Handoff.objects.filter(case=case).order_by("id"))
        for handoff, member in zip(asked, (social, ngo), strict=True):
            handoffs.hand_on(
                step_id=handoff.step_id, to_unit=member.unit, why="sealed why", urgency="urgent", by=duty, now=now
            )
        child = list(Person.objects.filter(case=case).order_by("number"))
        for person in child:
            identity.record_identity(
                person=person, identity={"name_latin": f"Sealedname {person.number}"}, by=duty, now=now
            )
    for handoff, member in zip(asked, (social, ngo), strict=True):
        with session("app", now, member.id):
            handoffs.accept(handoff_id=handoff.id, by=member, now=now)
            person = Person.objects.get(case=case)
            cases.write_note(case=case, compartment="care", text="sealed words", person=person, by=member, now=now)
    return case, child


def test_of_two_children_one_sees_only_ones_own(two_children, cast, now):
    case, (first, second) = two_children
    for username, mine, other in (("social.pp", first, second), ("ngo.pp", second, first)):
        with session("app", now, cast[username].id):
            assert set(Person.objects.values_list("id", flat=True)) == {mine.id}
            assert set(Strand.objects.filter(kind="care").values_list("child_id", flat=True)) == {mine.id}
            assert set(Step.objects.values_list("child_id", flat=True)) == {mine.id}
            assert set(TABLES["care"].objects.values_list("child_id", flat=True)) == {mine.id}
            assert set(TABLES["identity"].objects.values_list("child_id", flat=True)) == {mine.id}
            assert other.id not in set(Handoff.objects.values_list("child_id", flat=True))
            assert other.id not in set(LedgerEntry.objects.values_list("child_id", flat=True))
            assert not Person.objects.filter(case=case, id=other.id).exists()


def test_without_begin_there_is_nothing(two_children):
    plain(
        "select set_config('app.principals', '', true), set_config('app.now', '', true), set_config('app.member', '', true)"
    )
    for table in CASEWORK:
        assert plain(f'select count(*) from "{table._meta.db_table}"') == [(0,)], table


def test_a_stranger_sees_nothing_and_changes_nothing(two_children, cast, now):
    with session("app", now, cast["duty.sr"].id):
        for table in CASEWORK:
            assert plain(f'select count(*) from "{table._meta.db_table}"') == [(0,)], table
        for table in ("case", "step", "handoff", "person", "strand", "report"):
            assert plain(f'update "{table}" set version = 99') == 0, table


def test_what_is_seen_is_what_the_relations_say(two_children, cast, now):
    """An oracle of its own, computed from the rows as they are: cases and steps for every member of the cast."""
    case, _children = two_children
    relations = rows(
        "select case_id, child_id, unit, compartment from relation where until is null or until > %s", [now]
    )
    asked = rows("select case_id, step_id, from_unit, to_unit, state from handoff")
    steps = rows("select id, case_id, child_id, compartment, holder from step")
    for member in cast.values():
        mine = member.unit_id
        if not member.roles(now):
            continue
        seen_cases = {c for c, _child, unit, _room in relations if unit == mine}
        seen_cases |= {
            c
            for c, _step, sender, receiver, state in asked
            if sender == mine or (receiver == mine and state != "draft")
        }
        through = {
            s for _c, s, sender, receiver, state in asked if sender == mine or (receiver == mine and state != "draft")
        }
        seen_steps = {
            key for key, of_case, child, room, holder in steps
            if holder == mine or key in through or any(
                (c, unit, r) == (of_case, mine, room) and of_child in (None, child) for c, of_child, unit, r in relations)
        }  # fmt: skip
        with session("app", now, member.id):
            assert {key for (key,) in plain('select id from "case"')} == seen_cases, member
            assert {key for (key,) in plain("select id from step")} == seen_steps, member


def test_a_relation_that_ended_works_on_the_next_request(two_children, cast, now):
    case, _children = two_children
    social = cast["social.pp"]
    with session("app", now, social.id):
        step = Step.objects.get(case=case)
        handoffs.hand_on(
            step_id=step.id, to_unit=Unit.objects.get(code="ngo-pp"), why="words", urgency="urgent", by=social, now=now
        )
        onward = Handoff.objects.get(step=step, state="offered")
    later = now + timedelta(minutes=1)
    with session("app", later, cast["ngo.pp"].id):
        handoffs.accept(handoff_id=onward.id, by=cast["ngo.pp"], now=later)
    with session("app", later, social.id):
        assert not TABLES["care"].objects.exists()
        assert Handoff.objects.filter(id=onward.id).exists(), "the sender never loses sight of what it handed on"


def test_no_word_lies_open_in_any_table(two_children, cast, now, filed_words):
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        names = [name for (name,) in cursor.fetchall()]
    for role in ("definer", "auditor"):
        for name in names:
            readable = plain("select has_table_privilege(%s, %s, 'select')", [settings.ROLES[role], f'"{name}"'])
            if readable == [(True,)]:
                for word in ("Sealedname", "sealed words", "sealed why", filed_words):
                    found = rows(f'select count(*) from "{name}" t where t::text like %s', [f"%{word}%"], role=role)
                    assert found == [(0,)], (name, word)


@pytest.fixture
def filed_words(cast, now):
    with session("intake", now):
        told = intake.Told(what="a sealed story", where="Phnom Penh", contact="a sealed number")
        intake.file_report(told=told, key=uuid.uuid4(), channel="web", now=now)
    return "a sealed story"
