"""The guides: in both languages, with the words that really stand on the pages, each reader's own first."""

import re
from functools import cache

import pytest
from babel.messages.pofile import read_po
from django.test import Client

from samaki.agencies.country import pack
from samaki.cli.words import LOCALES, said
from samaki.web.help import guides
from samaki.web.help.topics import ENGINEERS, OF_KIND, OF_ROLE, PLACES, TASKS, help_on

NAMES = guides.names()
TOLD_TWICE = [name for name in NAMES if name not in ENGINEERS]
TAIL = re.compile(r"[:៖]\s*%\(\w+\)s$")
ANSWERS = {"duty.pp": "first-day-duty-officer", "officer.pp": "first-day-officer", "social.pp": "first-day-social-worker",
           "ngo.pp": "first-day-ngo-aftercare", "legal.pp": "first-day-legal-ngo", "prosecutor.pp": "first-day-prosecutor",
           "court.pp": "first-day-court-clerk", "nurse.pp": "first-day-nurse", "leader.pp": "first-day-commune-leader",
           "privacy.pp": "first-day-confidentiality-officer", "mentor": "first-day-mentor", "trainer": "first-day-mentor",
           "oversight": "first-day-oversight", "admin": "first-day-administrator"}  # fmt: skip


@cache
def labels(lang):
    """English label -> how it stands on the pages in this language: everything that code, templates and the pack say."""
    with (LOCALES / "km" / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalog = read_po(file, locale="km")
    found, tails = {}, {}
    for message in sorted(said(), key=lambda one: not one.context):  # what has no context is what a guide names
        words = message.words if isinstance(message.words, str) else message.words[0]
        km = catalog.get(words, message.context).string
        shown = str(message) if lang == "en" else km if isinstance(km, str) else km[0]
        found[str(message)] = shown
        tails[TAIL.sub("", str(message))] = TAIL.sub("", shown)
    for kind in pack().step_kinds.values():
        for entry in (kind, *kind.outcomes.values()):
            found.setdefault(entry.label("en"), entry.label(lang))
    return tails | found


def named(name, lang):
    """The labels that a guide names: whatever it emphasises."""
    text = str(guides.guide(name, lang).html)
    return [re.sub(r"<[^>]+>", "", one) for one in re.findall(r"<em>(.*?)</em>", text, re.S)]


@pytest.mark.parametrize("name", NAMES)
def test_every_button_that_a_guide_names_stands_on_the_pages(name):
    known = {one.replace("“", '"').replace("&", "&amp;") for one in labels("en")}
    assert [one for one in named(name, "en") if one not in known] == []


@pytest.mark.parametrize("name", TOLD_TWICE)
def test_the_khmer_guide_names_the_same_buttons_in_khmer(name):
    told = guides.guide(name, "km")
    assert told.lang == "km"
    assert set(named(name, "km")) == {labels("km")[one] for one in named(name, "en")}
    assert [part.id for part in told.sections] == [part.id for part in guides.guide(name, "en").sections]


def test_every_role_and_every_kind_of_working_unit_has_a_first_day():
    for told in {*OF_ROLE.values(), *OF_KIND.values(), *TASKS, *ENGINEERS}:
        assert told in NAMES, told
    assert set(OF_KIND) <= set(pack().agency_kinds)
    assert set(OF_ROLE) <= set(pack().roles)


@pytest.mark.parametrize(("username", "name"), ANSWERS.items())
def test_a_members_own_guide_comes_first(username, name, sign_in):
    page = sign_in(username).get("/help/").content.decode()
    assert re.findall(r'<a href="(/help/[a-z-]+/)"', page[page.index("<main") :])[0] == f"/help/{name}/"


@pytest.mark.parametrize("lang", ["en", "km"])
def test_every_guide_can_be_read_and_an_unknown_one_cannot(lang, sign_in):
    client = sign_in("duty.pp")
    client.get(f"/help/?lang={lang}")
    for name in NAMES:
        answer = client.get(f"/help/{name}/")
        assert answer.status_code == 200, name
        assert guides.guide(name, lang).title in answer.content.decode().replace("&#39;", "'")
    assert client.get("/help/no-such-guide/").status_code == 404


def test_the_help_on_every_page_leads_to_a_part_that_is_there(sign_in):
    for _start, place in PLACES:
        name, _slash, part = place.partition("/")
        sections = {f"#{one.id}" for one in guides.guide(name, "en").sections}
        assert not part or part in sections, place
    page = sign_in("duty.pp").get("/desk/").content.decode()
    assert f'href="{help_on("/desk/")}"' in page
    assert "How this works" in page


@pytest.mark.parametrize(("path", "place"), [
    ("/cases/", "/help/use-the-pages/#lists"), ("/cases/mine/", "/help/use-the-pages/#lists"),
    ("/cases/PP-26-7KQ4MX/", "/help/use-the-pages/#a-case"), ("/cases/PP-26-7KQ4MX/notes/new/", "/help/use-the-pages/#people-and-notes"),
    ("/steps/x/hand-on/", "/help/use-the-pages/#hand-offs"), ("/steps/x/", "/help/use-the-pages/#a-step"),
    ("/directory/police-pp/", "/help/keep-the-directory/"), ("/training/", "/help/run-a-workshop/"), ("/else/", "/help/"),
])  # fmt: skip
def test_a_page_knows_its_help(path, place):
    assert help_on(path) == place


def test_a_search_finds_the_part_of_a_guide(sign_in):
    page = sign_in("duty.pp").get("/help/?q=arrow keys").content.decode()
    assert 'href="/help/use-the-pages/#keyboard"' in page
    assert "Nothing was found" in sign_in("duty.pp").get("/help/?q=zzqq").content.decode()
    assert "&lt;b&gt;" in sign_in("duty.pp").get("/help/?q=<b>").content.decode()


def test_guides_are_for_those_who_signed_in_and_one_is_for_everybody(client, db):
    assert client.get("/help/")["Location"].startswith("/sign-in/")
    for lang in ("en", "km"):
        answer = client.get(f"/how/?lang={lang}")
        assert answer.status_code == 200
        assert guides.guide("for-the-public", lang).title in answer.content.decode()
        assert answer.cookies == {}
    assert 'href="/how/?lang=km"' in Client().get("/?lang=km").content.decode()


def test_raw_html_and_other_addresses_do_not_get_through(tmp_path, monkeypatch):
    (tmp_path / "bad.md").write_text(
        "# T\n\n<script>x</script> [a](javascript:x) [b](../secret.md) [c](bad.md) ![d](x.png)\n"
    )
    monkeypatch.setattr(guides, "FOLDER", tmp_path)
    html = str(guides.guide.__wrapped__("bad", "en").html)
    assert "<script" not in html
    assert "<img" not in html
    assert re.findall(r'href="([^"]*)"', html) == ["/help/bad/"]
