"""A unit that was named as keeping a child and knows nothing of it: said wherever that is looked at, with the way to tell it.

On its page a step is handed on to it, or something of the child is shared with it: the operations that there are, with their rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.cases.models import Person
from samaki.cases.operations import sees
from samaki.cases.rules import may
from samaki.cases.sharing.rules import check_gives
from samaki.database.refusals import Invalid, together
from samaki.handoffs import asking
from samaki.journeys.safeguarding.keeping import Untold, to_hand_on, untold_in, untold_of
from samaki.journeys.safeguarding.planning import write_safe_contact
from samaki.journeys.safeguarding.queries import contacts_of
from samaki.journeys.voice.rules import LONGEST, check_writes, says_something
from samaki.web import words
from samaki.web.children.frame import child_of, href
from samaki.web.fields import field, mark, options, typed
from samaki.web.moments import short_moment
from samaki.web.pages import StaffRequest, errors_of, page, staff_page
from samaki.web.safeguarding import contact

if TYPE_CHECKING:
    from samaki.web.cases.showing import File

SHARED = ("care",)
"""Parts of the file that are proposed to be shared with who keeps a child. How it is reached safely is read by who works for the child:
it goes with a hand-off, and with no share."""

PURPOSE, NEXT = "shelter", "next_step"
"""Codes of the pack's lists of purposes and of reasons to hand on."""


