"""Programs that ask without end are told to wait; people never are; and nothing of an address is written anywhere."""

import logging

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from samaki.agencies.operations import issue_token
from samaki.web import limits

ADDRESS = "203.0.113.9"


class Asked:
    """The middleware with small numbers before a page that answers 200."""

    def __init__(self):
        self.before = limits.Limits(lambda _request: HttpResponse("ok"))
        for limit, most in ((self.before.forms, 3), (self.before.sign_in, 5), (self.before.network, 9)):
            limit.most = most
        self.requests = RequestFactory()

    def __call__(self, method="get", path="/desk/", address=ADDRESS, session="", **headers):
        request = getattr(self.requests, method)(path, REMOTE_ADDR=address, headers=headers)
        if session:
            request.COOKIES["samaki_session"] = session
        return self.before(request).status_code


@pytest.fixture
def asked():
    return Asked()


def test_so_many_are_answered_and_the_next_is_told_to_wait(asked):
    assert [asked("post", "/complain/") for _n in range(4)] == [200, 200, 200, 429]
    assert asked("post", "/complain/", address="203.0.113.10") == 200, "another network is another one"
    assert asked("get", "/complain/") == 200, "reading is counted by the network alone"


def test_a_sign_in_is_counted_wherever_it_comes_from_and_so_is_a_token(asked):
    assert [asked(address=f"198.51.100.{n}", session="one") for n in range(6)] == [200] * 5 + [429]
    assert asked(session="two") == 200
    assert [asked(address=f"198.51.101.{n}", authorization="Bearer a") for n in range(6)] == [200] * 5 + [429]


def test_a_network_is_counted_whatever_it_shows(asked):
    assert [asked(session=str(n)) for n in range(10)] == [200] * 9 + [429]


def test_of_the_newer_addresses_the_network_of_a_house_is_one(asked):
    assert [asked("post", address=f"2001:db8:0:1::{n}") for n in range(4)] == [200, 200, 200, 429]
    assert asked("post", address="2001:db8:0:9900::1") == 200


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "", "unix:"])
def test_this_machine_and_what_cannot_be_told_apart_are_never_refused(address, asked):
    assert [asked("post", address=address) for _n in range(20)] == [200] * 20


@pytest.mark.parametrize(
    "path", ["/report/", "/report/simple/", "/api/v1/reports", "/texts/kannel/secret/in/", "/calls/gateway/secret/"]
)
def test_who_tells_of_a_child_is_never_counted(path, asked):
    assert [asked("post", path) for _n in range(20)] == [200] * 20
    assert asked("post", "/complain/") == 200, "nor do reports use up what others may send"


def test_a_workshop_behind_one_address_may_press_at_once(asked):
    assert [asked("post", "/training/join/CODE/") for _n in range(8)] == [200] * 8


def test_a_minute_later_it_goes_on_and_what_was_counted_is_gone():
    limit = limits.Limit("test", 1)
    assert [limit.is_over(b"a", second) for second in (0, 59, 60, 61, 120)] == [False, True, False, True, False]
    assert limit._counts == {b"a": 1}


def test_counting_never_fills_the_memory(monkeypatch):
    monkeypatch.setattr(limits, "MOST_KEYS", 2)
    limit = limits.Limit("test", 1)
    assert [limit.is_over(bytes([key]), 0) for key in (1, 2, 3, 3, 3, 1)] == [False] * 5 + [True]
    assert len(limit._counts) == 2


def test_behind_a_proxy_its_word_counts_and_no_header_of_anybody_else(asked, settings):
    spoofed = [asked("post", x_forwarded_for=f"192.0.2.{n}") for n in range(4)]
    assert spoofed[-1] == 429, "without a proxy nobody chooses their own address"
    settings.SAMAKI_BEHIND_PROXY = True
    told = [asked("post", address="127.0.0.1", x_forwarded_for=f"192.0.2.{n}, 198.51.100.7") for n in range(4)]
    assert told == [200, 200, 200, 429]


def test_the_log_says_it_once_without_an_address(asked, caplog):
    with caplog.at_level(logging.WARNING, "samaki.limits"):
        for _n in range(8):
            asked("post", "/complain/")
    (said,) = caplog.messages
    assert "forms of nobody" in said
    assert ADDRESS not in caplog.text


def test_a_page_and_a_problem_say_when_to_come_again_and_nothing_is_stored(cast, monkeypatch):
    monkeypatch.setattr(limits.Limit, "is_over", lambda *_given: True)
    browser = Client(REMOTE_ADDR=ADDRESS, headers={"accept-language": "en"})
    token = {"authorization": f"Bearer {issue_token('duty.pp', timezone.now())}"}
    page, call = browser.post("/complain/"), browser.get("/api/v1/desk", headers=token)
    for answer in (page, call):
        assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (429, "60", "no-store")
    assert "Wait a minute" in page.content.decode()
    assert (call["Content-Type"], call.json()["code"]) == ("application/problem+json", "too_many")
    assert "ច្រើន" in Client(REMOTE_ADDR=ADDRESS).get("/?lang=km").content.decode()
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from guess")
        assert cursor.fetchone() == (0,)


def test_the_numbers_lie_far_above_what_people_do():
    found = limits.Limits(lambda _request: HttpResponse())
    assert (found.forms.most, found.sign_in.most, found.network.most) == (300, 600, 3000)
