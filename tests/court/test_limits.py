"""Limits of law: pure, from the pack, on every day of every year; nobody's age is guessed, and nothing unverified is passed off as law."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samaki.countries import load_pack
from samaki.countries.calendar import Calendar
from samaki.countries.durations import Duration
from samaki.countries.kinds import LegalLimit
from samaki.countries.labels import Texts
from samaki.court.clocks import before
from samaki.court.limits import applying, reached

KH = load_pack("kh")
LIMITS = KH.legal_limits
MOMENTS = st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
ZONES = st.sampled_from(["Asia/Phnom_Penh", "Europe/Paris", "America/New_York", "Pacific/Apia"])
HALVES = ("before", "after")


def codes(of, **about):
    return [limit.code for limit in applying(LIMITS.values(), of, **about)]


@pytest.mark.parametrize(
    ("of", "about", "found"),
    [
        ("custody", {"category": "felony", "age": 30}, ["custody_adult"]),
        ("custody", {"category": "felony", "age": 30, "extended": True}, ["custody_adult_extension"]),
        ("custody", {"category": "misdemeanour", "age": 17}, ["custody_minor_16_misdemeanour"]),
        ("custody", {"category": "felony", "age": 14}, ["custody_minor_14_felony"]),
        ("custody", {"age": 13}, ["custody_under_14"]),
        (
            "detention",
            {"category": "felony", "age": 18},
            ["detention_adult_felony_first", "detention_adult_felony_max"],
        ),
        ("detention", {"category": "felony", "age": 18, "extended": True}, ["detention_adult_felony_max"]),
        ("detention", {"category": "misdemeanour", "age": 15}, ["detention_minor_14_misdemeanour"]),
        ("closing", {}, ["detention_after_closing_order"]),
    ],
)
def test_each_age_and_category_has_its_own_limits(of, about, found):
    assert codes(of, **about) == found


@given(
    category=st.sampled_from(["", "felony", "misdemeanour"]),
    age=st.none() | st.integers(0, 120),
    extended=st.booleans(),
)
def test_what_is_not_known_shows_every_limit_that_could_be_meant(category, age, extended):
    for of in ("custody", "detention"):
        shown = set(codes(of, category=category, age=age, extended=extended))
        for one in ("felony", "misdemeanour") if not category else (category,):
            for years in (10, 14, 15, 16, 17, 18, 60) if age is None else (age,):
                assert set(codes(of, category=one, age=years, extended=extended)) <= shown
    if age is None:
        assert {"custody_under_14"} <= set(codes("custody", category=category))


@given(start=MOMENTS, age=st.none() | st.integers(0, 90), zone=ZONES, extended=st.booleans())
def test_limits_are_never_before_their_start_and_later_starts_are_never_earlier(start, age, zone, extended):
    clocks = Calendar(ZoneInfo(zone), KH.calendar.hours, KH.calendar.holidays)
    for of in ("custody", "detention", "closing", "appeal", "opposition", "cassation"):
        first = reached(LIMITS, of, start, clocks, age=age, extended=extended)
        later = {
            one.code: one.at
            for one in reached(LIMITS, of, start + timedelta(minutes=1), clocks, age=age, extended=extended)
        }
        assert [one.at for one in first] == sorted(one.at for one in first)
        assert all(one.at >= start and later[one.code] >= one.at for one in first)


def test_hours_of_custody_run_over_weekends_and_holidays_and_months_end_on_the_last_day():
    friday = datetime(2026, 4, 10, 12, tzinfo=UTC)  # before Khmer New Year
    assert reached(LIMITS, "custody", friday, KH.calendar, category="felony", age=30)[0].at == friday + timedelta(
        hours=48
    )
    assert reached(LIMITS, "custody", friday, KH.calendar, category="felony", age=30, extended=True)[
        0
    ].at == friday + timedelta(hours=72)
    leap = datetime(2023, 10, 29, 3, tzinfo=UTC)
    four = reached(LIMITS, "detention", leap, KH.calendar, category="misdemeanour", age=30)
    assert [(one.code, one.at.date().isoformat()) for one in four] == [("detention_adult_misdemeanour", "2024-02-29")]
    common = datetime(2022, 10, 31, 3, tzinfo=UTC)
    assert (
        reached(LIMITS, "detention", common, KH.calendar, category="misdemeanour", age=30)[0].at.date().isoformat()
        == "2023-02-28"
    )


def test_a_clock_that_is_put_back_or_forward_keeps_the_hour_of_the_day_for_months_and_the_time_that_passes_for_hours():
    paris = Calendar(ZoneInfo("Europe/Paris"), KH.calendar.hours)
    start = datetime(2026, 3, 28, 11, tzinfo=UTC)  # noon, the day before clocks go forward
    limit = LegalLimit(code="x", labels=Texts({"en": "x"}, ("en",)), article="1", duration=Duration(1, "months"), from_="judgment",
                       status="statutory-unverified", of="appeal")  # fmt: skip
    [found] = reached({"x": limit}, "appeal", start, paris)
    assert found.at == datetime(2026, 4, 28, 10, tzinfo=UTC)
    assert reached(LIMITS, "custody", start, paris, age=30)[0].at == start + timedelta(hours=48)


def test_every_limit_says_whether_it_was_read_in_a_law_and_belongs_to_a_party_that_exists():
    for limit in LIMITS.values():
        assert limit.status in KH.limit_statuses
        assert {*limit.parties} <= KH.reasons["court"].keys()
        if limit.status == "statutory-verified":
            assert limit.source, limit.code
        if limit.extension:
            assert limit.extension in HALVES


def test_a_warning_comes_before_its_limit(now):
    assert before(now, Duration(6, "clock_hours")) == now - timedelta(hours=6)
    assert before(now, Duration(14, "days")) == now - timedelta(days=14)


def test_the_route_of_appeal_is_shown_for_the_areas_that_were_read_and_for_no_other():
    assert KH.sitting.route("1201").court.get("en") == "Court of Appeal of Phnom Penh"
    assert "Battambang" in KH.sitting.route("17").court.get("en")
    assert "Preah Sihanouk" in KH.sitting.route("18").court.get("en")
    assert KH.sitting.route("08") is None
    assert all(route.status == "statutory-unverified" and route.source for route in KH.sitting.routes)
