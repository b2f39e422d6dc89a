"""The pages of documents: the warning first, the file once, what is taken away, what is held, who has done what."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cases import files
from tests.everything import value


@pytest.fixture
def client(sign_in):
    return sign_in("duty.pp")


@pytest.fixture
def base(opened):
    return f"/cases/{opened()[0].code}/documents"


def upload(content=None, name="a.jpg"):
    return SimpleUploadedFile(name, files.jpeg() if content is None else content, "text/html")


def send(client, base, content=None, **given):
    form = {
        "compartment": "justice",
        "kind": "photograph",
        "person": "case",
        "title": "a house by the river",
        "file": upload(content),
    } | given
    return client.post(f"{base}/new/", {name: one for name, one in form.items() if one is not None})


def count(act):
    return value("select count(*) from ledger_entry where act = %s", [act], role="auditor")


def form_key(page):
    return re.search(r'name="form_key" value="([^"]+)"', page.content.decode())[1]


def test_the_form_warns_first_and_carries_files(client, base):
    page = client.get(f"{base}/new/").content.decode()
    assert page.index("Do not photograph, copy or collect pictures") < page.index('type="file"')
    assert page.index('name="held"') < page.index('type="file"')
    assert 'enctype="multipart/form-data"' in page
    assert 'type="file" id="id_file" name="file"' in page


def test_a_document_is_added_and_stands_on_the_case_with_what_was_done_with_it(client, base):
    answer = send(client, base)
    assert answer.status_code == 302, answer.content.decode()
    page = client.get(answer["Location"]).content.decode()
    assert "a house by the river" in page
    assert "Saved: the document is received" in page
    assert "photograph-1.jpg" in page
    assert "(duty.pp) added photograph-1.jpg: Photograph" in page
    assert "its page was shown to them after it" in page
    assert "opened the page" not in page
    assert re.search(r"[0-9a-f]{8}( [0-9a-f]{8}){7}", page)
    case = client.get(base.removesuffix("documents")).content.decode()
    assert "a house by the river" in case
    assert answer["Location"] in case


def test_the_working_copy_and_for_a_reason_the_original_are_taken(client, base):
    content = files.jpeg()
    place = send(client, base, content)["Location"]
    copy = client.post(place, {"act": "copy"})
    assert copy.status_code == 200
    assert copy["Content-Disposition"].startswith("attachment; filename=")
    assert copy["Content-Type"] == "application/octet-stream"
    assert copy["Content-Security-Policy"].startswith("sandbox;")
    assert copy["X-Content-Type-Options"] == "nosniff"
    assert files.HIDDEN.encode() not in copy.content
    refused = client.post(place, {"act": "original"})
    assert refused.status_code == 422
    assert "Choose what you need the original for." in refused.content.decode()
    assert client.post(place, {"act": "original", "reason": "court"}).content == content
    assert count("document.fetch") == 2


@pytest.mark.parametrize("what", sorted(files.REFUSED))
def test_a_refused_file_comes_back_with_a_sentence_and_the_words(what, client, base):
    answer = send(client, base, files.REFUSED[what])
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_file"' in page
    assert "a house by the river" in page
    assert count("document.add") == 0


def test_without_a_file_the_form_says_so(client, base):
    answer = send(client, base, file=None)
    assert answer.status_code == 422
    assert "Choose the picture, PDF, sound or film." in answer.content.decode()


def test_an_empty_form_is_told_all_that_it_lacks_in_one_round(client, base):
    answer = client.post(f"{base}/new/", {})
    page = answer.content.decode()
    assert answer.status_code == 422
    for name in ("compartment", "person", "file", "kind"):
        assert f'href="#id_{name}"' in page or f'href="#id_{name}_' in page, name
    assert "Choose whom it is about: the whole case, or one child." in page
    assert count("document.add") == 0
    made = send(client, base)["Location"]
    page = client.post(f"{made}newer/", {"kind": "other"}).content.decode()
    assert "Choose the picture, PDF, sound or film." in page
    assert "Say in a few words what it is." in page


def test_nobody_is_chosen_beforehand_and_the_whole_case_stands_first(client, base):
    page = client.get(f"{base}/new/").content.decode()
    choice = re.search(r'<select[^>]*name="person".*?</select>', page, re.S)[0]
    offered = re.findall(r'<option value="([^"]*)"( selected)?', choice)
    assert [value for value, _chosen in offered][:2] == ["", "case"]
    assert len(offered) == 3, "and the child"
    assert not any(chosen for value, chosen in offered if value)
    assert send(client, base, person=None).status_code == 422
    assert send(client, base, person="nobody").status_code == 422


def test_sizes_are_told_in_one_or_many(client, base):
    assert "JPEG), 1 kilobyte<" in client.get(send(client, base)["Location"]).content.decode()
    large = send(client, base, files.MP3 + bytes(3 * 1024), kind="recording")["Location"]
    assert "MP3), 3 kilobytes<" in client.get(large).content.decode()


def test_the_same_form_is_done_once_and_with_another_file_it_is_not_done_again(client, base):
    key = form_key(client.get(f"{base}/new/"))
    first, again = (send(client, base, form_key=key) for _ in range(2))
    assert (first.status_code, first["Location"]) == (again.status_code, again["Location"])
    other = send(client, base, files.png(), form_key=key)
    assert other.status_code == 422
    assert "You sent this form already" in other.content.decode()
    assert count("document.add") == 1


def test_a_file_too_large_is_told_in_words(client, base, settings):
    settings.SAMAKI_LARGEST_FILE = 2**20
    answer = send(client, base, files.MP3 + bytes(2**20))
    assert answer.status_code == 422
    assert "at most 1 megabytes" in answer.content.decode()
    far = client.post(
        f"{base}/new/", b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(30 * 2**20)
    )
    assert far.status_code == 413
    assert "This file is too large" in far.content.decode()


def test_other_pages_and_strangers_take_no_large_body(client, base, settings):
    from django.test import Client

    large = {"content_type": "multipart/form-data; boundary=x", "CONTENT_LENGTH": str(10 * 2**20)}
    assert client.post("/cases/new/", b"", **large).status_code == 413
    assert Client().post(f"{base}/new/", b"", **large).status_code == 413


def test_what_is_held_names_whom_to_call_and_gives_nothing(client, base):
    place = send(client, base, held="yes")["Location"]
    page = client.get(place).content.decode()
    assert "Held: it may show the abuse of a child" in page
    assert 'href="tel:1288"' in page
    assert 'value="copy"' not in page
    assert 'value="original"' not in page
    for form in ({"act": "copy"}, {"act": "original", "reason": "court"}):
        assert client.post(place, form).status_code == 403
    assert count("document.fetch") == 0


def test_hold_later_newer_version_and_mistake(client, base):
    place = send(client, base)["Location"]
    newer = client.post(f"{place}newer/", {"kind": "photograph", "file": upload(files.png())})
    assert newer.status_code == 302, newer.content.decode()
    assert "There is a newer version" in client.get(place).content.decode()
    assert client.post(place, {"act": "mistake", "text": ""}).status_code == 422
    assert client.post(place, {"act": "mistake", "text": "the wrong house"}).status_code == 302
    page = client.get(place).content.decode()
    assert "<del>a house by the river</del>" in page
    above, story = page.split('id="h-custody"')
    for told in ("It was added by mistake.", "the wrong house", "said that photograph-1.jpg had been added by mistake"):
        assert told in above, told
    assert "the wrong house" in story
    assert client.post(newer["Location"], {"act": "hold"}).status_code == 302
    assert client.post(newer["Location"], {"act": "copy"}).status_code == 403


def test_a_look_that_is_refused_shows_no_title(client, base, sign_in):
    place = send(client, base)["Location"]
    for who, status in (("duty.sr", 404), ("social.pp", 404), ("oversight", 404), ("privacy.pp", 403)):
        answer = sign_in(who).get(place)
        assert (who, answer.status_code) == (who, status)
        assert "river" not in answer.content.decode()


def test_the_title_of_an_identity_paper_is_not_in_the_list(client, base, sign_in, cast, now, opened):
    from samaki.cases.models import Person
    from samaki.database import session
    from tests.acting import taken

    case, _draft = opened()
    taken(case, "first_safe_contact", cast["duty.pp"], cast["social.pp"], now)
    social = sign_in("social.pp")
    with session("app", now, cast["social.pp"].id):
        child = Person.objects.get(case=case, part="survivor")
    given = {
        "compartment": "identity",
        "kind": "identity_paper",
        "title": "Sealedname",
        "file": upload(),
        "person": str(child.id),
    }
    place = social.post(f"/cases/{case.code}/documents/new/", given)["Location"]
    page = social.get(f"/cases/{case.code}/").content.decode()
    assert "title sealed" in page
    assert "Sealedname" not in page
    assert "Sealedname" in social.get(place).content.decode()


def test_in_khmer(client, base):
    place = send(client, base)["Location"]
    for path in (f"{base}/new/", place, f"{place}newer/"):
        page = client.get(f"{path}?lang=km").content.decode()
        assert 'lang="km"' in page
        assert "Add" not in re.sub(r"<[^>]+>", "", page)


def test_a_file_that_may_show_abuse_and_stands_there_to_be_opened_is_held_at_once(client, base):
    content = files.jpeg()
    place = send(client, base, content)["Location"]
    again = {"held": "yes", "compartment": None, "kind": None, "person": None, "title": None}
    answer = send(client, base, content, **again)
    assert (answer.status_code, answer["Location"]) == (302, place)
    page = client.get(place).content.decode()
    assert "this same file stood here already and could be opened. Now it is held" in page
    assert (count("document.hold"), count("document.add")) == (1, 1)
    assert client.post(place, {"act": "copy"}).status_code == 403
    third = send(client, base, content, held="yes")
    assert third.status_code == 422, "it is held already: the usual answer"
    assert "Nothing was added." in third.content.decode()


def test_nothing_is_held_for_another_file_or_without_the_tick(client, base):
    content = files.jpeg()
    send(client, base, content)
    assert send(client, base, content).status_code == 422
    assert send(client, base, files.png(), held="yes").status_code == 302
    assert count("document.hold") == 0
