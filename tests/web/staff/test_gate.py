"""No bare answer of the framework: what is too large, unreadable, mistyped, of the wrong kind or broken gets our page."""

import logging
import os
import subprocess
import sys

import pytest
from django.test import Client

from samaki.database.folder import ROOT
from samaki.web.desk import views as desk

FORM = "application/x-www-form-urlencoded"
LAYOUT = ('<html lang="', "samaki.css", "<main")


def whole(answer, lang):
    page = answer.content.decode()
    assert f'<html lang="{lang}">' in page
    assert all(part in page for part in LAYOUT), page[:500]
    assert "Content-Security-Policy" in answer.headers
    assert answer["Cache-Control"] == "no-store"
    return page


@pytest.fixture
def reading(sign_in, cast):
    """A member who reads this language, or nobody who does."""

    def reader(lang, member=True):
        if not member:
            return Client(headers={"accept-language": lang})
        type(cast["duty.pp"]).objects.filter(username="duty.pp").update(language=lang)
        return sign_in("duty.pp")

    return reader


@pytest.mark.parametrize("lang", ["en", "km"])
@pytest.mark.parametrize("member", [True, False])
@pytest.mark.parametrize("path", ["/steps/1/", "/nowhere/", "/cases/PP-26-222222/nothing/", "/handoffs/x/accept/"])
def test_a_mistyped_address(path, member, lang, reading):
    answer = reading(lang, member).get(path)
    assert answer.status_code == 404
    page = whole(answer, lang)
    assert ("There is no page at this address" in page) == (lang == "en")
    assert ("/desk/" in page) == member


@pytest.mark.parametrize("lang", ["en", "km"])
@pytest.mark.parametrize("path", ["/cases/PP-26-222222/start/send/", "/sign-out/"])
def test_an_address_that_only_takes_forms(path, lang, reading):
    answer = reading(lang).get(path)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    above = 'href="/cases/PP-26-222222/start/"'
    assert (above in whole(answer, lang)) == (path != "/sign-out/"), (
        "back to the page with the form; it looks nothing up"
    )


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/desk/", "/cases/", "/", "/report/", "/sign-in/"])
def test_other_methods_get_no_page(method, path, sign_in):
    answer = sign_in("duty.pp").generic(method, path)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST")
    assert "Who can be called now?" not in answer.content.decode()


@pytest.mark.parametrize("lang", ["en", "km"])
@pytest.mark.parametrize("path", ["/cases/new/", "/cases/PP-26-222222/notes/new/", "/sign-in/", "/sign-out/"])
def test_a_form_too_large_is_told_with_the_limit_and_nothing_is_logged(path, lang, reading, caplog):
    answer = reading(lang).post(path, b"text=" + b"%E1%9E%80" * 300_000, content_type=FORM)
    assert (answer.status_code, answer["Connection"]) == (413, "close")
    page = whole(answer, lang)
    limits = ("20,000", "2.5") if lang == "en" else ("២០,០០០", "២.៥")
    assert all(limit in page for limit in limits)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_just_below_the_limit_the_form_stays_with_its_text(sign_in, opened):
    case, _draft = opened()
    text = "ក" * 250_000  # 2.25 megabytes as the browser sends it
    answer = sign_in("duty.pp").post(
        f"/cases/{case.code}/notes/new/",
        b"compartment=justice&text=" + b"%E1%9E%80" * len(text),
        content_type=FORM,
    )
    assert answer.status_code == 422
    assert text in answer.content.decode()


@pytest.mark.parametrize("lang", ["en", "km"])
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"&".join(b"a%d=1" % n for n in range(2000)), FORM),
        (b"text=x", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"nonsense", "multipart/form-data; boundary=x"),
        (b"nonsense", "multipart/form-data"),
    ],
)
def test_what_cannot_be_read_is_told(body, kind, lang, reading, caplog):
    answer = reading(lang).post("/cases/new/", body, content_type=kind)
    assert answer.status_code in (400, 422)
    whole(answer, lang)
    assert "Traceback" not in caplog.text


@pytest.fixture
def broken(monkeypatch):
    """A page whose story fails in a way that nobody foresaw."""

    def fail(*_args, **_kwargs):
        raise RuntimeError("a secret of the program")

    monkeypatch.setattr(desk, "desk_items", fail)
    monkeypatch.setattr("samaki.cases.operations.write_note", fail)


@pytest.mark.parametrize("lang", ["en", "km"])
def test_what_nobody_foresaw_is_told_without_detail(lang, reading, broken, opened):
    client = reading(lang)
    client.raise_request_exception = False
    answer = client.get("/desk/")
    assert answer.status_code == 500
    assert "secret" not in whole(answer, lang)


def test_what_was_typed_when_it_broke_is_given_back(sign_in, broken, opened):
    case, _draft = opened()
    client = sign_in("duty.pp")
    client.raise_request_exception = False
    answer = client.post(f"/cases/{case.code}/notes/new/", {"text": "written with care", "compartment": "justice"})
    assert answer.status_code == 500
    assert "written with care" in answer.content.decode()


def test_a_public_page_that_breaks_is_told_in_the_public_layout(client, monkeypatch):
    monkeypatch.setattr("samaki.web.public.views.numbers", lambda lang: 1 / 0)
    client.raise_request_exception = False
    answer = client.get("/", headers={"accept-language": "km"})
    assert answer.status_code == 500
    page = whole(answer, "km")
    assert "/leave/" in page
    assert answer.cookies == {}


def test_a_stranger_leaves_no_cookie_at_a_mistyped_address(client, db):
    assert client.get("/nowhere/").cookies == {}


@pytest.mark.parametrize(("demo", "said"), [("1", "False"), ("", "True")])
def test_the_demonstration_never_shows_the_pages_of_developers(demo, said):
    environment = {**os.environ, "SAMAKI_DEBUG": "1", "SAMAKI_DEMO": demo, "PYTHONPATH": str(ROOT / "src")}
    code = "from samaki import settings; print(settings.DEBUG)"
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == said
