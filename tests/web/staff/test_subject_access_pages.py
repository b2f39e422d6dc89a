"""The pages of subject access: a request is recorded, decided by the officer, handed over as a page or a sealed file, mended."""

import base64
import html
import re

import pyrage
import pytest
from django.utils import timezone

from samaki.cases import operations as cases
from samaki.database import session
from samaki.journeys.subject_access.models import SubjectAccess, SubjectHandover
from tests.acting import act
from tests.cases.sharing import Matter
from tests.web.staff.test_people_pages import text

PASSWORD = {"password": "a password of the tests"}
HAND = {"handed_to": "child", "identified": "known", "form": "page", "text": ""}


@pytest.fixture
def matter(cast):
    made = Matter(cast, timezone.now())
    act(
        made.social,
        cases.write_note,
        made.now,
        case=made.case,
        compartment="care",
        text="She <b>sleeps</b> well.",
        person=made.child,
    )
    return made


@pytest.fixture
def proved(sign_in):
    """A client of a member who has just shown who they are."""

    def signed(username):
        client = sign_in(username)
        client.post("/sign-in/again/", PASSWORD)
        return client

    return signed


def recorded(client, matter, **given):
    form = {
        "person": str(matter.child.id),
        "asker": "child",
        "how": "in_person",
        "language": "en",
        "asked_at": "",
        "text": "",
        "guardian": "",
    }
    return client.post(f"/cases/{matter.case.code}/subject-access/", form | given)


def one(matter):
    with session("app", timezone.now(), matter.social.id):
        return SubjectAccess.objects.latest("recorded_at")


def decide(client, row, **parts):
    answers = {f"part_{code}": "given" for code in row.rooms} | parts
    read = client.post(f"/subject-access/{row.id}/read/", answers | {"text": "why"})
    token = re.search(r'name="read" value="([^"]+)"', read.content.decode())
    return client.post(
        f"/subject-access/{row.id}/decide/", answers | {"text": "why", "read": html.unescape(token[1]) if token else ""}
    )


def test_it_is_recorded_decided_and_handed_over_as_a_page(matter, proved):
    social, officer = proved("social.pp"), proved("privacy.social")
    assert f"/cases/{matter.case.code}/subject-access/" in social.get(f"/cases/{matter.case.code}/").content.decode()
    page = text(social.get(f"/cases/{matter.case.code}/subject-access/"))
    assert "30 days (not legally verified)" in page
    answer = recorded(social, matter)
    assert answer.status_code == 302
    row = one(matter)
    asked = text(social.get(answer["Location"]))
    assert "not who recorded it" in asked
    assert "part_care" not in social.get(answer["Location"]).content.decode(), "who recorded it decides nothing"
    assert "Somebody asks what is held about a child" in text(officer.get("/desk/"))
    assert f"/subject-access/{row.id}/" in officer.get("/confidentiality/").content.decode()
    assert 'name="part_care"' in officer.get(f"/subject-access/{row.id}/").content.decode()
    assert decide(officer, row).status_code == 302
    assert "it can be collected" in text(social.get("/desk/"))
    given = social.post(f"/subject-access/{row.id}/hand-over/", HAND)
    assert given.status_code == 200
    assert given["Cache-Control"] == "no-store"
    assert "sha256-" in given["Content-Security-Policy"]
    body = given.content.decode()
    assert "She &lt;b&gt;sleeps&lt;/b&gt; well." in body
    assert "http" not in re.sub(r"<meta[^>]*>", "", body), "it loads nothing"
    assert "Handed over 1 of 3 times" in text(social.get(f"/subject-access/{row.id}/"))
    assert "was handed over (1)" in text(social.get(f"/cases/{matter.case.code}/timeline/"))


