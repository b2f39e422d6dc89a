"""The table of the hand-off machine says what the design says, and nothing else."""

from samaki.handoffs import states

DESIGN = {
    # move: (from, to, by), spelled out once more by hand
    "offer": ("draft", "offered", "sender"),
    "discard": ("draft", "withdrawn", "sender"),
    "receive": ("offered received", "received", "receiver"),
    "accept": ("offered received", "accepted", "receiver"),
    "accept_by_phone": ("offered received", "accepted_by_phone", "sender"),
    "decline": ("offered received", "declined", "receiver"),
    "dispute": ("offered received", "disputed", "receiver"),
    "ask": ("offered received needs_information", "needs_information", "receiver"),
    "answer": ("needs_information", "received", "sender"),
    "resolve": ("disputed", "accepted withdrawn offered", "supervisor"),
    "confirm_phone": ("accepted_by_phone", "accepted", "receiver"),
    "deny_phone": ("accepted_by_phone", "disputed", "receiver"),
    "withdraw": ("offered received needs_information accepted_by_phone disputed", "withdrawn", "sender"),
    "expire": ("offered received needs_information disputed", "expired", "clock"),
    "start": ("accepted accepted_by_phone", "in_progress", "receiver"),
    "hold": ("in_progress", "on_hold", "receiver"),
    "resume": ("on_hold", "in_progress", "receiver"),
    "complete": ("accepted in_progress on_hold", "completed", "receiver"),
    "fail": ("accepted in_progress on_hold", "failed", "receiver"),
    "confirm": ("completed", "confirmed", "sender"),
    "take_back": ("completed", "in_progress", "receiver"),
    "unconfirm": ("confirmed", "completed", "sender"),
    "mark_error": (
        "offered received needs_information accepted accepted_by_phone declined disputed expired withdrawn in_progress"
        " on_hold completed confirmed failed",
        "entered_in_error",
        "sender",
    ),
}


def test_the_table_is_the_design():
    found = {name: (set(move.sources), set(move.targets), move.by) for name, move in states.MOVES.items()}
    wanted = {name: (set(a.split()), set(b.split()), by) for name, (a, b, by) in DESIGN.items()}
    wanted["receive"] = ({"offered"}, {"received"}, "receiver")  # seen twice is seen once
    assert found == wanted


def test_every_state_has_its_word_in_the_exchange_standard():
    assert set(states.FHIR) == set(states.STATES)


def test_every_state_is_ended_or_alive():
    assert set(states.LIVE) | set(states.ENDED) == set(states.STATES)
    assert not set(states.LIVE) & set(states.ENDED)
