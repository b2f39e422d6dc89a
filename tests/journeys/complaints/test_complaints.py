"""A complaint about an agency goes round that agency: who is asked, who sees what, and that it is never lost."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection, transaction

from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.intake.operations import OtherBody
from samaki.jobs.tick import tick
from samaki.journeys.complaints import handling, queries
from samaki.journeys.complaints.models import Complaint, ComplaintMessage
from samaki.journeys.complaints.states import MOVES, OPEN, STATES
from samaki.journeys.guarding import conflicts
from samaki.journeys.guarding.words import words_of
from samaki.ledger.models import LedgerEntry
from samaki.notices.models import Notice
from tests.acting import act
from tests.everything import rows
from tests.everything import seen_by as as_role
from tests.journeys.complaints.complaining import WHY, added, filed, row, seen_by, traces

DAY = timedelta(days=1)


def ended(member, now):
    """As the owner: this member's memberships are over."""
    with as_role("definer") as cursor:
        cursor.execute("update membership set until = %s where member_id = %s", [now, member.id])


def test_without_a_route_named_beforehand_it_goes_to_the_oversight(cast, now):
    _receipt, key = filed(now)
    assert row(key)["handler"] == cast["oversight"].unit_id
    assert seen_by(cast["oversight"], now) == {key}
    with session("app", now, cast["oversight"].id):
        assert words_of(Complaint.objects.get(id=key))["what"] == WHY


def test_nobody_else_finds_a_trace_of_it_in_any_table(cast, now):
    receipt, key = filed(now)
    act(cast["oversight"], handling.take_up_complaint, now, complaint_id=key)
    act(cast["oversight"], handling.ask_complainant, now, complaint_id=key, text="when was it?")
    added(now, receipt)
    for name, member in cast.items():
        found = traces(member, now, key)
        assert bool(found) == (name == "oversight"), (name, found)
    assert set(traces(cast["oversight"], now, key)) == {"complaint", "complaint_message", "ledger_entry", "notice"}


def test_a_named_route_leads_to_the_officer_of_another_agency_but_never_to_who_commands_or_obeys(cast, now):
    above = cast["duty.national"].unit
    act(cast["privacy.pp"], conflicts.name_route, now, unit=cast["duty.pp"].unit, area="12", to_unit=above)
    with as_role("definer") as cursor:  # an officer sits there too
        cursor.execute("insert into membership (id, member_id, unit, role, since) values (%s, %s, %s, %s, %s)",
                       [uuid.uuid4(), cast["duty.national"].id, above.principal, "confidentiality_officer", now - DAY])  # fmt: skip
    assert row(filed(now, area="12")[1])["handler"] == cast["oversight"].unit_id, "the unit above is no other agency"
    beside = cast["social.ps"].unit
    act(cast["privacy.social"], conflicts.name_route, now, unit=cast["social.pp"].unit, area="", to_unit=beside)
    assert row(filed(now, unit="social-pp")[1])["handler"] == cast["oversight"].unit_id, "no officer sits there"
    with as_role("definer") as cursor:
        cursor.execute("insert into membership (id, member_id, unit, role, since) values (%s, %s, %s, %s, %s)",
                       [uuid.uuid4(), cast["social.ps"].id, beside.principal, "confidentiality_officer", now - DAY])  # fmt: skip
    _receipt, key = filed(now, unit="social-pp")
    assert row(key)["handler"] == beside.principal
    assert seen_by(cast["social.ps"], now) == {key}
    assert seen_by(cast["privacy.social"], now) == set()
    assert row(filed(now, unit="social-pp", oversight=True)[1])["handler"] == cast["oversight"].unit_id


def test_of_a_kind_in_an_area_none_of_those_units_sees_it(cast, now):
    _receipt, key = filed(now, unit="", kind="ngo_aftercare", area="12")
    assert row(key)["about"] == [cast["ngo.pp"].unit.agency_id]
    _receipt, key = filed(now, unit="", kind="ngo_aftercare")
    assert len(row(key)["about"]) == 3
    assert key not in seen_by(cast["privacy.ngo"], now)


def test_about_the_oversight_it_goes_to_an_officer_of_another_agency(cast, now):
    _receipt, key = filed(now, unit="oversight")
    assert row(key)["handler"] in {cast[name].unit_id for name in ("privacy.pp", "privacy.social", "privacy.ngo")}
    assert not traces(cast["oversight"], now, key)
    assert not traces(cast["admin"], now, key)


def test_with_nobody_there_it_waits_for_the_operator_and_is_found_again(cast, now):
    ended(cast["oversight"], now - DAY)
    _receipt, key = filed(now, unit="")
    assert row(key)["handler"] is None
    assert rows("select nobody from app.complaint_findings()", role="worker") == [(1,)]
    tick(now)
    assert row(key)["handler"] is None
    assert row(key)["call_at"] > now
    with as_role("definer") as cursor:
        cursor.execute("update membership set until = null where member_id = %s", [cast["oversight"].id])
    tick(now + timedelta(hours=2))
    assert row(key)["handler"] == cast["oversight"].unit_id
    assert rows("select nobody from app.complaint_findings()", role="worker") == [(0,)]


