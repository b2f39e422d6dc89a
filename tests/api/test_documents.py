"""Documents through the API: whole or not at all, once, and nothing that somebody made runs anywhere."""

import hashlib
import io
import uuid

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client
from django.urls import resolve

from tests.api.conftest import BASE
from tests.cases import files
from tests.everything import value


@pytest.fixture
def police(caller):
    return caller("duty.pp")


@pytest.fixture
def code(opened):
    return opened()["code"]


def count(act="document.add"):
    return value("select count(*) from ledger_entry where act = %s", [act], role="auditor")


def test_a_document_is_added_listed_looked_at_and_taken(police, code):
    content = files.jpeg()
    answer = police.add_file(code, content, title="a house", name="x.jpg", sha256=hashlib.sha256(content).hexdigest())
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert (made["media"], made["sha256"], made["version"]) == ("jpeg", hashlib.sha256(content).hexdigest(), 1)
    listed = police.read(f"/cases/{code}/documents")["items"]
    assert listed == [made]
    one = police.read(f"/cases/{code}/documents/{made['id']}")
    assert (one["title"], one["name"], one["original_name"], one["copy"]) == ("a house", "photograph-1.jpg", "", True)
    copy = police.get(f"/cases/{code}/documents/{made['id']}/file")
    assert copy.status_code == 200
    assert files.HIDDEN.encode() not in copy.content
    whole = police.get(f"/cases/{code}/documents/{made['id']}/file?form=original&reason=court")
    assert whole.content == content
    after = police.read(f"/cases/{code}/documents/{made['id']}")
    assert (after["name"], after["original_name"]) == ("photograph-1.jpg", "x.jpg")
    acts = [entry["act"] for entry in after["custody"]]
    assert acts == ["document.add", "document.look", "document.fetch", "document.fetch", "document.look"]


def test_bytes_that_somebody_made_run_nowhere(police, code):
    made = police.add_file(code).json()
    answer = police.get(f"/cases/{code}/documents/{made['id']}/file")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox;")
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Disposition"] == f'attachment; filename="{code}-{made["id"]}-v1-copy.jpg"'


@pytest.mark.parametrize("what", sorted(files.REFUSED))
def test_what_is_not_taken_is_a_problem_and_leaves_nothing(what, police, code):
    answer = police.add_file(code, files.REFUSED[what], name="photo.jpg")
    assert (answer.status_code, answer.json()["field"]) == (422, "file"), answer.content
    assert police.read(f"/cases/{code}/documents")["items"] == []
    assert count() == 0


def test_the_same_sending_is_done_once_although_each_has_a_boundary_of_its_own(police, code):
    key, content = str(uuid.uuid4()), files.jpeg()
    first, again = police.add_file(code, content, key=key), police.add_file(code, content, key=key)
    assert (first.status_code, first.content) == (again.status_code, again.content) == (201, first.content)
    other = police.add_file(code, files.png(), key=key)
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    named = police.add_file(code, content, key=key, title="else")
    assert named.json()["code"] == "key_reused"
    assert count() == 1


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\x00.jpg", "\u202egpj.exe", "C:\\x.jpg", "x" * 3000, "រូប.jpg", '";.jpg']
)
def test_no_name_does_harm(name, police, code):
    answer = police.add_file(code, name=name)
    assert answer.status_code in (201, 422), answer.content
    if answer.status_code == 201:
        place = f"/cases/{code}/documents/{answer.json()['id']}"
        assert police.get(f"{place}/file?form=original&reason=court").status_code == 200
        told = police.read(place)["original_name"]
        assert not {"/", "\\", "\x00", "\u202e"} & set(told)
        assert len(told) <= 120


def test_what_is_too_large_is_told_before_it_is_read(police, code, settings):
    from samaki.api.urls import LARGEST

    most = settings.SAMAKI_LARGEST_FILE
    answer = police.client.post(f"{BASE}/cases/{code}/documents", b"", content_type="multipart/form-data; boundary=x",
                                headers=police.headers, CONTENT_LENGTH=str(most + LARGEST + 1))  # fmt: skip
    assert (answer.status_code, answer.json()["code"], answer["Connection"]) == (413, "too_large", "close")
    assert police.add_file(code, files.jpeg() + bytes(most)).status_code in (413, 422)
    assert count() == 0


