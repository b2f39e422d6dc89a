"""Why may I see this, and who has seen it: the two questions that stand on every case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samaki.agencies.country import pack
from samaki.cases.models import Case
from samaki.journeys.guarding.questions import LOOKS
from samaki.journeys.retention.holds import holds_on
from samaki.web.moments import digits, short_moment
from samaki.web.pages import StaffRequest

if TYPE_CHECKING:
    from samaki.web.cases.showing import File


def relation(file: File, request: StaffRequest) -> dict[str, Any]:
    """Why the reader's unit may see this, and what of it."""
    rooms = [
        {"open": any(r.compartment == code for r in file.relations), "name": entry.label(request.lang), "words": ""}
        for code, entry in pack().compartments.items()
    ]
    if not file.relations:
        said = _("Your unit handed a step of this case on. You see what becomes of it, and nothing else.")
    elif not file.works_at_all and (ends := [r.until for r in file.relations if r.ground == "emergency" and r.until]):
        said = _(
            "Your unit opened this file in an emergency, by two persons, to read it. It closes by itself: %(time)s. "
            "What you find out, tell whoever holds the next step; whoever must write is handed a step."
        )
        said = said % {"time": short_moment(max(ends))}
    elif all(r.ground == "offered" for r in file.relations):
        said = _("Your unit is asked to take a step. What you see now ends when the asking ends.")
    elif not file.works_at_all and (ends := [r.until for r in file.relations if r.ground == "conference" and r.until]):
        said = _(
            "Your unit reads this for a conference, until %(date)s or until that is closed. What you hear and read stays there."
        ) % {"date": short_moment(max(ends))}
    elif not file.works_at_all:
        until = short_moment(max(r.until or request.now for r in file.relations))
        said = _("Another unit shared parts of this case with yours, to be read until %(date)s. Do not pass it on.") % {
            "date": until
        }
    else:
        since = short_moment(min(r.since for r in file.relations))
        said = _("Your unit holds or held a step of this case, since %(date)s.") % {"date": since}
    return {"words": said, "rooms": rooms}


def held(case: Case) -> dict[str, str] | None:
    """Where a legal hold stands on the case: nothing of it is erased."""
    standing = len(holds_on(case))
    if not standing:
        return None
    said = ngettext("%(n)s legal hold stands on it", "%(n)s legal holds stand on it", standing)
    return {"words": said % {"n": digits(standing)}, "href": f"/cases/{case.code}/holds/"}


def seen(file: File) -> dict[str, str]:
    """How often somebody looked at what is sealed, in the entries that are shown."""
    looks = sum(entry.act in LOOKS for entry in file.entries)
    said = ngettext(
        "%(n)s look at a sealed part among the latest entries.",
        "%(n)s looks at sealed parts among the latest entries.",
        looks,
    )
    return {"words": said % {"n": digits(looks)}, "href": f"/cases/{file.case.code}/seen/"}
