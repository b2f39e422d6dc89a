"""Times and counts as a reader says them, in the reader's language: filters of the templates, and words for views.

Every moment is shown on Phnom Penh's clock through Django's current time zone. Khmer pages use Khmer digits. Years are
those of the common era, or of the Buddhist era for readers who asked for it (`counted_in`); what is stored is always common.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from functools import cached_property

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from samaki.countries.dates import BUDDHIST_ERA
from samaki.countries.dates import language as words_of

CALENDARS = ("gregorian", "buddhist")
_calendar: ContextVar[str] = ContextVar("calendar", default="gregorian")

KHMER_DIGITS = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")


def is_khmer() -> bool:
    """Whether the page is in Khmer."""
    return (translation.get_language() or "en").startswith("km")


def digits(value: object) -> str:
    """A count or a time in the digits of the page. Never for codes, telephone numbers or receipts."""
    return str(value).translate(KHMER_DIGITS) if is_khmer() else str(value)


def number(value: int) -> str:
    """A count with a sign between thousands: `8,428`, `៨.៤២៨`."""
    return digits(f"{value:,}".replace(",", "." if is_khmer() else ","))


@contextmanager
def counted_in(calendar: str) -> Iterator[None]:
    """Years inside are shown in this calendar, one of `CALENDARS`; anything else is the common era."""
    before = _calendar.set(calendar)
    try:
        yield
    finally:
        _calendar.reset(before)


def is_buddhist() -> bool:
    """Whether years are shown in the Buddhist era."""
    return _calendar.get() == "buddhist"


def year_words(year: int) -> str:
    """`2026`; in the Buddhist era `2569 BE`, `ព.ស. 2569` (digits still Latin): 543 more, from 1 January on."""
    if not is_buddhist():
        return str(year)
    return str(words_of("km" if is_khmer() else "en")["era_buddhist"].format(year=year + BUDDHIST_ERA))


def _both_years(year: int) -> str:
    """A whole date in the Buddhist era says the common year too: the years of temples and offices begin on other days."""
    return f"{year_words(year)} ({year})" if is_buddhist() else str(year)


MONTHS: tuple[Callable[[], str], ...] = (
    lambda: _("January"), lambda: _("February"), lambda: _("March"), lambda: _("April"), lambda: _("May"), lambda: _("June"),
    lambda: _("July"), lambda: _("August"), lambda: _("September"), lambda: _("October"), lambda: _("November"),
    lambda: _("December"),
)  # fmt: skip


def _short_months() -> tuple[str, ...]:
    return (
        pgettext("short", "Jan"), pgettext("short", "Feb"), pgettext("short", "Mar"), pgettext("short", "Apr"),
        pgettext("short", "May"), pgettext("short", "Jun"), pgettext("short", "Jul"), pgettext("short", "Aug"),
        pgettext("short", "Sep"), pgettext("short", "Oct"), pgettext("short", "Nov"), pgettext("short", "Dec"),
    )  # fmt: skip


WEEKDAYS: tuple[Callable[[], str], ...] = (
    lambda: _("Monday"), lambda: _("Tuesday"), lambda: _("Wednesday"), lambda: _("Thursday"), lambda: _("Friday"),
    lambda: _("Saturday"), lambda: _("Sunday"),
)  # fmt: skip


def local(moment: date | datetime) -> date | datetime:
    """The moment on the clock of the page."""
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        return timezone.localtime(moment)
    return moment


def long_date(moment: date | datetime) -> str:
    """`Tuesday 1 December 2026`, `ថ្ងៃអង្គារ ទី១ ខែធ្នូ ឆ្នាំ២០២៦`."""
    day = local(moment)
    weekday, month = WEEKDAYS[day.weekday()](), MONTHS[day.month - 1]()
    if is_khmer():
        return digits(f"ថ្ងៃ{weekday} ទី{day.day} ខែ{month} ឆ្នាំ{_both_years(day.year)}")
    return f"{weekday} {day.day} {month} {_both_years(day.year)}"


def short_date(moment: date | datetime) -> str:
    """`1 Dec`, `១ ធ្នូ`: the year is added when it is not this one."""
    day = local(moment)
    year = "" if day.year == timezone.localdate().year else f" {year_words(day.year)}"
    return digits(f"{day.day} {_short_months()[day.month - 1]}{year}")


def part_of_date(moment: date | datetime, precision: str) -> str:
    """`March 2026` or `2026`: a date of which only the month or the year is known (`precision`)."""
    day = local(moment)
    year = _both_years(day.year)
    if precision == "year":
        return digits(f"ឆ្នាំ{year}") if is_khmer() else year
    month = MONTHS[day.month - 1]()
    return digits(f"ខែ{month} ឆ្នាំ{year}") if is_khmer() else f"{month} {year}"


def clock(moment: datetime) -> str:
    """`08:40`, `០៨:៤០`."""
    here = local(moment)
    assert isinstance(here, datetime)
    return digits(f"{here:%H:%M}")


def long_moment(moment: datetime) -> str:
    """`Tuesday 1 December 2026, 08:40`."""
    return _("%(date)s, %(clock)s") % {"date": long_date(moment), "clock": clock(moment)}


def short_moment(moment: datetime) -> str:
    """`1 Dec, 08:40`."""
    return _("%(date)s, %(clock)s") % {"date": short_date(moment), "clock": clock(moment)}


def short_day_or_moment(moment: datetime) -> str:
    """`1 Dec, 08:40`; `1 Dec` where the day alone was written, which is kept as the midnight on which it begins."""
    here = timezone.localtime(moment)
    return (
        short_moment(moment)
        if (here.hour, here.minute, here.second, here.microsecond) != (0, 0, 0, 0)
        else short_date(moment)
    )


def short_time(moment: datetime, now: datetime) -> str:
    """The time alone within a day, else the date alone: for the narrow rings of the chain picture."""
    return clock(moment) if abs(moment - now) < timedelta(hours=20) else short_date(moment)


def span(length: timedelta) -> str:
    """`less than a minute`, `9 min`, `2 h 20 min`, `15 h`, `3 days`: two units at most, and only where the smaller one still matters."""
    minutes = int(abs(length).total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return _days(hours // 24)
    if minutes == 0:
        return _("less than a minute")
    if hours == 0:
        return _("%(n)s min") % {"n": digits(minutes)}
    if rest == 0 or hours >= 12:
        return _("%(n)s h") % {"n": digits(hours)}
    return _("%(h)s h %(m)s min") % {"h": digits(hours), "m": digits(rest)}


def _days(count: int) -> str:
    return ngettext("%(n)s day", "%(n)s days", count) % {"n": digits(count)}


def length(amount: int, unit: str) -> str:
    """A length of time as the pack writes it: `15 min`, `24 h`, `1 working day`."""
    if unit == "working_days":
        return ngettext("%(n)s working day", "%(n)s working days", amount) % {"n": digits(amount)}
    if unit in ("clock_minutes", "clock_hours"):
        return (_("%(n)s min") if unit == "clock_minutes" else _("%(n)s h")) % {"n": digits(amount)}
    if unit == "months" and amount % 12 == 0:
        return ngettext("%(n)s year", "%(n)s years", amount // 12) % {"n": digits(amount // 12)}
    if unit == "months":
        return ngettext("%(n)s month", "%(n)s months", amount) % {"n": digits(amount)}
    return _days(amount)


def time_left(due: datetime, now: datetime) -> str:
    """`9 min left` or `15 h late`: time first, for the clock column of the desk."""
    words = _("%(span)s left") if due >= now else _("%(span)s late")
    return words % {"span": span(due - now)}


def by_time(due: datetime, now: datetime) -> str:
    """`by 08:49` today, `by 3 Dec, 17:00` on another day; `due 30 Nov, 17:00` once it has passed."""
    same_day = timezone.localtime(due).date() == timezone.localtime(now).date()
    words = _("by %(time)s") if due >= now else _("due %(time)s")
    return words % {"time": clock(due) if same_day else short_moment(due)}


ANSWERED = ("acknowledge", "decide", "answer", "confirm_phone", "resolve", "confirm")
"""Clocks of a hand-off that an answer of a unit stops."""

BY: dict[str, Callable[[], str]] = {
    "step": lambda: _("step due %(time)s"),
    "hold": lambda: _("rests until %(time)s"),
    "read": lambda: _("answer by %(time)s"),
    "triage": lambda: _("decide by %(time)s"),
    "begin": lambda: _("begin by %(time)s"),
    "missing": lambda: _("missing since %(time)s"),
    "review": lambda: _("to be looked at again: %(time)s"),
} | dict.fromkeys(ANSWERED, lambda: _("answer by %(time)s"))
"""Whose time a due time is: where several clocks run, each says which one it is."""


class PageClock:
    """`time_left`, `by_time` and `short_date` for the many rows of one page: language, zone and today are looked up once."""

    def __init__(self, now: datetime) -> None:
        self.now, self.zone, self.khmer = now, timezone.get_current_timezone(), is_khmer()
        self.today = now.astimezone(self.zone).date()
        self.left, self.late = _("%(span)s left"), _("%(span)s late")
        self.by, self.due, self.moment = _("by %(time)s"), _("due %(time)s"), _("%(date)s, %(clock)s")
        self.of: dict[str, str] = {}

    def words(self, due: datetime, clock: str = "") -> dict[str, str]:
        """`when`: how long is left; `when_detail`: what is due by which time. `clock`: whose it is, of BY, or none."""
        here, late = due.astimezone(self.zone), due < self.now
        time = self._digits(f"{here:%H:%M}") if here.date() == self.today else self.short(due)
        if clock == "review" and late:  # what must not be begun too early: nothing of it is late
            return {"when": _("Look at it again"), "when_detail": _("since %(time)s") % {"time": time}}
        said = self._of(clock) or (self.due if late else self.by)
        left = (self.late if late else self.left) % {"span": span(due - self.now)}
        return {"when": left, "when_detail": said % {"time": time}}

    def _of(self, clock: str) -> str:
        """What BY says of this clock, looked up when a row first has it."""
        if clock not in self.of:
            self.of[clock] = BY[clock]() if clock in BY else ""
        return self.of[clock]

    @cached_property
    def months(self) -> tuple[str, ...]:
        """Their short names."""
        return _short_months()

    def short(self, moment: datetime) -> str:
        """As `short_moment`."""
        here = moment.astimezone(self.zone)
        return self.moment % {"date": self._day(here), "clock": self._digits(f"{here:%H:%M}")}

    def day(self, moment: datetime) -> str:
        """As `short_date`."""
        return self._day(moment.astimezone(self.zone))

    def _day(self, here: datetime) -> str:
        year = "" if here.year == self.today.year else f" {year_words(here.year)}"
        return self._digits(f"{here.day} {self.months[here.month - 1]}{year}")

    def _digits(self, text: str) -> str:
        return text.translate(KHMER_DIGITS) if self.khmer else text
