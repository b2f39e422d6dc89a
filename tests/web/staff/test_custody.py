"""The story of a document: who did what with which, looks in one line a day, and nothing that names a person beside it."""

import html
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samaki.cases.documents.operations import add_document, fetch_document, hold_document, look_at_document
from samaki.cases.models import Person
from samaki.database import session
from samaki.journeys.doing import start_step
from tests.acting import act, own_case, taken
from tests.cases import files


@pytest.fixture
def then():
    return timezone.now() - timedelta(days=3)


@pytest.fixture
def case(cast, then):
    """Social services and an NGO both work in the child's care."""
    police, social, ngo = (cast[name] for name in ("duty.pp", "social.pp", "ngo.pp"))
    made = own_case(police, then)
    taken(made, "first_safe_contact", police, social, then)
    act(social, start_step, then, case_id=made.id, kind="services", person_id=child_of(social, made, then).id)
    taken(made, "services", social, ngo, then)
    return made


@pytest.fixture
def document(cast, case, then):
    """A photograph in the child's care, added by social services."""
    social = cast["social.pp"]
    return act(social, add_document, then, case=case, compartment="care", kind="photograph", content=files.jpeg(),
               person=child_of(social, case, then), name="Sokha Chan.jpg")  # fmt: skip


def child_of(member, case, now):
    with session("app", now, member.id):
        return Person.objects.select_related("case").get(case=case, part="survivor")


def page_of(client, path, lang="en"):
    answer = client.get(f"{path}{'&' if '?' in path else '?'}lang={lang}")
    assert answer.status_code == 200
    return html.unescape(answer.content.decode().split("<main", 1)[1])


def place(document):
    return f"/cases/{document.case.code}/documents/{document.id}/"


def story_of(page):
    """(sentence, what stands beside it) of each entry."""
    found = re.findall(r"<li><div class=\"bead.*?<p>(.*?)</p>(.*?)</li>", page.split("h-custody")[-1], re.S)
    return [(re.sub(r"<[^>]+>", "", text), re.sub(r"<[^>]+>", " ", rest)) for text, rest in found]


def looked(cast, who, document, now, times=1):
    for number in range(times):
        act(cast[who], look_at_document, now + timedelta(minutes=number), document=document)


def test_who_did_it_stands_with_the_document_by_name_in_the_own_unit(cast, case, document, sign_in, then):
    act(cast["ngo.pp"], fetch_document, then + timedelta(hours=1), document=document, form="original", reason="court")
    act(cast["social.pp"], fetch_document, then + timedelta(hours=2), document=document, form="copy")
    social, ngo = cast["social.pp"], cast["ngo.pp"]
    texts = [text for text, _meta in story_of(page_of(sign_in("social.pp"), place(document)))]
    assert texts[0].startswith(f"{social.name} (social.pp) added photograph-1.jpg: ")
    assert texts[1] == "ngo.pp took the original of photograph-1.jpg: A court or a prosecutor asks for the original"
    assert texts[2] == f"{social.name} (social.pp) took the working copy of photograph-1.jpg"
    said = story_of(page_of(sign_in("ngo.pp"), place(document)))
    assert said[0][0].startswith("social.pp added photograph-1.jpg")
    assert said[1][0].startswith(f"{ngo.name} (ngo.pp) took the original")
    assert social.name not in said[0][0] + said[2][0], "another unit's member is not named"
    assert social.unit.short_name in said[0][1]


def test_looks_of_one_member_on_one_day_are_one_line_with_their_number(cast, document, sign_in, then):
    day = then.replace(hour=3, minute=0)  # 10 o'clock in Phnom Penh
    looked(cast, "ngo.pp", document, day + timedelta(days=1), times=4)
    act(cast["ngo.pp"], fetch_document, day + timedelta(days=1, minutes=2), document=document, form="copy")
    looked(cast, "ngo.pp", document, day + timedelta(days=2))
    said = story_of(page_of(sign_in("social.pp"), place(document)))
    assert [text.split(" photograph")[0].split("ngo.pp ")[-1] for text, _meta in said[1:4]] == [
        "took the working copy of", "opened the page of", "opened the page of",
    ]  # fmt: skip
    assert "4 times that day, the last time then" in said[2][1]
    assert "that day" not in said[3][1]