def test_the_sealed_file_is_shown_once_with_its_words(matter, proved):
    social = proved("social.pp")
    recorded(social, matter)
    row = one(matter)
    decide(proved("privacy.social"), row)
    page = social.post(f"/subject-access/{row.id}/hand-over/", HAND | {"form": "file"}).content.decode()
    words = re.search(r'translate="no">([a-z2-9-]{24})<', page)[1]
    sealed = base64.b64decode(html.unescape(re.search(r"base64,([^\"]+)", page)[1]))
    opened = pyrage.passphrase.decrypt(sealed, words).decode()
    assert "She &lt;b&gt;sleeps&lt;/b&gt; well." in opened
    assert "<style>" in opened
    assert words not in social.get(f"/subject-access/{row.id}/").content.decode()


def test_wrong_fields_come_back_with_what_was_typed(matter, proved):
    social = proved("social.pp")
    answer = recorded(social, matter, asker="", how="other", text="", language="fr", asked_at="2199-01-01")
    assert answer.status_code == 422
    refused = recorded(social, matter, asker="guardian", guardian=str(matter.guardian("unknown").id), text="Typedwords")
    assert refused.status_code == 403
    assert "The child can ask, or a lawyer of the child" in text(refused)
    assert "Typedwords" in refused.content.decode()
    recorded(social, matter)
    row, officer = one(matter), proved("privacy.social")
    wrong = officer.post(f"/subject-access/{row.id}/read/", {"part_care": "investigation", "text": "Officerwords"})
    assert wrong.status_code == 422
    assert "Officerwords" in wrong.content.decode()
    decide(officer, row)
    wrong = social.post(f"/subject-access/{row.id}/hand-over/", {"handed_to": "guardian", "form": "", "identified": ""})
    assert wrong.status_code == 422
    with session("app", timezone.now(), matter.social.id):
        assert not SubjectHandover.objects.exists()


def test_it_is_asked_once_more_who_sits_there_before_anything_is_shown(matter, sign_in, proved, settings):
    recorded(proved("social.pp"), matter)
    row = one(matter)
    decide(proved("privacy.social"), row)
    settings.SAMAKI_PROVED_MINUTES = 0
    late = sign_in("social.pp").post(f"/subject-access/{row.id}/hand-over/", HAND)
    assert late.status_code == 401
    with session("app", timezone.now(), matter.social.id):
        assert not SubjectHandover.objects.exists()


def test_the_same_form_sent_twice_hands_over_once(matter, proved):
    social = proved("social.pp")
    recorded(social, matter)
    row = one(matter)
    decide(proved("privacy.social"), row)
    page = social.get(f"/subject-access/{row.id}/").content.decode()
    key = re.search(r'name="form_key" value="([^"]+)"', page)
    form = HAND | ({"form_key": key[1]} if key else {})
    for _again in range(2):
        social.post(f"/subject-access/{row.id}/hand-over/", form)
    if key:
        with session("app", timezone.now(), matter.social.id):
            assert SubjectHandover.objects.count() == 1


def test_each_act_is_mended_from_the_page(matter, proved):
    social, officer = proved("social.pp"), proved("privacy.social")
    recorded(social, matter)
    row = one(matter)
    place = f"/subject-access/{row.id}/"
    decide(officer, row)
    social.post(f"{place}hand-over/", HAND)
    with session("app", timezone.now(), matter.social.id):
        handover = SubjectHandover.objects.get()
    assert str(handover.id) in social.get(place).content.decode()
    assert social.post(f"{place}not-handed/", {"act": str(handover.id), "text": ""}).status_code == 422
    assert social.post(f"{place}not-handed/", {"act": "x", "text": "y"}).status_code == 404
    assert social.post(f"{place}not-handed/", {"act": str(handover.id), "text": "they had left"}).status_code == 302
    assert "it does not count" in text(social.get(place))
    assert officer.post(f"{place}take-back/", {"text": "too much"}).status_code == 302
    assert "not decided yet" in text(social.get(place))
    assert social.post(f"{place}withdraw/", {"text": ""}).status_code == 302
    assert social.post(f"{place}mistake/", {"text": "another child"}).status_code == 302
    assert "recorded by mistake" in text(social.get(place))