def test_a_file_of_the_largest_size_is_taken(police, code, settings):
    content = files.MP3 + bytes(settings.SAMAKI_LARGEST_FILE - len(files.MP3))
    made = police.add_file(code, content)
    assert made.status_code == 201, made.content
    taken = police.get(f"/cases/{code}/documents/{made.json()['id']}/file?form=original&reason=step")
    assert hashlib.sha256(taken.content).hexdigest() == made.json()["sha256"]


def test_a_form_cut_off_or_of_another_kind_is_no_500(police, code):
    path = f"{BASE}/cases/{code}/documents"
    whole = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n' + files.jpeg()
    for body, kind in (
        (whole, "multipart/form-data; boundary=x"), (whole[:80], "multipart/form-data; boundary=x"), (b"", "multipart/form-data"),
        (b"{}", "application/json"), (b"file=x", "application/x-www-form-urlencoded"), (b"x", "multipart/form-data; boundary=" + "y" * 300),
        (b"\xff" * 300, "multipart/form-data; boundary=x"),
    ):  # fmt: skip
        answer = police.client.post(path, body, content_type=kind, headers=police.headers)
        assert 400 <= answer.status_code < 500, (kind, answer.content)
        assert answer["Content-Type"] == "application/problem+json"
    assert count() == 0


@pytest.mark.parametrize("cut", [0, 1, 60, 3000])
def test_a_file_whose_connection_ended_early_is_not_taken_for_whole(cut, police, code):
    form = (b'--x\r\nContent-Disposition: form-data; name="compartment"\r\n\r\njustice\r\n'
            b'--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\nrecording\r\n'
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.mp3"\r\n\r\n'
            + files.MP3 + bytes(5000) + b"\r\n--x--\r\n")  # fmt: skip
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": f"{BASE}/cases/{code}/documents", "SERVER_NAME": "testserver",
               "SERVER_PORT": "80", "CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": str(len(form)),
               "HTTP_AUTHORIZATION": police.headers["authorization"], "HTTP_HOST": "testserver",
               "wsgi.input": io.BytesIO(form[: len(form) - cut]), "wsgi.url_scheme": "http", "SCRIPT_NAME": ""}  # fmt: skip
    request = WSGIRequest(environ)
    answer = resolve(request.path).func(request, code=code)
    assert answer.status_code == (201 if cut == 0 else 422), answer.content
    assert count() == (cut == 0)


def test_fields_that_it_does_not_have_and_wrong_ones_are_told(police, code):
    assert police.add_file(code, nonsense="x").json()["field"] == "nonsense"
    for wrong in ({"kind": "nothing"}, {"compartment": "reporter"}, {"person": "x"}, {"replaces": "x"}, {"occurred_at": "x"},
                  {"kind": None}, {"title": "x" * 300}, {"may_show_abuse": "perhaps"}):  # fmt: skip
        assert police.add_file(code, **wrong).status_code in (404, 422), wrong
    assert count() == 0


def test_what_is_held_is_given_to_nobody(police, code):
    made = police.add_file(code, may_show_abuse="true").json()
    assert made["held"]
    for path in ("file", "file?form=original&reason=court"):
        answer = police.get(f"/cases/{code}/documents/{made['id']}/{path}")
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert count("refused") == 2
    assert count("document.fetch") == 0


def test_the_same_bytes_that_may_show_abuse_hold_what_stands_there(police, code):
    made = police.add_file(code).json()
    again = police.add_file(code, may_show_abuse="true")
    assert (again.status_code, again.json()["id"], again.json()["held"]) == (200, made["id"], True)
    assert (count(), count("document.hold")) == (1, 1)


def test_hold_mistake_and_newer_version(police, code):
    first = police.add_file(code).json()
    second = police.add_file(code, files.png(), replaces=first["id"]).json()
    assert (second["version"], second["supersedes"]) == (2, first["id"])
    struck = police.done(f"/cases/{code}/documents/{first['id']}/mark-error", {"text": "wrong"})
    assert struck["in_error_at"]
    assert police.get(f"/cases/{code}/documents/{first['id']}/file").status_code == 409
    assert police.done(f"/cases/{code}/documents/{second['id']}/hold")["held"]


def test_nobody_without_a_token_sends_a_file(code, client):
    answer = Client().post(f"{BASE}/cases/{code}/documents", {"file": files.jpeg()})
    assert answer.status_code == 401
