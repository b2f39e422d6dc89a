"""The page of who governs: written, signed, withdrawn and printed on the pages; what every member reads there."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from samaki.agencies.country import pack
from samaki.database import session
from samaki.jobs.tick import tick
from samaki.journeys.agreements.operations import record_agreement
from samaki.journeys.guarding.words import seal_words, words_of
from samaki.ledger import witnessing
from tests.accounts.entering import PASSWORD
from tests.acting import act
from tests.everything import rows, seen_by
from tests.journeys.governing import drafted, form_of, signed
from tests.web.staff.reading import forms


@pytest.fixture
def proved(sign_in):
    def signed_in(name):
        client = sign_in(name)
        assert client.post("/sign-in/again/", {"password": PASSWORD, "next": "/desk/"}).status_code == 302
        return client

    return signed_in


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_from_nothing_to_a_page_in_force_and_no_more(cast, proved, sign_in):
    assert "Nobody has written yet" in text(sign_in("duty.sr").get("/governance/"))
    writer, now = proved("oversight"), timezone.now()
    sent = writer.post("/governance/new/", form_of(now))
    assert sent.status_code == 302, text(sent)
    there = sent["Location"]
    assert "the signatures of 2 agencies are missing" in text(writer.get(there))
    assert f"{there}sign/" not in sign_in("duty.pp").get(there).content.decode(), "a duty officer signs for no agency"
    for name in ("officer.pp", "ngo.pp"):
        signer = proved(name)
        [seen] = forms(signer.get(there))[f"{there}sign/"]["sha256"]
        assert signer.post(f"{there}sign/", {"sha256": seen, "office": "Head of the office"}).status_code == 302
    page = text(sign_in("duty.sr").get("/governance/"))
    assert "Signed and in force since" in page
    assert f"{cast['officer.pp'].name} , Head of the office, {cast['officer.pp'].unit.agency.name}" in page
    shown = rows("select sha256 from governance")[0][0]
    assert " ".join(shown[at : at + 8] for at in range(0, 64, 8)) in page
    assert proved("ngo.pp").post(f"{there}withdraw/", {"text": "We were not asked"}).status_code == 302
    page = text(sign_in("duty.sr").get("/governance/"))
    assert "No longer in force" in page
    assert "We were not asked" in page


def test_it_is_asked_again_who_sits_there(cast, sign_in):
    now = timezone.now()
    row = drafted(cast, now)
    there = f"/governance/{row.id}/"
    assert sign_in("oversight").post("/governance/new/", form_of(now)).status_code == 401
    asked = sign_in("officer.pp").post(f"{there}sign/", {"sha256": row.sha256, "office": "Head"})
    assert asked.status_code == 401
    assert rows("select count(*) from governance_signature") == [(0,)]
    signed(cast, row, "officer.pp", now=now)
    assert sign_in("officer.pp").post(f"{there}withdraw/", {"text": "x"}).status_code == 401


def test_who_may_not_write_or_sign_is_told_so(cast, proved):
    row = drafted(cast, timezone.now())
    assert proved("officer.pp").get("/governance/new/").status_code == 403
    assert proved("officer.pp").post("/governance/new/", form_of(timezone.now())).status_code == 403
    told = proved("duty.sr").post(f"/governance/{row.id}/sign/", {"sha256": row.sha256, "office": "x"})
    assert told.status_code == 302, "who heads a unit signs"
    assert (
        proved("duty.pp").post(f"/governance/{row.id}/sign/", {"sha256": row.sha256, "office": "x"}).status_code == 403
    )
    assert proved("ngo.pp").post(f"/governance/{row.id}/withdraw/", {"text": "x"}).status_code == 403
    assert proved("ngo.pp").post(f"/governance/{row.id}/sign/", {"sha256": "0" * 64, "office": "x"}).status_code == 412
    assert proved("ngo.pp").get("/governance/01900000-0000-7000-8000-000000000000/").status_code == 404


@pytest.mark.parametrize("wrong", [
    {"payer_km": ""}, {"place_en": "x" * 300}, {"sheets": "two"}, {"enough": "៩"}, {"drill_on": "31/02/2026"}, {"drill_alone": "maybe"},
    {"review_by": "x"}, {"review_by": ""}, {"contact_en": "Ask Dara Sok"}, {"version": "7"}, {"version": "x"},
])  # fmt: skip
def test_a_wrong_field_is_named_and_what_was_typed_comes_back(wrong, cast, proved):
    now = timezone.now()
    answer = proved("oversight").post("/governance/new/", form_of(now, **wrong))
    name = next(iter(wrong))
    assert answer.status_code == (412 if wrong == {"version": "7"} else 422), text(answer)
    page = answer.content.decode()
    assert "Secretword seizure (km)" in page, "nothing typed is lost"
    if name != "version":
        assert f'href="#id_{name}"' in page or "drill_alone" in name
    assert rows("select count(*) from governance") == [(0,)]


def test_a_change_begins_with_the_words_of_the_last_version(cast, proved):
    now = timezone.now()
    row = drafted(cast, now)
    signed(cast, row, "officer.pp", "ngo.pp", now=now)
    writer = proved("oversight")
    fields = forms(writer.get("/governance/new/"))["/governance/new/"]
    assert fields["payer_en"] == ["Secretword payer (en)"]
    given = {name: values[0] for name, values in fields.items()} | {"payer_en": "The ministry", "drill_alone": "no"}
    sent = writer.post("/governance/new/", given)
    assert sent.status_code == 302, text(sent)
    page = text(writer.get("/governance/"))
    assert "Signed and in force since" in page, "the one before stands until this one is signed"
    assert "There is a newer version: 2" in page
    assert "the signatures of 2 agencies are missing" in text(writer.get(sent["Location"]))
    assert "Version 1 of" in page
    assert "with help of the mentor" in text(writer.get(sent["Location"]))


def test_the_system_says_by_itself_what_it_knows(cast, sign_in):
    now = timezone.now()
    page = text(sign_in("duty.sr").get("/governance/"))
    assert "None: whoever runs the machine could change the past unseen." in page
    assert "None is noted on this machine." in page
    with session("worker", now):
        witnessing.name_witness(unit=cast["ngo.pp"].unit_id, channel="notice", now=now)
    act(cast["privacy.pp"], record_agreement, now, one=cast["duty.pp"].unit.agency, other=cast["court.pp"].unit.agency, text="Secretword",
        purposes=["safety_now"], compartments=["care"], signed_on=now.date() - timedelta(days=9),
        review_by=now.date() + timedelta(days=90))  # fmt: skip
    page = text(sign_in("duty.sr").get("/governance/"))
    assert cast["ngo.pp"].unit.name in page
    assert f"{cast['duty.pp'].unit.agency.name}, {cast['court.pp'].unit.agency.name}" in page
    assert "Secretword" not in page, "that there is one, and not what was agreed"
    assert pack().legal_review.get("en") in page
    assert "Closed case: 10 years" in page


@pytest.mark.parametrize(("lang", "name"), [("en", "Signature by hand"), ("km", "ហត្ថលេខាដោយដៃ")])
def test_it_is_printed_with_lines_for_signatures(lang, name, cast, sign_in):
    now = timezone.now()
    row = drafted(cast, now)
    signed(cast, row, "officer.pp", now=now)
    page = sign_in("duty.sr").get(f"/governance/{row.id}/print/?lang={lang}").content.decode()
    assert name in page
    assert f"Secretword seizure ({lang})" in page
    assert page.count("<tr>") == 4


def test_words_that_were_changed_under_the_signatures_are_told(cast, sign_in):
    now = timezone.now()
    row = drafted(cast, now)
    signed(cast, row, "officer.pp", "ngo.pp", now=now)
    warning = "These words do not fit the fingerprint that was signed"
    client = sign_in("duty.sr")
    assert warning not in text(client.get("/governance/"))
    row.sealed = seal_words(row, words_of(row) | {"payer_en": "Somebody else"})
    with seen_by("definer") as cursor:
        cursor.execute("update governance set sealed = %s", [row.sealed])
    assert warning in text(client.get("/governance/"))


def test_the_way_to_it_stands_on_every_page_and_in_the_help(sign_in):
    client = sign_in("duty.sr")
    for path in ("/desk/", "/cases/", "/help/", "/directory/", "/governance/"):
        assert 'href="/governance/"' in client.get(path).content.decode(), path


def test_officers_read_of_the_review_on_their_desk(cast, sign_in):
    then = timezone.now() - timedelta(days=190)
    row = drafted(cast, then)
    signed(cast, row, "officer.pp", "ngo.pp", now=then)
    tick(timezone.now())
    page = sign_in("privacy.pp").get("/desk/").content.decode()
    assert "must be looked at and signed again within 30 days" in page
    assert f"/governance/{row.id}/" in page


def test_what_does_not_fit_what_the_system_knows_stands_beside_the_signature(cast, now, proved):
    row = drafted(cast, timezone.now())
    page = text(proved("officer.pp").get(f"/governance/{row.id}/"))
    assert "The page says that 5 people hold a sheet of the recovery key. The system knows of none" in page
    assert "The page tells of a restore drill. The system knows of no backup" in page
    assert page.index("Look at it before you sign") < page.index("I sign this version for my agency")
    less = drafted(cast, timezone.now(), drill_on=None)
    assert "restore drill. The system" not in text(proved("officer.pp").get(f"/governance/{less.id}/"))


def test_an_empty_office_is_said_before_the_password(cast, sign_in, settings):
    row = drafted(cast, timezone.now())
    settings.SAMAKI_PROVED_MINUTES = 0
    answer = sign_in("officer.pp").post(f"/governance/{row.id}/sign/", {"sha256": row.sha256, "office": ""})
    assert answer.status_code == 422
    assert "Write your office" in text(answer)


def test_each_line_says_in_the_language_of_the_page_in_which_language_it_is_written(proved):
    page = text(proved("oversight").get("/governance/new/"))
    assert "Who pays, in Khmer" in page
    assert "Who pays, in English" in page
    assert "in ភាសាខ្មែរ" not in page
