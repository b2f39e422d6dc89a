"""Fields of forms as the templates want them, and reading what was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from samaki.agencies.country import calendar
from samaki.cases.births import cannot_be
from samaki.countries import Coded
from samaki.countries.dates import BUDDHIST_ERA
from samaki.countries.partial_dates import CLOCKS_DIFFER, BadDate, beyond_all_years, parse_partial
from samaki.countries.times import split_time
from samaki.database.refusals import Invalid, tell
from samaki.names import clean_text
from samaki.web.hints import hint_of
from samaki.web.moments import digits, long_date, long_moment, part_of_date

LIMIT = 20_000

NOW = (None, "instant")
"""When nothing was typed: it happened now."""

LOST = "\ufffd"
"""What stands in a form for each letter that came in no UTF-8."""


def options(entries: Iterable[Coded], language: str) -> list[dict[str, str]]:
    """Choices from coded entries of the pack, in the reader's language."""
    return [{"value": entry.code, "label": entry.label(language)} for entry in entries]


def field(kind: str, name: str, label: str, **more: Any) -> dict[str, Any]:
    """One field for the macros of the forms; with the hint of `samaki.web.hints` where it is given none.

    `hint=None`: none at all, for a field that only shares its name or label with one of a case.
    """
    made = {"kind": kind, "name": name, "label": label} | more
    if made.get("hint", "") is None:
        made["hint"] = ""
    elif not made.get("hint"):
        made["hint"] = hint_of(kind, name, label)
    return made


def mark(fields: list[dict[str, Any]], errors: list[dict[str, str]]) -> None:
    """Each refused field says why; the errors are put in the order of the fields."""
    places = {one["name"]: place for place, one in enumerate(fields)}
    errors.sort(key=lambda error: places.get(error["field"], len(places)))
    for error in errors:
        if error["field"] in places:
            one = fields[places[error["field"]]]
            one["error"], one["sure"] = error["message"], error.get("sure", "")


def typed(request: HttpRequest, name: str) -> str:
    """What was typed into a field, cleaned; wrong when it is far too long.

    This and the other readers of fields `tell`: where a block of `together` stands around them, all wrong fields of the
    form are said at once, and what they answered in their place is not used.
    """
    text = clean_text(request.POST.get(name, "").replace("\x00", ""))
    if len(text) > LIMIT:
        said = _("This is too long. Please keep it under %(limit)s letters.") % {"limit": digits(LIMIT)}
        tell(Invalid(said, field=name))
    return text[:LIMIT]


def lost_letters() -> str:
    """What is said of a text with letters that cannot be read any more."""
    return _("Some letters could not be read; %(sign)s stands where each of them was. Nothing was saved. Write them again, then "
             "send it.") % {"sign": LOST}  # fmt: skip


def typed_list(request: HttpRequest, name: str) -> list[str]:
    """The ticked values of a field."""
    return [clean_text(value) for value in request.POST.getlist(name)[:100]]


def typed_number(request: HttpRequest, name: str, *, most: int) -> int | None:
    """A whole number in Latin or Khmer digits, or None when nothing was typed."""
    text = typed(request, name)
    if not text:
        return None
    try:
        number = int(text) if len(text) < 10 else -1
    except ValueError:
        number = -1
    if not 0 <= number <= most:
        tell(Invalid(_("Write a whole number from 0 to %(most)s.") % {"most": digits(most)}, field=name))
        return None
    return number


class Unsure(Invalid):
    """A date that is hard to believe: asked about once, and taken as it is when it is sent again."""

    def __init__(self, sentence: str, typed_text: str, field: str) -> None:
        super().__init__(sentence, field=field)
        self.sure = typed_text


Doubt = tuple[datetime, Callable[[str], str]]
"""A moment before which a date is asked about; and the question, made of the date as it was understood."""


def typed_moment(
    request: HttpRequest, name: str, now: datetime, doubts: Iterable[Doubt] = ()
) -> tuple[datetime | None, str]:
    """(when it happened in UTC, its precision) from a date, a part of a date, or a date and a time; (None, "instant")
    when nothing was typed. What begins in the future, by more than `CLOCKS_DIFFER`, is refused with a sentence; what ended
    before the day of a doubt is asked about once (`Unsure`), never refused: the form comes back with the date in a hidden
    field and is taken when it is sent again."""
    try:
        return _typed_moment(request, name, now, doubts)
    except Invalid as refusal:
        tell(refusal)
        return NOW


def _typed_moment(
    request: HttpRequest, name: str, now: datetime, doubts: Iterable[Doubt]
) -> tuple[datetime | None, str]:
    text = typed(request, name)
    if not text:
        return NOW
    dated = of_today(text, now)
    if beyond_all_years(dated) or (read := read_moment(dated, name))[0] > now + CLOCKS_DIFFER:
        raise Invalid(
            _counted_from_the_feast(dated, now) or _("This lies in the future. Write when it happened."), field=name
        )
    moment, precision = read
    sure = typed(request, f"{name}_sure") == text
    for since, question in () if sure else doubts:
        if moment < _beginning(since, precision):
            raise Unsure(question(_as_read(moment, precision)), text, name)
    return min(moment, now), precision


def _counted_from_the_feast(text: str, now: datetime) -> str:
    """What to write, where the year of the Buddhist era alone brings a date into the future: papers may count a new one from April or May
    on, and here it changes on the first of January. Empty for any other date."""
    day, _clock = split_time(text)
    if beyond_all_years(text) or (read := parse_partial(day)).calendar != "buddhist":
        return ""
    before = read.value - timedelta(days=366)
    if datetime.combine(before, time(0), calendar().timezone) > now:
        return ""
    said = _("The year %(era)s is %(year)s here, from January to December: that lies in the future. If this paper counts a new year of the "
             "era from April or May on, it means %(before)s: write that year.")  # fmt: skip
    return said % {
        "era": digits(read.value.year + BUDDHIST_ERA),
        "year": digits(read.value.year),
        "before": digits(read.value.year - 1),
    }


def of_today(text: str, now: datetime) -> str:
    """`20:00` alone is that time of today on the clock of the country; anything else as it was typed."""
    try:
        day, clock = split_time(text)
    except BadDate:  # told when it is read
        return text
    return f"{calendar().local(now):%Y-%m-%d} {clock:%H:%M}" if clock is not None and not day else text


def _beginning(moment: datetime, precision: str) -> datetime:
    """Of the day of this moment on the clock of the country; of its month or its year where a date says no more."""
    day = calendar().local(moment).date()
    first = {"year": day.replace(month=1, day=1), "month": day.replace(day=1)}.get(precision, day)
    return datetime.combine(first, time(0), calendar().timezone)


def _as_read(moment: datetime, precision: str) -> str:
    """What was understood, in the words of the page."""
    if precision in ("month", "year"):
        return part_of_date(moment, precision)
    return long_moment(moment) if precision == "instant" else long_date(moment)


def read_moment(text: str, name: str) -> tuple[datetime, str]:
    """The beginning of the written moment on the clock of the country, and its precision."""
    zone = calendar().timezone
    try:
        day, clock = split_time(text)
        partial = parse_partial(day)
        if clock is not None and partial.precision != "day":
            raise BadDate("not_a_date", text)
        if clock is not None:
            return datetime.combine(partial.value, clock, zone).astimezone(UTC), "instant"
        return datetime.combine(partial.value, time(0), zone).astimezone(UTC), partial.precision
    except ValueError as error:
        unread = _("Write a date like 5/3/2026 or 2026-03-05, or only the year; with a time like 2026-03-05 14:30.")
        raise Invalid(cannot_be(error) or unread, field=name) from error
