"""What of a child's care cannot wait: the way to where danger is said, and the hour where hours count."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.cases.models import Person
from samaki.web.moments import short_date, short_moment


def say_so(child: Person) -> dict[str, str]:
    """The way to where danger is said."""
    given = urlencode({"person": child.id, "risk": danger_answer()})
    href = f"/cases/{child.case.code}/observations/new/?{given}"
    return {"href": href, "label": _("Say that the child is in danger"), "late": "1"}


def danger_answer() -> str:
    """The answer of an observation that says that a child is in danger; the first one of the pack."""
    return next((code for code, one in pack().reasons["risk"].items() if one.says == "danger"), "")


def day_or_hour(moment: Any, urgency: str) -> str:
    """With its hour where hours count."""
    return short_moment(moment) if pack().urgencies[urgency].uses_urgent_due else short_date(moment)
