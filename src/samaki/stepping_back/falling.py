"""Why an area falls short, as far as its reader may know: for each family of steps, and where none tells a reason by itself, for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from samaki.figures.shortfall import Short, Told, added, exactly, guarded, guarded_together
from samaki.insights.figures import FEWEST
from samaki.stepping_back.index import Chain


@dataclass(frozen=True)
class Why:
    """`by_family`: family -> what is told of it. `whole`: of all families together; to others only where no family tells a reason, for
    one told beside the other could be subtracted. `main`: the main reason of the weakest family; where nothing of that one may be told,
    of all together."""

    by_family: Mapping[str, Told]
    whole: Told
    main: Short | None


def why(chain: Chain, *, of_others: bool) -> Why:
    """`of_others`: without what would tell of fewer than five."""
    kinds = {row.family: row.kind for row in chain.rows if not row.few}
    if of_others:
        by_family = {family: guarded(kind, FEWEST) for family, kind in kinds.items()}
        alone = any(told.counts for told in by_family.values())
        whole = Told() if alone else guarded_together(list(kinds.values()), FEWEST)
    else:
        by_family, whole = (
            {family: exactly(kind) for family, kind in kinds.items()},
            exactly(added(list(kinds.values()))),
        )
    weakest = by_family.get(chain.weakest.family, Told())
    return Why(by_family, whole, weakest.main if weakest.counts else whole.main)
