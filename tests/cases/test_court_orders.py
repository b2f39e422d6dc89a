"""An order of a court opens just what it names to that court, for so long; it is looked at again, lifted, corrected; never a reporter."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, ProgrammingError

from samaki.cases import operations as cases
from samaki.cases.models import Case, Relation
from samaki.cases.records import TABLES
from samaki.cases.sharing import operations, ordering, queries
from samaki.cases.sharing.models import Disclosure
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, Stale
from samaki.jobs.tick import tick
from samaki.ledger.models import LedgerEntry
from tests.acting import act
from tests.cases.sharing import DAY, Matter
from tests.everything import rows

HOUR = timedelta(hours=1)


@pytest.fixture
def matter(cast, now):
    return Matter(cast, now)


@pytest.fixture
def court(cast):
    return cast["court.pp"]


def paper(matter, court, *, parts=("care",), child=True, days=10, number="12/2026", on=None, unit=None):
    return ordering.Order(
        court=unit or court.unit, number=number, ordered_on=on or matter.now.date() - DAY, compartments=parts,
        child=matter.child if child else None, until=matter.now + days * DAY if days else None,
    )  # fmt: skip


def ordered(matter, court, by=None, text="", **given):
    return act(
        by or matter.police,
        ordering.record_order,
        matter.now,
        case=matter.case,
        order=paper(matter, court, **given),
        text=text,
    )


def seen(member, now, table):
    with session("app", now, member.id):
        return set(table.objects.values_list("id", flat=True))


def note(matter, compartment="care", by=None):
    child = None if compartment == "justice" else matter.child
    return act(by or (matter.police if compartment == "justice" else matter.social), cases.write_note, matter.now, case=matter.case,
               compartment=compartment, text="sealed words", person=child)  # fmt: skip


def told(kind):
    return {to for (to,) in rows("select to_unit from notice where kind = %s", [kind], role="worker")}


def test_it_opens_just_the_parts_that_it_names_and_the_court_reads_the_number(matter, court, now):
    care, justice = note(matter), note(matter, "justice")
    assert seen(court, now, Case) == set()
    given = ordered(matter, court)
    assert seen(court, now, TABLES["care"]) == {care.id}
    assert justice.id not in seen(court, now, TABLES["justice"])
    for shut in ("identity", "placement", "intelligence"):
        assert seen(court, now, TABLES[shut]) == set(), shut
    with session("app", now, court.id):
        (relation,) = Relation.objects.all()
        assert (relation.ground, relation.until, relation.disclosure_id) == ("court_order", given.until, given.id)
        assert ordering.number_of(Disclosure.objects.get(id=given.id)) == "12/2026"


def test_the_police_open_what_they_do_not_work_in_and_those_who_do_are_told(matter, court):
    ordered(matter, court, parts=("care", "placement"))
    assert {court.unit_id, matter.social.unit_id} <= told("sharing.ordered")
    assert matter.police.unit_id not in told("sharing.ordered")


def test_whoever_is_told_of_an_order_of_the_whole_case_reads_it_and_who_does_not_read_it_is_not_told(
    matter, court, cast, now
):
    """Social services work for one child; the order opens the whole case, and a part in which they do not work as well."""
    given = ordered(matter, court, parts=("identity", "care", "justice"), child=False)
    readers = {cast[name].unit_id for name in cast if seen(cast[name], now, Disclosure) == {given.id}}
    assert matter.social.unit_id in readers
    assert told("sharing.ordered") <= readers
    assert matter.ngo.unit_id not in told("sharing.ordered") | readers
    with session("app", now, matter.social.id):
        (line,) = [one for one in queries.received(matter.case, now) if one.how == "ordered"]
        assert set(queries.opened_to(line.row, matter.social)) == {"identity", "care"}
    with session("app", now, court.id):
        assert len(queries.opened_to(Disclosure.objects.get(), court)) == 3


def test_what_a_court_was_given_to_read_is_no_work(matter, court, now):
    ordered(matter, court)
    with pytest.raises(NotAllowed):
        note(matter, by=court)
    with pytest.raises(NotAllowed):
        matter.share(by=court, to=matter.ngo)
    assert rows("select 1 from pg_policies where concat(qual, with_check) like %s and concat(qual, with_check) not like %s",
                ["%'shared'::text, 'emergency'::text%", "%court_order%"]) == []  # fmt: skip
    assert rows("select proname from pg_proc p join pg_namespace n on n.oid = pronamespace where nspname = 'app' and prosrc like %s"
                " and prosrc not like %s", ["%'shared', 'emergency'%", "%court_order%"]) == []  # fmt: skip


def test_it_ends_by_itself_on_the_minute(matter, court, now):
    note(matter)
    given = ordered(matter, court, days=2)
    assert seen(court, now + 2 * DAY - HOUR, TABLES["care"])
    assert not seen(court, now + 2 * DAY, TABLES["care"])
    tick(now=now + 2 * DAY)
    with session("app", now + 2 * DAY, matter.police.id):
        assert Disclosure.objects.get(id=given.id).ended_why == "until"


@pytest.mark.parametrize("who", ["duty.pp", "court.pp"])
def test_who_recorded_it_and_the_court_itself_end_it_with_a_reason(who, matter, court, cast, now):
    note(matter)
    given = ordered(matter, court)
    act(cast[who], ordering.end_order, now + HOUR, disclosure_id=given.id, reason="lifted", text="")
    assert seen(court, now + HOUR, TABLES["care"]) == set()
    with session("app", now + HOUR, matter.police.id):
        assert Disclosure.objects.get(id=given.id).ended_why == "lifted"
        assert LedgerEntry.objects.filter(subject_id=given.id, act="order.end").count() == 1
    with pytest.raises(CannotMove):
        act(matter.police, ordering.end_order, now + 2 * HOUR, disclosure_id=given.id, reason="lifted", text="")


def test_a_mistake_is_said_in_words_and_others_do_not_end_it(matter, court, now):
    given = ordered(matter, court)
    with pytest.raises(Invalid):
        act(matter.police, ordering.end_order, now, disclosure_id=given.id, reason="mistake", text=" ")
    with pytest.raises(NotAllowed):
        act(matter.social, ordering.end_order, now, disclosure_id=given.id, reason="lifted", text="")


def test_an_order_entered_wrongly_is_corrected_in_one_act_and_both_stay_on_the_list(matter, court, now):
    care, justice = note(matter), note(matter, "justice")
    first = ordered(matter, court, parts=("care",))
    order = paper(matter, court, parts=("justice",), child=False, number="13/2026")
    later = now + HOUR
    with pytest.raises(Stale):
        act(
            matter.police,
            ordering.correct_order,
            later,
            disclosure_id=first.id,
            order=order,
            text="the wrong part",
            version=9,
        )
    second = act(
        matter.police,
        ordering.correct_order,
        later,
        disclosure_id=first.id,
        order=order,
        text="the wrong part",
        version=1,
    )
    assert seen(court, later, TABLES["care"]) == set() != {care.id}
    assert seen(court, later, TABLES["justice"]) == {justice.id}
    with session("app", later, matter.police.id):
        found = {one.row.id: one for one in queries.received(matter.case, later) if one.how == "ordered"}
        assert found[first.id].ended == later
        assert found[second.id].ended is None
        assert found[second.id].row.supersedes_id == first.id
        assert LedgerEntry.objects.get(act="order.correct").facts["undoes"] == str(first.id)


def test_somebody_else_of_the_unit_looks_within_the_time_of_the_pack_and_nothing_waits_for_it(matter, court, cast, now):
    note(matter)
    given = ordered(matter, court)
    assert given.due_at == now + DAY
    assert seen(court, now, TABLES["care"])
    with pytest.raises(NotAllowed):
        act(matter.police, operations.review_sharing, now, disclosure_id=given.id, outcome="upheld", text="right")
    tick(now=now + DAY)
    assert rows("select 1 from notice where subject_id = %s and level >= 2", [given.id], role="worker")
    act(
        cast["privacy.pp"], operations.review_sharing, now + DAY, disclosure_id=given.id, outcome="upheld", text="right"
    )
    assert seen(court, now + DAY, TABLES["care"])


def test_the_court_itself_records_its_own_order_where_it_works_in_the_justice_part(matter, court, now):
    care = note(matter)
    with pytest.raises(ProgrammingError), transaction.atomic(), session("app", now, court.id):
        _write(matter, court.unit_id, court.unit_id, now, by=court)
    act(matter.police, operations.share, now, case=matter.case, child=None, to_unit=court.unit, compartments=["justice"],
        purpose="trial", ground="legal_duty", until=now + DAY, text="x")  # fmt: skip
    with pytest.raises(NotAllowed):  # to read it is not to work in it
        ordered(matter, court, by=court)
    with session("app", now, matter.police.id):
        Relation(case=matter.case, unit_id=court.unit_id, compartment="justice", ground="holds_step", since=now).save(
            force_insert=True
        )
    given = ordered(matter, court, by=court)
    assert (given.from_unit_id, given.to_unit_id) == (court.unit_id, court.unit_id)
    assert seen(court, now, TABLES["care"]) == {care.id}
    assert matter.social.unit_id in told("sharing.ordered")


@pytest.mark.parametrize("given", [
    {"parts": ("reporter",)}, {"parts": ()}, {"number": ""}, {"number": "1" * 61}, {"days": None}, {"days": 400},
])  # fmt: skip
def test_what_no_paper_says_is_refused(given, matter, court):
    with pytest.raises(Invalid):
        ordered(matter, court, **given)


def test_only_a_court_orders_and_only_for_what_was_before_today(matter, court, now):
    with pytest.raises(Invalid):
        ordered(matter, court, unit=matter.ngo.unit)
    with pytest.raises(Invalid):
        ordered(matter, court, on=now.date() + 3 * DAY)
    with pytest.raises(NotAllowed):
        ordered(matter, court, by=matter.social)


def _write(matter, unit, to, now, *, by=None, **more):
    """A row past the code above, as the application role."""
    given = {"case": matter.case, "from_unit_id": unit, "to_unit_id": to, "kind": "share", "ground": "court_order", "purpose": "",
             "compartments": ["care"], "decided_by": (by or matter.police).id, "decided_at": now, "until": now + DAY,
             "due_at": now + DAY, "call_at": now + DAY, "ordered_on": now.date(), "order_sealed": b"x"} | more  # fmt: skip
    row = Disclosure(**given)
    row.save(force_insert=True)
    return row


def test_the_database_refuses_an_order_of_who_does_not_work_in_justice_and_a_relation_without_an_order(
    matter, court, now
):
    with session("app", now, matter.social.id), pytest.raises(ProgrammingError), transaction.atomic():
        _write(matter, matter.social.unit_id, court.unit_id, now, by=matter.social)
    with session("app", now, matter.police.id), pytest.raises(IntegrityError), transaction.atomic():
        _write(matter, matter.police.unit_id, court.unit_id, now, compartments=["reporter"])
    given = ordered(matter, court)
    for wrong in ({"compartment": "identity"}, {"until": now + 90 * DAY}, {"unit_id": matter.ngo.unit_id}, {"disclosure_id": None},
                  {"child_id": None}):  # fmt: skip
        made = {"case": matter.case, "child_id": matter.child.id, "unit_id": court.unit_id, "compartment": "care",
                "ground": "court_order", "disclosure_id": given.id, "since": now, "until": given.until} | wrong  # fmt: skip
        with session("app", now, matter.police.id), pytest.raises(IntegrityError), transaction.atomic():
            Relation(**made).save(force_insert=True)


def test_nobody_reads_the_number_in_the_database(matter, court):
    ordered(matter, court, number="Secretnumber 7")
    with session("app", matter.now, matter.police.id), connection.cursor() as cursor:
        for table in ("disclosure", "ledger_entry", "notice"):
            cursor.execute(f"select t::text from {table} t")  # noqa: S608
            found = [text for (text,) in cursor.fetchall()]
            assert not [text for text in found if "Secretnumber" in text], table
            assert found or table == "notice"


def keeps_the_place(matter):
    """Social services work in the part that says where the child stays."""
    with session("app", matter.now, matter.police.id):
        Relation(case=matter.case, child_id=matter.child.id, unit_id=matter.social.unit_id, compartment="placement",
                 ground="holds_step", since=matter.now).save(force_insert=True)  # fmt: skip


def confirm(member, now, given):
    return act(member, ordering.confirm_order, now, disclosure_id=given.id)


def test_a_place_and_leads_open_when_a_second_person_of_another_unit_confirmed_and_the_rest_at_once(
    matter, court, cast, now
):
    keeps_the_place(matter)
    care, place = note(matter), note(matter, "placement", by=matter.social)
    given = ordered(matter, court, parts=("care", "placement"))
    assert seen(court, now, TABLES["care"]) == {care.id}
    assert seen(court, now, TABLES["placement"]) == set()
    assert told("sharing.order_waits") == {matter.social.unit_id}
    for wrong in (matter.police, court, matter.ngo, cast["privacy.pp"]):
        with pytest.raises((NotAllowed, Disclosure.DoesNotExist)):
            confirm(wrong, now, given)
    confirm(matter.social, now + HOUR, given)
    assert seen(court, now + HOUR, TABLES["placement"]) == {place.id}
    assert {court.unit_id, matter.police.unit_id} <= told("sharing.order_confirmed")
    with session("app", now + HOUR, court.id):
        read = Disclosure.objects.get(id=given.id)
        assert (read.confirmed_by, read.confirmed_unit, read.waits_for_second) == (
            matter.social.id, matter.social.unit_id, False)  # fmt: skip
        assert {one.until for one in Relation.objects.all()} == {given.until}
    with session("app", now + HOUR, matter.police.id):
        assert LedgerEntry.objects.get(act="order.confirm").who == matter.social.username
    with pytest.raises(CannotMove):
        confirm(matter.social, now + HOUR, given)
    act(matter.police, ordering.end_order, now + 2 * HOUR, disclosure_id=given.id, reason="lifted", text="")
    assert seen(court, now + 2 * HOUR, TABLES["placement"]) == set() == seen(court, now + 2 * HOUR, TABLES["care"])


def test_where_no_other_unit_works_in_it_the_unit_above_confirms_else_another_member_of_the_same_unit(
    matter, court, cast, now
):
    given = ordered(matter, court, parts=("intelligence",))
    above = given.from_parent
    other = next((one for one in cast.values() if one.unit_id == above), None) or cast["privacy.pp"]
    asked = {above} if other.unit_id == above else {matter.police.unit_id}
    assert told("sharing.order_waits") == asked
    with pytest.raises(NotAllowed):
        confirm(matter.police, now, given)
    confirm(other, now, given)
    with session("app", now, court.id):
        assert Relation.objects.get().compartment == "intelligence"


def test_what_ended_or_was_corrected_is_confirmed_no_more_and_the_new_order_waits_by_itself(matter, court, now):
    keeps_the_place(matter)
    place = note(matter, "placement", by=matter.social)
    first = ordered(matter, court, parts=("placement",))
    second = act(matter.police, ordering.correct_order, now, disclosure_id=first.id, text="the number",
                 order=paper(matter, court, parts=("placement",), number="13/2026"))  # fmt: skip
    with pytest.raises(CannotMove):
        confirm(matter.social, now, first)
    with pytest.raises(CannotMove):
        confirm(matter.social, second.until, second)
    assert seen(court, now, TABLES["placement"]) == set()
    confirm(matter.social, now, second)
    assert seen(court, now, TABLES["placement"]) == {place.id}


def test_the_database_opens_a_place_by_an_order_only_after_its_own_question(matter, court, now):
    given = ordered(matter, court, parts=("placement",))
    made = {"case": matter.case, "child_id": matter.child.id, "unit_id": court.unit_id, "compartment": "placement",
            "ground": "court_order", "disclosure_id": given.id, "since": now, "until": given.until}  # fmt: skip
    with session("app", now, matter.police.id), pytest.raises(IntegrityError), transaction.atomic():
        Relation(**made).save(force_insert=True)
    forged = {"confirmed_by": matter.social.id, "confirmed_unit": matter.social.unit_id, "confirmed_at": now}
    for said in (forged, {"needs_second": False}):
        with (
            session("app", now, matter.police.id),
            pytest.raises((ProgrammingError, IntegrityError)),
            transaction.atomic(),
        ):
            Disclosure.objects.filter(id=given.id).update(**said)
    with session("app", now, matter.police.id), pytest.raises(ProgrammingError), transaction.atomic():
        _write(matter, matter.police.unit_id, court.unit_id, now, needs_second=True, **forged)
    with session("app", now, matter.police.id), connection.cursor() as cursor:
        cursor.execute("select app.confirm_order(%s)", [given.id])
        assert cursor.fetchone() == (False,)
    with session("app", now, matter.ngo.id), connection.cursor() as cursor:
        cursor.execute("select count(*) from app.order_seconds(%s)", [given.id])
        assert cursor.fetchone() == (0,)


def test_an_account_is_not_closed_and_no_access_ended_where_nobody_is_named_or_nobody_asks(cast, now):
    for question in (
        "app.end_access(null)",
        "app.open_member(null, false, 'left')",
        "app.open_member(null, null, null)",
    ):
        with (
            session("app", now, cast["duty.pp"].id),
            connection.cursor() as cursor,
            pytest.raises(ProgrammingError),
            transaction.atomic(),
        ):
            cursor.execute(f"select {question}")
    for question in ("app.end_access(%s)", "app.open_member(%s, false, 'left')"):
        with session("app", now), connection.cursor() as cursor, pytest.raises(ProgrammingError), transaction.atomic():
            cursor.execute(f"select {question}", [cast["duty.pp"].id])
