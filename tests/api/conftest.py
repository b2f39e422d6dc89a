"""Callers with tokens of the cast, and a case that came from a public report."""

import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from samaki.agencies.operations import issue_token
from tests.cases.files import jpeg

BASE = "/api/v1"


class Caller:
    """A client that speaks JSON as one member (or as nobody)."""

    def __init__(self, member=None):
        self.member, self.client = member, Client(raise_request_exception=False)
        self.headers = {"accept-language": "en"}
        if member is not None:
            self.headers["authorization"] = f"Bearer {issue_token(member.username, timezone.now())}"

    def get(self, path, **headers):
        return self.client.get(BASE + path, headers=self.headers | named(headers))

    def post(self, path, body=None, **headers):
        return self.send("post", path, body, headers)

    def patch(self, path, body, **headers):
        return self.send("patch", path, body, headers)

    def send(self, method, path, body, headers):
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        made = getattr(self.client, method)
        return made(BASE + path, content, content_type="application/json", headers=self.headers | named(headers))

    def send_form(self, path, **given):
        """A form with a file, to a call of the public."""
        form = given | {"file": SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg")}
        return self.client.post(BASE + path, form, headers=self.headers)

    def add_file(self, code, content=None, *, name="a.jpg", key=None, **given):
        """A document of a case, as the form with a file that the call takes; a field given as None is left out."""
        usual = {"compartment": "justice", "kind": "photograph"} | given
        form = {name: value for name, value in usual.items() if value is not None}
        form["file"] = SimpleUploadedFile(name, jpeg() if content is None else content, "text/html")
        headers = self.headers | ({"idempotency-key": key} if key else {})
        return self.client.post(f"{BASE}/cases/{code}/documents", form, headers=headers)

    def done(self, path, body=None, status=200):
        """The answer of an act that must succeed."""
        answer = self.post(path, body)
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    def read(self, path):
        answer = self.get(path)
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()


def named(headers):
    return {name.replace("_", "-"): value for name, value in headers.items()}


@pytest.fixture
def caller(cast):
    """Username -> a caller; without one, the public."""
    known = {}

    def called(username=None):
        if username not in known:
            known[username] = Caller(cast[username] if username else None)
        return known[username]

    return called


@pytest.fixture
def told(caller):
    """Files a public report and gives it as the police of Phnom Penh find it."""

    def tell(**words):
        body = {"what": f"A girl is kept in a guesthouse {uuid.uuid4()}", "where": "Phnom Penh"} | words
        caller().done("/reports", body, 201)
        rows = caller("duty.pp").read("/reports")["items"]
        return next(row for row in rows if row["what"] == body["what"])

    return tell


@pytest.fixture
def opened(caller, told):
    """Opens a case from a new report; gives the case as the police see it."""

    def open_one(**words):
        return caller("duty.pp").done(f"/reports/{told(**words)['id']}/open-case", status=201)

    return open_one


@pytest.fixture
def offered(caller, opened):
    """A hand-off of the first safe contact, offered to social affairs of Phnom Penh; with its case."""

    def offer():
        case = opened()
        step = next(row for row in case["steps"] if row["strand"] == "care" and row["state"] == "open")
        draft = next(row for row in case["handoffs"] if row["step"] == step["id"])
        assert draft["state"] == "draft"
        return case, caller("duty.pp").done(f"/handoffs/{draft['id']}/offer")

    return offer
