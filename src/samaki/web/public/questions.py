"""The questions of the public report, one to a page. Two must be answered; "I do not know" is an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.intake.operations import LIMIT, too_long
from samaki.names import clean_text
from samaki.web.moments import digits

Fields = list[dict[str, Any]]
Wrong = list[tuple[str, str]]
UNKNOWN = "unknown"
MOST = 250_000
"""Letters that a field takes in: far more than an answer may have, so that a long one comes back whole with a sentence."""


def longest() -> str:
    """Said beside a box for many words."""
    return _("At most %(most)s letters.") % {"most": digits(LIMIT)}


@dataclass(frozen=True)
class Question:
    """`names`: the fields it fills; `ask`: its fields for the answers so far; `check`: (field, sentence) of each that is wrong."""

    code: str
    names: tuple[str, ...]
    ask: Callable[[dict[str, str], str], Fields]
    check: Callable[[dict[str, str]], Wrong] = lambda _answers: []


def _what(answers: dict[str, str], lang: str) -> Fields:
    return [{
        "kind": "area", "most": MOST, "name": "what", "label": _("What have you seen, heard or lived through?"), "heading": True,
        "hint": _("A few words are enough. You do not need to be sure. You do not need to give your name.") + " " + longest(),
        "value": answers.get("what", ""),
    }]  # fmt: skip


def _where(answers: dict[str, str], lang: str) -> Fields:
    return [
        {"kind": "area", "most": MOST, "name": "where", "label": _("Where is it?"), "heading": True, "rows": 3,
         "hint": _("A village, a street, a market, a name on a sign; on a phone or online, the app, the account or the link.")
                 + " " + longest(),
         "value": answers.get("where", "")},
        {"kind": "checks", "name": "where_unknown", "label": _("Or:"), "value": [answers.get("where_unknown", "")],
         "options": [{"value": "yes", "label": _("I do not know where")}]},
    ]  # fmt: skip


def _danger(answers: dict[str, str], lang: str) -> Fields:
    ways = [("yes", _("Yes")), ("no", _("No")), (UNKNOWN, _("I do not know"))]
    return [{"kind": "radios", "name": "danger", "label": _("Is a child in danger now?"), "heading": True,
             "options": [{"value": value, "label": label} for value, label in ways], "value": answers.get("danger", "")}]  # fmt: skip


def _when(answers: dict[str, str], lang: str) -> Fields:
    return [{"kind": "text", "most": MOST, "name": "when", "label": _("When was it?"), "heading": True, "value": answers.get("when", ""),
             "hint": _("In your own words: yesterday, every night, last month. Leave it empty if you do not know.")}]  # fmt: skip


def _who(answers: dict[str, str], lang: str) -> Fields:
    sources = pack().report_sources
    options = [
        {"value": code, "label": sources[code].label(lang)} for code in pack().public_page.sources or tuple(sources)
    ]
    options.append({"value": UNKNOWN, "label": _("I would rather not say")})
    ways = [{"value": "yes", "label": _("Yes")}, {"value": "no", "label": _("No")}]
    return [
        {"kind": "radios", "name": "who_tells", "label": _("Who are you?"), "heading": True, "options": options,
         "hint": _("Not your name: only in which part you saw or heard it."), "value": answers.get("who_tells", "")},
        {"kind": "radios", "name": "first_time", "label": _("Is it the first time that you tell somebody like us?"), "options": ways,
         "hint": _("You need not answer."), "value": answers.get("first_time", "")},
    ]  # fmt: skip


def _contact(answers: dict[str, str], lang: str) -> Fields:
    return [
        {"kind": "text", "most": MOST, "name": "contact", "label": _("May we contact you? How?"), "heading": True,
         "hint": _("Leave it empty if not. What you write here is sealed: only two officials together can open it, once, with a written "
                   "reason. You can also come back with your receipt."),
         "value": answers.get("contact", "")},
        {"kind": "text", "most": MOST, "name": "contact_safe", "label": _("When and how is it safe for you?"),
         "value": answers.get("contact_safe", "")},
    ]  # fmt: skip


def _what_missing(answers: dict[str, str]) -> Wrong:
    if answers.get("what"):
        return []
    return [("what", _("Write what you have seen, heard or lived through. A few words are enough."))]


def _where_wrong(answers: dict[str, str]) -> Wrong:
    if answers.get("where") and answers.get("where_unknown"):
        return [
            (
                "where",
                _("You wrote a place, and ticked that the place is not known. Which is true? Leave out the other one."),
            )
        ]
    if answers.get("where") or answers.get("where_unknown"):
        return []
    return [("where", _("Write where it is, or say that you do not know."))]


QUESTIONS = (
    Question("what", ("what",), _what, _what_missing),
    Question("where", ("where", "where_unknown"), _where, _where_wrong),
    Question("danger", ("danger",), _danger),
    Question("when", ("when",), _when),
    Question("who", ("who_tells", "first_time"), _who),
    Question("contact", ("contact", "contact_safe"), _contact),
)

BY_CODE = {question.code: question for question in QUESTIONS}


def read(question: Question, posted: Any) -> tuple[dict[str, str], Wrong]:
    """(the answers to one question as typed, (field, sentence) of each that is wrong)."""
    answers = {name: clean_text(posted.get(name, "").replace("\x00", "")) for name in question.names}
    long = too_long()
    wrong = [(name, long) for name, text in answers.items() if len(text) > LIMIT]
    for one in question.ask(answers, pack().default_language):
        known = {option["value"] for option in one.get("options", ())}
        if known and answers[one["name"]] not in known:
            answers[one["name"]] = ""
    return answers, wrong or question.check(answers)


def spoken(question: Question, answers: dict[str, str], lang: str) -> str:
    """The answer as the check page shows it."""
    found = []
    for one in question.ask(answers, lang):
        value = answers.get(one["name"], "")
        labels = {option["value"]: option["label"] for option in one.get("options", ())}
        if value:
            found.append(labels.get(value, value))
    return "\n".join(found)
