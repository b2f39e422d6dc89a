"""Dates as people know them: a day, a month, only a year, or not at all; in the common or the Buddhist era."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

from samaki.countries.dates import BUDDHIST_ERA, LANGUAGES, format_date, language, latin_digits
from samaki.names import clean_text, normalise_khmer

Precision = Literal["day", "month", "year", "unknown"]
CalendarName = Literal["gregorian", "buddhist"]
FIRST_YEAR, LAST_YEAR = 1900, 2200
BUDDHIST_FROM = 2400  # a larger year can only be of the Buddhist era
YEAR_FIRST = re.compile(r"(\d{4})(?:[-/.](\d{1,2}))?(?:[-/.](\d{1,2}))?")
DAY_FIRST = re.compile(r"(?:(\d{1,2})[-/. ])?(\d{1,2})[-/. ](\d{4})")
SHORT_YEAR = re.compile(r"(?:\d{1,2}[-/. ])?\d{1,2}[-/. ]\d{2}")
TIME_OF_DAY = re.compile(r"[\s,T]+(\d{1,2}:\d\d\S*)$")
CLOCKS_DIFFER = timedelta(minutes=5)  # a time so little ahead is that of a clock that goes fast, and counts as now
TOKEN = re.compile(r"\d+|[^\d\s,./'-]+")


class BadDate(ValueError):
    """A date not understood. `code`, for translation: empty | not_a_date | no_such_day | no_such_time | year_out_of_range | short_year."""

    def __init__(self, code: str, text: str) -> None:
        self.code, self.text = code, text
        super().__init__(f"{code}: {text!r}")


@dataclass(frozen=True)
class PartialDate:
    """`value`: the first day of what is known (unknown: `date.min`); `calendar`: the era in which it was told."""

    value: date
    precision: Precision = "day"
    calendar: CalendarName = "gregorian"

    def __str__(self) -> str:
        """ISO text in the common era, as short as what is known: 2026, 2026-03, 2026-03-05, or empty."""
        return self.value.isoformat()[: {"day": 10, "month": 7, "year": 4, "unknown": 0}[self.precision]]

    def describe(self, lang: str) -> str:
        """In the words of the language, in the era in which it was told."""
        if self.precision == "unknown":
            return str(language(lang)["unknown_date"])
        form: dict[str, Literal["long", "month", "year"]] = {"day": "long", "month": "month", "year": "year"}
        return format_date(self.value, lang, buddhist_era=self.calendar == "buddhist", form=form[self.precision])


UNKNOWN_DATE = PartialDate(date.min, "unknown")


def parse_partial(text: str) -> PartialDate:
    """Read 2026, 2026-03, 2026-03-05, 3/2026 or 5/3/2026 (day first), in the digits of any script, in either era; and with
    the month in words of any language that we have, as 5 March 2026.

    Invisible characters are ignored. Raises BadDate with a code; `short_year`: two digits of a year could mean several.
    """
    typed = in_numbers(text)
    if not typed:
        raise BadDate("empty", text)
    if match := YEAR_FIRST.fullmatch(typed):
        year, month, day = match.groups()
    elif match := DAY_FIRST.fullmatch(typed):
        day, month, year = match.groups()
    else:
        raise BadDate("short_year" if SHORT_YEAR.fullmatch(typed) else "not_a_date", text)
    return _build(int(year), month and int(month), day and int(day), text)


def in_numbers(text: str) -> str:
    """A date with words as numbers: `20 Nov 2026` and `November 20, 2026` are `20/11/2026`. What is no such date stays."""
    typed = latin_digits(clean_text(text)).strip()
    folded = _folded(typed)
    if not any(sign.isalpha() for sign in folded):
        return typed
    months, around = _words()
    tokens = TOKEN.findall(around.sub(" ", folded))
    numbers = [token for token in tokens if token.isdigit()]
    named = [months.get(token, 0) for token in tokens if not token.isdigit()]
    if not numbers or 0 in named or len(named) > 1:
        return typed
    return "/".join([*numbers[:-1], *map(str, named), numbers[-1]])


@cache
def _words() -> tuple[dict[str, int], re.Pattern[str]]:
    """(word of a month -> its number, what people write around the numbers of a date), of all languages together."""
    months: dict[str, int] = {}
    around: set[str] = set()
    endings: set[str] = set()
    for path in sorted(LANGUAGES.glob("*.toml")):
        words = language(path.stem)
        for names in (words["months"], words["months_short"]):
            months |= {_folded(name): number for number, name in enumerate(names, start=1)}
        months |= {_folded(name): number for name, number in words["months_also"].items()}
        around |= {_folded(word) for word in (*words["around_dates"], *words["weekdays"])}
        endings |= set(words["day_endings"])
    longest_first = sorted(around, key=len, reverse=True)
    joined = "|".join(rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word) for word in longest_first)
    return months, re.compile(rf"(?<=\d)(?:{'|'.join(sorted(endings))})\b|{joined}")


def _folded(text: str) -> str:
    return normalise_khmer(text).casefold()


def beyond_all_years(text: str) -> bool:
    """Whether the year of a written date or time, in either era, lies after the last that we keep."""
    years = [int(part) for part in re.findall(r"(?<!\d)\d{4}(?!\d)", in_numbers(TIME_OF_DAY.sub("", text)))]
    return any(year - (BUDDHIST_ERA if year > BUDDHIST_FROM else 0) > LAST_YEAR for year in years)


def _build(year: int, month: int | str | None, day: int | str | None, text: str) -> PartialDate:
    calendar: CalendarName = "buddhist" if year > BUDDHIST_FROM else "gregorian"
    year -= BUDDHIST_ERA if calendar == "buddhist" else 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadDate("year_out_of_range", text)
    try:
        value = date(year, int(month or 1), int(day or 1))
    except ValueError:
        raise BadDate("no_such_day", text) from None
    if month == 0 or day == 0:
        raise BadDate("no_such_day", text)
    return PartialDate(value, "day" if day else "month" if month else "year", calendar)
