"""What can be done with the file as a whole, under few headings, in the order of the chain."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.cases.mending import MISTAKE
from samaki.cases.messages.queries import ROOMS
from samaki.cases.models import NOT_WORK, Person
from samaki.cases.operations import NOTE_COMPARTMENTS
from samaki.cases.rules import NO_CASEWORK
from samaki.journeys.guarding.rules import is_officer
from samaki.web import words
from samaki.web.children.frame import PAGES, href
from samaki.web.pages import StaffRequest

if TYPE_CHECKING:
    from samaki.web.cases.showing import File

Acts = list[dict[str, str]]

FEW = 8
"""So many in all stand open: an officer, or a unit that is only asked, folds nothing open to find one of three."""

EACH = 3
"""Of so many children each page is one press away; of more, the page of all of them leads there."""


def groups(file: File, request: StaffRequest) -> list[dict[str, Any]]:
    """[{title, open, acts: [{label, href}]}], those without an act left out."""
    found = [(title(), list_of(file, request)) for title, list_of in GROUPS]
    standing = [(title, acts) for title, acts in found if acts]
    few = sum(len(acts) for _title, acts in standing) <= FEW
    return [{"title": title, "open": few, "acts": acts} for title, acts in standing]


def _child(file: File, request: StaffRequest) -> Acts:
    """Urgent care first, also for who is only asked; then what is known of each child, and where danger is told."""
    if _is_officer(request) or not _works(request):
        return []
    children, base = _children(file), _base(file)
    found = [_act(_("Urgent care"), f"{base}/urgent-care/")] if children else []
    if not children or not file.works_at_all:
        return found
    found += [_act(_("The child arrived somewhere"), f"{base}/arrivals/new/"),
              _act(_("Pressure, a threat or money offered"), f"{base}/pressure/new/")]  # fmt: skip
    if any(file.sees("care", child.id) for child in children):
        found.append(_act(_("Risk, whereabouts, safe contact"), f"{base}/observations/new/"))
    for child in children:
        found += _of_child(child, file, request.lang, pages=len(children) <= EACH)
    return [*found, _act(_("The child's voice, court, identification"), f"{base}/children/")]


def _of_child(child: Person, file: File, lang: str, *, pages: bool) -> Acts:
    """Its plan, for who works for its care; and its other pages."""
    of = words.part_name(child, lang)
    found = []
    if file.works("care", child.id):
        found.append(_act(_("Care plan: %(child)s") % {"child": of}, f"{_base(file)}/people/{child.id}/care/"))
    return found + [_act(words.labelled(name(), of), href(child, what)) for what, name in PAGES.items() if pages]


def _work(file: File, request: StaffRequest) -> Acts:
    if not _at_work(file, request):
        return []
    base = _base(file)
    writes = any(r.compartment in NOTE_COMPARTMENTS and r.ground not in NOT_WORK for r in file.relations)
    found = [_act(_("Add an observation"), f"{base}/notes/new/")] if writes else []
    found += [_act(_("Read the notes"), f"{base}/notes/"), _act(_("Start a step"), f"{base}/start/")]
    if file.case.state == "open":
        found.append(_act(_("How urgent is the case?"), f"{base}/urgency/"))
    return found


def _court(file: File, request: StaffRequest) -> Acts:
    if not _at_work(file, request):
        return []
    base, found = _base(file), []
    if file.works("justice", None):
        found.append(_act(_("What speaks for the accused"), f"{base}/for-accused/"))
    found.append(_act(_("Hearings and releases"), f"{base}/hearings/"))
    if any(file.sees("justice", key) for key in (None, *(child.id for child in _children(file)))):
        found.append(_act(_("The court file"), f"{base}/court/"))
    return found


def _papers(file: File, request: StaffRequest) -> Acts:
    """What is handed over on paper, what is given to who asks, and how long it is kept."""
    base, officer = _base(file), _is_officer(request)
    if not officer and not _at_work(file, request):
        return []
    held = _act(_("Asked: what is held about the child"), f"{base}/subject-access/")
    holds = _act(_("Must it be kept? Legal holds"), f"{base}/holds/")
    if not officer:
        return [_act(_("Papers to hand over"), f"{base}/papers/"), *([held] if _children(file) else []), holds]
    erases = file.case.state == "closed"
    return [held, holds, *([_act(_("Ask to erase it"), f"{base}/erasure/")] if erases else [])]


def _people(file: File, request: StaffRequest) -> Acts:
    base = _base(file)
    if _is_officer(request):
        return [_act(_("A conflict of interest: a wall"), f"{base}/wall/")]
    reads = any(one.compartment in ROOMS and one.ground != "offered" for one in file.relations)
    found = [_act(_("Messages"), f"{base}/messages/")] if reads and _works(request) else []
    if not _at_work(file, request):
        return found
    if file.case.state == "open":
        found.append(_act(_("Call a conference"), f"{base}/conferences/new/"))
    return [*found, _act(_("Add a child or another person"), f"{base}/people/new/"),
            _act(_("Find a person by name"), f"{base}/find/")]  # fmt: skip


def _endings(file: File, request: StaffRequest) -> Acts:
    """To step aside; each part of the case in which the unit works: to close it, or to open it again."""
    if _is_officer(request) or not _at_work(file, request):
        return []
    found = [_act(_("Step aside from this case"), f"{_base(file)}/step-aside/")]
    for strand in (one for one in file.strands if one.close_reason != MISTAKE):
        if file.works(strand.kind, strand.child_id):
            open_ = strand.state == "open"
            act, label = ("close", _("Close: %(name)s")) if open_ else ("reopen", _("Reopen: %(name)s"))
            name, child = pack().strands[strand.kind].label(request.lang), file.child(strand.child_id)
            name += f", {words.part_name(child, request.lang)}" if child else ""
            found.append(_act(label % {"name": name}, f"/strands/{strand.id}/{act}/"))
    return found


GROUPS: tuple[tuple[Callable[[], str], Callable[[File, StaffRequest], Acts]], ...] = (
    (lambda: _("The child and care"), _child),
    (lambda: _("The work on the case"), _work),
    (lambda: _("The court and the accused"), _court),
    (lambda: _("Papers and keeping"), _papers),
    (lambda: _("People, units, messages"), _people),
    (lambda: _("Stepping aside, closing, opening again"), _endings),
)
"""Heading -> what stands under it."""


# ---------------------------------------------------------------- parts
def _act(label: str, address: str) -> dict[str, str]:
    return {"label": label, "href": address}


def _base(file: File) -> str:
    return f"/cases/{file.case.code}"


def _is_officer(request: StaffRequest) -> bool:
    return is_officer(request.member, request.now)


def _works(request: StaffRequest) -> bool:
    return bool(request.member.roles(request.now) - NO_CASEWORK)


def _at_work(file: File, request: StaffRequest) -> bool:
    """Who works on cases, of a unit that works on this one: being asked is not enough."""
    return not _is_officer(request) and _works(request) and file.works_at_all


def _children(file: File) -> list[Person]:
    return [person for person in file.people if person.part == "survivor"]
