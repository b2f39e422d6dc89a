"""What a part of a case owes to a child of whom the last word is: not safe. The country says which steps bring one to safety."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.cases.codes import read_code
from samaki.cases.models import OPEN_STATES, Case, Step, Strand
from samaki.countries import Follow, Reason
from samaki.database.refusals import CannotMove, Invalid


def on_danger() -> list[Follow]:
    """What a report of a child in danger opens at once, by the pathway."""
    opening = pack().opening
    follows = pack().step_kinds[opening.report].follows
    return [f for f in follows if opening.report_outcome in f.on and f.condition == opening.danger_condition]


def brings_to_safety(kind: str) -> bool:
    """A kind of step that never waits, or that a report of a child in danger opens."""
    rule = pack().step_kinds.get(kind)
    return (rule is not None and rule.never_waits) or kind in {follow.code for follow in on_danger()}


def in_danger(strand: Strand) -> set[UUID]:
    """The children of this part who are not safe, by the last word that the session may know: of justice all of the case."""
    from samaki.cases.signs import signs

    return {child for child in signs(strand.case_id).danger if strand.child_id in (None, child)}


def kept_open_by(strand: Strand) -> list[Step]:
    """Open steps of this part that bring children to safety, the soonest due first."""
    found = strand.steps.filter(state__in=OPEN_STATES).select_related("holder").order_by("due_at", "id")
    return [step for step in found if brings_to_safety(step.kind)]


def check_leaves_nobody_in_danger(strand: Strand, reason: Reason | None = None) -> None:
    """The care of a child who is not safe stays open, and justice while a step that brings a child to safety is open in it.

    A reason of the pack that says otherwise (`even_in_danger`) closes both.
    """
    if (reason is not None and reason.even_in_danger) or not in_danger(strand):
        return
    if strand.kind == "care":
        raise CannotMove(
            _("The last word on this child is: not safe. Record first where the child is safe, or what came out of the "
              "safety step; then close this part.")
        ).leading_to("arrival", strand.case.code)  # fmt: skip
    if kept := kept_open_by(strand):
        raise CannotMove(
            _("A child of this case is not safe, and a step that brings children to safety is open in this part. Say first "
              "what came out of it, or hand it on; or record where the child is safe. Then close this part.")
        ).leading_to("step", kept[0].id)  # fmt: skip


def goes_on_in(strand: Strand, reason: Reason, typed: str) -> Case | None:
    """The other case in which the work of this part goes on, by its code, where the reason says that there is one.

    While a child of the part is not safe there must be one, open, that the session may see.
    """
    if not reason.goes_on_in or not (typed.strip() or in_danger(strand)):
        return None
    if not typed.strip():
        told = _("A child is not safe. Write the code of the other case, in which the child is kept safe.")
        raise Invalid(told, field="other_case")
    found = Case.objects.exclude(id=strand.case_id).filter(code=read_code(typed) or "").first()
    if found is None:
        told = _("Your unit sees no other case with this code. Copy the code from the top of its page.")
        raise Invalid(told, field="other_case")
    if found.state != "open" and in_danger(strand):
        raise Invalid(_("That case is closed. Open it again first: a child is not safe."), field="other_case")
    return found


def check_says_who_keeps_safe(strand: Strand, text: str) -> None:
    """Asked for in words of whoever closes a part while a child of it is not safe, whatever the reason."""
    if in_danger(strand) and not text.strip():
        raise Invalid(
            _(
                "A child is not safe. Say in your own words why this part closes all the same, and who keeps the child safe."
            ),
            field="text",
        )
