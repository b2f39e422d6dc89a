"""One act of one member, as a page would do it: a session of its own, one story."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from samaki.agencies.models import Member
from samaki.cases.models import Case, Step
from samaki.database import session
from samaki.handoffs import operations as handoffs
from samaki.handoffs.models import Handoff
from samaki.journeys import opening


def act(by: Member, operation: Callable[..., Any], now: datetime, **given: Any) -> Any:
    """`operation` by this member at this time."""
    with session("app", now, by.id):
        return operation(by=by, now=now, **given)


def own_case(by: Member, now: datetime, *, urgency: str = "urgent", children: int = 1, source: str = "") -> Case:
    """A case of the unit's own work in Phnom Penh."""
    return act(by, opening.open_own, now, area="12", urgency=urgency, children=children, source=source)


def step_of(by: Member, now: datetime, case: Case, kind: str) -> Step:
    """The newest step of this kind as the member sees it."""
    with session("app", now, by.id):
        return Step.objects.filter(case=case, kind=kind).select_related("holder", "case").latest("id")


def handoff_of(by: Member, now: datetime, step: Step) -> Handoff:
    """The newest hand-off of a step as the member sees it."""
    with session("app", now, by.id):
        return Handoff.objects.filter(step_id=step.id).select_related("from_unit", "to_unit").latest("id")


def taken(case: Case, kind: str, sender: Member, receiver: Member, now: datetime) -> Step:
    """The step of this kind, offered by one and accepted by the other."""
    step = step_of(sender, now, case, kind)
    with session("app", now, sender.id):  # what an emergency opens for others is asked of them by itself
        running = Handoff.objects.filter(step=step, state="offered").first()
    if running is not None and running.to_unit_id == receiver.unit_id:
        act(receiver, handoffs.accept, now, handoff_id=running.id)
        return step_of(receiver, now, case, kind)
    if running is not None:
        act(sender, handoffs.withdraw, now, handoff_id=running.id)
    asked = act(
        sender,
        handoffs.hand_on,
        now,
        step_id=step.id,
        to_unit=receiver.unit,
        why="what they must know",
        urgency=case.urgency,
    )
    act(receiver, handoffs.accept, now, handoff_id=asked.id)
    return step_of(receiver, now, case, kind)
