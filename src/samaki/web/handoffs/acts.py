"""Which moves a member may make on a hand-off now: single buttons, and small forms."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.cases.models import OPEN_STATES
from samaki.handoffs.models import Handoff
from samaki.handoffs.queries import messages_of
from samaki.handoffs.states import MOVES, RECEIVER, SENDER, may_move
from samaki.web.fields import field, options
from samaki.web.hints import held_until
from samaki.web.pages import StaffRequest

BUTTONS: dict[str, tuple[str, Any, bool]] = {
    # move: (address, words, quiet)
    "offer": ("offer", lambda: _("Offer it now"), False),
    "confirm_phone": ("confirm-phone", lambda: _("Confirm: we take it"), False),
    "start": ("start", lambda: _("We have begun"), False),
    "resume": ("resume", lambda: _("Go on with it"), False),
    "receive": ("receive", lambda: _("We have seen it"), True),
    "discard": ("discard", lambda: _("Lay the draft aside"), True),
}


def acts_for(handoff: Handoff, request: StaffRequest) -> list[dict[str, Any]]:
    """Buttons for the moves that need no words."""
    found = []
    for name, (address, label, quiet) in BUTTONS.items():
        if _stands(name, handoff, request) and may_move(name, handoff.state):
            href = f"/handoffs/{handoff.id}/{address}/"
            if name == "offer" and _asks_why(handoff):  # its form asks for the words that it must carry
                found.append({"label": label(), "href": f"/steps/{handoff.step_id}/hand-on/", "method": "get"})
                continue
            found.append({"label": label(), "href": href, "method": "post", "quiet": quiet, "id": address})
    if handoff.state in ("accepted", "in_progress", "on_hold") and _stands("complete", handoff, request):
        found.append(
            {"label": _("Record it done"), "href": f"/steps/{handoff.step_id}/", "method": "get", "quiet": True}
        )
    if handoff.from_unit_id == request.member.unit_id and may_offer_again(handoff):
        again = f"/steps/{handoff.step_id}/hand-on/"
        found.append({"label": _("Offer this step again"), "href": again, "method": "get"})
    return found


def may_offer_again(handoff: Handoff) -> bool:
    """Whether this asking came to nothing and its sender still has the step to offer."""
    step, back = handoff.step, handoff.state in ("withdrawn", "declined", "expired")
    return back and step.holder_id == handoff.from_unit_id and step.state in OPEN_STATES


def _asks_why(handoff: Handoff) -> bool:
    """A draft without a word."""
    return not any(kind == "why" for kind, _words in messages_of(handoff))


def forms_for(handoff: Handoff, request: StaffRequest) -> list[dict[str, Any]]:
    """Moves that need a few words: each a folded form."""
    found = []
    for name, make in FORMS.items():
        if _stands(name, handoff, request) and may_move(name, handoff.state):
            found += [one(f"/handoffs/{handoff.id}", request) for one in make]
    return found


def _stands(name: str, handoff: Handoff, request: StaffRequest) -> bool:
    side = MOVES[name].by
    unit = {SENDER: handoff.from_unit_id, RECEIVER: handoff.to_unit_id}.get(side)
    return unit == request.member.unit_id


def _by_phone(base: str, request: StaffRequest) -> dict[str, Any]:
    fields = [field("text", "who", _("Who said yes?")), field("tel", "number", _("On which number?"), inputmode="tel")]
    return {"href": f"{base}/accept-by-phone/", "summary": _("They said yes by telephone"),
            "label": _("Record the yes"), "fields": fields}  # fmt: skip


def _deny(base: str, request: StaffRequest) -> dict[str, Any]:
    return {"href": f"{base}/deny-phone/", "summary": _("Nobody of us agreed"), "label": _("Say that nobody agreed"),
            "fields": [_text()], "late": True}  # fmt: skip


def _withdraw(base: str, request: StaffRequest) -> dict[str, Any]:
    return {"href": f"{base}/withdraw/", "summary": _("Take it back"), "label": _("Take it back"), "fields": [_text()]}


def _fail(base: str, request: StaffRequest) -> dict[str, Any]:
    reasons = options(pack().reasons["fail"].values(), request.lang)
    fields = [field("radios", "reason", _("Why?"), options=reasons), _text()]
    return {"href": f"{base}/fail/", "summary": _("It could not be done"), "label": _("Record it"), "fields": fields,
            "late": True}  # fmt: skip


def _hold(base: str, request: StaffRequest) -> dict[str, Any]:
    reasons = options(pack().reasons["hold"].values(), request.lang)
    until = field("text", "until", _("Until when?"), hint=held_until(), narrow=True)
    fields = [field("radios", "reason", _("Why?"), options=reasons), until, _text()]
    return {"href": f"{base}/hold/", "summary": _("Put it on hold"), "label": _("Put it on hold"), "fields": fields}


def _arrived(base: str, request: StaffRequest) -> dict[str, Any]:
    closes = _("This closes the hand-off. Say it when you know it from the child or from who is with them.")
    return {"href": f"{base}/confirm/", "summary": _("Yes: help arrived"), "label": _("Confirm: help arrived"),
            "id": "arrived", "fields": [], "words": closes}  # fmt: skip


def _not_arrived(base: str, request: StaffRequest) -> dict[str, Any]:
    text = field("area", "text", _("What is missing?"), rows=2,
                 hint=_("Both units are told, and the step opens once more with you."))  # fmt: skip
    return {"href": f"{base}/not-arrived/", "summary": _("No: help did not arrive"), "label": _("Say that help did not arrive"),
            "fields": [text], "late": True}  # fmt: skip


def _mark_error(base: str, request: StaffRequest) -> dict[str, Any]:
    return {"href": f"{base}/mark-error/", "summary": _("It was entered in error"), "label": _("Mark as entered in error"),
            "fields": [_text()], "late": True}  # fmt: skip


def _take_back(base: str, request: StaffRequest) -> dict[str, Any]:
    hint = _("Your unit takes back that it is completed: the step is open again with you, and the unit that asked is told. "
             "What followed it ends, unless somebody has worked on it.")  # fmt: skip
    return {"href": f"{base}/take-back/", "summary": _("It was completed by mistake"), "label": _("Take it back, on the record"),
            "fields": [field("area", "text", _("What was wrong?"), rows=2, hint=hint)]}  # fmt: skip


def _unconfirm(base: str, request: StaffRequest) -> dict[str, Any]:
    hint = _("You are asked again whether help arrived, and the other unit is told.")
    return {"href": f"{base}/unconfirm/", "summary": _("We confirmed by mistake"), "label": _("Take the confirmation back"),
            "fields": [field("area", "text", _("What was wrong?"), rows=2, hint=hint)]}  # fmt: skip


def _text() -> dict[str, Any]:
    return field("area", "text", _("In your own words"), rows=2)


FORMS = {
    "accept_by_phone": (_by_phone,),
    "deny_phone": (_deny,),
    "hold": (_hold,),
    "fail": (_fail,),
    "withdraw": (_withdraw,),
    "confirm": (_arrived, _not_arrived),
    "mark_error": (_mark_error,),
    "take_back": (_take_back,),
    "unconfirm": (_unconfirm,),
}
