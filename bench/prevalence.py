"""Estimates of prevalence: how long 1,000 bootstraps take that choose the model again, and how often intervals hold the truth.

`./samaki bench prevalence`. The limit is a tenth of the 281 s that the authors' package for R takes for 1,000 bootstraps of the stepwise
choice on the six lists of the United Kingdom (measured once on such a machine, two cores); the procedure here is the same or stricter:
every choice is checked for existence and identifiability, and every replicate chooses again. `--coverage` adds the simulations, minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path
from typing import Any

from bench.figures import Figure

TABLES = Path(__file__).resolve().parents[1] / "tests" / "prevalence" / "tables"
REFERENCE_SECONDS, TIMES_FASTER = 281.0, 10.0


def run(options: argparse.Namespace) -> list[Figure]:
    """Prints JSON; ends with 1 when the limit is not met."""
    told: dict[str, Any] = {
        "load": round(os.getloadavg()[0], 1),
        "estimates": _estimates(options.replicates, options.rounds),
    }
    seconds = told["estimates"][0]["seconds"] * 1000 / options.replicates
    told["times_faster_than_reference"] = round(REFERENCE_SECONDS / seconds, 1)
    if options.coverage:
        told["coverage_of_lists"] = _lists(options.tables, options.replicates_of_tables)
        told["coverage_of_surveys"] = _surveys()
    print(json.dumps(told, indent=None if options.json else 1))
    return [
        Figure(
            "bootstraps, times faster than the reference",
            told["times_faster_than_reference"],
            "",
            TIMES_FASTER,
            least=True,
        ),
        *(Figure(f"{one['table']} by {one['method']}", one["seconds"], "s") for one in told["estimates"]),
    ]


def _estimates(replicates: int, rounds: int) -> list[dict[str, Any]]:
    from samaki.prevalence import mse

    asked = (("uk2013_6list", mse.STEPWISE), ("kosovo_4list", mse.BIC), ("kosovo_4list", mse.STEPWISE))
    told = []
    for name, method in asked:
        histories, seconds = mse.read(TABLES / f"{name}.csv"), []
        for _ in range(rounds):
            _forget()
            began = time.perf_counter()
            found = mse.estimate(histories, method, replicates)
            seconds.append(time.perf_counter() - began)
        told.append({
            "table": name, "method": method, "replicates": replicates, "estimate": round(found.total, 2), "model": found.label,
            "bca": [round(bound) for bound in found.interval or ()], "conditional": [round(bound) for bound in found.conditional],
            "seconds": round(sorted(seconds)[len(seconds) // 2], 2), "least_seconds": round(min(seconds), 2),
        })  # fmt: skip
    return told


def _forget() -> None:
    """Verdicts are kept by pattern; each round begins without them."""
    from samaki.prevalence.mse import existence

    existence._programme.cache_clear()
    existence._independent.cache_clear()


def _lists(tables: int, replicates: int) -> list[dict[str, Any]]:
    from samaki.prevalence.mse import simulating as s

    asked = (
        ("three independent lists", s.INDEPENDENT, "bic"), ("four lists, two pairs linked", s.LINKED, "bic"),
        ("four lists, two pairs linked", s.LINKED, "stepwise"), ("six thin lists, three pairs linked", s.SIX, "stepwise"),
    )  # fmt: skip
    told = []
    for name, population, method in asked:
        found = s.coverage(population, tables, replicates, 2015, method)
        told.append({
            "population": name, "people": population.people, "method": method, "tables": tables, "replicates": replicates,
            "refused": found.refused, "bca": round(found.shares[0], 3), "conditional": round(found.shares[1], 3),
        })  # fmt: skip
    return told


def _surveys() -> list[dict[str, Any]]:
    from samaki.prevalence.venues.simulating import SURVEYS, covered

    return [
        {"survey": name, "surveys": 2000, "coverage": round(covered(town, drawn, 2000, 2015, finite), 4)}
        for name, town, drawn, finite in SURVEYS
    ]


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this bench."""
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--replicates", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--coverage", action="store_true")
    parser.add_argument("--tables", type=int, default=200)
    parser.add_argument("--replicates-of-tables", type=int, default=200)
