"""Dates read as people write them, and are written as people read them."""

from contextlib import suppress
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samaki.countries import (
    UNKNOWN_DATE,
    BadDate,
    PartialDate,
    clock,
    format_date,
    khmer_digits,
    latin_digits,
    long_date,
    parse_partial,
    short_date,
)

DAY = date(2026, 3, 5)
days = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@given(st.text(st.sampled_from("0123456789 /-:")))
def test_digits_go_to_khmer_and_come_back(text: str) -> None:
    assert latin_digits(khmer_digits(text)) == text


def test_digits_typed_from_another_script_are_read() -> None:
    assert latin_digits("២០២៦ ๒๐๒๖ ٢٠٢٦") == "2026 2026 2026"


def test_a_khmer_page_writes_khmer_digits_and_an_english_page_latin_ones() -> None:
    assert long_date(DAY, "km") == "ថ្ងៃទី៥ ខែមីនា ឆ្នាំ២០២៦"
    assert long_date(DAY, "en") == "5 March 2026"
    assert short_date(DAY, "km") == "០៥/០៣/២០២៦"
    assert format_date(DAY, "km", digits=False, form="short") == "05/03/2026"
    assert format_date(DAY, "km", form="weekday") == "ថ្ងៃព្រហស្បតិ៍ ទី៥ ខែមីនា ឆ្នាំ២០២៦"
    assert clock(time(7, 5), "en") == "07:05"
    assert clock(datetime(2026, 3, 5, 14, 0), "km") == "ម៉ោង ១៤:០០"  # noqa: DTZ001


def test_the_buddhist_year_is_marked_as_such() -> None:
    assert format_date(DAY, "en", buddhist_era=True) == "5 March 2569 BE"
    assert format_date(DAY, "km", buddhist_era=True) == "ថ្ងៃទី៥ ខែមីនា ឆ្នាំព.ស. ២៥៦៩"


def test_a_language_without_date_words_is_written_as_english() -> None:
    assert long_date(DAY, "fr") == "5 March 2026"
    assert long_date(DAY, "../km") == "5 March 2026"


@pytest.mark.parametrize(
    ("text", "value", "precision", "calendar"),
    [
        ("2026", date(2026, 1, 1), "year", "gregorian"),
        ("2026-03", date(2026, 3, 1), "month", "gregorian"),
        ("3/2026", date(2026, 3, 1), "month", "gregorian"),
        ("2026-03-05", DAY, "day", "gregorian"),
        ("5/3/2026", DAY, "day", "gregorian"),
        ("05.03.2026", DAY, "day", "gregorian"),
        ("៥/៣/២០២៦", DAY, "day", "gregorian"),
        ("២០២៦", date(2026, 1, 1), "year", "gregorian"),
        ("5/3/2569", DAY, "day", "buddhist"),
        ("២៥៦៩", date(2026, 1, 1), "year", "buddhist"),
        (" 20\u200b26 ", date(2026, 1, 1), "year", "gregorian"),
    ],
)
def test_a_date_is_read_as_far_as_it_is_known(text: str, value: date, precision: str, calendar: str) -> None:
    assert parse_partial(text) == PartialDate(value, precision, calendar)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("\u200b ", "empty"),
        ("soon", "not_a_date"),
        ("5/3/26", "short_year"),
        ("31/2/2026", "no_such_day"),
        ("2026-13", "no_such_day"),
        ("2026-00", "no_such_day"),
        ("0/3/2026", "no_such_day"),
        ("1026", "year_out_of_range"),
        ("9999", "year_out_of_range"),
    ],
)
def test_what_is_no_date_is_refused_with_a_code(text: str, code: str) -> None:
    with pytest.raises(BadDate) as refused:
        parse_partial(text)
    assert refused.value.code == code


