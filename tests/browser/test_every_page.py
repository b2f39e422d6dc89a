"""Every page, nightly in both languages: whole at every width, nothing serious for axe, usable by keyboard alone, said in Khmer."""

import os
import re

import pytest
from django.test import Client

from samaki.countries import load_pack
from samaki.simulation import cast, words
from tests.browser.looking import keyboard, layout, not_khmer, serious
from tests.browser.pseudo import ACCOUNTS, SPOKEN
from tests.browser.public import tell
from tests.browser.routes import NO_PAGES, examples, filled, is_of, routes

pytestmark = pytest.mark.browser

NIGHTLY = os.environ.get("SAMAKI_NIGHTLY") == "1"


REFUSED = {
    ("duty.ps", "/nowhere/"): 404,
    ("", "/welcome/nothing/"): 404,
    ("", "/nowhere/"): 404,
    ("duty.ps", "/cases/PP-26-222222/"): 404,
    ("duty.pp", "/account/mail/unit/"): 403,
    ("duty.pp", "/sign-out/"): 405,
}
"""Pages of what is refused, and how each is."""


@pytest.fixture(scope="session")
def pages(server):
    """[(who, address)] of every page, found once in the demonstration."""
    return examples(server)


def test_no_route_is_forgotten(pages, db):
    client, opened = Client(), [address.split("?")[0].lstrip("/") for _who, address in pages]
    forgotten = []
    for text, _route in routes():
        only_forms = client.get(filled(text)).status_code == 405
        if text not in NO_PAGES and not only_forms and not any(is_of(one, text) for one in opened):
            forgotten.append(text)
    assert forgotten == [], f"give an example in tests/browser/routes.py: {forgotten}"


def data():
    """What stays in Latin letters or digits on a Khmer page: codes, telephone numbers, names, typed words of the stories."""
    told = [what for what, _source in words.TOLD] + [where for places in words.PLACES.values() for where in places]
    sites = [text for line in load_pack("kh").hotlines.values() for text in (line.source, line.number)]
    fixed = [*told, *sites, *SPOKEN, *ACCOUNTS, *cast.MEMBERS, *(short for short, _en, _km in cast.AREAS.values())]
    return re.compile("|".join([*CODES, *map(re.escape, sorted(fixed, key=len, reverse=True)), *LATIN]))


CODES = (r"[A-Z]{2}-\d\d-[0-9A-Z]{6}", r"\b0\d\d \d{3} \d{3}( \d)?", r"[\w.]+@[\w.]+", r"[a-z]+(\.[a-z]+)+(/\S*)?",
         r"CPC [\d/-]+( ff)?", r"\b[A-Z2-7]{4}( [A-Z2-7]{4}){7}\b", r"\b[0-9a-f]{8}( [0-9a-f]{8}){3}\b",
         r"\b[2-9A-Z]{4}(-[2-9A-Z]{4}){2}\b", r"ពី 0 ដល់ 9 និង a ដល់ f",
         r"\b(?:(?:[CGILQ]|IX|WT)\d{1,2}b?|SRC)\.v\d+\b")  # fmt: skip
LATIN = (r"\bChrome, Linux\b|\b(Aegis|FreeOTP|Google Authenticator|passkey)\b",
         r"\b(SHA-256|JPEG|PNG|WebP|TIFF|HEIC|MP3|M4A|WAV|OGG|AMR|MP4|3GP|MOV)\b|\b[a-z-]+-\d+(-v\d+)?\.[a-z0-9]+\b",
         r"\b(Tab|Shift|Alt|XLSX|UTF-8)\b|^[1-9]$",
         r"\b(English|PDF|CSV|JSON|Excel|APLE|Hagar|UNICEF|IOM|HTCDS|court)\b|\.ics\b",
         r"\d{1,2}/\d{1,2}/\d{4}( \d\d:\d\d)?|\d{1,2}/\d{4}|\d{4}-\d\d-\d\d( \d\d:\d\d)?|\b2012\b",
         r"^\d{3,4}$", r"CC BY 4\.0 \(the Samaki project's own text\)")  # fmt: skip
"""Names; dates and years as one types them (a telephone types Latin digits); short numbers that are called."""


