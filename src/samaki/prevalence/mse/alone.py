"""One estimate in a process of its own, so that whatever a table asks for, it takes no more memory and time than that process may.

Reads one JSON object from its input: `lists` (how many), `counts` ([set of lists as bits, people] each), `method`, `replicates`, `seed`,
`memory` (bytes). Writes lines of JSON: `{"done": n, "of": n}` from time to time, and at the end `{"result": ...}` or
`{"unusable": code, "values": ...}`. Lists stand by their place; it learns no name. Run by its path, with `python -I`.
"""

from __future__ import annotations

import json
import math
import os
import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from samaki.prevalence.mse import Estimate, Histories

MOST_MODELS = 150
"""Models of which the result tells."""


def main() -> None:
    """One estimate."""
    sys.path.insert(0, str(Path(__file__).parents[3]))
    asked = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_AS, (asked["memory"], asked["memory"]))
    os.nice(10)
    from samaki.prevalence import Unusable

    try:
        _write(result=_estimated(asked))
    except Unusable as problem:
        _write(unusable=problem.code, values={name: value for name, value in problem.values.items() if name != "list"})


def _estimated(asked: dict[str, Any]) -> dict[str, Any]:
    from samaki.prevalence import mse

    names = [f"{at:02}" for at in range(asked["lists"])]
    histories = mse.from_counts(
        names,
        {
            frozenset(name for at, name in enumerate(names) if mask >> at & 1): people
            for mask, people in asked["counts"]
        },
    )
    told = mse.estimate(
        histories,
        asked["method"] or None,
        asked["replicates"],
        asked["seed"],
        tell=lambda done, of: _write(done=done, of=of),
    )
    return _told(histories, told)


def _told(histories: Histories, told: Estimate) -> dict[str, Any]:
    """Numbers and codes; where the lists cannot carry an estimate, no number of people but those of the models."""
    from samaki.prevalence import mse

    interval = told.interval
    return {
        "observed": told.observed, "overlapping": histories.overlapping, "method": told.method, "model": list(told.model),
        "carries": told.carries, "total": _number(told.total), "interval": [_number(one) for one in interval] if interval else None,
        "conditional": [_number(one) for one in told.conditional], "replicates": len(told.replicates.sorted) if told.replicates else 0,
        "without": told.replicates.without if told.replicates else 0,
        "models": [[list(one.model), _number(one.bic), _number(one.total), list(one.best_by)] for one in told.models[:MOST_MODELS]],
        "of_models": len(told.models),
        "warnings": [[one.code, {name: str(value) for name, value in one.values.items()}, one.fatal] for one in told.warnings],
        "verdicts": [[what, mse.verdict(len(histories.lists), histories.table[0], terms).code]
                     for what, terms in (("alone", ()), ("pairs", _pairs(len(histories.lists))), ("chosen", told.model))],
    }  # fmt: skip


def _pairs(lists: int) -> tuple[int, ...]:
    from samaki.prevalence.mse.hierarchies import model, pairs

    return model(pairs(lists))


def _number(value: float) -> float | None:
    """JSON knows neither infinity nor NaN."""
    return float(value) if math.isfinite(value) else None


def _write(**line: Any) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
