"""What the two sides of a hand-off do with it, by its state; and what its notice says where nobody has yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from samaki.simulation.nation import fading
from samaki.simulation.nation.ground import DAY, MINUTE

if TYPE_CHECKING:
    from samaki.simulation.nation.living import Living
    from samaki.simulation.nation.matter import Matter

WHO, NUMBER = "Synthetic colleague", "000 000 214"
QUESTION, ANSWER = "Which language does the child speak?", "Khmer."
DECLINES = ("no_capacity", "no_capacity", "outside_area", "outside_mandate")

Act = Callable[["Matter", Any], None]


def _waits(act: Act, share: float = 1.0) -> Act:
    """In about this share of the time that the clock gives, as far as the habits of the years go."""

    def turn(matter: Matter, handoff: Any) -> None:
        left = max((handoff.due_at or matter.now) - matter.now, 10 * MINUTE)
        matter.soon(left * matter.habits().pace * share, _then, matter, handoff, handoff.state, act, limit=left)

    return turn


def _then(matter: Matter, handoff: Any, state: str, act: Act) -> None:
    if handoff.state == state:
        act(matter, handoff)
        matter.look()


def answer_offer(matter: Matter, handoff: Any) -> None:
    """The asked unit reads it, or nobody does."""
    now, desks = matter.habits(), matter.ground.desks
    broken = fading.silence(
        matter.area, desks[handoff.from_unit_id].kind, desks[handoff.to_unit_id].kind, matter.passed, matter.seed
    )
    if matter.draws.chance(broken or (0.0 if handoff.duty else now.silent)):
        return
    sender, receiver = matter.somebody(handoff.from_unit_id), matter.somebody(handoff.to_unit_id)
    if sender is not None and matter.draws.chance(now.by_phone):
        matter.accept_by_phone(handoff, sender, WHO, NUMBER)
    elif receiver is not None:
        matter.receive(handoff, receiver)


def decide(matter: Matter, handoff: Any) -> None:
    """Read: accept, ask first, decline where there is no duty, dispute where there is."""
    now, by = matter.habits(), matter.somebody(handoff.to_unit_id)
    if by is None:
        return
    if matter.draws.chance(now.asks) and handoff.clock == "decide" and handoff.decide_left is None:
        matter.ask(handoff, QUESTION, by)
    elif not matter.draws.chance(now.declines / 3 if handoff.duty else now.declines):
        matter.accept(handoff, "accept", by)
    elif handoff.duty:
        matter.dispute(handoff, "dispute", "no_means", by)
    else:
        matter.decline(handoff, matter.draws.pick(DECLINES), by)


def answer_question(matter: Matter, handoff: Any) -> None:
    """The sender answers what it was asked."""
    if by := matter.somebody(handoff.from_unit_id):
        matter.answer(handoff, ANSWER, by)


def confirm_phone(matter: Matter, handoff: Any) -> None:
    """The unit that is said to have agreed by telephone says so, or denies it."""
    by = matter.somebody(handoff.to_unit_id)
    if by is None:
        return
    if matter.draws.chance(0.9):
        matter.accept(handoff, "confirm_phone", by)
    else:
        matter.dispute(handoff, "deny_phone", "", by)


def settle(matter: Matter, handoff: Any) -> None:
    """Supervisors end a dispute."""
    by = matter.somebody(handoff.to_unit_id, heads=True) or matter.somebody(handoff.from_unit_id, heads=True)
    if by is not None:
        matter.resolve(handoff, matter.draws.pick(("accepted", "accepted", "offered", "withdrawn")), by)


def begin(matter: Matter, handoff: Any) -> None:
    """The new holder begins."""
    if by := matter.somebody(handoff.to_unit_id):
        matter.begin_work(handoff, by)


def confirm(matter: Matter, handoff: Any) -> None:
    """The sender says that help arrived, sooner or later; a few never do, and are asked again and again."""
    by = matter.somebody(handoff.from_unit_id)
    if by is None or matter.draws.chance(0.02):
        return
    if matter.draws.chance(matter.habits().confirms):
        matter.confirm(handoff, by)
    else:
        matter.soon(6 * DAY, _then, matter, handoff, "completed", confirm)


TURNS: dict[str, Act] = {
    "offered": _waits(answer_offer, 0.7),
    "received": _waits(decide, 0.6),
    "needs_information": _waits(answer_question),
    "accepted_by_phone": _waits(confirm_phone),
    "disputed": _waits(settle),
    "accepted": _waits(begin),
    "completed": _waits(confirm, 0.5),
}
"""Whose turn it is with a hand-off that waits, by its state (names of `handoffs.states`)."""

SAYS = {
    "offered": ("handoff.offered", True),
    "needs_information": ("handoff.question", False),
    "accepted_by_phone": ("handoff.confirm_phone", True),
    "completed": ("handoff.completed", False),
}
"""State -> (kind of the notice, whether it is for the unit that is asked)."""


def tell(matter: Living, handoff: Any) -> None:
    """The notice of a hand-off that waits on somebody when the years end."""
    if handoff.state in SAYS:
        kind, to_asked = SAYS[handoff.state]
        unit = handoff.to_unit_id if to_asked else handoff.from_unit_id
        matter.call(kind, handoff, unit, made=handoff.step.ended_at or handoff.offered_at,
                    facts={"state": handoff.state, "due_at": matter.text(handoff.due_at)})  # fmt: skip
