"""The pages of complaints and suspension: any member complains; whoever looks into it sees theirs; the agency sees the same as ever."""

import re

import pytest
from django.utils import timezone

from samaki.agencies.models import Member
from samaki.database import session
from samaki.journeys.complaints.models import Complaint, Suspension
from tests.everything import rows
from tests.journeys.complaints.complaining import filed

PROVE = {"password": "a password of the tests"}


@pytest.fixture
def proved(sign_in):
    def signed(username):
        client = sign_in(username)
        client.post("/sign-in/again/", PROVE)
        return client

    return signed


def test_every_page_of_staff_leads_to_it_and_a_member_complains_about_their_own(sign_in, cast):
    client = sign_in("duty.pp")
    for path in ("/desk/", "/cases/", "/help/"):
        assert "/complaints/new/" in client.get(path).content.decode()
    before = rows("select count(*) from ledger_entry where unit = %s", [cast["duty.pp"].unit_id], role="auditor")
    page = client.post("/complaints/new/", {"unit": "police-pp", "what": "he takes money", "named": "no"})
    receipt = re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", page.content.decode()).group(0)
    assert (
        rows("select count(*) from ledger_entry where unit = %s", [cast["duty.pp"].unit_id], role="auditor") == before
    )
    told = client.post("/status/?lang=en", {"receipt": receipt}).content.decode()
    assert "Your complaint waits to be read" in told
    with session("app", timezone.now(), cast["oversight"].id):
        assert Complaint.objects.count() == 1
    assert client.post("/complaints/new/", {"unit": "police-pp", "what": " "}).status_code == 422


def test_the_pages_of_the_agency_are_the_same_with_and_without_it(sign_in, cast):
    """Every list, count and page of its officer and its head, byte by byte but for the tokens of forms."""

    def pages():
        found = {}
        for who in ("privacy.pp", "officer.pp", "duty.pp"):
            client = sign_in(who)
            for path in (
                "/desk/",
                "/complaints/",
                "/confidentiality/",
                "/ledger/",
                "/cases/",
                "/reports/",
                "/questions/",
                "/help/",
            ):
                text = client.get(path).content.decode()
                found[who, path] = re.sub(r'(value|nonce)="[^"]{20,}"|\d\d:\d\d', "", text)
        return found

    before = pages()
    _receipt, key = filed(timezone.now())
    assert pages() == before
    missing = "01900000-0000-7000-8000-000000000000"
    client = sign_in("privacy.pp")
    there, nowhere = (client.get(f"/complaints/{one}/") for one in (key, missing))
    assert (there.status_code, nowhere.status_code) == (404, 404)
    told = [re.sub(r'value="[^"]{20,}"', "", one.content.decode()) for one in (there, nowhere)]
    assert told[0].replace(str(key), missing) == told[1]


def test_whoever_looks_into_it_reads_asks_and_closes(proved, cast):
    _receipt, key = filed(timezone.now(), who="the tall one", code="PP-26-222222")
    client = proved("oversight")
    assert f"/complaints/{key}/" in client.get("/complaints/").content.decode()
    assert f"/complaints/{key}/" in client.get("/desk/").content.decode()
    page = client.get(f"/complaints/{key}/").content.decode()
    for shown in ("the tall one", "PP-26-222222", cast["duty.pp"].unit.name_en):
        assert shown in page
    for act, given in (("take-up", {}), ("ask", {"text": "which day?"}), ("close", {"reason": "upheld", "text": "done"}),
                       ("reopen", {"text": "too early"})):  # fmt: skip
        assert client.post(f"/complaints/{key}/{act}/", given).status_code == 302, act
    assert rows("select state from complaint") == [("reopened",)]
    assert client.post(f"/complaints/{key}/ask/", {"text": "x"}).status_code == 409


def test_without_words_it_is_said_which_words_are_missing(proved, cast):
    _receipt, key = filed(timezone.now(), who="the tall one", code="PP-26-222222")
    client = proved("oversight")
    client.post(f"/complaints/{key}/take-up/", {})
    assert "Write the question." in client.post(f"/complaints/{key}/ask/", {"text": ""}).content.decode()
    assert (
        "Write the answer."
        in client.post(f"/complaints/{key}/close/", {"reason": "upheld", "text": ""}).content.decode()
    )


