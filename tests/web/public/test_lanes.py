"""When very many tell at once nobody is refused or locked out: they wait a little, or are told so, and an emergency has its place."""

import threading
import time

import pytest
from django.db import OperationalError

from samaki.web.public import lanes
from samaki.web.public.lanes import Busy, Lanes
from tests.web.public.browsing import Browser, fill, receipt_of, tell


def held(places):
    """A place taken by another thread until the returned event is set."""
    taken, over = threading.Event(), threading.Event()

    def hold():
        with places.place(emergency=False):
            taken.set()
            over.wait(10)

    threading.Thread(target=hold, daemon=True).start()
    assert taken.wait(5)
    return over


def test_who_comes_while_all_places_are_taken_waits_and_gets_the_next():
    places = Lanes(places=1, of_emergencies=1)
    over = held(places)
    threading.Timer(0.2, over.set).start()
    began = time.monotonic()
    with places.place(emergency=False, wait=5):
        assert time.monotonic() - began > 0.1


def test_after_the_wait_it_is_said_that_it_is_busy_as_of_a_database_that_is_away():
    places = Lanes(places=1, of_emergencies=1)
    over = held(places)
    with pytest.raises(OperationalError), places.place(emergency=False, wait=0.05):
        pass
    over.set()


def test_an_emergency_has_a_place_that_nothing_else_takes():
    places = Lanes(places=1, of_emergencies=1)
    over = held(places)
    with places.place(emergency=True, wait=0.05), pytest.raises(Busy), places.place(emergency=False, wait=0.05):
        pass
    over.set()


def test_a_place_is_free_again_whatever_happened_in_it():
    places = Lanes(places=1, of_emergencies=0)
    for _again in range(3):
        with pytest.raises(ZeroDivisionError), places.place(emergency=False, wait=0.05):
            raise ZeroDivisionError


def test_who_is_not_served_keeps_what_they_wrote_and_sends_it_again(cast, monkeypatch):
    none = Lanes(places=0, of_emergencies=0)
    monkeypatch.setattr(lanes, "WAIT_OF_EMERGENCY", 0.05)
    browser = Browser()
    check = tell(browser)
    with monkeypatch.context() as during:
        during.setattr(lanes, "LANES", none)
        busy = fill(browser, check, go="send")
    assert busy.status_code == 503
    assert busy["Retry-After"] == "60"
    assert "in a minute" in busy.content.decode()
    assert "Toul Kork" in busy.content.decode()
    assert receipt_of(fill(browser, busy, go="send"))


def test_a_hundred_from_one_address_are_all_served(cast):
    browser = Browser(REMOTE_ADDR="203.0.113.9")
    for number in range(100):
        sent = browser.post(
            "/api/v1/reports", {"what": f"a child {number}", "where": ""}, content_type="application/json"
        )
        assert sent.status_code == 201
