"""What the pages of estimates show: a number only where the lists carry one, and always how much it depends on the model."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from samaki.prevalence.mse import label, simulating
from samaki.surveys import rules, states
from samaki.surveys.lists.models import ListStudy
from samaki.surveys.sentences import sentence_of
from samaki.surveys.words import words_of
from samaki.web.moments import digits, long_moment
from samaki.web.pages import StaffRequest
from samaki.web.prevalence.drawing import Dot, cloud, near
from samaki.web.prevalence.naming import title_of
from samaki.web.prevalence.numbers import grouped, number, people

MOST = 50
BY_STEPS, BY_BIC = 11_313, 25_311
"""What two accepted rules say of the public table of the United Kingdom, 2013, with five lists (Chan, Silverman and Vincent 2021)."""


def rule_name(code: str) -> str:
    """The rule that chooses the model."""
    return {
        "": _("The usual one: all models up to five lists, step by step from six"),
        "bic": _("Lowest BIC among all models"),
        "stepwise": _("Step by step, while a pair is clearly needed"),
    }[code]


STATES: dict[str, Callable[[], str]] = {
    states.WAITS: lambda: _("It waits for its turn."),
    states.RUNS: lambda: _("It is being made."),
    states.DONE: lambda: _("It is made."),
    states.CANNOT: lambda: _("These lists cannot carry an estimate."),
    states.STOPPED: lambda: _("It was stopped."),
    states.FAILED: lambda: _("It came to no end."),
    states.WITHDRAWN: lambda: _("It was taken back and counts nowhere."),
}


@cache
def _example() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(Path(__file__).with_name("uk_2013.json").read_text(encoding="utf-8"))
    return told


def listed(request: StaffRequest) -> dict[str, Any]:
    """Context of `estimates.html`. 1 query."""
    rows = ListStudy.objects.exclude(state=states.WITHDRAWN).select_related("unit").order_by("-made_at", "-id")[:MOST]
    example = _example()
    dots: list[Dot] = [
        (behind, float(total), ("stepwise",) if total == BY_STEPS else ()) for behind, total in example["models"]
    ]
    count, low, high = near(dots)
    return {
        "title": _("Estimates from lists: how many are on no list?"), "section": "measures", "cloud": cloud(dots),
        "rows": [_line(row) for row in rows], "makes": rules.makes_surveys(request.member, request.now),
        "observed": people(example["observed"]), "near": digits(count), "low": people(low), "high": people(high),
        "by_steps": people(BY_STEPS), "by_bic": people(BY_BIC),
        "rules": [{"name": rule_name(code), "people": people(total)} for code, total in (("stepwise", BY_STEPS), ("bic", BY_BIC))],
    }  # fmt: skip


def _line(row: ListStudy) -> dict[str, str]:
    told = row.result or {}
    return {
        "href": f"/prevalence/lists/{row.id}/", "title": title_of(words_of(row)["title"], synthetic=row.synthetic),
        "unit": row.unit.name, "made": long_moment(row.made_at),
        "said": _finding(told) if row.state == states.DONE else STATES[row.state](),
    }  # fmt: skip


def _finding(told: dict[str, Any]) -> str:
    """The heading of an estimate. Where models disagree it is their range, never one number."""
    count, low, high = near(_dots(told))
    if any(code == "apart" for code, _values, _fatal in told["warnings"]):
        return _("Between %(low)s and %(high)s people, as one model or another has it") % {
            "low": people(low),
            "high": people(high),
        }
    bounds = told["interval"] or told["conditional"]
    return _("%(people)s people (%(low)s to %(high)s)") % {
        "people": people(told["total"]), "low": people(bounds[0]), "high": people(bounds[1])}  # fmt: skip


def _dots(told: dict[str, Any]) -> list[Dot]:
    best = told["models"][0][1]
    return [(bic - best, total, tuple(rules_)) for _model, bic, total, rules_ in told["models"]]


def one(row: ListStudy) -> dict[str, Any]:
    """Context of `estimate.html`, without its acts."""
    words, told = words_of(row), row.result
    head = {
        "title": title_of(words["title"], synthetic=row.synthetic), "section": "measures", "state": row.state, "unit": row.unit.name,
        "lists": words["lists"],
        "people": people(row.people), "says": STATES[row.state](), "running": row.state in (states.WAITS, states.RUNS),
        "progress": row.progress, "progress_words": digits(row.progress), "made": long_moment(row.made_at),
        "rule": rule_name(row.method), "href": f"/prevalence/lists/{row.id}/", "trouble": _trouble(row), "found": None,
    }  # fmt: skip
    return head | _found(words["lists"], told, row.state) if told else head


def _trouble(row: ListStudy) -> str:
    if not row.trouble:
        return ""
    said = {
        "too_long": _(
            "It took longer than it may. Put lists together that are of one kind, or draw the table again less often."
        ),
        "too_much": _(
            "It took more memory than it may, or its process was ended. Put lists together that are of one kind."
        ),
    }
    return said.get(row.trouble["code"]) or sentence_of(row.trouble["code"], row.trouble["values"])


def _found(names: list[str], told: dict[str, Any], state: str) -> dict[str, Any]:
    dots = _dots(told)
    count, low, high = near(dots)
    carries, interval, given = state == states.DONE, told["interval"], told["conditional"]
    return {
        "says": _finding(told) if carries else STATES[states.CANNOT](), "carries": carries, "cloud": cloud(dots) if carries else None,
        "found": {
            "total": people(told["total"]), "interval": [people(one) for one in interval] if interval else None,
            "given": [people(one) for one in given], "model": _model(told["model"], names), "method": rule_name(told["method"]),
            "replicates": people(told["replicates"]), "without": people(told["without"]), "overlapping": people(told["overlapping"]),
            "near": digits(count), "low": people(low), "high": people(high), "of_models": digits(told["of_models"]),
            "alone": count == 1, "held": _held(bool(interval)),
        },
        "warnings": [_warning(code, values, names) for code, values, _fatal in told["warnings"]],
        "verdicts": [_verdict(what, code) for what, code in told["verdicts"]],
        "models": [_row(one, told["models"][0][1], names) for at, one in enumerate(told["models"]) if at < 10 or one[3]] if carries else [],
    }  # fmt: skip


def _held(again: bool) -> str:
    """How often such an interval held a truth that was known; `again`: the one that chooses the model again in each redraw."""
    said = _("How often does such an interval hold the truth? In %(tables)s made-up tables of which it was known, in %(low)s to %(high)s "
             "of 100. There nobody was matched wrongly and nobody was out of reach of every list. Of real lists it holds less "
             "often.")  # fmt: skip
    low, high = simulating.CHOSEN_AGAIN if again else simulating.GIVEN
    return said % {"tables": digits(simulating.TABLES), "low": digits(low), "high": digits(high)}


def _model(masks: list[int], names: list[str]) -> str:
    return label(tuple(masks), tuple(names))


def _row(one: list[Any], best: float, names: list[str]) -> dict[str, Any]:
    model, bic, total, rules_ = one
    chosen = {"bic": _("lowest BIC"), "aic": _("lowest AIC"), "stepwise": _("step by step")}
    return {"model": _model(model, names), "behind": number(bic - best, 2), "people": people(total),
            "by": ", ".join(chosen[rule] for rule in rules_)}  # fmt: skip


def _verdict(what: str, code: int) -> dict[str, Any]:
    """Existence and identifiability of a model, in plain words."""
    name = {
        "alone": _("The lists alone, none going along with another"),
        "pairs": _("Every pair of lists going along with each other"),
        "chosen": _("The model that was chosen"),
    }[what]
    said = (
        _("It has an estimate, and only one."),
        _("It has no estimate: an overlap that it needs is empty, and its answer runs away."),
        _("It has more than one estimate: these counts cannot tell them apart."),
        _("It has no estimate, and these counts could not tell one from another."),
    )[code]
    return {"name": name, "said": said, "good": code == 0}


def _warning(code: str, values: dict[str, str], names: list[str]) -> str:
    said = {
        "assumptions": _("The method assumes that people are matched between lists without error, that nobody came or left meanwhile, and "
                         "that nobody is out of reach of every list. Critics hold that this is seldom true of trafficking."),
        "two_lists": _("With two lists it cannot be seen whether being on one makes being on the other more or less likely. The estimate "
                       "stands on the assumption that it does not."),
        "few_overlaps": _("Only %(people)s people are on two lists or more. The estimate rests on them."),
        "list_apart": _("Nobody on the list %(list)s is on any other. What it says about the others is assumed, not seen."),
        "without": _("In %(share)s of 100 redraws of the table no model has an estimate."),
        "wide": _("The interval reaches from %(low)s to %(high)s: nobody could act on that."),
        "unbounded": _("The interval has no upper end."),
        "apart": _("The answer depends on the model: %(models)s models that fit nearly as well run from %(low)s to %(high)s. Quote that "
                   "range, not one number."),
    }[code]  # fmt: skip
    told = {name: grouped(value) for name, value in values.items()}
    if "list" in values:
        told["list"] = names[int(values["list"])]
    return said % told
