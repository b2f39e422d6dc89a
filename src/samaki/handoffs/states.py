"""The hand-off machine: one table. Every move, from where to where, and by whom.

Names follow HL7 FHIR Task as used by SDOH Clinical Care; what that lacks is marked in `FHIR`. The diagram in
`docs/reference/` is generated from this table, and the exhaustive search of the tests walks it.
"""

from __future__ import annotations

from dataclasses import dataclass

STATES = (
    "draft",
    "offered",
    "received",
    "needs_information",
    "accepted",
    "accepted_by_phone",
    "declined",
    "disputed",
    "expired",
    "withdrawn",
    "in_progress",
    "on_hold",
    "completed",
    "confirmed",
    "failed",
    "entered_in_error",
)

ASKING = ("draft", "offered", "received", "needs_information", "accepted_by_phone", "disputed")
"""Nobody has taken the step over yet: the sender holds it. At most one per step."""

TAKEN = ("accepted", "in_progress", "on_hold")
"""The receiver holds the step."""

WAITING = (
    "offered",
    "received",
    "needs_information",
    "accepted_by_phone",
    "disputed",
    "accepted",
    "on_hold",
    "completed",
)
"""Somebody must act, and a clock runs that calls them. (In progress, the clock of the step itself runs.)"""

LIVE = ("draft", *WAITING, "in_progress")
ENDED = ("declined", "expired", "withdrawn", "confirmed", "failed", "entered_in_error")

NOT_ARRIVED = "not_arrived"
"""The reason on a confirmed hand-off whose sender says that help did not arrive."""

SENDER, RECEIVER, SUPERVISOR, CLOCK = "sender", "receiver", "supervisor", "clock"


@dataclass(frozen=True)
class Move:
    """One move of the machine: its name, the states it leaves, the states it may reach, who makes it."""

    name: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    by: str


MOVES = {
    move.name: move
    for move in (
        Move("offer", ("draft",), ("offered",), SENDER),
        Move("discard", ("draft",), ("withdrawn",), SENDER),
        Move("receive", ("offered",), ("received",), RECEIVER),
        Move("accept", ("offered", "received"), ("accepted",), RECEIVER),
        Move("accept_by_phone", ("offered", "received"), ("accepted_by_phone",), SENDER),
        Move("decline", ("offered", "received"), ("declined",), RECEIVER),
        Move("dispute", ("offered", "received"), ("disputed",), RECEIVER),
        Move("ask", ("offered", "received", "needs_information"), ("needs_information",), RECEIVER),
        Move("answer", ("needs_information",), ("received",), SENDER),
        Move("resolve", ("disputed",), ("accepted", "withdrawn", "offered"), SUPERVISOR),
        Move("confirm_phone", ("accepted_by_phone",), ("accepted",), RECEIVER),
        Move("deny_phone", ("accepted_by_phone",), ("disputed",), RECEIVER),
        Move(
            "withdraw",
            ("offered", "received", "needs_information", "accepted_by_phone", "disputed"),
            ("withdrawn",),
            SENDER,
        ),
        Move("expire", ("offered", "received", "needs_information", "disputed"), ("expired",), CLOCK),
        Move("start", ("accepted", "accepted_by_phone"), ("in_progress",), RECEIVER),
        Move("hold", ("in_progress",), ("on_hold",), RECEIVER),
        Move("resume", ("on_hold",), ("in_progress",), RECEIVER),
        Move("complete", ("accepted", "in_progress", "on_hold"), ("completed",), RECEIVER),
        Move("fail", ("accepted", "in_progress", "on_hold"), ("failed",), RECEIVER),
        Move("confirm", ("completed",), ("confirmed",), SENDER),
        Move("take_back", ("completed",), ("in_progress",), RECEIVER),
        Move("unconfirm", ("confirmed",), ("completed",), SENDER),
        Move(
            "mark_error",
            tuple(s for s in STATES if s not in ("draft", "entered_in_error")),
            ("entered_in_error",),
            SENDER,
        ),
    )
}

FHIR = {
    "draft": ("draft", ""),
    "offered": ("requested", ""),
    "received": ("received", ""),
    "needs_information": ("requested", "needs-information"),
    "accepted": ("accepted", ""),
    "accepted_by_phone": ("accepted", "by-phone"),
    "declined": ("rejected", ""),
    "disputed": ("requested", "disputed"),
    "expired": ("cancelled", "expired"),
    "withdrawn": ("cancelled", ""),
    "in_progress": ("in-progress", ""),
    "on_hold": ("on-hold", ""),
    "completed": ("completed", ""),
    "confirmed": ("completed", "confirmed"),
    "failed": ("failed", ""),
    "entered_in_error": ("entered-in-error", ""),
}
"""State -> (FHIR Task.status, businessStatus)."""


def may_move(name: str, state: str) -> bool:
    """Whether the table has this move from this state."""
    return state in MOVES[name].sources
