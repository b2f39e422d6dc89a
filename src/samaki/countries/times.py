"""Times of the day as people write them at the end of a date: 14:30, 9h30, ម៉ោង ៩, ៣:០០ ល្ងាច. What a language needs is data."""

import re
from datetime import time
from functools import cache

from samaki.countries.dates import LANGUAGES, language, latin_digits
from samaki.countries.partial_dates import BadDate
from samaki.names import clean_text, normalise_khmer

NIGHT_ENDS = 6
"""Hours of the night before this one lie after midnight: 2 at night is 02:00, 8 at night is 20:00."""


def split_time(text: str) -> tuple[str, time | None]:
    """(what stands before it, the time at the end of the text), or (the text, None) where it ends in none.

    A bare number is a time only with a sign of it: `:`, `h`, a word for the hour before it, or a part of the day after it.
    Raises BadDate `no_such_time` where hour or minute cannot be.
    """
    typed = normalise_khmer(latin_digits(clean_text(text))).strip()
    found = _pattern().search(typed)
    if found is None or not any(found[name] for name in ("colon", "word", "part", "h")):
        return text, None
    part = _parts().get((found["part"] or "").casefold().replace(".", ""), "")
    hour = _hour(int(found["hour"]), part)
    try:
        return typed[: found.start()].strip(" ,"), time(hour, int(found["minute"] or 0), int(found["second"] or 0))
    except ValueError:
        raise BadDate("no_such_time", text) from None


def _hour(hour: int, part: str) -> int:
    if part == "afternoon" and hour < 12:
        return hour + 12
    if part == "night" and NIGHT_ENDS <= hour < 12:
        return hour + 12
    return 0 if part in ("morning", "night") and hour == 12 else hour


@cache
def _parts() -> dict[str, str]:
    """Word for a part of the day -> morning | noon | afternoon | night, of all languages together."""
    return {
        normalise_khmer(word).casefold(): part
        for path in sorted(LANGUAGES.glob("*.toml"))
        for word, part in language(path.stem)["parts_of_day"].items()
    }


@cache
def _pattern() -> re.Pattern[str]:
    before = {
        normalise_khmer(word)
        for path in sorted(LANGUAGES.glob("*.toml"))
        for word in language(path.stem)["before_times"]
    }
    words = "|".join(sorted(map(re.escape, before), key=len, reverse=True))
    parts = "|".join(sorted(map(re.escape, _parts()), key=len, reverse=True))
    return re.compile(
        rf"(?:(?:^|[\s,T]+|(?<=\d))(?P<word>{words})\s*|(?:^|[\s,T]+))"
        rf"(?P<hour>\d{{1,2}})(?:(?:(?P<colon>:)|(?P<h>\s?h\s?)|\.)(?:(?P<minute>\d\d)(?::(?P<second>\d\d))?)?)?"
        rf"\s*(?P<part>{parts}|a\.m\.|p\.m\.)?$",
        re.IGNORECASE,
    )
