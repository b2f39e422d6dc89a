"""Birth dates as they are told, and the ages that are told with them. Pure but for the calendar of the country."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samaki.agencies.country import calendar
from samaki.countries import local_digits
from samaki.countries.partial_dates import BadDate, PartialDate, parse_partial
from samaki.database.refusals import Invalid, tell

if TYPE_CHECKING:
    from samaki.cases.models import Person

BORN_WITHIN = 120
"""Years: nobody on a file is older."""

AGE_WITHIN = 2
"""Years by which an age that was guessed, or counted in the old way, may differ from the birth date."""


def check_age_fits(age: int | None, identity: Mapping[str, str | None] | None, now: datetime) -> None:
    """An age and a birth date that are told together tell of one person. Raises Invalid where they cannot."""
    born = (identity or {}).get("birth_date")
    if not born or not born.strip():
        return
    today, told = calendar().local(now).date(), read_birth(born, now).value
    if age is None:
        return
    years = today.year - told.year - ((today.month, today.day) < (told.month, told.day))
    if abs(years - age) > AGE_WITHIN:
        shown = local_digits(years, get_language() or "")
        raise Invalid(_("These two do not fit: the age, and a birth date that makes %(years)s years. Correct one of them, or "
                        "leave out the one that is not known.") % {"years": shown}, field="age")  # fmt: skip


def before_birth(person: Person, at: datetime) -> bool:
    """By the age as it was known when the person was written down; an age that was guessed may be wrong by some years."""
    if person.age is None:
        return False
    years = person.age + AGE_WITHIN + 1
    return at < person.recorded_at - timedelta(days=366 * years)


def said_before_birth() -> str:
    """What is said of such a day."""
    return _("That is before this person was born, by the age on the file. Look at the year again, or correct the age.")


def check_after_birth(person: Person, at: datetime | None, field: str) -> None:
    """Nothing happened to somebody before their birth: a slip in the year. Raises Invalid, or tells inside of `together`."""
    if at is not None and before_birth(person, at):
        tell(Invalid(said_before_birth(), field=field))


def four_digits() -> str:
    """What is said of a year with two digits: nothing is guessed."""
    return _("Write the year with four digits, like 2026 or 2569: two digits could mean more than one year.")


def cannot_be(error: Exception) -> str:
    """What is said of a date whose mistake is plain; empty where nobody can tell what was meant."""
    code = error.code if isinstance(error, BadDate) else ""
    if code == "no_such_day":
        return _("This day is not in the calendar. Write the date again, or only the month or the year.")
    if code == "no_such_time":
        return _("There is no such time of the day. Write it like 14:30.")
    if code == "year_out_of_range":
        return _("This year cannot be right: it lies too far back or ahead. Look at the year again.")
    return four_digits() if code == "short_year" else ""


def read_birth(text: str, now: datetime) -> PartialDate:
    """The birth date as typed, in the digits of any script and in either era. Raises Invalid with what to do."""
    today = calendar().local(now).date()
    try:
        told = parse_partial(text)
    except BadDate as error:
        sentences = {
            "short_year": four_digits(),
            "no_such_day": _(
                "This day is not in the calendar. Write the birth date again, or only the month or the year."
            ),
            "year_out_of_range": _(
                "This year cannot be a birth year. Write the year with four digits, like 2012 or 2555."
            ),
        }
        raise Invalid(
            sentences.get(error.code, _("Write the birth date like 5/3/2012, or only 3/2012, or only the year.")),
            field="birth_date",
        ) from error
    if told.value > today:
        raise Invalid(_("This birth date lies in the future. Write when the person was born."), field="birth_date")
    if told.value.year < today.year - BORN_WITHIN:
        raise Invalid(_("Nobody lives so long. Look at the year again."), field="birth_date")
    return told


def birth_date_of(known: Mapping[str, str]) -> PartialDate | None:
    """The birth date as it was told: its precision, and the era."""
    if not known.get("birth_date"):
        return None
    try:
        found = parse_partial(known["birth_date"])
    except BadDate:  # written before birth dates were checked: shown as it stands
        return None
    era = "buddhist" if known.get("birth_calendar") == "buddhist" else "gregorian"
    return PartialDate(found.value, found.precision, era)  # type: ignore[arg-type]
