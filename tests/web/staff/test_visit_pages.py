"""The page of visit notes: nothing of anybody in it, and what it sends is taken once, from who is signed in, with the session's token."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from samaki.care.visits.arriving import writer_of
from tests.care.caring import cared_case
from tests.care.visiting import body, waited
from tests.everything import rows

TEXT = "kanarinzeichen"


@pytest.fixture
def case(cast):
    return cared_case(cast, timezone.now() - timedelta(days=3), children=1)


def sent(client, note, token=None, **other):
    headers = {"X-CSRFToken": token} if token else {}
    content = note if isinstance(note, bytes) else json.dumps(body(note) | other)
    return client.post("/visits/send/", content, content_type="application/json", headers=headers)


def test_the_page_that_a_telephone_keeps_is_the_same_for_everybody_and_names_nobody(sign_in, cast):
    pages = [sign_in(name).get("/visits/") for name in ("social.pp", "nurse.pp")]
    texts = [re.sub(r'nonce="[^"]{22}"', "", one.content.decode()) for one in pages]
    assert texts[0] == texts[1]
    assert {one["Cache-Control"] for one in pages} == {"no-store"}
    for secret in (
        cast["social.pp"].name,
        cast["social.pp"].unit.name,
        "csrfmiddlewaretoken",
        writer_of(cast["social.pp"]),
    ):
        assert secret not in texts[0]
    assert '<form method="post" action="/visits/" autocomplete="off"' in texts[0], (
        "never an address with words, never kept by the browser"
    )
    assert re.search(r'data-visits="[\w-]{87}"', texts[0]), "65 octets of a public key"
    assert sign_in("oversight").get("/visits/").status_code == 403
    assert sign_in("oversight").get("/visits/mine/").status_code == 403


def test_a_note_is_taken_once_with_the_token_of_who_is_signed_in(at_browser, cast, case):
    client, now = at_browser("social.pp"), timezone.now()
    note = waited(cast["social.pp"], case.code, TEXT, written_at=now - timedelta(days=2), sent_at=now)
    assert sent(client, note).status_code == 403, "no token"
    mine = client.get("/visits/mine/")
    assert (mine["Cache-Control"], mine.json()["writer"]) == ("no-store", writer_of(cast["social.pp"]))
    token = mine.json()["token"]
    answers = [sent(client, note, token) for _one in range(3)]
    assert [one.status_code for one in answers] == [201, 201, 201]
    assert {one.content for one in answers} == {answers[0].content}
    told = answers[0].json()
    assert re.fullmatch(r"[0-9A-F]{4}-[0-9A-F]{4}", told["receipt"])
    page, _sign, anchor = told["note"].partition("#")
    shown = client.get(page).content.decode()
    assert "Mend a note" not in shown
    assert TEXT in shown.partition(f'id="{anchor}"')[2].partition("</article>")[0], "the note itself, where it is read"
    assert shown.count(TEXT) == 1
    other = waited(cast["social.pp"], case.code, "other", written_at=now, key=note.key)
    refused = sent(client, other, token)
    assert (refused.status_code, refused.json()["words"]["text"]) == (422, "other")
    client.cookies.pop("samaki_session")
    assert sent(client, note, token).status_code in (302, 403), "signed out: it waits"


def test_what_is_not_taken_says_why_and_gives_the_note_back_to_its_writer_alone(sign_in, cast, case):
    social, ngo, now = sign_in("social.pp"), cast["ngo.pp"], timezone.now()
    not_theirs = sent(sign_in("ngo.pp"), waited(ngo, case.code, TEXT, written_at=now))
    nowhere = sent(sign_in("ngo.pp"), waited(ngo, "PP-26-222222", TEXT, written_at=now))
    assert (not_theirs.status_code, nowhere.status_code) == (404, 404)
    assert not_theirs.json()["sentence"] == nowhere.json()["sentence"], "what exists and is not theirs says the same"
    assert not_theirs.json()["words"] == {"code": case.code, "child": None, "text": TEXT}
    foreign = sent(social, waited(ngo, case.code, TEXT, written_at=now))
    assert (foreign.status_code, "words" in foreign.json(), TEXT in foreign.content.decode()) == (403, False, False)
    refused = rows("select facts ->> 'operation' from ledger_entry where act = 'refused'", {}, role="auditor")
    assert refused == [("*/visits/send/*",)]
    for content in (b"", b"{", b"\xff\xfe", b'{"key": "\\ud800"}', b"[" * 9_000, b"x" * 100_000):
        answer = sent(social, content)
        assert (answer.status_code, list(answer.json())) == (422, ["sentence"])
    assert social.post("/visits/send/", {"key": "x"}).status_code == 422
    assert social.get("/visits/send/")["Location"] == "/visits/"
    assert rows("select count(*) from ledger_entry where act = 'note.write'", {}, role="auditor") == [(0,)]


def test_the_worker_sees_no_other_page_and_signing_out_leads_to_what_clears_the_browser(client, sign_in, db):
    worker = client.get("/visits/worker.js")
    assert (worker["Content-Type"], worker["Content-Security-Policy"]) == (
        "text/javascript; charset=utf-8",
        "default-src 'none'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    )
    assert "visits-out.js" in client.get("/sign-in/").content.decode()
    desk = sign_in("social.pp").get("/desk/").content.decode()
    assert "Write a visit note" in desk
    police = sign_in("duty.pp").get("/desk/").content.decode()
    assert ("Write a visit note" in police, "visits-waiting.js" in police) == (False, True), (
        "their work has no visits; a note may wait"
    )
    assert ('href="/visits/"' in desk, "visits-waiting.js" in desk) == (True, True)
    assert 'href="/visits/"' not in sign_in("oversight").get("/desk/").content.decode()
