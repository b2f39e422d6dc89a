"""The folded forms of the child's voice."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.cases.models import Person
from samaki.journeys.hearings.models import Hearing
from samaki.journeys.voice.models import HeardAgain
from samaki.web import words
from samaki.web.children.frame import choices, fold, href
from samaki.web.fields import field, options
from samaki.web.hearings import words as days
from samaki.web.hints import happened
from samaki.web.pages import StaffRequest
from samaki.web.voice import words as said

Fields = list[dict[str, Any]]


def told(child: Person, request: StaffRequest) -> dict[str, Any]:
    """The child was told something."""
    fields = [
        field("select", "topic", _("What was the child told about?"), options=options(pack().reasons["told_child"].values(), request.lang),
              blank=_("Choose one"), hint=None),
        field("radios", "answer", _("Did the child understand?"), options=_answers("told"), hint=None),
        *_spoken(request),
        field("area", "text", _("In a few words"), rows=3, hint=_("Sealed with the child's care.")),
        field("text", "occurred_at", _("When was it?"), narrow=True, hint=happened()),
    ]  # fmt: skip
    return fold(
        href(child, "voice") + "told/",
        _("The child was told something"),
        _("Write down what the child was told"),
        fields,
    )


def wants(child: Person, request: StaffRequest) -> dict[str, Any]:
    """What the child wants of one topic."""
    fields = [
        field("select", "topic", _("What is it about?"), options=options(pack().reasons["wish"].values(), request.lang),
              blank=_("Choose one"), hint=None),
        field("radios", "answer", _("What did the child answer?"), options=_answers("wants"),
              hint=_("To say nothing is an answer. Do not press.")),
        field("area", "text", _("In the child's own words"), rows=3,
              hint=_("Sealed with the child's care. Not what happened to the child. About somebody of an agency: complain instead.")),
        *_spoken(request, needed=False),
        field("text", "occurred_at", _("When was it?"), narrow=True, hint=happened()),
    ]  # fmt: skip
    return fold(
        href(child, "voice") + "wants/", _("The child says what it wants"), _("Write down what the child wants"), fields
    )


def again(child: Person, request: StaffRequest, ahead: list[Hearing]) -> dict[str, Any]:
    """Somebody wishes to hear the child once more."""
    hearings = [
        {"value": str(row.id), "label": words.labelled(days.when(row), days.purpose(row, request.lang))}
        for row in ahead
    ]
    fields = [
        field("radios", "sort", _("What is asked for?"), options=choices(said.SORTS), hint=None),
        field("select", "hearing", _("For which hearing?"), options=hearings, blank=_("For none"), hint=None),
        field("select", "reason", _("Why must the child be heard again?"), blank=_("Choose one"), hint=None,
              options=options(pack().reasons["heard_again"].values(), request.lang)),
        field("text", "topic", _("What would the child be asked about?"),
              hint=_("One line, not what happened: who works for the child reads it.")),
        field("text", "recording", _("Where is the recording of the first interview?"),
              hint=_("Or that there is none. Who works for the child reads it.")),
        field("area", "text", _("Why, in words"), rows=3,
              hint=_("Sealed with the facts of the case: only who reads the justice part reads this.")),
    ]  # fmt: skip
    return fold(href(child, "voice") + "again/", _("The child is to be heard again"), _("Ask, and say why"), fields)


def answer(row: HeardAgain, request: StaffRequest) -> dict[str, Any]:
    """The lawyer or the case manager answers."""
    fields = [
        field("radios", "move", _("What do you answer for the child?"), options=choices(said.MOVES), hint=None),
        field("select", "way", _("Which other way?"), options=options(pack().reasons["other_way"].values(), request.lang), blank=_("None"),
              hint=None),
        field("area", "text", _("In your own words"), rows=3,
              hint=_("Sealed with the facts of the case: only who reads the justice part reads this.")),
        {"kind": "hidden", "name": "version", "value": row.version},
    ]  # fmt: skip
    return fold(f"/heard-again/{row.id}/answer/", _("Answer for the child"), _("Send the answer"), fields, of=row.id)


def withdraw(row: HeardAgain) -> dict[str, Any]:
    """Who asked takes it back."""
    fields = [field("area", "text", _("Why is it not needed?"), rows=2, hint=None)]
    return fold(
        f"/heard-again/{row.id}/withdraw/", _("The child need not be heard again"), _("Take it back"), fields, of=row.id
    )


def _answers(sort: str) -> list[dict[str, str]]:
    return [{"value": code, "label": name()} for code, (_sign, name) in said.ANSWERS[sort].items()]


def _spoken(request: StaffRequest, *, needed: bool = True) -> Fields:
    return [
        field("select", "language", _("In which language?"), options=options(pack().reasons["spoken"].values(), request.lang),
              blank=_("Choose one") if needed else _("Not written down"), hint=None),
        field("radios", "interpreter", _("Was there an interpreter?"), options=choices(said.INTERPRETERS), hint=None),
    ]  # fmt: skip


def reason(listed: str, code: str, request: StaffRequest) -> str:
    """A code of the pack in words; nothing of an empty one."""
    return words.reason_name(listed, code, request.lang) if code else ""
