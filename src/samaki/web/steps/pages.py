"""The pages on which what belongs to a step is written: led to from the step, by what the pack says of its kind."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.cases.models import Person, Step
from samaki.cases.operations import sees
from samaki.countries import StepKind
from samaki.court.rules import weighing_kinds
from samaki.web import words
from samaki.web.children.frame import PAGES, href
from samaki.web.pages import StaffRequest

Links = list[dict[str, str]]


def links(step: Step, request: StaffRequest) -> Links:
    """[{label, href}]: only pages that answer to this reader."""
    kind, case_href = pack().step_kinds[step.kind], f"/cases/{step.case.code}"
    found = [{"label": _("The plan"), "href": f"/steps/{step.id}/operation/"}] if kind.reviewed else []
    if _at_a_court(kind):
        found.append({"label": _("The court file"), "href": f"{case_href}/court/"})
    child = Person.objects.select_related("case").filter(id=step.child_id, part="survivor", in_error_at=None).first() \
        if step.child_id else None  # fmt: skip
    return [*found, *(_of_child(child, kind, case_href, request) if child else [])]


def _of_child(child: Person, kind: StepKind, case_href: str, request: StaffRequest) -> Links:
    of, found = words.part_name(child, request.lang), []
    if kind.code == pack().urgent.step:
        found.append({"label": _("Urgent care"), "href": f"{case_href}/urgent-care/{child.id}/"})
    if kind.strand == "care" and sees(child.case_id, "care", child.id, request.member, reads=True):
        found.append(
            {"label": _("Care plan: %(child)s") % {"child": of}, "href": f"{case_href}/people/{child.id}/care/"}
        )
    wanted = {
        "safety": kind.strand == "care",
        "voice": kind.hears_child,
        "protection": kind.hears_child or kind.at_court,
        "identification": kind.identifies,
    }
    return found + [
        {"label": words.labelled(name(), of), "href": href(child, what)} for what, name in PAGES.items() if wanted[what]
    ]


def _at_a_court(kind: StepKind) -> bool:
    """Held by a court or a prosecution, or about one accused: what comes of it stands in the court file."""
    known = pack().agency_kinds
    official = {one for one in kind.may_hold if one in known and known[one].is_court} | (
        set(kind.may_hold) & weighing_kinds()
    )
    return kind.strand == "justice" and (kind.per == "suspect" or bool(official))
