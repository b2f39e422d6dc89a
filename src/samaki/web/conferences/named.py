"""What points, units and states of a conference are called."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from samaki.conferences.models import Conference, ConferenceMember
from samaki.conferences.queries import Said
from samaki.web import words

STANDS: dict[str, Callable[[], str]] = {
    "called": lambda: _("called"),
    "closed": lambda: _("closed"),
    "cancelled": lambda: _("does not take place"),
}
COMES: dict[str, Callable[[], str]] = {
    "invited": lambda: _("invited, has not answered"),
    "joined": lambda: _("has given the undertaking"),
    "declined": lambda: _("does not come"),
}
BECAME: dict[str, Callable[[], str]] = {
    "open": lambda: _("open"),
    "done": lambda: _("done"),
    "not_possible": lambda: _("not possible"),
    "not_done": lambda: _("not done"),
    "dropped": lambda: _("taken off"),
}


def title_of(row: Conference, lang: str) -> str:
    """`The child's safety`: what it is for; of a province, which."""
    purpose = words.reason_name("conference_purpose", row.purpose, lang)
    return f"{purpose} · {words.area_name(row.area, lang)}" if row.series_id else purpose


def point_title(said: Said, lang: str) -> str:
    """The step that waits, or what differs, or the first words of somebody's own point."""
    if said.point.source == "own":
        first = (
            said.text.strip().split("\n")[0]
            if said.text.strip()
            else _("A point whose words are not open to you any more")
        )
        return first if len(first) <= 80 else f"{first[:79]}…"
    step = words.step_title(said.point.step_kind, lang)
    return _("Observations of a child differ: %(step)s") % {"step": step} if said.point.source == "differs" else step


def comes(member: ConferenceMember) -> str:
    """How a unit of the list stands; after the meeting, whether it was there."""
    if member.present is not None:
        return _("was there") if member.present else _("was not there")
    return COMES[member.state]()
