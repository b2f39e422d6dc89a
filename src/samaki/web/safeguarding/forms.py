"""The folded forms of a child's safety."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.cases.models import Person
from samaki.journeys.safeguarding.models import ChildPlacement, MissingChild, SafetyPlan
from samaki.journeys.safeguarding.queries import Free
from samaki.web.children.frame import Line, fold, href, mistake
from samaki.web.fields import field, options
from samaki.web.hints import dates, happened
from samaki.web.pages import StaffRequest
from samaki.web.safeguarding import words as said

Papers = Mapping[UUID, str]
"""Documents of the child's file that can be named -> what they are called."""


def contact(child: Person, before: Any, told: dict[str, str], request: StaffRequest) -> Line:
    """As the child says it; what stands is there to be changed."""
    lists = pack().reasons
    fields = [
        field("checks", "never", _("What must never be done?"), value=before.never if before else [],
              options=options(lists["contact_never"].values(), request.lang), hint=None),
        field("checks", "ways", _("How can the child be reached?"), value=before.ways if before else [],
              options=options(lists["contact_way"].values(), request.lang), hint=None),
        *[field("area", name, label(), value=told.get(name, ""), rows=2, hint=None) for name, label in said.REACHED.items()],
        _when(),
    ]  # fmt: skip
    label = _("It is different now") if before else _("Write down how the child is reached")
    return fold(href(child, "safety") + "contact/", label, _("Save how the child is reached"), fields)


def plan(child: Person, told: dict[str, str], request: StaffRequest) -> Line:
    """Made with the child. What the plan that stands says is there to be changed."""
    lists = pack().reasons
    fields = [
        *[field("area", name, label(), value=told.get(name, ""), rows=2,
                hint=_("Not where a shelter is: an address is sealed with the arrival.") if name == "do" else None)
          for name, label in said.PARTS.items()],
        _assent(request),
        field("checks", "agreed_with", _("With whom else was it agreed?"), value=[],
              options=options(lists["plan_with"].values(), request.lang), hint=None),
        _review(),
        _when(),
    ]  # fmt: skip
    label = _("A new version of the plan") if told else _("Make a safety plan with the child")
    return fold(href(child, "safety") + "plan/", label, _("Save the safety plan"), fields)


def review(row: SafetyPlan, request: StaffRequest) -> Line:
    """Looked at with the child: it still holds."""
    fields = [_assent(request), _review(), _words(), _version(row)]
    return fold(f"/safety-plans/{row.id}/review/", _("We looked at it with the child: it still holds"), _("Save the next day"),
                fields, of=row.id)  # fmt: skip


def end_plan(row: SafetyPlan) -> Line:
    """Not needed any more."""
    fields = [field("area", "text", _("Why?"), rows=2, hint=None), _version(row)]
    return fold(
        f"/safety-plans/{row.id}/end/", _("The plan is not needed any more"), _("End the plan"), fields, of=row.id
    )


def family(child: Person, request: StaffRequest) -> Line:
    """A family was looked at, and why it cannot be now."""
    lists, known = pack().reasons, pack().caring.safety
    first = [lists["placement"][code] for code in known.family]
    fields = [
        field("select", "sort", _("Which place was looked at?"), blank=_("Choose one"), hint=None, options=options(first, request.lang)),
        field("select", "why", _("Why can the child not be there now?"), blank=_("Choose one"), hint=None,
              options=options(lists["family_not"].values(), request.lang)),
        _words(),
        _when(),
    ]  # fmt: skip
    return fold(href(child, "safety") + "family/", _("A family was looked at"), _("Save what came of it"), fields)


def stay(
    child: Person, units: list[tuple[Unit, Free]], papers: Papers, request: StaffRequest, *, gone: bool = False
) -> Line:
    """Where the child stays from now on; which family was looked at before is asked, never a condition. `gone`: it is missing."""
    lists, known = pack().reasons, pack().caring.safety
    kept = [
        {"value": unit.code, "label": _("%(unit)s: %(free)s") % {"unit": unit.name, "free": said.free(one)}}
        for unit, one in units
    ]
    fields = [
        field("select", "sort", _("Where does the child stay?"), blank=_("Choose one"),
              hint=_("The child is missing. Is it found? Then say that first: everybody still looks for it.") if gone else None,
              options=options(lists["placement"].values(), request.lang)),
        field("select", "keeper", _("Which unit keeps the child?"), blank=_("None that works here: a family, a hospital"), options=kept,
              hint=_("The number of places is what the unit said in the directory. Call first. Naming a unit here opens nothing to it: "
                     "when you have saved, you are asked how it learns of the child.")),
        field("select", "looked", _("Which family was looked at before?"), blank=_("None yet"), hint=_(
              "A family comes before a shelter. The child is not kept waiting for this answer."),
              options=options([lists["placement"][code] for code in known.family], request.lang)),
        field("select", "looked_why", _("Why can the child not be there?"), blank=_("No family was looked at"), hint=None,
              options=options(lists["family_not"].values(), request.lang)),
        *_ground(papers, request),
        field("area", "text", _("Anything that whoever cares for the child must know?"), rows=2,
              hint=_("No address: record the arrival, where it is sealed.")),
        field("text", "occurred_at", _("Since when?"), narrow=True, hint=happened()),
    ]  # fmt: skip
    return fold(
        href(child, "safety") + "stay/", _("The child stays somewhere"), _("Save where the child stays"), fields
    )


