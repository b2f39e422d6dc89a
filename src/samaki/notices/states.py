"""The states of a letter: one table.

A letter waits, is taken by one worker, and ends. `joined`: another letter to the same member carries its notices;
`not_needed`: the member had seen everything, or wants no mail any more.
"""

WAITING = ("waiting", "sending")
ENDED = ("sent", "refused", "given_up", "joined", "not_needed")

MOVES: dict[str, tuple[tuple[str, ...], str]] = {
    # move: (from, to); taking from "sending": the worker that had it died
    "take": (("waiting", "sending"), "sending"),
    "sent": (("sending",), "sent"),
    "refuse": (("sending",), "refused"),
    "later": (("sending",), "waiting"),
    "give_up": (("sending",), "given_up"),
    "join": (("sending",), "joined"),
    "drop": (("waiting", "sending"), "not_needed"),
}


def moved(state: str, move: str) -> str:
    """The state after a move. Raises ValueError for a move that the table does not have."""
    sources, target = MOVES[move]
    if state not in sources:
        raise ValueError(f"A letter that is {state} cannot be moved by {move}.")
    return target
