"""`mse` and `survey`: the estimators over a file, without a database."""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from samaki.cli.running import Problem

if TYPE_CHECKING:
    from samaki.prevalence import mse, venues

MOST_REPLICATES = 100_000


def add(commands: Any) -> None:
    """Put both commands on the parser."""
    lists = commands.add_parser("mse", help="how many are on no list? from FILE.csv: columns of 0 and 1, and count")
    lists.add_argument("file", type=Path, metavar="FILE")
    lists.add_argument("--method", choices=("stepwise", "bic"), help="default: bic up to five lists, stepwise from six")
    lists.add_argument("--bootstrap", type=_replicates, default=1000, metavar="N", help="replicates; 0 for none")
    lists.add_argument("--seed", type=_seed, default=2015)
    lists.add_argument("--json", action="store_true")
    lists.set_defaults(run=run_mse)
    survey = commands.add_parser("survey", help="what share are minors? from FILE.csv of visits to venues")
    survey.add_argument("file", type=Path, metavar="FILE")
    survey.add_argument("--before", type=Path, metavar="FILE", help="an earlier round to compare with")
    survey.add_argument("--sensitivity", type=float, nargs=2, default=(0.9, 1.0), metavar=("LOW", "HIGH"),
                        help="part of the minors who are taken for minors")  # fmt: skip
    survey.add_argument("--specificity", type=float, nargs=2, default=(0.9, 1.0), metavar=("LOW", "HIGH"),
                        help="part of the adults who are taken for adults")  # fmt: skip
    survey.add_argument("--finite", action="store_true", help="venues not visited are known (column frame)")
    survey.add_argument("--json", action="store_true")
    survey.set_defaults(run=run_survey)


def run_mse(options: argparse.Namespace) -> int:
    """The estimate, or why there is none (exit 1)."""
    from samaki.prevalence import Unusable, mse

    try:
        histories = mse.read(options.file)
        told = mse.estimate(histories, options.method, options.bootstrap, options.seed)
    except Unusable as problem:
        raise Problem(str(problem)) from None
    said = mse_json(histories, told)
    print(json.dumps(said) if options.json else "\n".join(mse_lines(said)))
    return 0 if told.carries else 1


def mse_json(histories: mse.Histories, told: mse.Estimate) -> dict[str, Any]:
    """`estimate`, `low`, `high` are null when the lists cannot carry an estimate. Without replicates the interval is the
    conditional one."""
    from samaki.prevalence import mse

    low, high = told.interval or told.conditional
    carried = told.carries
    return {
        "estimate": _number(told.total) if carried else None,
        "low": _number(low) if carried else None,
        "high": _number(high) if carried else None,
        "interval": "bca" if told.replicates else "conditional",
        "conditional": {"low": _number(told.conditional[0]), "high": _number(told.conditional[1])} if carried else None,
        "carries": carried,
        "observed": told.observed,
        "lists": list(told.lists),
        "method": told.method,
        "model": told.label,
        "replicates": len(told.replicates.sorted) if told.replicates else 0,
        "replicates_without": told.replicates.without if told.replicates else 0,
        "sensitivity": [
            {"model": one.label, "estimate": _number(one.row.total), "low": _number(one.low), "high": _number(one.high),
             "bic": _number(one.row.bic), "aic": _number(one.row.aic), "parameters": one.row.parameters,
             "best_by": list(one.row.best_by)}
            for one in mse.shown(histories, told.models)
        ],
        "warnings": [{"code": one.code, "text": str(one)} for one in told.warnings],
    }  # fmt: skip


def mse_lines(said: dict[str, Any]) -> list[str]:
    """The same for reading."""
    told = [f"On {len(said['lists'])} lists: {said['observed']:,} people."]
    if said["carries"]:
        kind = "the model is chosen again in each redraw" if said["interval"] == "bca" else "if the model is right"
        told.append(
            f"In all: {_people(said['estimate'])} (95 %: {_people(said['low'])} to {_people(said['high'])}; {kind})."
        )
        given = said["conditional"]
        told.append(f"Model {said['model']}, chosen by {said['method']}; "
                    f"if it were the true one: {_people(given['low'])} to {_people(given['high'])}.")  # fmt: skip
    told += ["", *(f"- {one['text']}" for one in said["warnings"]), "", "Other models, the lowest BIC first:"]
    width = max(len(row["model"]) for row in said["sensitivity"])
    told.append(f"{'model':{width}} {'BIC':>9} {'AIC':>9} {'people':>9}  95 % if it is right")
    for row in said["sensitivity"]:
        mark = f"  lowest by {', '.join(row['best_by'])}" if row["best_by"] else ""
        told.append(f"{row['model']:{width}} {row['bic']:9.2f} {row['aic']:9.2f} {_people(row['estimate']):>9}  "
                    f"{_people(row['low'])} to {_people(row['high'])}{mark}")  # fmt: skip
    return told


