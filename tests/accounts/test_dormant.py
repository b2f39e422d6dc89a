"""Before an account falls asleep, and before a mentor's access ends, it is told; waking and renewing have a reason."""

from datetime import timedelta

import pytest
from django.utils import timezone

from samaki.accounts import closing
from samaki.agencies.models import Member
from samaki.agencies.operations import issue_token
from samaki.database.refusals import Invalid, NotAllowed
from samaki.jobs import addressing
from samaki.jobs.tick import tick
from samaki.notices.models import Notice
from tests.accounts.entering import browser, sign_in
from tests.accounts.test_closing import is_open, seen
from tests.acting import act
from tests.everything import rows


def warned(name, kind="account.falls_asleep"):
    """(audience, urgency) of what was told about this member."""
    return rows("select n.audience, n.urgency from notice n join member m on m.id = n.subject_id where n.kind = %s and m.username = %s"
                " order by n.id", [kind, name], role="worker")  # fmt: skip


def at_desk(name):
    client = browser()
    assert sign_in(client, name).status_code == 302
    return client


BOTH = [("member", "urgent"), ("head", "urgent")]


def test_a_week_before_it_is_told_once_and_whoever_comes_stays(cast, owner_says, now):
    seen(owner_says, "duty.pp", now)
    tick(now + timedelta(days=82, hours=23))
    assert warned("duty.pp") == []
    for hours in (1, 2, 30):
        tick(now + timedelta(days=83, hours=hours))
    assert warned("duty.pp") == BOTH
    seen(owner_says, "duty.pp", now + timedelta(days=85))
    tick(now + timedelta(days=91))
    assert is_open("duty.pp")
    assert warned("duty.pp") == BOTH
    tick(now + timedelta(days=85 + 84))
    assert warned("duty.pp") == BOTH * 2, "told anew for another end"
    tick(now + timedelta(days=85 + 91))
    assert not is_open("duty.pp")


def test_the_desk_says_whose_account_and_when(cast, owner_says):
    now = timezone.now()
    seen(owner_says, "officer.pp", now - timedelta(days=85))
    tick(now)
    page = at_desk("duty.pp").get("/desk/").content.decode()
    assert "is suspended in a week, unless its member signs in before" in page
    assert "officer.pp" in page


def test_a_letter_goes_to_the_member_alone_and_to_who_leads(cast, now):
    unit = cast["duty.pp"].unit_id

    def letter(audience):
        return Notice(
            to_unit=unit,
            kind="account.falls_asleep",
            urgency="urgent",
            audience=audience,
            subject_id=cast["duty.pp"].id,
        )

    mine = addressing.Recipient(cast["duty.pp"].id, unit)
    colleague = addressing.Recipient(cast["officer.pp"].id, unit)
    assert addressing._for(letter("member"), mine, {"desk"}, "urgent")
    assert not addressing._for(letter("member"), colleague, {"head"}, "all")
    assert not addressing._for(letter("member"), mine, {"desk"}, "none")
    assert addressing._for(letter("head"), colleague, {"head"}, "urgent")
    assert not addressing._for(letter("head"), mine, {"desk"}, "all")


def test_of_a_short_time_the_half_is_told_before(cast, owner_says, now, settings):
    settings.SAMAKI_DORMANT_DAYS = 4
    seen(owner_says, "duty.pp", now)
    tick(now + timedelta(days=1, hours=23))
    assert warned("duty.pp") == []
    tick(now + timedelta(days=2, hours=1))
    assert warned("duty.pp") == BOTH


def test_the_demonstration_warns_nobody_of_falling_asleep(cast, owner_says, now, settings):
    settings.DEMO = True
    seen(owner_says, "duty.pp", now)
    tick(now + timedelta(days=84))
    assert warned("duty.pp") == []


