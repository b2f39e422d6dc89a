"""Suspension on an allegation: out at once, the work stays, a second agency confirms, nobody of one's own can do it or undo it."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client

from samaki.accounts import closing
from samaki.agencies import keeping
from samaki.agencies.entries import FocalPoint, with_away
from samaki.agencies.models import Member
from samaki.agencies.operations import issue_token, member_with_token
from samaki.cases import holding
from samaki.cases.models import Case
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.handoffs import operations as handoffs
from samaki.jobs.tick import tick
from samaki.journeys.complaints import suspending
from samaki.journeys.complaints.models import Suspension
from samaki.ledger.models import LedgerEntry
from samaki.notices.models import Notice
from tests.acting import act, handoff_of, own_case, step_of
from tests.everything import rows
from tests.journeys.complaints.complaining import filed

DAY = timedelta(days=1)
WHY = "Secretword: a mother says that he asked for money"


def suspended(cast, now, who="duty.pp", by="privacy.social", decider="privacy.ngo", **given):
    return act(cast[by], suspending.suspend_access, now, **{"member": cast[who], "reason": "took_money", "text": WHY,
               "decider": cast[decider].unit, "complaint_id": None} | given)  # fmt: skip


def answered(cast, now, row, agreed=True, by="privacy.ngo"):
    return act(cast[by], suspending.answer_suspension, now, suspension_id=row.id, agreed=agreed, text="it is so")


def account(member):
    return rows("select is_active, closed_why from member where id = %s", [member.id])[0]


def test_the_next_request_is_denied_and_says_whom_to_ask(cast, now):
    client = Client(headers={"accept-language": "en"})
    client.force_login(cast["duty.pp"])
    assert client.get("/desk/").status_code == 200
    token = issue_token("duty.pp", now)
    suspended(cast, now)
    answer = client.get("/desk/")
    assert answer.status_code == 403
    told = answer.content.decode()
    assert "Your access is suspended" in told
    assert cast["oversight"].unit.name_en in told
    for hidden in ("Secretword", cast["privacy.social"].name_en, cast["privacy.social"].unit.name_en, "complain"):
        assert hidden not in told
    assert client.get("/desk/").status_code == 302, "the session itself is gone"
    with pytest.raises(NotAllowed):
        member_with_token(token, now)
    assert rows("select until from api_token") == [(now,)]
    with session("app", now, cast["duty.pp"].id):
        assert not Case.objects.exists()
    signing = Client(headers={"accept-language": "en"}).post(
        "/sign-in/", {"username": "duty.pp", "password": "a password of the tests"})  # fmt: skip
    assert signing.status_code == 403
    assert "Your access is suspended" in signing.content.decode()


def test_what_they_worked_on_is_on_the_desk_of_their_unit_and_nobody_learns_why(cast, now):
    case = own_case(cast["duty.pp"], now)
    step = step_of(cast["duty.pp"], now, case, "first_safe_contact")
    act(cast["duty.pp"], holding.assign_step, now, step_id=step.id, worker=cast["duty.pp"])
    before = rows("select id, holder, due_at, call_at from step order by id")
    entry = rows("select max(recorded_at) from ledger_entry", role="auditor")
    suspended(cast, now)
    tick(now)
    assert rows("select worker_id from step where id = %s", [step.id]) == [(None,)]
    assert rows("select id, holder, due_at, call_at from step order by id") == before, "nothing drops"
    colleague = cast["officer.pp"]
    with session("app", now, colleague.id):
        told = Notice.objects.get(kind="step.unassigned")
        assert (told.subject_id, told.facts) == (step.id, {})
        assert not Notice.objects.filter(subject_kind="suspension").exists()
        assert not LedgerEntry.objects.filter(subject_kind="suspension").exists()
        assert not Suspension.objects.exists()
        last = LedgerEntry.objects.filter(act="step.assign").latest("id")
        assert (last.who, last.unit, last.facts["worker"]) == ("clock", colleague.unit_id, "")
    assert entry
    act(colleague, holding.assign_step, now, step_id=step.id, worker=colleague)
    with pytest.raises(Invalid):
        act(colleague, holding.assign_step, now, step_id=step.id, worker=Member.objects.get(username="duty.pp"))


def test_an_asked_hand_off_of_theirs_stays_with_the_unit(cast, now):
    case = own_case(cast["duty.pp"], now)
    step = step_of(cast["duty.pp"], now, case, "first_safe_contact")
    act(
        cast["duty.pp"],
        handoffs.hand_on,
        now,
        step_id=step.id,
        to_unit=cast["social.pp"].unit,
        why="x",
        urgency="urgent",
    )
    suspended(cast, now)
    tick(now)
    assert handoff_of(cast["officer.pp"], now, step).state == "offered"


def test_a_second_agency_confirms_it_or_it_ends_by_itself(cast, now):
    row = suspended(cast, now)
    tick(now)
    assert account(cast["duty.pp"]) == (False, "suspended")
    answered(cast, now + DAY, row)
    tick(now + 9 * DAY)
    assert account(cast["duty.pp"]) == (False, "suspended")
    other = suspended(cast, now, who="duty.sr")
    tick(now)
    tick(other.lapses_at - timedelta(minutes=1))
    assert account(cast["duty.sr"]) == (False, "suspended")
    tick(other.lapses_at)
    assert account(cast["duty.sr"]) == (True, "")
    assert rows("select ended_why, call_at from suspension where id = %s", [other.id]) == [("lapsed", None)]
    with pytest.raises(CannotMove):
        answered(cast, other.lapses_at, other)
    acts = rows("select act, who from ledger_entry where subject_id = %s order by id", [other.id], role="auditor")
    assert acts == [("suspension.begin", "privacy.social"), ("suspension.lapse", "clock")]


def test_the_clock_that_slept_for_a_week_still_frees_the_steps_and_lets_it_lapse(cast, now):
    case = own_case(cast["duty.pp"], now)
    step = step_of(cast["duty.pp"], now, case, "first_safe_contact")
    act(cast["duty.pp"], holding.assign_step, now, step_id=step.id, worker=cast["duty.pp"])
    suspended(cast, now)
    assert not tick(now + 7 * DAY).errors
    assert account(cast["duty.pp"]) == (True, "")
    assert rows("select worker_id from step where id = %s", [step.id]) == [(None,)]


def test_it_is_asked_again_and_again_whether_it_is_needed(cast, now):
    row = suspended(cast, now)
    tick(now)
    answered(cast, now, row)
    for _round in range(3):
        due = rows("select call_at from suspension where id = %s", [row.id])[0][0]
        assert not tick(due).errors
        assert rows("select call_at from suspension where id = %s", [row.id])[0][0] > due
    assert rows("select count(*) from notice where kind = 'guard.suspension_review'", role="worker") == [(6,)]


def test_a_refusal_opens_it_at_once_and_lifting_needs_a_reason(cast, now):
    row = suspended(cast, now)
    answered(cast, now, row, agreed=False)
    assert account(cast["duty.pp"]) == (True, "")
    row = suspended(cast, now + DAY)
    answered(cast, now + DAY, row)
    with pytest.raises(Invalid):
        act(cast["privacy.social"], suspending.lift_suspension, now + DAY, suspension_id=row.id, text=" ")
    act(cast["privacy.social"], suspending.lift_suspension, now + DAY, suspension_id=row.id, text="it was another one")
    assert account(cast["duty.pp"]) == (True, "")
    with pytest.raises(CannotMove):
        act(cast["privacy.social"], suspending.lift_suspension, now + DAY, suspension_id=row.id, text="again")


def test_nobody_of_their_own_agency_and_nobody_without_the_office_can_do_it(cast, now):
    for by in ("officer.pp", "duty.sr", "admin", "mentor"):
        with pytest.raises(NotAllowed):
            suspended(cast, now, by=by)
    with pytest.raises(NotAllowed):
        suspended(cast, now, who="officer.pp", by="privacy.pp", decider="privacy.ngo")
    with pytest.raises(Invalid):
        suspended(cast, now, decider="privacy.pp")
    with pytest.raises(Invalid):
        suspended(cast, now, decider="privacy.social")
    with pytest.raises(Invalid):
        suspended(cast, now, decider="mentor")
    assert rows("select count(*) from suspension") == [(0,)]


def test_two_of_one_agency_do_not_confirm_one_another(cast, now):
    row = suspended(cast, now)
    for by in ("privacy.social", "privacy.pp", "oversight"):
        with pytest.raises((NotAllowed, Suspension.DoesNotExist)):
            answered(cast, now, row, by=by)
    assert rows("select agreed from suspension") == [(None,)]


def test_an_administrator_is_not_locked_out_by_their_subordinates_nor_an_agency_emptied(cast, now):
    """The administrator sits with the oversight: those beside them cannot; officers of two other agencies can; four in a day cannot."""
    with pytest.raises(NotAllowed):
        suspended(cast, now, who="admin", by="oversight", decider="privacy.ngo")
    for who in ("admin", "duty.pp", "officer.pp"):
        suspended(cast, now, who=who)
    with pytest.raises(NotAllowed):
        suspended(cast, now, who="duty.sr")
    assert account(cast["admin"]) == (False, "suspended")


def test_their_administrator_can_neither_open_nor_close_it(cast, now):
    suspended(cast, now)
    member = Member.objects.select_related("unit").get(username="duty.pp")
    for told, given in ((closing.open_account, {"reason": "was_away"}), (closing.close_account, {"reason": "left"})):
        with pytest.raises(NotAllowed):
            act(cast["admin"], told, now, member=member, **given)
    with session("app", now, cast["admin"].id), connection.cursor() as cursor:
        for opened, why in (("true", "''"), ("false", "'left'")):
            with pytest.raises(Exception, match="suspended"), transaction.atomic():
                cursor.execute(f"select app.open_member(%s, {opened}, {why})", [member.id])


def test_an_account_that_was_closed_is_closed_again_afterwards(cast, now):
    act(cast["admin"], closing.close_account, now, member=cast["duty.pp"], reason="left")
    row = suspended(cast, now)
    with pytest.raises(CannotMove):
        suspended(cast, now)
    act(cast["privacy.social"], suspending.lift_suspension, now, suspension_id=row.id, text="over")
    assert account(cast["duty.pp"]) == (False, "left")


def test_it_belongs_to_a_complaint_about_that_agency_only(cast, now):
    _receipt, key = filed(now)
    suspended(cast, now, by="oversight", complaint_id=key)
    _receipt, other = filed(now, unit="court-pp")
    with pytest.raises(CannotMove):
        suspended(cast, now, who="duty.sr", by="oversight", complaint_id=other)


def test_the_database_refuses_what_the_rules_refuse(cast, now):
    """Plain SQL by an officer of the member's own agency, by a stranger, and for oneself as the second one."""
    row = suspended(cast, now)
    for by, call in (("privacy.social", "answer"), ("privacy.pp", "answer"), ("duty.sr", "answer")):
        with session("app", now, cast[by].id), connection.cursor() as cursor:
            with pytest.raises(Exception, match="may not"), transaction.atomic():
                cursor.execute(f"select app.{call}_suspension(%s, true, 'x', now())", [row.id])
            cursor.execute("select app.lift_suspension(%s, 'x')", [row.id]) if by != "privacy.social" else None
            assert by == "privacy.social" or cursor.fetchone() == (False,)
    with session("app", now, cast["duty.sr"].id), connection.cursor() as cursor:
        for function in ("end_suspension(%s, 'x', null)", "lapse_suspension(%s)"):
            with pytest.raises(Exception, match="permission denied"), transaction.atomic():
                cursor.execute(f"select app.{function}", [row.id])
        with pytest.raises(Exception, match="policy|row-level"), transaction.atomic():
            Suspension(member_id=cast["ngo.pp"].id, unit=cast["ngo.pp"].unit_id, agency=cast["ngo.pp"].unit.agency_id, reason="other",
                       sealed=b"x", asked_by=cast["duty.sr"].id, asked_unit=cast["duty.sr"].unit_id, asked_at=now,
                       decider=cast["privacy.ngo"].unit_id, lapses_at=now, call_at=now).save(force_insert=True)  # fmt: skip
    assert account(cast["duty.pp"]) == (False, "suspended")


