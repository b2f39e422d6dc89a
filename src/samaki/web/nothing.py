"""What an empty page says: what the emptiness means for this reader, and what to do next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from samaki.cases.rules import NO_CASEWORK
from samaki.web.frame import StaffRequest
from samaki.web.help.topics import first_days


def works_cases(request: StaffRequest) -> bool:
    """Whether the reader does work on cases in any role."""
    return bool(request.member.roles(request.now) - NO_CASEWORK)


def on_desk(request: StaffRequest) -> dict[str, Any]:
    """For `t.empty`: title, words, links."""
    if works_cases(request):
        return {
            "title": _("Nothing waits for you."),
            "words": _(
                "When something comes it stands here by its time. No telephone rings yet: look here when your shift "
                "begins and ends, or let an e-mail tell you."
            ),
            "links": [
                {"label": _("Handed on to others"), "href": "/cases/waiting/"},
                {"label": _("E-mail to me"), "href": "/account/mail/"},
            ],
        }
    guides = first_days(request.member, request.now)
    links = [{"label": _("Your first day"), "href": f"/help/{guides[0]}/"}] if guides else []
    roles = request.member.roles(request.now)
    words = next((said() for role, said in OF_ROLE.items() if role in roles), "")
    if roles & {"oversight", "mentor"}:
        links.append({"label": _("Dashboard"), "href": "/dashboard/"})
    if "oversight" in roles:
        links.append({"label": _("Complaints about other agencies"), "href": "/complaints/"})
    if "admin" in roles:
        links.append({"label": _("Accounts"), "href": "/account/members/"})
    return {
        "title": _("Your role does not work on cases."),
        "words": words,
        "links": [*links, {"label": _("Who to call"), "href": "/directory/"}],
        "sign": "next",
    }


OF_ROLE: dict[str, Callable[[], str]] = {
    "confidentiality_officer": lambda: _(
        "You read what your unit reads, under Reports and Cases, and who looked at a name; you take no step. What your "
        "unit is told stands below: what it shared without consent waits for you there. Complaints, agreements and what is "
        "due for erasure are under Confidentiality."
    ),
    "oversight": lambda: _(
        "You see no case, no report and no name. What comes to you are complaints about agencies and those who work in "
        "them, and promises that nobody answers for. Figures without names, gaps and scorecards stand under the figures of the "
        "chain. You can also read who is there and when each entry was last checked."
    ),
    "mentor": lambda: _(
        "You see no case, no report and no name. Agencies call you when they want advice, and record themselves how much "
        "you did. What you are asked for, your visits and what you saw stand under Mentoring; where the chain stands without "
        "you, under the figures of the chain."
    ),
    "trainer": lambda: _(
        "You see no case, no report and no name. Workshops, their invitations, attendance and tests stand under Training. "
        "You can teach with the demonstration and the guides of each role."
    ),
    "admin": lambda: _(
        "You open and close the accounts of your agency, and read no case. In the directory you decide over its units that have no "
        "head. The machine is its operator's."
    ),
    "unit_admin": lambda: _(
        "You keep what others read about your unit: its numbers, areas and services. Call each number once and say that "
        "it is right."
    ),
}
"""Role without casework -> what it can do today; the first that fits."""


def in_reports(state: str, request: StaffRequest) -> dict[str, str]:
    """An empty list of reports, by what was chosen."""
    if not works_cases(request) and "confidentiality_officer" not in request.member.roles(request.now):
        return {"title": _("No report here."), "words": _("Reports are not open to your role.")}
    if state in ("open", "new"):
        words = _(
            "New ones stand on the desk of your unit as well, the most urgent first. Older ones: choose All above."
        )
        return {"title": _("No report waits for your unit."), "words": words}
    return {
        "title": _("No report here."),
        "words": _("None of your unit's reports is in this state. Choose another above."),
    }


def in_cases(request: StaffRequest) -> dict[str, str] | None:
    """An empty list of cases for whom no case ever comes; None for everybody else."""
    roles = request.member.roles(request.now)
    if works_cases(request) or roles & {"confidentiality_officer", "unit_admin"}:
        return None
    return {
        "title": _("Your role does not work on cases."),
        "words": _("No case is open to it, so this list stays empty. Your desk says what you can do today."),
    }