def test_a_mentors_end_is_told_a_week_before_and_a_renewal_moves_it(cast, owner_says, now):
    owner_says("update member set access_until = %s where username = 'mentor'", now + timedelta(days=30))
    tick(now + timedelta(days=22))
    assert warned("mentor", "account.ends") == []
    for days in (23, 24, 29):
        tick(now + timedelta(days=days, hours=1))
    assert warned("mentor", "account.ends") == BOTH
    tick(now + timedelta(days=31))
    assert warned("mentor", "account.ends") == BOTH, "what has ended is not told again"
    act(cast["admin"], closing.renew_account, now + timedelta(days=31), member=Member.objects.get(username="mentor"), days=20,
        reason="handing_over")  # fmt: skip
    found = rows("select facts ->> 'why' from ledger_entry where act = 'account.renew'", role="auditor")
    assert found == [("handing_over",)]
    tick(now + timedelta(days=31 + 14))
    assert warned("mentor", "account.ends") == BOTH * 2


def test_a_mentor_whose_time_is_over_is_out_in_the_middle_of_a_session_and_with_a_token(cast, owner_says):
    client, token = at_desk("mentor"), issue_token("mentor", timezone.now())
    program = browser(authorization=f"Bearer {token}")
    assert (client.get("/desk/").status_code, program.get("/api/v1/desk").status_code) == (200, 200)
    owner_says("update member set access_until = %s where username = 'mentor'", timezone.now())
    assert (client.get("/desk/").status_code, program.get("/api/v1/desk").status_code) == (403, 401)
    assert sign_in(browser(), "mentor").status_code == 403


@pytest.mark.parametrize("reason", ["", "because", "stage_goes_on", "x" * 5000])
def test_who_wakes_says_why(reason, cast, owner_says, now):
    owner_says("update member set is_active = false, closed_why = 'dormant' where username = 'duty.pp'")
    with pytest.raises(Invalid, match="Choose a reason"):
        act(cast["admin"], closing.open_account, now, member=Member.objects.get(username="duty.pp"), reason=reason)
    assert not is_open("duty.pp")


def test_nobody_else_wakes(cast, owner_says, now):
    owner_says("update member set is_active = false, closed_why = 'dormant' where username = 'duty.pp'")
    for name in ("officer.pp", "social.pp", "oversight"):
        with pytest.raises(NotAllowed):
            act(cast[name], closing.open_account, now, member=Member.objects.get(username="duty.pp"), reason="was_away")


@pytest.mark.usefixtures("asked_for_two")
def test_the_administrators_page_shows_who_sleeps_and_wakes_them(cast, seated, owner_says):
    owner_says(
        "update member set is_active = false, closed_why = 'dormant', seen_at = '2026-01-05 12:00+07' where username = 'duty.pp'"
    )
    admin = seated("admin")
    page = admin.get("/account/members/").content.decode()
    assert "Suspended: nobody signed in for a long time" in page
    assert "5 Jan" in page
    path = f"/account/members/{cast['duty.pp'].id}/open/"
    assert path in page
    assert admin.post(path).status_code == 422
    assert not is_open("duty.pp")
    assert admin.post(path, {"reason": "comes_seldom"}).status_code == 302
    assert is_open("duty.pp")
    assert "Suspended: nobody" not in admin.get("/account/members/").content.decode()


@pytest.mark.usefixtures("asked_for_two")
def test_the_page_renews_a_mentor_with_days_and_a_reason_and_says_both_that_lack(cast, seated):
    admin, path = seated("admin"), f"/account/members/{cast['mentor'].id}/renew/"
    refused = admin.post(path).content.decode()
    assert "Write for how many days" in refused
    assert "Choose a reason" in refused
    assert admin.post(path, {"days": "30", "reason": "course_runs"}).status_code == 302


def test_the_month_shows_how_many_mentors_may_sign_in_and_whose_time_ended(cast, owner_says):
    owner_says("update member set access_until = now() - interval '1 second' where username = 'trainer'")
    page = " ".join(at_desk("oversight").get("/confidentiality/").content.decode().split())
    assert "Mentors and trainers who may sign in today" in page
    assert "whose access ended in this month" in page
