"""What a member tells of a hearing, looked at before it is written; how it is sealed and opened."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.cases.models import Case, Person
from samaki.database.refusals import Gathered, together
from samaki.names import clean_text

LONGEST = 4000
"""Letters of what a hearing is about, or of why something was."""
LONGEST_LINE = 300
"""Letters of a place, a room, what to bring."""
AHEAD = timedelta(days=366 * 5)
"""A date further ahead is a slip of the pen."""


@dataclass(frozen=True)
class Told:
    """A day of a court as it was heard. `at`, `precision`: as of an act, but it may lie ahead. `children`: who is called. `text`: what it
    is about, for the justice part; `place`, `room`, `bring`: for everybody who goes there."""

    purpose: str
    at: datetime | None
    precision: str = "instant"
    until: datetime | None = None
    source: str = ""
    court: Unit | None = None
    place: str = ""
    room: str = ""
    bring: str = ""
    text: str = ""
    children: tuple[Person, ...] = ()

    @property
    def words(self) -> dict[str, str]:
        """What is sealed on the row."""
        return {"place": self.place.strip(), "room": self.room.strip(), "bring": self.bring.strip()}

    @property
    def sealed_text(self) -> str:
        return json.dumps(self.words, ensure_ascii=False)


def check_told(told: Told, case: Case, now: datetime) -> None:
    """Each wrong field with its sentence; a day that is over is none of them."""
    with together() as wrong:
        _check_codes(told, wrong)
        check_day(told, now, wrong)
        for name, text, most in (("text", told.text, LONGEST), ("place", told.place, LONGEST_LINE), ("room", told.room, LONGEST_LINE),
                                 ("bring", told.bring, LONGEST_LINE)):  # fmt: skip
            check_length(text, name, most, wrong)
        if any(child.part != "survivor" or child.case_id != case.id for child in told.children):
            wrong.wrong(_("Choose children of this case."), field="children")
        if told.court is not None and not pack().agency_kinds[told.court.kind].is_court:
            wrong.wrong(_("This unit is no court. Choose the court from the list, or write the place."), field="court")


def _check_codes(told: Told, wrong: Gathered) -> None:
    purpose = pack().reasons["hearing"].get(told.purpose)
    if purpose is None:
        wrong.wrong(_("Choose what the hearing is for, from the list."), field="purpose")
    elif purpose.needs_text and not says_something(told.text):
        wrong.wrong(_("Say in a few words what the hearing is about."), field="text")
    if told.source not in pack().reasons["hearing_source"]:
        wrong.wrong(_("Choose from where you know the date."), field="source")


def check_day(told: Told, now: datetime, wrong: Gathered) -> None:
    """A day, as exactly as it is known; not so far ahead that it must be a slip; an end after the beginning."""
    if told.at is None:
        wrong.wrong(_("Write the day of the hearing, as exactly as you know it: a month alone is enough."), field="at")
        return
    if told.at > now + AHEAD:
        wrong.wrong(_("This day is more than five years ahead. Look at the year again."), field="at")
    if told.until is not None and not told.at < told.until <= told.at + timedelta(days=1):
        wrong.wrong(_("The end must come after the beginning, within one day."), field="until")


def check_length(text: str, name: str, most: int, wrong: Gathered) -> None:
    """A text of a length that somebody reads."""
    if len(text) > most:
        wrong.wrong(_("This is too long. Please keep it under %(limit)s letters.") % {"limit": most}, field=name)


def says_something(text: str) -> bool:
    """Whether a sign of it can be seen."""
    return any(unicodedata.category(sign)[0] not in "CZ" for sign in clean_text(text))
