"""The desk at night: what is due before the morning stands under the night, and the groups are in the order of their times."""

from datetime import datetime
from types import SimpleNamespace

import pytest

from samaki.agencies.country import calendar
from samaki.web.desk import spans


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=calendar().timezone)


@pytest.mark.parametrize(("now", "due", "group"), [
    ("2026-11-27 20:09", "2026-11-28 02:39", "night"),  # the next day is a Saturday
    ("2026-11-27 20:09", "2026-11-27 23:00", "night"),
    ("2026-11-27 20:09", "2026-11-28 09:00", "week"),
    ("2026-11-27 03:00", "2026-11-27 05:00", "night"),
    ("2026-11-27 03:00", "2026-11-27 16:00", "today"),
    ("2026-11-27 03:00", "2026-11-28 02:00", "week"),
    ("2026-11-27 12:30", "2026-11-27 16:00", "today"),  # offices rest at noon
    ("2026-11-27 14:00", "2026-11-28 02:39", "night"),
    ("2026-11-27 14:00", "2026-11-27 14:30", "hour"),
    ("2026-11-27 14:00", "2026-12-05 14:30", "later"),
])  # fmt: skip
def test_what_is_due_before_the_morning_stands_under_the_night(now, due, group):
    item = SimpleNamespace(due_at=at(due), late=False, urgency="urgent", task="do")
    assert spans.group(item, at(now)) == group


@pytest.mark.parametrize("hour", range(24))
def test_the_groups_stand_in_the_order_of_their_times_at_every_hour(hour):
    now = at(f"2026-11-27 {hour:02}:05")
    dues = [at(f"2026-11-{day} {due:02}:59") for day in (27, 28, 29) for due in range(24)]
    items = [SimpleNamespace(due_at=due, late=False, urgency="urgent", task="do") for due in dues if due > now]
    order = spans.groups(now)
    places = [order.index(spans.group(item, now)) for item in items]
    assert places == sorted(places)


def test_the_page_names_the_end_of_the_night():
    assert (spans.morning(at("2026-11-27 20:09")), spans.morning(at("2026-11-27 03:00"))) == (
        at("2026-11-28 07:30"),
        at("2026-11-27 07:30"),
    )
