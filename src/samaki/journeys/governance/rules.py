"""Who writes the page, who signs it, and what may stand in it. The database asks the first two again (migration 0057)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.utils.translation import gettext as _

from samaki.agencies.country import after, calendar, pack
from samaki.agencies.models import Member
from samaki.database.refusals import Invalid, NotAllowed, together
from samaki.journeys.governance.paper import HOLDERS, LINES, OFFICE, Line, Paper, key_of

DRAFTERS = frozenset({"oversight", "admin"})
SIGNERS = frozenset({"head", "admin", "oversight", "confidentiality_officer", "mentor"})
"""A mentor may sign, so that it stands there; where the pack says so, that signature does not count."""

SHORTEST_NAME = 4
"""Letters of a member's name that is looked for in what is published; shorter ones stand in words by chance."""


def may_draft(by: Member, now: datetime) -> bool:
    """Whether the member writes the page."""
    return bool(by.roles(now) & DRAFTERS)


def may_sign(by: Member, now: datetime) -> bool:
    """Whether the member signs for their agency."""
    return bool(by.roles(now) & SIGNERS)


def check_drafts(by: Member, now: datetime) -> None:
    """A member of the oversight, or an administrator."""
    if not may_draft(by, now):
        raise NotAllowed(_("Only a member of the oversight or an administrator writes this page. You can read it."))


def check_signs(by: Member, now: datetime) -> None:
    """Who speaks for an agency."""
    if not may_sign(by, now):
        raise NotAllowed(
            _("Only who leads a unit, administers, oversees or is confidentiality officer signs for an agency.")
        )


def check_paper(paper: Paper, now: datetime) -> None:
    """Every field that is wrong is told at once. Raises Invalid."""
    with together() as told:
        for line in LINES:
            for language in pack().languages:
                if paper.drill_on is not None or not line.of_drill:
                    told.of(_check_text, line, language, paper)
        told.of(_check_holders, paper)
        told.of(_check_drill, paper, calendar().local(now).date())
        told.of(_check_review, paper, now)
        _check_names(paper)


def check_office(office: str) -> None:
    """In which office somebody signs."""
    if not office.strip():
        raise Invalid(_("Write your office, as it stands on your papers."), field="office")
    if len(office) > OFFICE:
        raise Invalid(
            _("This is too long. Please keep it under %(limit)s letters.") % {"limit": OFFICE}, field="office"
        )


def _check_text(line: Line, language: str, paper: Paper) -> None:
    key, text = key_of(line, language), paper.text(line, language)
    if not text:
        raise Invalid(_("Write this in both languages: somebody reads it in each of them."), field=key)
    if len(text) > line.most:
        raise Invalid(_("This is too long. Please keep it under %(limit)s letters.") % {"limit": line.most}, field=key)


def _check_holders(paper: Paper) -> None:
    fewest, most = HOLDERS[0], HOLDERS[-1]
    if paper.sheets is None or paper.sheets not in HOLDERS:
        raise Invalid(_("Write how many people hold a sheet: from %(fewest)s to %(most)s.")
                      % {"fewest": fewest, "most": most}, field="sheets")  # fmt: skip
    if paper.enough is None or not fewest <= paper.enough <= paper.sheets:
        raise Invalid(_("Write how many sheets are enough: at least %(fewest)s, and no more than there are.")
                      % {"fewest": fewest}, field="enough")  # fmt: skip


def _check_drill(paper: Paper, today: date) -> None:
    if paper.drill_on is None:
        return
    if paper.drill_on > today:
        raise Invalid(_("This lies in the future. Write the day of the last drill."), field="drill_on")
    if paper.drill_alone not in ("yes", "no"):
        raise Invalid(_("Say whether the mentor helped with it."), field="drill_alone")


def _check_review(paper: Paper, now: datetime) -> None:
    last = latest_review(now)
    if paper.review_by is None or not calendar().local(now).date() < paper.review_by <= last:
        raise Invalid(
            _("Write the day by which it is looked at again: after today, until %(day)s.")
            % {"day": f"{last:%d/%m/%Y}"},
            field="review_by",
        )


def latest_review(now: datetime) -> date:
    """The last day that the pack allows."""
    return calendar().local(after(now, pack().governing.review)).date()


def _check_names(paper: Paper) -> None:
    """What is published names offices. Names of members are refused there; those of others nobody can know here."""
    told = {
        key_of(line, language): paper.text(line, language).casefold()
        for line in LINES
        if line.published
        for language in pack().languages
    }
    names = _names_in(" ".join(told.values()))
    with together() as found:
        for key, text in told.items():
            if any(name in text for name in names):
                found.wrong(_("This line is published: write the office, and not the name of a person."), field=key)


def _names_in(text: str) -> Collection[str]:
    rows = Member.objects.values_list("name_en", "name_km")
    names = {name.casefold().strip() for row in rows for name in row}
    return [name for name in names if len(name) >= SHORTEST_NAME and name in text]
