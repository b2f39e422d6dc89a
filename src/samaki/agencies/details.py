"""What a unit's keeper says beside its services: when it is open, what is spoken there, who can come, what they bring, how many."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies import rules
from samaki.agencies.entries import UnitService
from samaki.agencies.models import Member, Unit
from samaki.countries.dates import latin_digits
from samaki.database import story
from samaki.database.refusals import Invalid, tell, together
from samaki.ledger.operations import record

DAYS: dict[str, Callable[[], str]] = {
    "MO": lambda: _("Monday"), "TU": lambda: _("Tuesday"), "WE": lambda: _("Wednesday"), "TH": lambda: _("Thursday"),
    "FR": lambda: _("Friday"), "SA": lambda: _("Saturday"), "SU": lambda: _("Sunday"),
}  # fmt: skip
"""Days as RFC 5545 writes them."""

LANGUAGES: dict[str, Callable[[], str]] = {
    "km": lambda: _("Khmer"), "en": lambda: _("English"), "vi": lambda: _("Vietnamese"), "th": lambda: _("Thai"),
    "lo": lambda: _("Lao"), "zh": lambda: _("Chinese"), "fr": lambda: _("French"), "cja": lambda: _("Cham"),
    "jra": lambda: _("Jarai"), "sgn": lambda: _("Sign language"),
}  # fmt: skip
"""ISO 639 code of a language that can be spoken with somebody at a unit -> its name."""

LONGEST, MOST_PLACES = 500, 10_000


@dataclass(frozen=True)
class Service:
    """Of one service that the unit offers. `places`: how many it can take, None where it does not say."""

    who_for: str = ""
    papers: str = ""
    places: int | None = None


@dataclass(frozen=True)
class Details:
    """Times as `8:00`, in any digits; `services`: code -> what is said of it."""

    languages: Sequence[str] = ()
    open_days: Sequence[str] = ()
    opens_at: str = ""
    closes_at: str = ""
    services: Mapping[str, Service] = field(default_factory=dict)


@story
def set_details(*, unit: Unit, told: Details, by: Member, now: datetime) -> Unit:
    """All of it as it is from now on; what is left empty is not said any more. Raises Invalid for each wrong field."""
    rules.check_keeps(unit, now)
    given = _checked(told)
    changed = [name for name, value in given.items() if getattr(unit, name) != value]
    for name, value in given.items():
        setattr(unit, name, value)
    unit.save(update_fields=[*given])
    for row in UnitService.objects.filter(unit=unit, service__in=told.services).live(now):
        changed += _say(row, told.services[row.service], now)
    record("unit.details", by=by, now=now, subject=unit, facts={"unit": unit.principal, "fields": sorted(set(changed))})
    return unit


def _checked(told: Details) -> dict[str, Any]:
    with together() as wrong:
        if set(told.languages) - set(LANGUAGES):
            wrong.wrong(_("Choose languages from the list."), field="languages")
        if set(told.open_days) - set(DAYS):
            wrong.wrong(_("Choose days from the list."), field="open_days")
        opens, closes = _time(told.opens_at, "opens_at"), _time(told.closes_at, "closes_at")
        if (opens is None) != (closes is None) and bool(told.opens_at) != bool(told.closes_at):
            wrong.wrong(
                _("Write both when you open and when you close, or neither."),
                field="closes_at" if opens else "opens_at",
            )
        for code, one in told.services.items():
            for name in ("who_for", "papers"):
                if len(getattr(one, name)) > LONGEST:
                    wrong.wrong(
                        _("This is too long. Please keep it under %(limit)s letters.") % {"limit": LONGEST},
                        field=f"{name}.{code}",
                    )
    spoken, days = (
        [code for code in LANGUAGES if code in told.languages],
        [day for day in DAYS if day in told.open_days],
    )
    return {"languages": spoken, "open_days": days,
            "opens_at": opens, "closes_at": closes}  # fmt: skip


def _time(text: str, name: str) -> time | None:
    """`8:00`, `17.30`; None for nothing."""
    typed = latin_digits(text.strip()).replace(".", ":")
    try:
        return time.fromisoformat(typed.zfill(5)) if typed else None
    except ValueError:
        tell(Invalid(_("Write a time like 8:00 or 17:30."), field=name))
        return None


def _say(row: UnitService, said: Service, now: datetime) -> list[str]:
    given = {"who_for": said.who_for.strip(), "papers": said.papers.strip(), "places": said.places}
    changed = [name for name, value in given.items() if getattr(row, name) != value]
    for name, value in given.items():
        setattr(row, name, value)
    row.places_at = (now if "places" in changed else row.places_at) if said.places is not None else None
    row.save(update_fields=[*given, "places_at"])
    return changed
