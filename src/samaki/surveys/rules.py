"""Who makes surveys and estimates, and what may be done with one now. The database asks for role and unit again (migration
0139); which kinds of agency make them is the pack's alone."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.names.case_codes import case_code, plain
from samaki.surveys import states
from samaki.surveys.country import surveys

ROLES = frozenset({"oversight", "head", "team_lead", "worker", "desk"})
"""Roles whose members make surveys, in a unit of a kind that the pack names."""

LONGEST_TITLE, LONGEST_REACH = 160, 2000


def check_makes_surveys(by: Member, now: datetime) -> None:
    """A unit whose kind the pack names; who is surveyed does not survey."""
    if not makes_surveys(by, now):
        raise NotAllowed(_("Surveys and estimates are made by the committee that oversees."))


def makes_surveys(by: Member, now: datetime) -> bool:
    """The yes/no twin."""
    return by.unit.kind in surveys().kinds and bool(ROLES & by.roles(now))


def check_ours(unit: int, by: Member, now: datetime) -> None:
    """It is of the member's own unit."""
    check_makes_surveys(by, now)
    if not keeps(unit, by, now):
        raise NotAllowed(_("Another unit keeps this."))


def keeps(unit: int, by: Member, now: datetime) -> bool:
    """Whether the member makes surveys in this unit, and so reads its venues, visits and counts."""
    return unit == by.unit_id and makes_surveys(by, now)


def check_survey(state: str, move: str) -> None:
    """A survey in this state has this move."""
    if not states.can(states.SURVEY, state, move):
        raise CannotMove(_SURVEY[state]())


def check_study(state: str, move: str) -> None:
    """An estimate in this state has this move."""
    if not states.can(states.STUDY, state, move):
        raise CannotMove(_STUDY[state]())


_SURVEY = {
    states.PLANNED: lambda: _("The sample is not drawn yet. Draw it first."),
    states.DRAWN: lambda: _("The sample is drawn already. It is drawn once: take the survey back and plan it anew."),
    states.CLOSED: lambda: _("This survey is closed. Open it again first."),
    states.WITHDRAWN: lambda: _("This survey was taken back. Plan a new one."),
}
_STUDY = {
    states.WAITS: lambda: _("This estimate waits for its turn."),
    states.RUNS: lambda: _("This estimate is being made."),
    states.DONE: lambda: _("This estimate is made already."),
    states.CANNOT: lambda: _("It was found already that these lists cannot carry an estimate."),
    states.STOPPED: lambda: _("This estimate was stopped already."),
    states.FAILED: lambda: _("This estimate came to no end. Start it again."),
    states.WITHDRAWN: lambda: _("This estimate was taken back. Send the table anew."),
}


def check_no_case(text: str, field: str) -> None:
    """Nothing of a case enters a survey or an estimate: what has the shape of a case's code is refused."""
    if case_code(pack().alphabet).search(plain(text)):
        raise Invalid(
            _("This looks like the code of a case. Nothing of a case belongs here: leave it out."), field=field
        )


def check_title(title: str, field: str = "title") -> str:
    """A title as it is kept."""
    told = " ".join(title.split())
    if not told:
        raise Invalid(_("Give it a title, such as the place and the year."), field=field)
    if len(told) > LONGEST_TITLE:
        raise Invalid(
            _("This is too long. Please keep it under %(limit)s letters.") % {"limit": LONGEST_TITLE}, field=field
        )
    check_no_case(told, field)
    return told


def check_reach(text: str) -> str:
    """What a survey does not see, which must be said."""
    told = text.strip()
    if not told:
        raise Invalid(_("Write what this survey does not see, such as streets, private rooms, online."), field="reach")
    if len(told) > LONGEST_REACH:
        raise Invalid(
            _("This is too long. Please keep it under %(limit)s letters.") % {"limit": LONGEST_REACH}, field="reach"
        )
    check_no_case(told, "reach")
    return told