def test_without_the_office_there_is_no_such_page(sign_in):
    for who in ("duty.pp", "mentor", "admin"):
        client = sign_in(who)
        assert client.get("/complaints/").status_code == 403
        assert client.get("/suspensions/new/").status_code == 403


def test_a_suspension_from_a_complaint_and_its_confirmation(proved, sign_in, cast):
    _receipt, key = filed(timezone.now())
    asker, second = proved("oversight"), proved("privacy.ngo")
    form = asker.get(f"/suspensions/new/?complaint={key}").content.decode()
    assert str(key) in form
    sent = asker.post("/suspensions/new/", {"member": "duty.pp", "reason": "took_money", "text": "a mother says so",
                                            "decider": "ngo-pp", "complaint": str(key)})  # fmt: skip
    assert sent.status_code == 302
    with session("app", timezone.now(), cast["oversight"].id):
        row = Suspension.objects.get()
    assert (row.complaint_id, row.member_id) == (key, cast["duty.pp"].id)
    assert f"/suspensions/{row.id}/" in second.get("/complaints/").content.decode()
    assert second.post(f"/suspensions/{row.id}/confirm/", {"text": "I agree"}).status_code == 302
    assert Member.objects.get(username="duty.pp").closed_why == "suspended"
    listed = proved("admin").get("/account/members/").content.decode()
    assert "access suspended" in listed
    assert f"/account/members/{cast['duty.pp'].id}/open/" not in listed
    assert proved("admin").post(f"/account/members/{cast['duty.pp'].id}/open/").status_code == 403
    assert proved("privacy.pp").get(f"/suspensions/{row.id}/").status_code == 404
    assert asker.post(f"/suspensions/{row.id}/lift/", {"text": "another one did it"}).status_code == 302
    assert Member.objects.get(username="duty.pp").is_active


def test_sensitive_acts_ask_once_more_who_sits_there(sign_in):
    _receipt, key = filed(timezone.now())
    client = sign_in("oversight")
    assert client.post(f"/complaints/{key}/take-up/").status_code == 401
    assert client.post("/suspensions/new/", {"member": "duty.pp"}).status_code == 401


def chosen(page):
    return re.findall(r'<input type="radio" name="chosen"[^>]*value="([\w.-]+)"', page.content.decode())


def test_who_is_suspended_is_found_by_name_and_unit_and_then_chosen(proved, cast):
    oversight = proved("oversight")
    usual = {"reason": "took_money", "text": "a mother says so", "decider": "ngo-pp"}
    unit = cast["duty.pp"].unit
    by_unit = oversight.post("/suspensions/new/", usual | {"unit": unit.code})
    assert by_unit.status_code == 422
    assert "duty.pp" in chosen(by_unit)
    assert "a mother says so" in by_unit.content.decode(), "nothing that was typed is lost"
    assert set(chosen(by_unit)) <= set(Member.objects.filter(unit=unit).values_list("username", flat=True))
    name = cast["duty.pp"].name_en.split()[0]
    by_name = oversight.post("/suspensions/new/", usual | {"member": name.lower(), "unit": unit.code})
    assert "duty.pp" in chosen(by_name)
    assert len(chosen(by_name)) <= len(chosen(by_unit))
    assert not Suspension.objects.exists(), "a name alone suspends nobody"
    nobody = oversight.post("/suspensions/new/", usual | {"member": "no such name"})
    assert nobody.status_code == 422
    assert "Nobody of another agency is found by that" in nobody.content.decode()
    done = oversight.post("/suspensions/new/", usual | {"member": name, "unit": unit.code, "chosen": "duty.pp"})
    assert done.status_code == 302
    assert Member.objects.get(username="duty.pp").closed_why == "suspended"


def test_nobody_of_ones_own_agency_is_offered(proved, cast):
    officer = proved("privacy.social")
    ours = cast["social.pp"]
    shown = officer.post(
        "/suspensions/new/", {"member": ours.name_en, "reason": "took_money", "text": "x", "decider": "ngo-pp"}
    )
    assert ours.username not in chosen(shown)
    refused = officer.post(
        "/suspensions/new/", {"chosen": ours.username, "reason": "took_money", "text": "x", "decider": "ngo-pp"}
    )
    assert refused.status_code == 403
