"""The pages of who is on duty: from nothing to a roster that holds, changed, swapped, handed over; and who sees what."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.utils import timezone

from samaki.agencies.country import calendar
from samaki.agencies.models import Unit
from samaki.roster import handing
from samaki.web.public import desks
from tests.acting import act
from tests.everything import rows
from tests.roster.conftest import owner_writes  # noqa: F401
from tests.roster.planned import layer, published
from tests.web.staff.reading import forms

DAY = timedelta(days=1)


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def written(moment):
    return f"{calendar().local(moment):%Y-%m-%d %H:%M}"


@pytest.fixture
def held(cast):
    """A roster of the police of Phnom Penh that holds: duty.pp and officer.pp, a day each."""
    now = timezone.now()
    return published(cast, now, layer(cast, "duty.pp", "officer.pp")).roster_id


def test_from_nothing_to_a_roster_that_holds(cast, sign_in):
    head = sign_in("officer.pp")
    assert "This unit has no roster" in text(head.get("/roster/"))
    typed = {"area": "all", "members": "duty.pp\nSovann Chea", "amount": "1", "length": "days", "hand_over": "08:00",
             "start": written(timezone.now() - 3 * DAY)[:10], "begins": "", "ends": ""}  # fmt: skip
    sent = head.post("/roster/new/", typed)
    assert sent.status_code == 302, text(sent)
    there = sent["Location"]
    page = head.get(there)
    assert "Nobody is called by this before it is published" in text(page)
    assert head.post(there, typed | {"members": "officer.pp", "edits": "1"}).status_code == 302
    assert head.post(there.replace("edit", "drop"), {"number": "1", "edits": "2"}).status_code == 302
    assert rows("select edits, jsonb_array_length(layers) from duty_version") == [(3, 1)]
    address = there.replace("edit", "publish")
    look = head.get(address)
    assert re.search(r"is on duty for 1\d\d h", text(look)), "on a Monday less than a whole week is left of the first"
    given = {name: values[0] for name, values in forms(look)[address].items()}
    assert head.post(address, given | {"seen": ""}).status_code == 409
    assert head.post(address, given).status_code == 302
    page = text(sign_in("duty.pp").get("/roster/"))
    assert "Who is on duty now Sovann Chea" in page
    assert "This week" in page
    assert "Write a new version" not in page


def test_wrong_answers_come_back_with_what_was_typed(cast, sign_in):
    sent = sign_in("officer.pp").post("/roster/new/", {"area": "17", "members": "nobody of us", "amount": "x", "length": "moons",
                                                       "hand_over": "late", "start": "soon"})  # fmt: skip
    assert sent.status_code == 422
    assert "1 to 1" not in text(sent)
    for words in (
        "nobody of us",
        "Choose hours, days or weeks",
        "Write a time of the day",
        "Write a whole date",
        "Write a whole number",
    ):
        assert words in text(sent) or words in sent.content.decode(), words
    assert rows("select count(*) from duty_roster") == [(0,)]


def test_a_plan_that_begins_later_says_what_it_leaves_empty_where_one_decides(cast, sign_in, held):
    head, first = sign_in("officer.pp"), calendar().local(timezone.now() + 40 * DAY)
    typed = {
        "members": "duty.pp",
        "amount": "1",
        "length": "days",
        "hand_over": "08:00",
        "start": f"{first:%Y-%m-%d}",
        "edits": "0",
    }
    said = "Published now, nobody is on duty until then"
    assert said not in text(head.get(f"/roster/{held}/edit/"))
    assert head.post(f"/roster/{held}/edit/", typed).status_code == 302
    assert head.post(f"/roster/{held}/drop/", {"number": "1", "edits": "1"}).status_code == 302
    for page in ("edit", "publish"):
        assert said in text(head.get(f"/roster/{held}/{page}/")), page


def test_who_does_not_plan_is_told_so_and_who_is_elsewhere_finds_nothing(cast, sign_in, held):
    for what in ("edit", "publish", "change", "import"):
        assert sign_in("duty.pp").get(f"/roster/{held}/{what}/").status_code == 403, what
        assert sign_in("social.pp").get(f"/roster/{held}/{what}/").status_code == 404, what
    for what in ("swap", "note"):
        assert sign_in("social.pp").get(f"/roster/{held}/{what}/").status_code == 404
    assert sign_in("social.pp").get(f"/roster/{held}/calendar.ics").status_code == 404
    assert sign_in("social.pp").post(f"/roster/{held}/end/").status_code == 404
    assert sign_in("duty.pp").post(f"/roster/{held}/end/").status_code == 403


def test_who_covers_stands_on_the_page_and_is_taken_back(cast, sign_in, held):
    head, now = sign_in("officer.pp"), timezone.now()
    for who in ("duty.pp", "officer.pp"):
        address = f"/roster/{held}/change/"
        given = {"member": who, "sort": "away", "since": written(now - DAY), "until": written(now + DAY)}
        asked = head.post(address, given)
        assert asked.status_code == 422, "its gaps are told first"
        sent = head.post(address, given | {"seen": forms(asked)[address]["seen"][0]})
        assert sent.status_code == 302, text(sent)
    page = head.get("/roster/")
    assert "Who is on duty now Nobody is on duty" in text(page)
    assert "Nobody is on duty from" in text(page)
    ends = [action for action in forms(page) if action.startswith("/roster/changes/")]
    assert len(ends) == 2
    for action in ends:
        assert head.post(action).status_code == 302
    assert "Who is on duty now Nobody" not in text(head.get("/roster/"))


def test_a_swap_is_asked_and_answered(cast, sign_in, held):
    zone = calendar().timezone
    day = calendar().local(timezone.now()).date() + 4 * DAY
    ordinal = (day - layer(cast, "duty.pp").start).days
    mine = day if ordinal % 2 == 0 else day + DAY
    begins = f"{mine} 08:00"
    given = {"other": "officer.pp", "since": begins, "until": f"{mine + DAY} 08:00", "back_since": f"{mine + DAY} 08:00",
             "back_until": f"{mine + 2 * DAY} 08:00"}  # fmt: skip
    duty, other = sign_in("duty.pp"), sign_in("officer.pp")
    assert duty.post(f"/roster/{held}/swap/", given | {"since": f"{mine - DAY} 08:00"}).status_code == 422
    assert duty.post(f"/roster/{held}/swap/", given).status_code == 302
    assert "Somebody of your unit asks to swap a duty" in text(other.get("/desk/"))
    assert not [action for action in forms(duty.get("/roster/")) if action.endswith("/agree/")]
    [agree] = [action for action in forms(other.get("/roster/")) if action.endswith("/agree/")]
    assert other.post(agree).status_code == 302
    assert other.post(agree).status_code == 409
    assert rows("select sort from duty_change") == [("covers",), ("covers",)]
    assert zone is not None


def test_the_note_is_sealed_and_read_once_it_is_opened(cast, sign_in, held):
    duty, head = sign_in("duty.pp"), sign_in("officer.pp")
    assert duty.post(f"/roster/{held}/note/", {"text": ""}).status_code == 422
    assert duty.post(f"/roster/{held}/note/", {"text": "Call back the nurse"}).status_code == 302
    page = head.get("/roster/")
    assert "nobody has read it yet" in text(page)
    assert "Call back the nurse" not in text(page)
    [read] = [action for action in forms(page) if action.startswith("/roster/notes/")]
    assert "Call back the nurse" in text(head.post(read))
    assert f"read by {cast['officer.pp'].name}" in text(duty.get("/roster/"))
    assert sign_in("social.pp").post(read).status_code == 404


def test_a_calendar_file_goes_out_and_comes_in(cast, sign_in, held):
    head, now = sign_in("officer.pp"), timezone.now()
    out = head.get(f"/roster/{held}/calendar.ics")
    assert out["Content-Type"].startswith("text/calendar")
    assert b"BEGIN:VEVENT" in out.content
    ids = [re.findall(rb"UID:(\S+)", one.content) for one in (out, head.get(f"/roster/{held}/calendar.ics"))]
    assert ids[0] == ids[1], "a shift that runs, and each after it, keeps its id: a calendar does not show it twice"
    begins, ends = ((now + days * DAY).strftime("%Y%m%dT%H%M%SZ") for days in (2, 3))
    events = [f"BEGIN:VEVENT\r\nUID:{at}\r\nSUMMARY:{title}\r\nDTSTART:{begins}\r\nDTEND:{ends}\r\nEND:VEVENT\r\n"
              for at, title in enumerate(["Away: Dara Sok", "Away: <b>Nobody</b>"])]  # fmt: skip
    content = "BEGIN:VCALENDAR\r\n" + "".join(events) + "END:VCALENDAR\r\n"
    for wanted in ("Taken: 1. Already here: 0. Not taken: 1.", "Taken: 0. Already here: 1. Not taken: 1."):
        answer = head.post(
            f"/roster/{held}/import/", {"file": SimpleUploadedFile("a.ics", content.encode(), "text/calendar")}
        )
        assert wanted in text(answer)
        assert "&lt;b&gt;" in answer.content.decode()
    for bad in (b"", b"x" * 700_000, b"\xff\xfe"):
        answer = head.post(f"/roster/{held}/import/", {"file": SimpleUploadedFile("a.ics", bad, "text/calendar")})
        assert answer.status_code == 422, bad[:9]
    assert head.post(f"/roster/{held}/import/", {}).status_code == 422


def test_ones_own_number_is_given_and_withdrawn_and_shown_to_nobody(cast, sign_in):
    duty = sign_in("duty.pp")
    assert duty.post("/roster/number/", {"number": "x"}).status_code == 422
    assert duty.post("/roster/number/", {"number": "012 345 678"}).status_code == 302
    assert "You gave your own number" in text(duty.get("/roster/"))
    assert "012 345 678" not in duty.get("/roster/number/").content.decode()
    assert sign_in("officer.pp").post("/roster/numbers/").status_code == 409
    assert duty.post("/roster/number/", {"act": "withdraw"}).status_code == 302
    assert rows("select count(*) from duty_number") == [(0,)]


def test_the_directory_names_who_is_on_duty_to_who_works_beside_them(cast, sign_in, held):
    named = "On duty now:"
    for who, sees in (("social.pp", True), ("social.sr", False), ("oversight", False), ("mentor", False)):
        for address in ("/directory/?area=12", "/directory/police-pp/"):
            assert (named in text(sign_in(who).get(address))) is sees, (who, address)
    for who, sees in (("social.pp", True), ("social.sr", False), ("oversight", False)):
        found = text(sign_in(who).get("/directory/?lang=en&q=Dara&area=12"))
        assert ("Dara Sok" in found) is sees, "who is shown is found, and only by who is shown them"
    page = sign_in("oversight").get("/roster/")
    assert "Rosters in force" in text(page)
    assert "Dara Sok" not in text(page)


def test_the_public_pages_show_the_number_of_the_unit_and_no_officer(cast, client, held, owner_writes):  # noqa: F811
    act(cast["duty.pp"], handing.give_number, timezone.now(), number="012 777 888")
    with owner_writes():
        Unit.objects.filter(code="police-pp").update(phone="023 456 701", phone_night="023 456 702")
        Unit.objects.filter(code="social-pp").update(phone="023 456 703")
    for lang in ("en", "km"):
        found = text(client.get(f"/?lang={lang}"))
        assert "023 456 701" in found
        assert "023 456 702" in found
        assert "023 456 703" not in found, "reports do not go there"
    for address in ("/", "/report/", "/how/"):
        shown = client.get(address).content
        assert b"Dara" not in shown
        assert b"777 888" not in shown


def test_the_first_page_stands_without_the_numbers_while_the_database_is_away(cast, client, monkeypatch):
    def away(*_given):
        raise OperationalError

    monkeypatch.setattr(desks, "_desks", away)
    found = client.get("/?lang=en")
    assert (found.status_code, "in your province" in text(found)) == (200, False)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_whatever_stands_on_it(cast, sign_in, held, count, django_assert_num_queries):
    now = timezone.now()
    for _number in range(count):
        act(cast["duty.pp"], handing.write_handover, now, roster_id=held, text="x")
    client = sign_in("officer.pp")
    client.get("/roster/")
    with django_assert_num_queries(22):
        client.get("/roster/")


def test_two_weeks_are_printed(cast, sign_in, held):
    page = text(sign_in("duty.pp").get("/roster/print/"))
    assert "Next week" in page
    assert "Dara Sok" in page


def test_an_absence_tells_its_gaps_before_it_is_kept(cast, sign_in):
    now = timezone.now()
    held = published(cast, now, layer(cast, "duty.pp")).roster_id
    head, address = sign_in("officer.pp"), f"/roster/{held}/change/"
    given = {"member": "duty.pp", "sort": "away", "since": written(now + DAY), "until": written(now + 31 * DAY)}
    asked = head.post(address, given)
    assert asked.status_code == 422
    assert "With this change nobody is on duty for some time" in text(asked)
    assert "Nobody is on duty from" in text(asked)
    assert rows("select count(*) from duty_change") == [(0,)]
    again = {name: values[0] for name, values in forms(asked)[address].items()}
    assert head.post(address, again | given).status_code == 302
    assert rows("select sort from duty_change") == [("away",)]
    assert "stands in the roster already" in text(head.post(address, given))
    assert rows("select count(*) from duty_change") == [(1,)]


def test_the_form_of_turns_begins_with_names_of_people_and_takes_them(cast, sign_in):
    head = sign_in("officer.pp")
    members = forms(head.get("/roster/new/"))["/roster/new/"]["members"][0]
    assert members.split("\n")[:2] == ["Dara Sok", "Sovann Chea"]
    given = {"area": "all", "members": members, "amount": "12", "length": "hours", "hand_over": "18:00",
             "start": written(timezone.now() - 3 * DAY)[:10], "begins": "18:00", "ends": "06:00"}  # fmt: skip
    sent = head.post("/roster/new/", given)
    assert sent.status_code == 302, text(sent)
    page = text(head.get(sent["Location"]))
    assert "never has a turn in it" in page