def test_the_page_that_follows_adding_is_told_with_it_and_the_next_look_is_a_look(cast, case, sign_in, then):
    client = sign_in("social.pp")
    form = {"compartment": "care", "kind": "photograph", "person": str(child_of(cast["social.pp"], case, then).id),
            "file": SimpleUploadedFile("Sokha Chan.jpg", files.png())}  # fmt: skip
    answer = client.post(f"/cases/{case.code}/documents/new/", form)
    assert answer.status_code == 302, answer.content.decode()
    said = story_of(page_of(client, answer["Location"]))
    assert len(said) == 1
    assert "its page was shown to them after it" in said[0][1]
    said = story_of(page_of(client, answer["Location"]))
    assert [text.split(") ")[1] for text, _meta in said] == ["added photograph-1.png: " + said[0][0].split(": ")[1],
                                                            "opened the page of photograph-1.png"]  # fmt: skip
    assert "times" not in said[1][1]


def test_the_timeline_and_the_case_tell_looks_once_across_pages_and_at_one_cost(cast, case, document, sign_in, then):
    looked(cast, "ngo.pp", document, then.replace(hour=3, minute=0) + timedelta(days=1))
    client, path = sign_in("social.pp"), f"/cases/{case.code}/timeline/"
    page_of(client, path)

    def cost(address):
        with CaptureQueriesContext(connection) as asked:
            page = page_of(client, address)
        return len(asked), page

    few, before = cost(path)
    of_case = cost(f"/cases/{case.code}/")[0]
    looked(cast, "ngo.pp", document, then.replace(hour=3, minute=1) + timedelta(days=1), times=40)
    many, after = cost(path)
    assert (before.count("opened the page of"), after.count("opened the page of")) == (1, 1)
    assert "41 times that day" in after
    assert many == few
    assert after.count("<li><div") == before.count("<li><div"), "no act is pushed to the next page"
    assert f'<a href="{place(document)}">ngo.pp opened the page of photograph-1.jpg</a>' in after
    again, page = cost(f"/cases/{case.code}/")
    assert (again, page.count("opened the page of")) == (of_case, 1)
    assert "opened the page" not in page_of(client, f"{path}?kind=step"), "the filters stay"
    assert "opened the page" in page_of(client, f"{path}?agency={cast['ngo.pp'].unit.agency_id}")
    assert "opened the page" not in page_of(client, f"{path}?agency={cast['social.pp'].unit.agency_id}")


def test_the_name_of_a_file_is_in_nobodys_page_but_of_who_took_the_original(cast, case, document, sign_in):
    client, path = sign_in("ngo.pp"), place(document)
    for address in (path, f"/cases/{case.code}/", f"/cases/{case.code}/timeline/"):
        assert "Sokha" not in page_of(client, address)
    assert "photograph-1.jpg" in page_of(client, path)
    assert "photograph-1.jpg" in page_of(client, f"/cases/{case.code}/")
    assert client.post(path, {"act": "original", "reason": "expert"}).status_code == 200
    assert "Sokha Chan.jpg" in page_of(client, path)
    assert "Sokha" not in page_of(sign_in("social.pp"), path)


def test_a_held_document_is_told_on_the_desks_and_its_line_offers_no_opening(cast, case, document, sign_in):
    form = page_of(sign_in("ngo.pp"), place(document))
    assert "This cannot be lifted here yet." in form
    assert f"{cast['social.pp'].unit.short_name}, which added it, and every unit that works in this part" in form
    act(cast["ngo.pp"], hold_document, timezone.now(), document=document)
    client = sign_in("social.pp")
    desk = page_of(client, "/desk/")
    assert "A document is held: it may show the abuse of a child" in desk
    assert f"Held by ngo.pp, {cast['ngo.pp'].unit.short_name}." in desk
    assert f'href="{place(document)}"' in desk
    assert "A document is held" in page_of(sign_in("ngo.pp"), "/desk/"), "colleagues of the holder too"
    assert "A document is held" not in page_of(sign_in("duty.pp"), "/desk/")
    page = page_of(client, f"/cases/{case.code}/")
    assert "held: opened by nobody" in page
    assert "Show what is known of it (recorded)" in page
    assert "Open (recorded)" not in page


def test_in_khmer(cast, case, document, sign_in, then):
    looked(cast, "ngo.pp", document, then + timedelta(hours=1), times=2)
    act(cast["ngo.pp"], hold_document, then + timedelta(hours=2), document=document)
    client = sign_in("social.pp")
    for path in (place(document), f"/cases/{case.code}/timeline/", "/desk/"):
        page = page_of(client, path, "km")
        for word in ("opened", "held", "added", "times", "Kept as", "kilobyte"):
            assert word not in re.sub(r"<[^>]+>", "", page), (path, word)