def test_no_word_lies_open(cast, now):
    answered(cast, now, suspended(cast, now))
    assert rows("select count(*) from suspension t where t::text like '%%Secretword%%'") == [(0,)]
    assert rows("select count(*) from ledger_entry t where t::text like '%%Secretword%%'", role="auditor") == [(0,)]


def test_a_suspended_officer_confirms_nothing(cast, now):
    row = suspended(cast, now)
    suspended(cast, now, who="privacy.ngo", by="oversight", decider="privacy.pp")
    with pytest.raises((Suspension.DoesNotExist, NotAllowed)):
        answered(cast, now, row)


def test_a_suspended_focal_point_is_not_called_and_the_lead_and_the_administrator_name_another(cast, now):
    lead, duty = cast["officer.pp"], cast["duty.pp"]
    act(lead, keeping.add_focal_point, now, unit=duty.unit, matter="any", name_en=duty.name_en, name_km=duty.name_km, phone="000 111",
        day_and_night=False)  # fmt: skip
    suspended(cast, now)
    assert not tick(now + timedelta(minutes=1)).errors
    told = rows(
        "select to_unit, audience from notice where kind = 'account.focal_point_away' order by 2", role="worker"
    )
    assert told == [(cast["admin"].unit_id, "admin"), (duty.unit_id, "head")]
    with session("app", now, lead.id):
        point = with_away(FocalPoint.objects.filter(unit=duty.unit, phone="000 111")).get()
        assert point.is_away
    answered(cast, now, _standing(cast, now), agreed=False)
    with session("app", now, lead.id):
        assert not with_away(FocalPoint.objects.filter(unit=duty.unit, phone="000 111")).get().is_away


def _standing(cast, now):
    with session("app", now, cast["privacy.ngo"].id):
        return Suspension.objects.get()
