"""Every move of a hand-off from every state: what the table lacks is 409, and the row stays as it was."""

from django.utils import timezone

from samaki.database import session
from samaki.handoffs import states
from samaki.handoffs.models import Handoff

BODIES = {
    "accept_by_phone": {"who": "x", "number": "0"},
    "decline": {"reason": "no_capacity"},
    "dispute": {"reason": "no_means"},
    "fail": {"reason": "moved"},
    "ask": {"question": "?"},
    "answer": {"answer": "!"},
    "resolve": {"to": "offered"},
    "hold": {"reason": "child_unwell", "until": "2200-01-01"},
    "complete": {"outcome": "seen_safe"},
    "mark_error": {"text": "x"},
    "take_back": {"text": "x"},
    "unconfirm": {"text": "x"},
}
MOVES = [move for move in states.MOVES.values() if move.by != states.CLOCK]


def put(handoff_id, state, member):
    now = timezone.now()
    with session("app", now, member.id):
        waits = now if state in states.WAITING else None
        Handoff.objects.filter(id=handoff_id).update(state=state, due_at=waits, call_at=waits)


def test_a_move_that_the_table_lacks_is_refused_from_every_state(caller, offered):
    _case, asked = offered()
    police, social = caller("duty.pp"), caller("social.pp")
    tried = 0
    for state in states.STATES:
        put(asked["id"], state, police.member)
        for move in MOVES:
            if state in move.sources:
                continue
            one = police if move.by == states.SENDER else social
            answer = one.post(f"/handoffs/{asked['id']}/{move.name.replace('_', '-')}", BODIES.get(move.name, {}))
            hidden = state == "draft" and one is social
            assert answer.status_code == (404 if hidden else 409), (state, move.name, answer.content)
            assert hidden or answer.json()["code"] == "cannot_move"
            tried += 1
        assert police.read(f"/handoffs/{asked['id']}")["state"] == state
    assert tried == len(states.STATES) * len(MOVES) - sum(len(move.sources) for move in MOVES)


def test_only_the_right_side_makes_a_move(caller, offered):
    _case, asked = offered()
    for move in MOVES:
        if move.by == states.SUPERVISOR:
            continue
        wrong = caller("social.pp" if move.by == states.SENDER else "duty.pp")
        put(asked["id"], move.sources[-1] if move.sources != ("draft",) else "offered", caller("duty.pp").member)
        answer = wrong.post(f"/handoffs/{asked['id']}/{move.name.replace('_', '-')}", BODIES.get(move.name, {}))
        assert answer.status_code == 403, (move.name, answer.content)
        assert answer.json()["code"] == "not_allowed"


def test_a_duty_is_not_declined(caller, offered):
    _case, asked = offered()
    answer = caller("social.pp").post(f"/handoffs/{asked['id']}/decline", {"reason": "no_capacity"})
    assert (answer.status_code, answer.json()["code"]) == (409, "cannot_move")
    assert "dispute" in answer.json()["detail"]