@pytest.mark.parametrize("lang", ["en", "km"])
@pytest.mark.parametrize("part", range(4))
def test_every_page(part, lang, people, pages):
    """All are read in Khmer. Each is looked at closely in one of the languages, by turns; in the nightly form in both."""
    problems = []
    for place, (who, address) in enumerate(pages[part::4]):
        alone = who.endswith(".en")  # a draft of a member who reads English, which no other one sees
        if lang == "km" and alone or lang == "en" and not NIGHTLY and place % 2 == 0 and not alone:
            continue
        person = (
            people.twin(who.removesuffix(".en"), lang, bypass_csp=True) if who else people.stranger(bypass_csp=True)
        )
        mark = "&" if "?" in address else "?"
        answer = person.page.goto(people.server.url + (address if who else f"{address}{mark}lang={lang}"))
        if answer.status != REFUSED.get(
            (who, address), 202 if address in ("/report/", "/report/simple/", "/complain/") else 200
        ):
            problems.append(f"{who} {address} answers {answer.status}")
        closely = NIGHTLY or alone or (place % 2 == 0) == (lang == "km")
        found = _looked_at(person.page, lang) if closely else not_khmer(person.page, data()) if lang == "km" else []
        problems += [f"{who} {address} {one}" for one in found]
        if not who:
            people.contexts.pop().close()
    assert not problems, "\n".join(problems)


def _looked_at(page, lang):
    """The wide form by keyboard in English, the narrow one in Khmer: each page is walked at both, by axe as well."""
    found = layout(page) + serious(page)
    if lang == "km":
        found += not_khmer(page, data())
        page.set_viewport_size({"width": 360, "height": 740})
    found += keyboard(page)
    page.set_viewport_size({"width": 320, "height": 800})
    return found + (serious(page) if lang == "km" else [])


@pytest.mark.parametrize("lang", ["en", "km"])
def test_the_pages_of_the_report(lang, people):
    stranger, found = people.stranger(bypass_csp=True), []
    page = stranger.go(f"/report/?lang={lang}").page
    for _question in range(8):
        found += _looked_at(page, lang)
        page.set_viewport_size({"width": 360, "height": 740})
        if page.locator("#id_what").count():
            page.locator("#id_what").fill("ក្មេងម្នាក់")
        if page.locator("input[name=danger][value=unknown]").count():
            page.locator("input[name=danger][value=unknown]").check()
        if not page.locator("#question button.btn--big").count():
            break
        page.locator("#question button.btn--big").click()
    tell(stranger, "ក្មេងម្នាក់ត្រូវការជំនួយ", "ភ្នំពេញ", lang)
    found += _looked_at(page, lang)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("lang", ["en", "km"])
def test_the_pages_of_what_goes_wrong(lang, people):
    found = []
    for person, path in (
        (people.twin("duty.ps", lang, bypass_csp=True), "/cases/new/"),
        (people.stranger(bypass_csp=True), f"/report/?lang={lang}"),
    ):
        for fields, length in ((2000, 1), (1, 5_400_000)):  # too many fields, too much text
            person.go(path)
            person.page.evaluate(
                """([path, fields, length]) => { const form = document.createElement('form'); form.method = 'post'; form.action = path;
                for (let n = 0; n < fields; n++) { const one = document.createElement('input'); one.type = 'hidden'; one.name = 'a' + n;
                  one.value = 'x'.repeat(length); form.append(one); } document.body.append(form); }""",
                [path, fields, length],
            )
            with person.page.expect_navigation() as answer:
                person.page.evaluate("document.body.lastElementChild.submit()")
            assert answer.value.status in (400, 413, 403), answer.value.status
            found += [f"{answer.value.status} {path}: {one}" for one in _looked_at(person.page, lang)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("lang", ["en", "km"])
@pytest.mark.parametrize("status", [500, 503])
def test_the_pages_of_a_server_that_fails(status, lang, people, monkeypatch, db):
    from django.db import OperationalError

    def fail(lang):
        raise OperationalError("away") if status == 503 else RuntimeError("broken")

    monkeypatch.setattr("samaki.web.public.views.numbers", fail)
    client = Client(headers={"accept-language": lang})
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == status
    stranger = people.stranger(bypass_csp=True)
    stranger.page.route(
        "**/failing/",
        lambda route: route.fulfill(body=answer.content.decode(), content_type="text/html; charset=utf-8"),
    )
    stranger.go("/failing/")
    assert _looked_at(stranger.page, lang) == []