@given(days, st.sampled_from(["day", "month", "year"]))
def test_what_is_written_is_read_back(day: date, precision: str) -> None:
    first = {"day": day, "month": day.replace(day=1), "year": day.replace(month=1, day=1)}[precision]
    known = PartialDate(first, precision)
    assert parse_partial(str(known)) == known
    assert parse_partial(khmer_digits(known)) == known


@given(st.text())
def test_any_text_is_read_or_refused_with_a_code(text: str) -> None:
    with suppress(BadDate):
        assert str(parse_partial(text))


def test_a_partial_date_is_shown_as_far_as_it_is_known() -> None:
    assert parse_partial("2026-03").describe("en") == "March 2026"
    assert parse_partial("2569").describe("km") == "ឆ្នាំព.ស. ២៥៦៩"
    assert parse_partial("5/3/2026").describe("km") == "ថ្ងៃទី៥ ខែមីនា ឆ្នាំ២០២៦"
    assert UNKNOWN_DATE.describe("en") == "date not known"
    assert str(UNKNOWN_DATE) == ""


@pytest.mark.parametrize("text", [
    "20 November 2026", "20 Nov 2026", "20 nov. 2026", "November 20, 2026", "Friday, 20th of November 2026", "20-Nov-2026",
    "20Nov2026", "2026 November 20", "20 November 2569 BE", "២០ វិច្ឆិកា ២០២៦", "ថ្ងៃទី២០ ខែវិច្ឆិកា ឆ្នាំ២០២៦",
    "ថ្ងៃ​ទី​២០​ខែ​វិច្ឆិកា​ឆ្នាំ​២០២៦", "ថ្ងៃសុក្រ ទី២០ ខែវិច្ឆិកា ឆ្នាំ២០២៦", "ថ្ងៃទី២០ ខែ១១ ឆ្នាំ២០២៦",
    "ថ្ងៃទី២០ ខែវិច្ឆិកា ព.ស. ២៥៦៩", "២០វិច្ឆិកា២០២៦",
])  # fmt: skip
def test_a_month_in_words_is_read(text: str) -> None:
    read = parse_partial(text)
    assert (str(read), read.precision) == ("2026-11-20", "day")
    assert read.calendar == ("buddhist" if "2569" in latin_digits(text) else "gregorian")


@pytest.mark.parametrize("text", ["November 2026", "Nov 2026", "2026 November", "ខែវិច្ឆិកា ឆ្នាំ២០២៦", "វិច្ឆិកា ២០២៦"])
def test_a_month_in_words_without_a_day_is_read(text: str) -> None:
    assert str(parse_partial(text)) == "2026-11"


def test_only_a_year_may_have_its_word() -> None:
    assert str(parse_partial("ឆ្នាំ២០២៦")) == "2026"


@given(days, st.sampled_from(["long", "weekday", "month", "year"]), st.sampled_from(["en", "km"]), st.booleans())
def test_what_we_write_is_read(day: date, form, lang: str, buddhist: bool) -> None:
    read = parse_partial(format_date(day, lang, buddhist_era=buddhist, form=form))
    assert read.value == {"month": day.replace(day=1), "year": date(day.year, 1, 1)}.get(form, day)


@pytest.mark.parametrize("text", ["20/11/26", "20 Nov 26", "Nov 26", "11/26", "20 November", "២០ វិច្ឆិកា ២៦", "26-11-20"])
def test_a_year_of_two_digits_is_not_guessed(text: str) -> None:
    with pytest.raises(BadDate) as refusal:
        parse_partial(text)
    assert refusal.value.code == "short_year"


@pytest.mark.parametrize(
    "text", ["once", "Nov Dec 2026", "20 Movember 2026", "the day", "ថ្ងៃ", "31 November 2026", "1 2 3 4 2026"]
)
def test_what_is_no_date_with_words_is_refused(text: str) -> None:
    with pytest.raises(BadDate) as refusal:
        parse_partial(text)
    assert refusal.value.code == ("no_such_day" if text.startswith("31") else "not_a_date")
