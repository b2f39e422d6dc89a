"""Dates, times and counts as people of a language read them. What a language needs is data: `languages/CODE.toml`.

Codes, phone numbers and receipts are never passed through here: they stay in Latin letters and digits.
"""

import tomllib
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, Literal

LANGUAGES = Path(__file__).parent / "languages"
FALLBACK = "en"
BUDDHIST_ERA = 543  # years added to the common era; the year is changed on the first of January, as forms do
Form = Literal["long", "weekday", "month", "year", "short"]
PATTERNS: dict[Form, str] = {
    "long": "long_date",
    "weekday": "long_date_with_weekday",
    "month": "long_month",
    "year": "long_year",
    "short": "short_date",
}


@cache
def language(code: str) -> dict[str, Any]:
    """The date words of a language; those of English where we have no file for it."""
    path = LANGUAGES / f"{code}.toml"
    if not code.isalpha() or not path.is_file():
        path = LANGUAGES / f"{FALLBACK}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def local_digits(text: object, lang: str) -> str:
    """The text with its Latin digits written in the digits of the language."""
    return str(text).translate(str.maketrans("0123456789", language(lang)["digits"]))


def khmer_digits(text: object) -> str:
    """Short for `local_digits(text, "km")`: 2026 as Khmer pages write it."""
    return local_digits(text, "km")


def latin_digits(text: str) -> str:
    """The text with every digit of any script (also typed by mistake from a neighbouring one) as 0 to 9."""
    return "".join(str(int(c)) if c.isdecimal() else c for c in text)


def format_date(value: date, lang: str, digits: bool = True, buddhist_era: bool = False, form: Form = "long") -> str:
    """A date in the words of the language. A datetime is written as it stands: convert it to local time first.

    `digits`: use the language's own digits. `buddhist_era`: the year of that era, marked as such.
    `form`: long | weekday (long, with the day of the week) | month | year | short (day/month/year).
    """
    words = language(lang)
    year = words["era_buddhist"].format(year=value.year + BUDDHIST_ERA) if buddhist_era else value.year
    text = words[PATTERNS[form]].format(
        day=value.day,
        month=value.month,
        year=year,
        month_name=words["months"][value.month - 1],
        weekday=words["weekdays"][value.weekday()],
    )
    return local_digits(text, lang) if digits else str(text)


def long_date(value: date, lang: str) -> str:
    """5 March 2026."""
    return format_date(value, lang)


def short_date(value: date, lang: str) -> str:
    """05/03/2026: day, month, year."""
    return format_date(value, lang, form="short")


def clock(value: time | datetime, lang: str = FALLBACK) -> str:
    """Hour and minute of the day, 24 hours. A datetime is written as it stands: convert it to local time first."""
    return local_digits(language(lang)["clock"].format(hour=value.hour, minute=value.minute), lang)