def test_others_find_nothing_at_these_addresses(matter, proved):
    recorded(proved("social.pp"), matter)
    row = one(matter)
    for who in ("duty.pp", "privacy.pp", "ngo.pp", "oversight"):
        client = proved(who)
        assert client.get(f"/subject-access/{row.id}/").status_code == 404, who
        assert client.post(f"/subject-access/{row.id}/decide/", {"text": "x"}).status_code == 404, who
        assert client.post(f"/subject-access/{row.id}/hand-over/", HAND).status_code == 404, who
    assert proved("ngo.pp").get(f"/cases/{matter.case.code}/subject-access/").status_code == 404


def test_the_officer_reads_the_page_first_and_cannot_decide_without(matter, proved):
    recorded(proved("social.pp"), matter)
    row, officer = one(matter), proved("privacy.social")
    page = officer.get(f"/subject-access/{row.id}/").content.decode()
    assert f'action="/subject-access/{row.id}/read/"' in page
    assert f"/cases/{matter.case.code}/notes/" in page
    answers = {f"part_{code}": "given" for code in row.rooms} | {"text": "why"}
    read = officer.post(f"/subject-access/{row.id}/read/", answers)
    assert read.status_code == 200
    assert "She &lt;b&gt;sleeps&lt;/b&gt; well." in read.content.decode()
    unread = officer.post(f"/subject-access/{row.id}/decide/", answers)
    assert unread.status_code == 422
    assert "Read the page first" in text(unread)
    token = html.unescape(re.search(r'name="read" value="([^"]+)"', read.content.decode())[1])
    less = answers | {"part_care": "about_other", "read": token}
    assert officer.post(f"/subject-access/{row.id}/decide/", less).status_code == 422, (
        "other answers than those that were read"
    )
    assert officer.post(f"/subject-access/{row.id}/decide/", answers | {"read": token}).status_code == 302


def test_where_every_part_is_refused_the_refusal_is_told_and_printed(matter, proved):
    social = proved("social.pp")
    recorded(social, matter)
    row = one(matter)
    assert (
        decide(proved("privacy.social"), row, **{f"part_{code}": "endangers_child" for code in row.rooms}).status_code
        == 302
    )
    page = text(social.get(f"/subject-access/{row.id}/"))
    assert "Nothing is given. Tell it in person" in page
    assert "Build the refusal and show it" in page
    assert "Build it and show it" not in page
    assert "mandate" not in page, "the child asks"
    assert "You can complain" in text(social.post(f"/subject-access/{row.id}/hand-over/", HAND))


def test_what_lacks_is_said_before_the_password_and_what_waits_shows_every_answer(matter, sign_in, proved, settings):
    recorded(proved("social.pp"), matter)
    row, officer = one(matter), sign_in("privacy.social")
    settings.SAMAKI_PROVED_MINUTES = 0
    empty = officer.post(f"/subject-access/{row.id}/read/", {"text": ""})
    assert empty.status_code == 422
    assert "Choose for each part" in text(empty)
    page = officer.get(f"/subject-access/{row.id}/").content.decode()
    key = re.search(r'name="form_key" value="([^"]+)"', page)[1]
    answers = {f"part_{code}": "given" for code in row.rooms} | {"part_care": "about_other", "text": "free words"}
    asked = officer.post(f"/subject-access/{row.id}/read/", answers | {"form_key": key})
    assert asked.status_code == 401
    assert "who may sign in" not in text(asked)
    assert "This is decided in your name" in text(asked)
    draft = html.unescape(re.search(r'name="draft" value="([^"]+)"', asked.content.decode())[1])
    waits = officer.post("/sign-in/again/", PASSWORD | {"draft": draft})
    box = text(waits).split("Send it now")[0]
    assert "free words" in box
    assert "It is about somebody else" in box
    assert box.count("Give it") >= len(row.rooms) - 1
