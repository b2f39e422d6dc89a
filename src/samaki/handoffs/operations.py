"""Every story of a hand-off, gathered from the sides that tell them."""

from samaki.handoffs.answering import (
    accept,
    ask,
    confirm_phone,
    decline,
    deny_phone,
    dispute,
    receive,
    regret_decline,
    resolve,
)
from samaki.handoffs.asking import (
    accept_by_phone,
    answer,
    confirm,
    discard,
    hand_on,
    mark_error,
    offer,
    unconfirm,
    withdraw,
)
from samaki.handoffs.working import fail, hold, resume, start

__all__ = [
    "accept",
    "accept_by_phone",
    "answer",
    "ask",
    "confirm",
    "confirm_phone",
    "decline",
    "deny_phone",
    "discard",
    "dispute",
    "fail",
    "hand_on",
    "hold",
    "mark_error",
    "offer",
    "receive",
    "regret_decline",
    "resolve",
    "resume",
    "start",
    "unconfirm",
    "withdraw",
]
