"""Countries as data: packs, calendars, places, dates. Pure: the standard library only.

`load_pack("kh")` gives the one object that the rest of the system asks. Nothing in this code knows a country.
"""

from samaki.countries.calendar import Calendar, Holiday, add
from samaki.countries.dates import clock, format_date, khmer_digits, latin_digits, local_digits, long_date, short_date
from samaki.countries.durations import DueRule, Duration
from samaki.countries.errors import PackError
from samaki.countries.kinds import (
    AgencyKind,
    CheckItem,
    Compartment,
    EscalationLevel,
    Follow,
    Hotline,
    LegalLimit,
    Offence,
    Outcome,
    PracticeSource,
    Reason,
    ReportSource,
    StepKind,
    Strand,
    SupportLevel,
    Term,
    Urgency,
)
from samaki.countries.labels import Coded, Texts, choices
from samaki.countries.pack import REASON_LISTS, Opening, Pack, check_pack, find_pack, load_pack
from samaki.countries.partial_dates import UNKNOWN_DATE, BadDate, PartialDate, parse_partial
from samaki.countries.places import Match, Place, Places
from samaki.countries.publishing import PublicPage

__all__ = [
    "REASON_LISTS",
    "UNKNOWN_DATE",
    "AgencyKind",
    "BadDate",
    "Calendar",
    "CheckItem",
    "Coded",
    "Compartment",
    "DueRule",
    "Duration",
    "EscalationLevel",
    "Follow",
    "Holiday",
    "Hotline",
    "LegalLimit",
    "Match",
    "Offence",
    "Opening",
    "Outcome",
    "Pack",
    "PackError",
    "PartialDate",
    "Place",
    "Places",
    "PracticeSource",
    "PublicPage",
    "Reason",
    "ReportSource",
    "StepKind",
    "Strand",
    "SupportLevel",
    "Term",
    "Texts",
    "Urgency",
    "add",
    "check_pack",
    "choices",
    "clock",
    "find_pack",
    "format_date",
    "khmer_digits",
    "latin_digits",
    "load_pack",
    "local_digits",
    "long_date",
    "parse_partial",
    "short_date",
]