def test_a_retry_keeps_one_and_other_words_are_refused(cast, now):
    key = uuid.uuid4()
    assert filed(now, key=key) == filed(now + DAY, key=key)
    assert rows("select count(*) from complaint") == [(1,)]
    with pytest.raises(OtherBody):
        filed(now, key=key, what="something else")


def test_a_member_who_complains_about_their_own_agency_leaves_no_trace_with_it(cast, now):
    """Neither in the ledger, where their unit reads its own entries, nor anywhere that names them."""
    before = rows("select count(*) from ledger_entry where unit = %s", [cast["duty.pp"].unit_id], role="auditor")
    _receipt, key = filed(now, by=cast["duty.pp"], name="Dara")
    after = rows("select count(*) from ledger_entry where unit = %s", [cast["duty.pp"].unit_id], role="auditor")
    assert before == after
    assert rows("select who, unit, counterpart from ledger_entry where subject_id = %s", [key], role="auditor") == [
        ("public", None, None)
    ]
    for name in ("duty.pp", "officer.pp", "privacy.pp"):
        assert not traces(cast[name], now, key)
    for table in ("complaint", "complaint_message"):
        assert rows(f"select count(*) from {table} t where t::text like %s", [f"%{cast['duty.pp'].id}%"]) == [(0,)]


def test_whether_the_code_of_a_case_exists_makes_no_difference(cast, now):
    one, other = (filed(now, code=code)[1] for code in ("PP-26-222222", "no code at all"))
    same = ("state", "handler", "above", "level", "due_at", "call_at")
    assert [row(one)[name] for name in same] == [row(other)[name] for name in same]


def test_times_of_who_complains_are_rounded_and_keys_tell_none(cast, now):
    moment = now + timedelta(minutes=7, seconds=13)
    receipt, key = filed(moment)
    act(cast["oversight"], handling.take_up_complaint, moment, complaint_id=key)
    added(moment, receipt)
    assert rows("select received_at from complaint") == [(now,)]
    assert rows("select made_at from complaint_message") == [(now,)]
    assert uuid.UUID(str(key)).version == 4


def test_the_answer_comes_through_the_receipt(cast, now):
    receipt, key = filed(now)
    by = cast["oversight"]
    act(by, handling.take_up_complaint, now, complaint_id=key)
    act(by, handling.ask_complainant, now, complaint_id=key, text="which day?")
    assert row(key)["state"] == "asked"
    added(now, receipt, "on Monday")
    assert row(key)["state"] == "answered"
    act(by, handling.close_complaint, now, complaint_id=key, reason="upheld", text="they were moved")
    with session("intake", now):
        told = queries.told_by(receipt.lower().replace("-", " "))
    assert (told.state, told.close_reason) == ("closed", "upheld")
    assert [(one.from_complainant, one.text) for one in told.messages] == [
        (False, "which day?"), (True, "on Monday"), (False, "they were moved")]  # fmt: skip
    assert row(key)["call_at"] is None
    added(now + DAY, receipt, "it goes on")
    assert (row(key)["state"], row(key)["close_reason"]) == ("reopened", "")
    assert row(key)["call_at"] is not None
    with session("intake", now):
        assert queries.told_by("0123-4567-89AB-CDEF") is None
        assert queries.told_by("\x00") is None


def test_every_move_stands_in_the_table_and_no_other_is_made(cast, now):
    stories = {"take_up": (handling.take_up_complaint, {}), "ask": (handling.ask_complainant, {"text": "x"}),
               "close": (handling.close_complaint, {"reason": "upheld", "text": "x"}),
               "reopen": (handling.reopen_complaint, {"text": "x"})}  # fmt: skip
    for state in STATES:
        for name, (told, given) in stories.items():
            _receipt, key = filed(now)
            with as_role("definer") as cursor:
                cursor.execute("update complaint set state = %s, close_reason = case when %s = 'closed' then 'upheld' else '' end"
                               " where id = %s", [state, state, key])  # fmt: skip
            if state in MOVES[name].sources:
                act(cast["oversight"], told, now, complaint_id=key, **given)
                assert row(key)["state"] == MOVES[name].target
            else:
                with pytest.raises(CannotMove):
                    act(cast["oversight"], told, now, complaint_id=key, **given)
                assert row(key)["state"] == state


def test_from_every_state_somebody_or_the_clock_moves_it_on():
    assert all(any(state in move.sources for move in MOVES.values()) for state in STATES)
    assert {move.target for move in MOVES.values()} | {"received"} == set(STATES)


