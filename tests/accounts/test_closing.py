"""Leavers, dormant accounts, mentors whose time is over: out at once, told to whom it concerns, opened by whom it falls to."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from samaki.accounts import closing
from samaki.agencies.models import Member, Unit
from samaki.agencies.operations import issue_token
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.jobs.tick import tick
from samaki.journeys import units
from samaki.journeys.whole_units import end_unit
from tests.accounts.entering import PASSWORD, browser, code_of, give_code, sign_in
from tests.acting import act, own_case
from tests.everything import rows


def told(principal):
    found = rows(
        "select kind, audience from notice where to_unit = %s and kind like 'account.%%' order by id",
        [principal],
        role="worker",
    )
    return set(found)


def seen(owner_says, name, when):
    owner_says("update member set seen_at = %s where username = %s", when, name)


def assert_told_closed(answer):
    assert answer.status_code == 403
    assert "Your account is closed. Ask the administrator" in answer.content.decode()


def is_open(name):
    return Member.objects.get(username=name).is_active


def test_a_leaver_is_out_and_comes_back_without_old_sessions_and_tokens(cast, settings):
    client, token, now = browser(), issue_token("duty.pp", timezone.now()), timezone.now()
    assert sign_in(client, "duty.pp", PASSWORD).status_code == 302
    other = browser()
    assert sign_in(other, "duty.pp", PASSWORD).status_code == 302
    act(cast["admin"], closing.close_account, now, member=cast["duty.pp"], reason="left")
    assert client.get("/desk/").status_code == 403
    act(cast["admin"], closing.open_account, now, member=Member.objects.get(username="duty.pp"), reason="was_away")
    assert other.get("/desk/").status_code == 302
    assert browser(authorization=f"Bearer {token}").get("/api/v1/desk").status_code == 401
    assert sign_in(browser(), "duty.pp", PASSWORD).status_code == 302


def test_nobody_closes_themselves_and_who_has_not_come_is_not_opened(cast, owner_says, now):
    with pytest.raises(NotAllowed):
        act(cast["admin"], closing.close_account, now, member=cast["admin"], reason="left")
    owner_says("update member set is_active = false, closed_why = 'invited' where username = 'ngo.pp'")
    with pytest.raises(CannotMove):
        act(cast["admin"], closing.open_account, now, member=Member.objects.get(username="ngo.pp"), reason="was_away")


def test_after_ninety_days_without_signing_in_an_account_is_suspended_and_its_work_told(cast, owner_says, now):
    case = own_case(cast["duty.pp"], now)
    owner_says("select set_config('app.now', %s, true)", now.isoformat())
    with session("app", now, cast["duty.pp"].id):
        from samaki.cases.models import Step

        Step.objects.filter(case=case, holder=cast["duty.pp"].unit_id).update(worker_id=cast["duty.pp"].id)
    seen(owner_says, "duty.pp", now)
    seen(owner_says, "social.pp", now)
    tick(now + timedelta(days=89))
    assert is_open("duty.pp")
    seen(owner_says, "social.pp", now + timedelta(days=89))
    then = now + timedelta(days=90, minutes=1)
    assert tick(then).acted.get("member", 0) == 1
    assert (is_open("duty.pp"), is_open("social.pp")) == (False, True)
    assert Member.objects.get(username="duty.pp").closed_why == "dormant"
    assert told(cast["duty.pp"].unit_id) == {
        ("account.falls_asleep", "member"), ("account.falls_asleep", "head"),
        ("account.suspended", "admin"), ("account.idle_work", "head")}  # fmt: skip
    (entry,) = rows("select who, facts ->> 'count' from ledger_entry where act = 'account.suspend'", role="auditor")
    assert entry[0] == "clock"
    assert int(entry[1]) >= 1
    assert tick(then).acted.get("member", 0) == 0, "once"
    assert_told_closed(sign_in(browser(), "duty.pp", PASSWORD))
    act(cast["admin"], closing.open_account, then, member=Member.objects.get(username="duty.pp"), reason="was_away")
    assert rows("select who, facts ->> 'reason', facts ->> 'why' from ledger_entry where act = 'account.open'", role="auditor") == [
        ("admin", "dormant", "was_away")]  # fmt: skip
    assert tick(then + timedelta(days=1)).acted.get("member", 0) == 0
    assert is_open("duty.pp")


def test_a_member_whose_program_comes_with_a_token_does_not_fall_asleep(cast, owner_says):
    now = timezone.now()
    bearer = f"Bearer {issue_token('duty.pp', now)}"
    seen(owner_says, "duty.pp", now - timedelta(days=89))
    seen(owner_says, "social.pp", now - timedelta(days=89))
    assert browser(authorization=bearer).get("/api/v1/desk").status_code == 200
    tick(now + timedelta(days=2))
    assert (is_open("duty.pp"), is_open("social.pp")) == (True, False)


def test_how_many_days_is_a_setting_and_the_demonstration_lets_nobody_fall_asleep(cast, owner_says, now, settings):
    settings.SAMAKI_DORMANT_DAYS = 10
    seen(owner_says, "duty.pp", now)
    settings.DEMO = True
    assert tick(now + timedelta(days=400)).acted.get("member", 0) == 0
    settings.DEMO = False
    assert tick(now + timedelta(days=11)).acted.get("member", 0) == 1


def test_who_was_never_here_since_this_is_kept_is_not_suspended(cast, now):
    assert tick(now + timedelta(days=4000)).acted.get("member", 0) == 0


def test_a_mentors_access_ends_by_itself_and_only_their_lead_renews_it(cast, owner_says, now):
    mentor = cast["mentor"]
    assert mentor.access_until is not None, "none without an end"
    owner_says("update member set access_until = %s where username = 'mentor'", now + timedelta(days=1))
    mentor.refresh_from_db()
    assert mentor.may_enter(now)
    assert not mentor.may_enter(now + timedelta(days=1))
    later = now + timedelta(days=2)
    with session("app", later, mentor.id):
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("select app.principals()")
            assert cursor.fetchone() == ([],), "the database gives them no unit either"
    for name in ("officer.pp", "duty.pp", "trainer", "mentor"):
        with pytest.raises(NotAllowed):
            act(cast[name], closing.renew_account, later, member=mentor, days=30, reason="stage_goes_on")
    for days in (None, 0, 367):
        with pytest.raises(Invalid):
            act(cast["admin"], closing.renew_account, later, member=mentor, days=days, reason="stage_goes_on")
    act(cast["admin"], closing.renew_account, later, member=mentor, days=30, reason="stage_goes_on")
    with pytest.raises(Invalid, match="reason"):
        act(cast["admin"], closing.renew_account, later, member=mentor, days=30, reason="")
    mentor.refresh_from_db()
    assert mentor.may_enter(later + timedelta(days=29))
    assert not mentor.may_enter(later + timedelta(days=30))


ADMIN = ("insert into membership (id, member_id, unit, role, since) select gen_random_uuid(), w.id, u.principal, 'admin',"
         " '2001-01-01' from member w, unit u where w.username = %s and u.code = %s")  # fmt: skip


@pytest.mark.parametrize("where", ["", "police-pp", "court-ps"])
def test_the_unit_of_the_last_administrator_does_not_close(where, cast, owner_says, now):
    """An administrator of one agency does not stand in for that of the installation; another one of the committee does."""
    unit = cast["admin"].unit
    owner_says("update unit set kind = 'oversight' where code = 'court-ps'")
    if where:
        owner_says(ADMIN, "duty.pp", where)
    if where == "court-ps":
        act(cast["admin"], units.close_unit, now, unit=unit, reason="decree")
        assert Unit.objects.get(principal=unit.principal).until is not None
        return
    with pytest.raises(CannotMove, match="last administrator"):
        act(cast["admin"], units.close_unit, now, unit=unit, reason="decree")
    with (
        session("app", now, cast["admin"].id),
        pytest.raises(ProgrammingError, match="last administrator"),
        transaction.atomic(),
    ):
        end_unit(unit, None, now)


def test_nor_does_the_account_of_the_last_administrator_close_or_fall_asleep(cast, owner_says, now):
    owner_says(ADMIN, "duty.pp", "police-pp")
    owner_says("update unit set agency_id = (select agency_id from unit where principal = %s) where principal = %s",
               cast["admin"].unit_id, cast["duty.pp"].unit_id)  # fmt: skip
    with pytest.raises(CannotMove, match="last administrator"):
        act(cast["duty.pp"], closing.close_account, now, member=cast["admin"], reason="left")
    act(cast["duty.pp"], closing.close_account, now, member=cast["oversight"], reason="left")
    seen(owner_says, "admin", now)
    tick(now + timedelta(days=99))
    assert is_open("admin")


def test_an_administrator_renews_nobody_of_another_organisation(cast, owner_says, now):
    """Where nobody leads the mentor's unit, an administrator of any agency spoke for it."""
    owner_says(ADMIN, "duty.pp", "police-pp")
    with pytest.raises(NotAllowed, match="administrator of their agency"):
        act(cast["duty.pp"], closing.renew_account, now, member=cast["mentor"], days=30, reason="stage_goes_on")
    with (
        session("app", now, cast["duty.pp"].id),
        pytest.raises(ProgrammingError, match="may not renew"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("select app.renew_member(%s, now())", [cast["mentor"].id])
    with pytest.raises(CannotMove, match="nothing to renew"):
        act(cast["admin"], closing.renew_account, now, member=cast["oversight"], days=30, reason="stage_goes_on")


def test_a_closed_member_learns_it_after_password_and_code_and_nobody_else_does(
    cast, telephone, asked_for_two, owner_says
):
    secret = telephone("duty.pp")
    owner_says("update member set is_active = false, closed_why = 'left' where username = 'duty.pp'")
    asked = sign_in(browser(), "duty.pp", PASSWORD)
    for answer in (
        asked,
        sign_in(browser(), "duty.pp", "wrong"),
        sign_in(browser(), "duty.pp", PASSWORD, code="000000"),
        give_code(browser(), asked, "000000"),
    ):
        assert "Your account is closed" not in answer.content.decode()
    client = browser()
    assert_told_closed(give_code(client, asked, code_of(secret)))
    assert client.get("/desk/").status_code == 302
    assert_told_closed(sign_in(client, "duty.pp", PASSWORD, code=code_of(secret, step=1)))
    assert client.get("/desk/").status_code == 302
