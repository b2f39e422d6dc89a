"""The page on which a member chooses their e-mail, and what those who lead a unit see of it."""

import re
from datetime import UTC, datetime
from threading import Event

import pytest

from samaki.database import session
from samaki.jobs.post import post
from samaki.notices.models import MailChoice, Notice
from samaki.notices.queries import address_of
from samaki.notices.smtp import server
from tests.everything import rows
from tests.jobs.post_office import Desk, open_office, point_at
from tests.jobs.test_post import wants

PASSWORD = "a password of the tests"
GOOD = {"wants": "all", "address": "me@example.org", "password": PASSWORD, "version": "0"}


def choice(cast, name="social.pp"):
    with session("app", datetime.now(UTC), cast[name].id):
        found = MailChoice.objects.first()
        return (found.wants, address_of(found), found.version) if found else None


def text(answer):
    return re.sub(r"<[^>]+>", " ", answer.content.decode())


def test_a_choice_is_kept_and_ledgered_without_the_address(sign_in, cast):
    client = sign_in("social.pp")
    assert "switched off in this installation" in text(client.get("/account/mail/"))
    answer = client.post("/account/mail/", GOOD)
    assert (answer.status_code, answer["Location"]) == (302, "/account/mail/?kept=1")
    assert choice(cast) == ("all", "me@example.org", 1)
    shown = client.get("/account/mail/").content.decode()
    assert 'value="me@example.org"' in shown
    assert PASSWORD not in shown
    (entry,) = rows("select who, facts::text, convert_from(canonical, 'utf8') from ledger_entry where act = 'mail.choose'",
                    role="auditor")  # fmt: skip
    assert entry[0] == "social.pp"
    assert "example.org" not in entry[1] + entry[2]


@pytest.mark.parametrize(("wrong", "field"), [
    ({"password": "guess"}, "password"), ({"password": ""}, "password"), ({"wants": "some"}, "wants"), ({"wants": ""}, "wants"),
    ({"address": ""}, "address"), ({"address": "x@example.org\nBcc: y@example.org"}, "address"),
    ({"address": "Me <me@example.org>"}, "address"), ({"address": "me@example.org,you@example.org"}, "address"),
])  # fmt: skip
def test_a_wrong_field_is_said_beside_it_and_nothing_is_kept(wrong, field, sign_in, cast):
    answer = sign_in("social.pp").post("/account/mail/", GOOD | wrong)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.content.decode()
    assert PASSWORD not in answer.content.decode()
    assert choice(cast) is None


def test_who_sat_down_at_an_open_screen_cannot_turn_letters_elsewhere(sign_in, cast):
    client = sign_in("social.pp")
    client.post("/account/mail/", GOOD)
    stolen = GOOD | {"address": "thief@example.org", "password": "guess", "version": "1"}
    assert client.post("/account/mail/", stolen).status_code == 422
    assert choice(cast) == ("all", "me@example.org", 1)


def test_two_edits_at_once_are_a_conflict(sign_in, cast):
    client = sign_in("social.pp")
    client.post("/account/mail/", GOOD)
    assert client.post("/account/mail/", GOOD | {"wants": "urgent"}).status_code == 412
    assert client.post("/account/mail/", GOOD | {"wants": "none", "address": "", "version": "1"}).status_code == 302
    assert choice(cast) == ("none", "", 2)


def test_nobody_else_is_shown_an_address(sign_in, cast, now, monkeypatch):
    """Not the head, not the administrator; that a letter was refused, the head of the unit sees."""
    desk = Desk(rcpt=["550 5.1.1 no such user"])
    with open_office(desk) as port:
        point_at(monkeypatch, port)
        wants(cast["duty.pp"], now, address="gone@example.org")
        with session("app", now, cast["duty.pp"].id):
            Notice(to_unit=cast["duty.pp"].unit_id, kind="step.late", urgency="urgent", subject_kind="step", made_at=now,
                   subject_id=cast["duty.pp"].id, dedupe="one").save(force_insert=True)  # fmt: skip
        post(server(), lambda: now, Event())
    own = text(sign_in("duty.pp").get("/account/mail/"))
    assert "was refused by a mail server" in own
    assert "answer 550" in own
    head, page = sign_in("officer.pp"), "/account/mail/unit/"
    assert "E-mail to a member of your unit was refused" in text(head.get("/desk/"))
    shown = text(head.get(page))
    assert "Dara Sok" in shown
    assert "answer 550" in shown
    for name, status in (("officer.pp", 200), ("duty.pp", 403), ("admin", 403), ("social.pp", 200), ("duty.sr", 200)):
        client = sign_in(name)
        for path in (page, "/desk/", "/account/mail/"):
            answer = client.get(path)
            assert "gone@example.org" not in answer.content.decode() or (name, path) == ("duty.pp", "/account/mail/")
        assert client.get(page).status_code == status, name
        assert ("Dara Sok" in client.get(page).content.decode()) == (name == "officer.pp" or "Dara Sok" in _me(name))


def _me(name):
    return "Dara Sok" if name == "duty.pp" else ""


def test_a_stranger_is_asked_to_sign_in(client, db):
    for path in ("/account/mail/", "/account/mail/unit/"):
        assert client.get(path)["Location"].startswith("/sign-in/")
        assert client.post(path)["Location"].startswith("/sign-in/")