def test_late_it_climbs_to_the_oversight_and_is_called_for_ever(cast, now):
    beside = cast["social.ps"].unit
    act(cast["privacy.social"], conflicts.name_route, now, unit=cast["social.pp"].unit, area="", to_unit=beside)
    with as_role("definer") as cursor:
        cursor.execute("insert into membership (id, member_id, unit, role, since) values (%s, %s, %s, %s, %s)",
                       [uuid.uuid4(), cast["social.ps"].id, beside.principal, "confidentiality_officer", now - DAY])  # fmt: skip
    _receipt, key = filed(now, unit="social-pp")
    assert not seen_by(cast["oversight"], now)
    for _round in range(3):
        when = row(key)["call_at"]
        tick(when)
        assert row(key)["above"] == cast["oversight"].unit_id
        assert row(key)["call_at"] > when
    assert seen_by(cast["oversight"], when) == {key}
    act(cast["oversight"], handling.take_up_complaint, when, complaint_id=key)
    assert row(key)["state"] == "taken_up"
    assert not seen_by(cast["privacy.social"], when)


def test_a_question_that_is_not_answered_goes_on_by_itself(cast, now):
    _receipt, key = filed(now)
    act(cast["oversight"], handling.take_up_complaint, now, complaint_id=key)
    act(cast["oversight"], handling.ask_complainant, now, complaint_id=key, text="which day?")
    tick(row(key)["call_at"])
    assert row(key)["state"] == "taken_up"


def test_who_handles_nothing_can_do_nothing(cast, now):
    _receipt, key = filed(now)
    for name in ("duty.pp", "privacy.pp", "privacy.ngo", "admin", "mentor"):
        with pytest.raises(Complaint.DoesNotExist):
            act(cast[name], handling.take_up_complaint, now, complaint_id=key)
    with pytest.raises(Invalid):
        filed(now, what=" ​ ")
    with pytest.raises(Invalid):
        filed(now, unit="no such unit")


def test_the_database_holds_it_by_itself(cast, now):
    """Plain SQL in the sessions of others: nothing seen, nothing changed; and who looks into it cannot change what was said."""
    receipt, key = filed(now)
    for name in ("duty.pp", "officer.pp", "privacy.pp", "privacy.ngo"):
        with session("app", now, cast[name].id), connection.cursor() as cursor:
            for table in ("complaint", "complaint_message"):
                cursor.execute(f"select count(*) from {table}")
                assert cursor.fetchone() == (0,)
            cursor.execute("update complaint set state = 'closed', close_reason = 'upheld', call_at = null")
            assert cursor.rowcount == 0
            with pytest.raises(Exception, match="permission denied"), transaction.atomic():
                cursor.execute("select * from app.complaint_status(%s)", [b"x"])
    with session("app", now, cast["oversight"].id), connection.cursor() as cursor:
        for change in ("about = '{}'", "sealed = 'x'", f"handler = {cast['duty.pp'].unit_id}", "receipt_digest = 'x'"):
            with pytest.raises(Exception, match="stays"), transaction.atomic():
                cursor.execute(f"update complaint set {change}")
    with session("intake", now), connection.cursor() as cursor:
        for table in ("complaint", "complaint_message", "suspension"):
            with pytest.raises(Exception, match="permission denied"), transaction.atomic():
                cursor.execute(f"select 1 from {table}")


def test_no_word_lies_open(cast, now):
    receipt, key = filed(
        now, who="Secretword", code="Secretword", contact="Secretword", name="Secretword", what="Secretword"
    )
    added(now, receipt, "Secretword")
    for table in ("complaint", "complaint_message", "notice"):
        assert rows(f"select count(*) from {table} t where t::text like '%%Secretword%%'") == [(0,)]
    assert rows("select count(*) from ledger_entry t where t::text like '%%Secretword%%'", role="auditor") == [(0,)]


def test_one_who_sits_in_both_agencies_sees_none(cast, now):
    """An officer of the oversight who is at the same time part of the agency complained about."""
    _receipt, key = filed(now)
    with as_role("definer") as cursor:
        cursor.execute("insert into membership (id, member_id, unit, role, since) values (%s, %s, %s, %s, %s)",
                       [uuid.uuid4(), cast["oversight"].id, cast["duty.pp"].unit_id, "worker", now - DAY])  # fmt: skip
    assert not traces(cast["oversight"], now, key)


def test_open_states_have_a_clock(cast, now):
    _receipt, key = filed(now)
    for state in OPEN:
        with as_role("definer") as cursor, pytest.raises(Exception, match="has_a_clock"), transaction.atomic():
            cursor.execute("update complaint set state = %s, call_at = null where id = %s", [state, key])


def test_entries_and_notices_are_apart_for_colleagues_too(cast, now):
    """Of the unit that looks into it only who does so learns that there is a complaint: not its administrator beside them."""
    filed(now)
    with session("app", now, cast["admin"].id):
        assert not Notice.objects.filter(subject_kind="complaint").exists()
        assert not LedgerEntry.objects.filter(subject_kind="complaint").exists()
        assert not ComplaintMessage.objects.exists()
    with session("app", now, cast["oversight"].id):
        assert Notice.objects.get(subject_kind="complaint").audience == "privacy"


def test_a_member_without_the_office_is_refused_with_a_sentence(cast, now):
    from samaki.journeys.complaints.rules import check_handler

    with session("app", now, cast["duty.pp"].id), pytest.raises(NotAllowed):
        check_handler(cast["duty.pp"], now)
