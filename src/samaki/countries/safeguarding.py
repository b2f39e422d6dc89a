"""What keeps a child safe, in times and codes of a pack: a safety plan, where the child stays, the clock of a missing child."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from samaki.countries.durations import Duration
from samaki.countries.reading import Entry

if TYPE_CHECKING:
    from samaki.countries.pack import Pack

TIMES = ("plan", "basis", "first", "again")


@dataclass(frozen=True, kw_only=True)
class Safeguarding:
    """`plan`: a safety plan is looked at again within that time; `basis`: within it a stay without a ground of custody is asked about.
    `first`, `again`: when the clock of a missing child calls first, and each time after. Of `placement_reason`: `family`, which are the
    child's own or another family; `residential`, before which a family is looked for. `services`: of the directory, with places to sleep.
    `no_basis`: codes of `custody_reason` that are none yet."""

    plan: Duration = Duration(14, "days")
    basis: Duration = Duration(3, "days")
    first: Duration = Duration(1, "clock_hours")
    again: Duration = Duration(4, "clock_hours")
    family: tuple[str, ...] = ()
    residential: tuple[str, ...] = ()
    no_basis: tuple[str, ...] = ()
    services: tuple[str, ...] = ()


def read(entry: Entry) -> Safeguarding:
    """The table `[care.safety]` of a pack; a pack may go without."""
    times: dict[str, Any] = {name: entry.duration(name) for name in TIMES if name in entry.table}
    codes: dict[str, Any] = {name: entry.codes(name) for name in ("family", "residential", "no_basis", "services")}
    return Safeguarding(**times, **codes)


def problems(pack: Pack) -> Iterator[str]:
    """Known codes; a clock of a missing child that does not let a night pass."""
    told = pack.caring.safety
    lists = {"family": pack.reasons["placement"], "residential": pack.reasons["placement"], "no_basis": pack.reasons["custody"],
             "services": pack.services}  # fmt: skip
    for name, known in lists.items():
        for code in getattr(told, name):
            if code not in known:
                yield f"care.safety: '{name}' names '{code}', which is no code of its list."
    if told.family and "arrived" not in pack.reasons["found"]:
        yield "found_reason: the code 'arrived' must be there: an arrival finds a missing child."
    for name in ("first", "again"):
        if getattr(told, name).unit not in ("clock_hours", "clock_minutes"):
            yield f"care.safety: '{name}' must be hours or minutes of the clock: a missing child does not wait for an office."
