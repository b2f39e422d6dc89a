"""What who told us wrote is read before anything else: it stands above on the desk, in the list and on the page, and whoever decides
without having been shown it is asked."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from samaki.database import session
from samaki.intake import talking
from samaki.intake.enclosing import Enclosed
from samaki.intake.models import Report
from samaki.intake.operations import acknowledge
from samaki.web.reports import views
from tests.acting import act
from tests.everything import value
from tests.intake.talk import filed, report_of, said, voice
from tests.web.staff.reading import filled

WORDS = "please don't go to my house, I'm afraid"
ASKS = "Who told us asks not to act, or was wrong"
MARK = "asks not to act: not read yet"


@pytest.fixture
def retracted(cast):
    """(a new emergency whose reporter asks not to act, its receipt)."""
    now = timezone.now()
    receipt = filed(now, danger="yes")
    said(receipt, now, WORDS, kind="doubt")
    return report_of(cast["duty.pp"], now), receipt


def text_of(response):
    return response.content.decode().replace("&#39;", "'").replace("’", "'")


def test_a_retraction_stands_in_the_first_group_of_the_desk_until_it_is_read(retracted, sign_in):
    report, _receipt = retracted
    duty, key = sign_in("duty.pp"), report.id
    page = text_of(duty.get("/desk/"))
    first = page.split('<section id="')[1]
    assert first.startswith("now")
    assert ASKS in first
    assert f"/reports/{key}/#unread" in first
    assert "A child is kept" in first, "the report is named"
    assert "has written again: read it" not in page, "nothing of it can be put away with a press"
    assert f'action="/reports/{key}/acknowledge/"' not in page, "it is read before it is acknowledged"
    assert duty.post(f"/reports/{key}/reporter/read/").status_code == 302
    page = text_of(duty.get("/desk/"))
    assert ASKS not in page
    assert f'action="/reports/{key}/acknowledge/"' in page


def test_the_list_marks_it_and_can_show_it_alone(retracted, sign_in, cast):
    report, _receipt = retracted
    duty = sign_in("duty.pp")
    filed(timezone.now(), what="Another matter")
    for address in ("/reports/", "/reports/?state=new", "/reports/?state=unread"):
        assert text_of(duty.get(address)).count(MARK) == 1, address
    assert "Another matter" not in text_of(duty.get("/reports/?state=unread"))
    assert MARK not in text_of(sign_in("duty.sr").get("/reports/?state=unread"))


def test_the_page_begins_with_it_and_says_it_of_the_reporter(retracted, sign_in):
    report, receipt = retracted
    said(receipt, timezone.now(), "One thing more")
    duty = sign_in("duty.pp")
    page = text_of(duty.get(f"/reports/{report.id}/"))
    above, rest = page.split("Acknowledge: I have read it", 1)
    for words in (f"{ASKS}. Nobody has read it yet.", WORDS, "One thing more", "They ask us not to act"):
        assert words in above, words
    assert above.index(WORDS) < above.index("One thing more"), "the retraction above all"
    assert "you were wrong" not in page
    duty.post(f"/reports/{report.id}/reporter/read/")
    page = text_of(duty.get(f"/reports/{report.id}/"))
    assert "Nobody has read it yet" not in page
    assert "asked us not to act, or said that they were wrong" in page.split("Acknowledge: I have read it")[0]


@pytest.mark.parametrize(("path", "given"), [
    ("urgency", {"urgency": "normal", "text": "calmer"}), ("close", {"reason": "not_substantiated", "words": "looked"}), ("open-case", {}),
    ("pass", {"to_unit": "police-ps", "text": "theirs"}), ("join", {"into": "", "text": "the same"}),
])  # fmt: skip
def test_whoever_decides_without_having_seen_it_is_asked_once(path, given, retracted, sign_in, cast):
    report, _receipt = retracted
    duty, address, now = sign_in("duty.pp"), f"/reports/{report.id}/{path}/", timezone.now()
    if path == "join":
        filed(now, what="The same")
        given = given | {"into": str(report_of(cast["duty.pp"], now).id)}
    if path == "close":
        act(cast["duty.pp"], acknowledge, now, report_id=report.id)
    before = value("select version from report where id = %s", [report.id])
    asked = duty.post(address, given)
    assert asked.status_code == 422
    assert f"{ASKS}. Nobody has read it yet." in text_of(asked)
    assert value("select version from report where id = %s", [report.id]) == before
    form = filled(asked, address, **given)
    assert form["unread_shown"] == ["1-0"]
    assert duty.post(address, form).status_code == 302
    assert value("select version from report where id = %s", [report.id]) > before


def test_what_came_while_the_form_lay_open_is_asked_about_again(retracted, sign_in):
    report, receipt = retracted
    duty, address = sign_in("duty.pp"), f"/reports/{report.id}/pass/"
    given = filled(duty.get(address), address, to_unit="police-ps", text="theirs")
    said(receipt, timezone.now(), "They are at the door")
    assert duty.post(address, given).status_code == 422
    more = given | {"urgency": "emergency", "text": "", "danger": "yes"}
    assert "Read it first" not in text_of(duty.post(f"/reports/{report.id}/urgency/", more)), "more urgent asks nothing"


def test_a_voice_that_came_with_a_report_stands_at_its_top_and_is_no_second_word(sign_in, cast):
    now = timezone.now()
    receipt = filed(now, what="See the voice message")
    said(receipt, now, "", file=Enclosed(voice()))
    report, duty = report_of(cast["duty.pp"], now), sign_in("duty.pp")
    assert "has written again" not in text_of(duty.get("/desk/"))
    above, rest = text_of(duty.get(f"/reports/{report.id}/")).split("Acknowledge: I have read it", 1)
    assert "This came with the report" in above
    assert 'href="#file-1"' in above
    assert 'id="file-1"' in rest
    act(cast["duty.pp"], talking.read_from_reporter, now, report_id=report.id)
    assert 'href="#file-1"' in text_of(duty.get(f"/reports/{report.id}/")).split("Acknowledge: I have read it")[0]


def test_only_the_unit_that_holds_the_report_is_shown_its_words(retracted, sign_in, cast):
    report, _receipt = retracted
    for name in ("duty.sr", "social.pp", "oversight", "mentor"):
        desk = text_of(sign_in(name).get("/desk/"))
        assert ASKS not in desk, name
        assert str(report.id) not in desk, name
    with session("app", timezone.now(), cast["duty.sr"].id):
        assert not Report.objects.filter(id=report.id).exists()
    assert (
        sign_in("duty.sr").post(f"/reports/{report.id}/reporter/read/", {"key": str(uuid.uuid4())}).status_code == 404
    )


def test_the_list_of_unread_words_goes_on_behind_its_first_page(sign_in, cast, monkeypatch):
    monkeypatch.setattr(views, "WAITING", 2)
    now, keys = timezone.now(), []
    for at, danger in enumerate(("no", "no", "yes")):
        receipt = filed(now - timedelta(hours=3 - at), danger=danger)
        said(receipt, now, "One thing more")
        keys.append(report_of(cast["duty.pp"], now).id)
    duty = sign_in("duty.pp")
    first = text_of(duty.get("/reports/?state=unread"))
    assert [str(key) in first for key in keys] == [True, False, True], "the emergency, then the soonest due"
    following = f"?state=unread&before={keys[0]}"
    assert following in first.replace("&amp;", "&")
    last = text_of(duty.get(f"/reports/{following}"))
    assert [str(key) in last for key in keys[1:]] == [True, False]
    assert last.count("before=") == 0, "there is no third page"
