"""From a draft to everybody, through the pages of those who prepare a release and answer for it."""

import base64
import re
from datetime import datetime

import pyrage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samaki.insights.publication import counting
from tests.accounts.entering import PASSWORD
from tests.acting import own_case
from tests.publicstats.releasing import kept, published
from tests.web.staff.reading import forms


def test_from_a_draft_to_everybody_through_the_pages(cast, sign_in):
    def proved(name):
        client = sign_in(name)
        assert client.post("/sign-in/again/", {"password": PASSWORD, "next": "/desk/"}).status_code == 302
        return client

    now: datetime = timezone.now()
    kept(cast, now, now.year - 1)
    oversight = proved("oversight")
    assert "/publication/new/" in oversight.get("/publication/").content.decode()
    wrong = oversight.post("/publication/new/", {"years": [str(now.year), "x"]})
    assert wrong.status_code == 422
    assert "Choose years that have ended" in wrong.content.decode()
    sent = oversight.post("/publication/new/", {"years": [str(now.year - 1)]})
    assert sent.status_code == 302, sent.content.decode()
    there = sent["Location"]
    assert "It is being counted" in oversight.get(there).content.decode()
    counting.count_drafts(now)

    def press(client, act):
        [seen] = forms(client.get(there))[f"{there}{act}/"]["sha256"]
        assert client.post(f"{there}{act}/", {"sha256": seen}).status_code == 302

    press(oversight, "submit")
    assert f"{there}approve/" not in proved("duty.pp").get(there).content.decode()
    assert proved("officer.pp").post(f"{there}send-back/", {"reason": "because"}).status_code == 422
    for name in ("officer.pp", "privacy.social"):
        press(proved(name), "approve")
    press(oversight, "publish")
    assert "Published" in oversight.get(there).content.decode()
    assert "of reports were answered in time." in Client().get("/progress/?lang=en").content.decode()
    with CaptureQueriesContext(connection) as one:
        oversight.get("/publication/")
    for year in (now.year - 2, now.year - 3):
        kept(cast, now, year)
        published(cast, now, year)
    with CaptureQueriesContext(connection) as three:
        oversight.get("/publication/")
    assert len(one) == len(three) == 7


def test_hostile_forms_get_a_sentence_and_keep_what_was_chosen(cast, sign_in):
    oversight = sign_in("oversight")
    oversight.post("/sign-in/again/", {"password": PASSWORD, "next": "/desk/"})
    year = timezone.now().year - 4
    for given in ({}, {"years": ["0000"]}, {"years": ["9" * 5000]}, {"years": [str(year)], "corrects": "999999", "reason": "wrong_figure"},
                  {"years": [str(year)], "corrects": "x"}):  # fmt: skip
        answer = oversight.post("/publication/new/", given)
        assert answer.status_code in (404, 422), given
    answer = oversight.post("/publication/new/", {"years": [str(year), str(year + 40)]})
    assert f'value="{year}" checked' in answer.content.decode()
    assert sign_in("duty.pp").get("/publication/new/").status_code == 403


def test_own_cases_leave_after_the_password_with_words_shown_once(cast, sign_in):
    own_case(cast["duty.pp"], timezone.now())
    where, asked = "/publication/own/", {"purpose": "own_figures", "year": ""}
    assert sign_in("duty.pp").get(where).status_code in (403, 404)
    head = sign_in("officer.pp")
    wrong = head.post(where, asked | {"purpose": "to sell"})
    assert wrong.status_code == 422
    before = head.post(where, asked)
    assert "age-encryption" not in before.content.decode()
    assert head.post("/sign-in/again/", {"password": PASSWORD, "next": where}).status_code == 302
    shown = head.post(where, asked)
    page = shown.content.decode()
    assert shown.status_code == 200
    [words] = re.findall(r'translate="no">([^<]+)</strong>', page)
    [sealed] = re.findall(r"base64,([^\"]+)\"", page)
    assert b"cases.csv" in pyrage.passphrase.decrypt(base64.b64decode(sealed), words)
    assert words not in head.get(where).content.decode()
    assert "no-store" in shown["Cache-Control"]