def basis(row: ChildPlacement, papers: Papers, request: StaffRequest) -> Line:
    """The ground, known at last or another one."""
    fields = [*_ground(papers, request, row), _words(), _version(row)]
    return fold(
        f"/placements/{row.id}/basis/",
        _("The ground on which the child is kept here"),
        _("Save the ground"),
        fields,
        of=row.id,
    )


def end_stay(row: ChildPlacement, request: StaffRequest) -> Line:
    """How it ended."""
    fields = [
        field("select", "reason", _("How did it end?"), blank=_("Choose one"), hint=None,
              options=options(pack().reasons["placement_end"].values(), request.lang)),
        _words(),
        field("text", "occurred_at", _("When did it end?"), narrow=True, hint=happened()),
        _version(row),
    ]  # fmt: skip
    return fold(
        f"/placements/{row.id}/end/", _("The child does not stay here any more"), _("Save the end"), fields, of=row.id
    )


def missing(child: Person) -> Line:
    """The child is not where it should be."""
    fields = [
        field("area", "text", _("What helps to find the child?"), rows=3, hint=helps()),
        field("text", "occurred_at", _("Since when?"), narrow=True, hint=happened()),
    ]  # fmt: skip
    return fold(
        href(child, "safety") + "missing/",
        _("The child is missing"),
        _("Tell everybody who looks for the child"),
        fields,
    )


def more(row: MissingChild) -> Line:
    """What helps to find the child, learned after it was said to be missing."""
    fields = [field("area", "text", _("What helps to find the child?"), rows=3, hint=helps())]
    return fold(f"/missing/{row.id}/more/", _("Add what helps to find the child"), _("Tell everybody who looks for the child"), fields,
                of=row.id)  # fmt: skip


def helps() -> str:
    """What is written, and who reads it."""
    return _(
        "Clothes, with whom, where it may go. Not the address of a shelter: everybody in the case who may know that it is "
        "missing reads this, police and court too."
    )


def found(row: MissingChild, request: StaffRequest) -> Line:
    """How and when it was found."""
    fields = [
        field("select", "how", _("How was the child found?"), blank=_("Choose one"), hint=None,
              options=options(pack().reasons["found"].values(), request.lang)),
        _words(),
        field("text", "occurred_at", _("When was it found?"), narrow=True, hint=happened()),
        _version(row),
    ]  # fmt: skip
    return fold(f"/missing/{row.id}/found/", _("The child is found"), _("Stop the search"), fields, of=row.id)


def wrong(kind: str, key: object) -> Line:
    """It was recorded by mistake."""
    return mistake(f"/{kind}/{key}/mistake/", key)


def _ground(papers: Papers, request: StaffRequest, row: ChildPlacement | None = None) -> list[dict[str, Any]]:
    listed = [{"value": str(key), "label": name} for key, name in papers.items()]
    return [
        field("select", "basis", _("On what ground is the child kept there?"), blank=_("Choose one"),
              options=options(pack().reasons["custody"].values(), request.lang), value=row.basis if row else "",
              hint=_("If it is not known, choose so: you are asked again.")),
        field("text", "basis_until", _("Until which day, if it ends?"), narrow=True, hint=dates(_("A day that lies ahead."))),
        field("select", "document", _("Which document says so?"), blank=_("None yet"), options=listed,
              value=str(row.document_id) if row and row.document_id else "", hint=_("Add it to the file first.")),
    ]  # fmt: skip


def _assent(request: StaffRequest) -> dict[str, Any]:
    return field("radios", "assent", _("What does the child say of the plan?"), hint=None,
                 options=options(pack().reasons["assent"].values(), request.lang))  # fmt: skip


def _review() -> dict[str, Any]:
    return field("text", "review_at", _("When do we look at it again?"), narrow=True,
                 hint=dates(_("Left empty, it comes to your desk after the usual time.")))  # fmt: skip


def _when() -> dict[str, Any]:
    return field("text", "occurred_at", _("When was it?"), narrow=True, hint=happened())


def _words() -> dict[str, Any]:
    return field("area", "text", _("In a few words"), rows=2, hint=None)


def _version(row: Any) -> dict[str, Any]:
    return {"kind": "hidden", "name": "version", "value": row.version}