@staff_page
def tell(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """The unit that keeps this child and does not know of it; sent, a step is handed on to it."""
    child, errors = child_of(code, key), []
    found = untold_of(child)
    mine = [one for one in found if _may_name(one, child, request)]
    if request.method == "POST":
        try:
            handoff = _hand_on(mine, child, request)
            _keep_contact(child, request)
            return HttpResponseRedirect(f"/handoffs/{handoff.id}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    shown = _shown(mine, found, child, request)
    mark(shown["fields"], errors)
    return page(request, "staff/form.html", shown | {"errors": errors}, status=422 if errors else 200)


def leads_to(child: Person) -> str:
    """Where whoever named a unit goes on: to the page on which it is told, where it knows nothing of the child; else nowhere."""
    return href(child, "safety") + "keeper/" if untold_of(child) else ""


# ---------------------------------------------------------------- said on other pages
def beside_case(file: File, request: StaffRequest) -> list[dict[str, str]]:
    """Above the picture of a case: one line for each child whose keeper knows nothing of it."""
    if not file.works_at_all or file.case.state != "open":
        return []
    return [
        {"words": _("The unit that keeps %(child)s does not know yet.") % {"child": words.part_name(child, request.lang)},
         "href": href(child, "safety") + "keeper/", "label": _("Tell that unit")}
        for one in untold_in([file.case.id])
        if (child := file.child(one.child_id)) is not None
    ]  # fmt: skip


def notes(child: Person) -> list[dict[str, str]]:
    """The same on the page of the child's safety."""
    where = href(child, "safety") + "keeper/"
    said = _("The unit that keeps the child does not know yet.")
    told = {"state": "overdue", "words": said, "href": where, "label": _("Tell that unit")}
    return [told for _one in untold_of(child)]


# ---------------------------------------------------------------- the page
def _may_name(one: Untold, child: Person, request: StaffRequest) -> bool:
    """Of a unit with one shelter the name is the address: it stands where the place may be read, for who named it, and where an arrival
    says it to everybody."""
    return (
        one.sort == "arrival"
        or one.namer == request.member.unit_id
        or sees(child.case_id, "placement", child.id, request.member, reads=True)
    )


def _shown(mine: list[Untold], found: list[Untold], child: Person, request: StaffRequest) -> dict[str, Any]:
    made: dict[str, Any] = {
        "title": words.labelled(_("Tell the unit that keeps the child"), words.part_name(child, request.lang)),
        "lead": _("Naming a unit opens nothing to it. Hand a step on to it, or share what it must know; until then it is not told, "
                  "and does not see this case."),
        "back": {"href": href(child, "safety"), "label": _("Back"), "code": child.case.code},
        "fields": [], "submit_label": _("Ask that unit to take this step"),
    }  # fmt: skip
    if not may(check_writes, child, request.member, request.now):
        return made | {"lead": _("Only units that work for this child tell who keeps it.")}
    if not found:
        return made | {"lead": _("Every unit that is named as keeping this child knows of it.")}
    if not mine:
        return made | {
            "notes": [{"words": _("Who named that unit tells it. Where the child stays is sealed to your unit.")}]
        }
    keepers = {unit.principal: unit for unit in Unit.objects.filter(principal__in={one.keeper for one in mine})}
    rows = [{"name": keepers[one.keeper].name, "text": _since(one)} for one in mine]
    choices = _choices(mine, keepers, child, request)
    return made | {"rows": rows, "fields": _fields(choices, child, request) if choices else [],
                   "notes": _ways(mine, keepers, child, request, steps=bool(choices))}  # fmt: skip


def _since(one: Untold) -> str:
    time = {"time": short_moment(one.since)}
    return (
        _("Named as keeping the child, %(time)s.") % time
        if one.sort == "stay"
        else _("Named as having received the child, %(time)s.") % time
    )


def _choices(
    mine: list[Untold], keepers: dict[int, Unit], child: Person, request: StaffRequest
) -> list[dict[str, str]]:
    """Each step with each keeper that may take it."""
    steps = [
        (one, step) for one in mine for step in to_hand_on(child, keepers[one.keeper].kind, request.member.unit_id)
    ]
    return [
        {"value": f"{step.id}:{keepers[one.keeper].code}",
         "label": _("%(step)s, to %(unit)s") % {"step": words.step_title(step.kind, request.lang), "unit": keepers[one.keeper].name}}
        for one, step in steps
    ]  # fmt: skip


def _fields(choices: list[dict[str, str]], child: Person, request: StaffRequest) -> list[dict[str, Any]]:
    post = request.POST
    [*told] = contact.of_child(child, request, asks=False)
    safely = "; ".join(words.labelled(row["name"], row["text"]) for one in told for row in one["rows"])
    first = choices[0]["value"] if len(choices) == 1 else ""
    return [
        field("radios", "step", _("Which step do they take over?"), options=choices, value=post.get("step", first), hint=_(
            "Only steps that your unit holds and that they may take. You hold it until they accept; then they read what it needs.")),
        field("area", "why", _("What must they know to decide?"), rows=3, value=post.get("why", _("The child stays with you.")),
              hint=_("Health needs, fears, what the child needs tonight. No names: they see names after they accept.")),
        field("text", "brings", _("Who brings the child, and when?"), value=post.get("brings", ""), hint=_(
            "Or who brought it. The office, not a name.")),
        field("area", "safe_contact", _("How can contact be made safely?"), rows=2, value=post.get("safe_contact", safely), hint=None),
        field("text", "wants", _("What does the child want?"), value=post.get("wants", ""), hint=None),
        field("radios", "urgency", _("How urgent is it?"), options=options(pack().urgencies.values(), request.lang),
              value=post.get("urgency", child.case.urgency), hint=None),
    ]  # fmt: skip


def _ways(
    mine: list[Untold], keepers: dict[int, Unit], child: Person, request: StaffRequest, *, steps: bool
) -> list[dict[str, str]]:
    """What else can be done: share; where no step can be handed on, that is said first."""
    found = (
        []
        if steps
        else [
            {"words": _("Your unit holds no step of this child that they may take. Share what they must know instead.")}
        ]
    )
    if not may(check_gives, child.case, request.member, request.now):
        return found
    works = [part for part in SHARED if sees(child.case_id, part, child.id, request.member, works=True)]
    for one in mine if works else []:
        asked = urlencode([("to_unit", keepers[one.keeper].code), ("person", child.id), ("purpose", PURPOSE),
                           *(("compartments", part) for part in works)])  # fmt: skip
        label = _("Share with %(unit)s") % {"unit": keepers[one.keeper].name}
        found.append({"words": _("They then read the child’s care until a day that you set, and hold nothing. How contact is "
                                     "made safely goes with a step alone: tell them."), "label": label,
                      "href": f"/cases/{child.case.code}/sharing/give/?{asked}"})  # fmt: skip
    return found


@together()
def _hand_on(mine: list[Untold], child: Person, request: StaffRequest) -> Any:
    """One of the choices of the page, by the operation of every hand-off."""
    step_id, _colon, code = typed(request, "step").partition(":")
    keepers = {unit.code: unit for unit in Unit.objects.filter(principal__in={one.keeper for one in mine})}
    steps = [
        step
        for unit in keepers.values()
        for step in to_hand_on(child, unit.kind, request.member.unit_id)
        if unit.code == code
    ]
    step = next((one for one in steps if str(one.id) == step_id), None)
    if step is None:
        raise Invalid(_("Choose the step that they take over."), field="step")
    why = "\n".join(part for part in (typed(request, "why"), _brings(typed(request, "brings"))) if part)
    return asking.hand_on(
        step_id=step.id, to_unit=keepers[code], why=why, why_code=NEXT if NEXT in pack().reasons["move"] else "",
        urgency=typed(request, "urgency"), carries={name: typed(request, name) for name in ("safe_contact", "wants")},
        by=request.member, now=request.now,
    )  # fmt: skip


def _keep_contact(child: Person, request: StaffRequest) -> None:
    """How contact is made safely was typed here, and stands nowhere yet: it is kept with the child as well."""
    text = typed(request, "safe_contact")
    if says_something(text) and len(text) <= LONGEST and not contacts_of([child.id]):
        write_safe_contact(
            case=child.case, child=child, ways=[], never=[], words={"note": text}, by=request.member, now=request.now
        )


def _brings(text: str) -> str:
    return words.labelled(_("Who brings the child"), text) if text else ""
