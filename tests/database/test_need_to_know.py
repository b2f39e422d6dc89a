"""A small country at work: what each member sees through plain SQL equals what an oracle of its own says, row by row."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection, connections
from psycopg.rows import dict_row

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.cases.documents.operations import add_document
from samaki.cases.documents.rules import check_adds, places
from samaki.cases.models import Case, Person
from samaki.cases.rules import may
from samaki.cases.sharing import consenting
from samaki.cases.sharing import operations as sharing
from samaki.cases.sharing.rules import OF_A_CHILD, check_gives
from samaki.database import session
from samaki.intake.models import Report
from samaki.journeys.complaints import filing, handling, suspending
from samaki.journeys.complaints.models import Complaint
from samaki.journeys.guarding import conflicts, emergencies, questions, recusals, unsealing
from samaki.ledger.models import LedgerEntry
from samaki.simulation.cast import assemble
from samaki.simulation.demo import tell_stories
from tests.acting import act
from tests.cases.files import picture
from tests.database.oracle import RECORDS, Oracle

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

TABLES = ("relation", "case", "strand", "step", "handoff", "handoff_message", "remark", "person", "arrival", "document",
          "document_file", *RECORDS, "report", "consent", "disclosure",
          "data_key", "ledger_entry", "notice", "emergency", "unsealing", "look_question", "conflict", "recusal",
          "complaint", "complaint_message", "suspension")  # fmt: skip


@pytest.fixture
def world(transactional_db, superuser, now):
    """Thirteen stories told by the real operations, and every row of them."""
    assemble(now - timedelta(days=900), "a password of the tests")
    connections["owner"].close()
    tell_stories(now, 13)
    documents_on_every_case(now)
    sharing_on_every_case(now)
    guarded_cases(now)
    complaints_about_agencies(now)
    with superuser.cursor(row_factory=dict_row) as cursor:
        return {
            table: cursor.execute(f'select * from "{table}"').fetchall() for table in (*TABLES, "membership", "unit")
        }


def guarded_cases(now):
    """One case is opened in an emergency, a reporter asked for, a look questioned, a wall laid, a member steps aside."""
    who = {member.username: member for member in Member.objects.select_related("unit__agency")}
    asker = {name: next(iter(_cases_of(who[name], now)), None) for name in ("duty.pp", "social.pp")}
    code = asker["duty.pp"].code
    row = act(who["nurse.pp"], emergencies.ask_emergency, now, code=code, compartments=["care", "justice"], reason="child_before_us",
              text="x", second_unit=who["leader.pp"].unit)  # fmt: skip
    assert act(who["leader.pp"], emergencies.answer_emergency, now, emergency_id=row.id, agreed=True).case_id
    with session("app", now, who["duty.pp"].id):
        report = Report.objects.select_related("holder").filter(holder=who["duty.pp"].own_principal).first()
    act(who["duty.pp"], unsealing.ask_reporter, now, report=report, reason="court_order", text="x")
    act(
        who["duty.pp"],
        recusals.step_aside,
        now,
        case=asker["duty.pp"],
        member=who["duty.pp"],
        reason="family",
        text="x",
    )
    with session("app", now, who["privacy.pp"].id):
        look = (
            LedgerEntry.objects.filter(act__in=questions.LOOKS, unit=who["privacy.pp"].unit_id)
            .exclude(who="privacy.pp")
            .first()
        )
    if look is not None:
        act(who["privacy.pp"], questions.question_look, now, entry_id=look.id, text="")
    wall = act(who["privacy.social"], conflicts.ask_wall, now, case=asker["social.pp"], unit=who["duty.pp"].unit, at_once=True,
               to_unit=who["duty.national"].unit, decider=who["privacy.ngo"].unit, reason="office", text="x", not_enough="x",
               by_accused=False, else_known="", days=9)  # fmt: skip
    act(who["privacy.ngo"], conflicts.answer_wall, now, conflict_id=wall.id, agreed=True, text="x")


def complaints_about_agencies(now):
    """About the police and about an NGO, one asked about and answered; a member suspended."""
    who = {member.username: member for member in Member.objects.select_related("unit__agency")}
    receipts = []
    for unit in ("police-pp", "ngo-pp", "oversight", ""):
        with session("intake", now):
            told = filing.Grievance(what="x", unit=unit)
            receipts.append(filing.file_complaint(told=told, key=uuid.uuid4(), channel="web", now=now))
    with session("app", now, who["oversight"].id):
        keys = list(Complaint.objects.filter(about_unit=who["duty.pp"].unit_id).values_list("id", flat=True))
    act(who["oversight"], handling.take_up_complaint, now, complaint_id=keys[0])
    act(who["oversight"], handling.ask_complainant, now, complaint_id=keys[0], text="x")
    with session("intake", now):
        filing.add_to_complaint(receipt=receipts[0], text="x", now=now)
    act(who["privacy.social"], suspending.suspend_access, now, member=who["nurse.sr"], reason="took_money", text="x",
        decider=who["privacy.ngo"].unit, complaint_id=None)  # fmt: skip


def _cases_of(member, now):
    with session("app", now, member.id):
        return list(Case.objects.filter(steps__holder=member.own_principal, state="open").order_by("-id").distinct())


def documents_on_every_case(now):
    """One in every part of the file in which somebody works, of the whole case and of each child; every third is held."""
    number = 0
    for member in Member.objects.order_by("username"):
        with session("app", now, member.id):
            for case in Case.objects.filter(steps__holder=member.own_principal).distinct():
                for compartment, children in places(case.id, member).items():
                    for child in children:
                        person = Person.objects.filter(id=child).select_related("case").first() if child else None
                        if may(check_adds, case, member, now) and (person or not child):
                            number += 1
                            add_document(case=case, compartment=compartment, kind="photograph", person=person, held=number % 3 == 0,
                                         content=picture(color=(number % 256, number // 256, 0)), by=member, now=now)  # fmt: skip
    assert number > 9


def sharing_on_every_case(now):
    """Of every part in which somebody works, of the whole case and of each child: given, not given, over by now, without
    consent; and what was answered about each child."""
    number, until = 0, now + timedelta(days=20)
    answers = dict.fromkeys(consenting.questions(), True)
    units = list(
        Unit.objects.filter(kind__in=["ngo_aftercare", "ngo_legal", "health", "social", "police_ahtjp"]).order_by(
            "code"
        )
    )
    for member in Member.objects.order_by("username"):
        with session("app", now - timedelta(days=1), member.id):
            for case in Case.objects.filter(steps__holder=member.own_principal).distinct():
                for part, children in places(case.id, member).items():
                    for child in children:
                        person = Person.objects.filter(id=child).select_related("case").first() if child else None
                        number += 1
                        to_unit = next(
                            one for one in units[number % len(units) :] + units if one.principal != member.unit_id
                        )
                        if (person is None and part in OF_A_CHILD) or not may(check_gives, case, member, now):
                            continue
                        given = {"case": case, "child": person, "to_unit": to_unit, "compartments": [part], "by": member,
                                 "purpose": "safety_now", "now": now - timedelta(days=1), "text": "why"}  # fmt: skip
                        if number % 3 == 0:
                            sharing.refuse_to_share(**given, reason="conflict")
                        else:
                            ends = now - timedelta(hours=1) if number % 5 == 0 else until
                            sharing.share(**given, ground=("legal_duty", "risk_of_harm")[number % 2], until=ends)
                        if person is not None and number % 2:
                            consenting.record_consent(case=case, child=person, to_unit=to_unit, purpose="shelter", answers=answers,
                                                      assent="yes", by=member, now=now - timedelta(days=1))  # fmt: skip
    assert number > 9


def seen(table):
    with connection.cursor() as cursor:
        cursor.execute(f'select id from "{table}"')
        return {key for (key,) in cursor.fetchall()}


def guarded_by(world, member, moment):
    """Units of the agencies for which this member is confidentiality officer."""
    agency = {unit["principal"]: unit["agency_id"] for unit in world["unit"]}
    held = {agency[m["unit"]] for m in world["membership"] if m["member_id"] == member.id and m["since"] <= moment
            and m["role"] == "confidentiality_officer"}  # fmt: skip
    return frozenset(principal for principal, whose in agency.items() if whose in held)


def handled_by(world, member, moment):
    """(units for which this member looks into complaints, agencies of which they are part)."""
    agency = {unit["principal"]: unit["agency_id"] for unit in world["unit"]}
    held = [m for m in world["membership"] if m["member_id"] == member.id and m["since"] <= moment and member.is_active]
    own = {m["unit"] for m in held if m["role"] == "oversight"}
    mine = {agency[m["unit"]] for m in held} | {agency[member.unit_id]}
    return guarded_by(world, member, moment) | own, frozenset(mine)


def everybody_sees_exactly_what_the_relations_and_hand_offs_say(world, now):
    members = list(Member.objects.all())
    for moment in (now, now - timedelta(days=2), now + timedelta(days=2)):
        for member in members:
            mine = {m["unit"] for m in world["membership"] if m["member_id"] == member.id and m["since"] <= moment}
            if not member.is_active:
                mine = set()
            handles, agencies = handled_by(world, member, moment)
            oracle = Oracle(world, mine, moment, member.id, guarded_by(world, member, moment), handles, agencies)
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


OF_COMPLAINTS = ((), ("complaint", "complaint_message"))


def nobody_of_the_wrong_kind_or_place_sees_anything(world, now):
    for username in ("mentor", "trainer", "oversight", "admin", "leader.pp"):
        member = Member.objects.get(username=username)
        with session("app", now, member.id):
            assert {table for table in TABLES if seen(table)} <= {
                "notice",
                "emergency",
                "ledger_entry",
                *OF_COMPLAINTS[username == "oversight"],
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
