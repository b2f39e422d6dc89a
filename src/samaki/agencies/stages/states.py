"""The stages by which a mentor steps back in an area: one table, pure. Forward one by one, back to any."""

from __future__ import annotations

from collections.abc import Mapping

from samaki.database.refusals import CannotMove

LED, JOINT, ADVISED, ON_CALL, OUT = STAGES = ("led", "joint", "advised", "on_call", "out")
"""In their order. An area about which nobody has decided is led."""

MOVES: Mapping[str, tuple[str, ...]] = {
    LED: (JOINT,),
    JOINT: (LED, ADVISED),
    ADVISED: (LED, JOINT, ON_CALL),
    ON_CALL: (LED, JOINT, ADVISED, OUT),
    OUT: (LED, JOINT, ADVISED, ON_CALL),
}
"""Stage -> stages that may be decided for."""


def is_forward(before: str, stage: str) -> bool:
    """Whether the mentor would step back by it."""
    return STAGES.index(stage) > STAGES.index(before)


def check_moves(before: str, stage: str, sentence: str) -> None:
    """Raises CannotMove with the sentence where there is no such way."""
    if stage not in MOVES[before]:
        raise CannotMove(sentence)