def run_survey(options: argparse.Namespace) -> int:
    """The share and what may move it."""
    from samaki.prevalence import Unusable, venues

    try:
        seen = venues.read(options.file)
        told = venues.share(seen, finite=options.finite)
        judged = venues.misjudged(told, tuple(options.sensitivity), tuple(options.specificity))
        said = survey_json(told, judged, venues.by_stratum(seen, finite=options.finite))
        if options.before:
            said["change"] = _change(venues.share(venues.read(options.before), finite=options.finite), told)
    except Unusable as problem:
        raise Problem(str(problem)) from None
    print(json.dumps(said) if options.json else "\n".join(survey_lines(said)))
    return 0


def survey_json(told: venues.Share, judged: venues.Judged, strata: dict[str, venues.Share | None]) -> dict[str, Any]:
    """Shares between 0 and 1."""
    return {
        **_share(told),
        "people": told.people, "minors": told.minors, "venues": told.venues, "visits": told.visits, "from_venues": told.from_venues,
        "misjudged": {"sensitivity": list(judged.sensitivity), "specificity": list(judged.specificity),
                      "estimate_low": _number(judged.value_low), "estimate_high": _number(judged.value_high),
                      "low": _number(judged.low), "high": _number(judged.high)},
        "strata": [{"stratum": name, **_share(one)} for name, one in strata.items() if one and len(strata) > 1],
    }  # fmt: skip


def survey_lines(said: dict[str, Any]) -> list[str]:
    """The same for reading."""
    judged = said["misjudged"]
    told = [
        f"{_percent(said['estimate'])} of the people observed were minors (95 %: {_percent(said['low'])} to {_percent(said['high'])}).",
        f"{said['minors']:,} of {said['people']:,} people in {said['visits']:,} visits to {said['venues']:,} venues, weighted; "
        f"{said['degrees_of_freedom']} degrees of freedom.",
    ]  # fmt: skip
    if said["from_venues"]:
        told.append("The venues did not differ, so the interval counts venues, not people.")
    else:
        told.append(f"Design effect {said['design_effect']:.2f}.")
    told += [
        f"  {row['stratum']}: {_percent(row['estimate'])} ({_percent(row['low'])} to {_percent(row['high'])})"
        for row in said["strata"]
    ]
    told.append(
        f"If {_percent(judged['sensitivity'][0])} to {_percent(judged['sensitivity'][1])} of the minors and "
        f"{_percent(judged['specificity'][0])} to {_percent(judged['specificity'][1])} of the adults are judged rightly: "
        f"{_percent(judged['estimate_low'])} to {_percent(judged['estimate_high'])}, with the interval "
        f"{_percent(judged['low'])} to {_percent(judged['high'])}."
    )
    if "change" in said:
        change = said["change"]
        told.append(f"Since the earlier round: {100 * change['difference']:+.2f} points "
                    f"({100 * change['low']:+.2f} to {100 * change['high']:+.2f}), p = {change['p']:.3g}.")  # fmt: skip
    told.append("It says nothing of who was in no venue that could be entered: streets, private rooms, online.")
    return told


def _change(before: venues.Share, after: venues.Share) -> dict[str, Any]:
    from samaki.prevalence import venues

    change = venues.change(before, after)
    return {
        "difference": _number(change.difference), "low": _number(change.low), "high": _number(change.high), "p": _number(change.p),
        "ratio": _number(change.ratio), "ratio_low": _number(change.ratio_low), "ratio_high": _number(change.ratio_high),
    }  # fmt: skip


def _share(told: venues.Share) -> dict[str, Any]:
    return {"estimate": _number(told.value), "low": _number(told.low), "high": _number(told.high), "se": _number(told.error),
            "design_effect": _number(told.effect), "degrees_of_freedom": told.freedom}  # fmt: skip


def _number(value: float) -> float | None:
    """JSON knows neither infinity nor NaN."""
    return float(value) if math.isfinite(value) else None


def _people(value: float | None) -> str:
    return "no end" if value is None else f"{value:,.0f}"


def _percent(value: float) -> str:
    return f"{100 * value:.2f} %"


def _replicates(text: str) -> int:
    if not text.isdecimal() or int(text) > MOST_REPLICATES:
        raise argparse.ArgumentTypeError(f"{text}: a number from 0 to {MOST_REPLICATES}")
    return int(text)


def _seed(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise argparse.ArgumentTypeError(f"{text}: a whole number of at most 18 digits")
    return int(text)
