"""Somebody who is held past a limit, on the desk and in the court file."""

from django.utils import timezone

from samaki.database import session
from samaki.jobs.tick import tick
from samaki.notices.operations import take_note_of_all
from tests.acting import own_case
from tests.court.filing import DAY, HOUR, named, wrote


def test_a_limit_that_is_over_stands_above_all_on_the_desk_with_which_accused(sign_in, cast):
    police = cast["duty.pp"]
    now = timezone.now()
    case = own_case(police, now - 9 * DAY)
    accused = named(police, now - 9 * DAY, case, part="accused", age=35)
    row = wrote(police, now - HOUR, case, "arrested", now - 9 * DAY, person=accused, category="felony")
    tick(now)
    client = sign_in("duty.pp")
    urgent, _told, _rest = client.get("/desk/?lang=en").content.decode().partition('id="told"')
    assert "a limit is over" in urgent
    assert "Accused 1: " in urgent
    assert "35 years old" in urgent
    with session("app", now, police.id):
        take_note_of_all(matters=[row.id], shown_at=now, by=police, now=now)
    assert "a limit is over" in client.get("/desk/?lang=en").content.decode(), "no press of many takes it away"
    page = client.get(f"/cases/{case.code}/court/?lang=en").content.decode()
    assert "35 years old" in page
    assert f"/cases/{case.code}/people/{accused.id}/" in page
