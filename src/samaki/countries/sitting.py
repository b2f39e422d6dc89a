"""How courts sit, as values of a pack: reminders of hearings, warnings before the limits of a court file, routes of appeal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from samaki.countries.durations import STATUSES, Duration
from samaki.countries.labels import Texts
from samaki.countries.reading import Entry

if TYPE_CHECKING:
    from samaki.countries.pack import Pack


@dataclass(frozen=True)
class Route:
    """`court`: the court of appeal that serves an `area` (a place of the pack), as words in each language; `status` and `source` as for
    time limits. A fact to be shown; nothing is sent by it."""

    area: str
    court: Texts
    status: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """`early`, `late`: so long before a hearing its units are reminded of it; `asks`: so long after it they are asked what came of it,
    and again each time as much later; `lasts`: how long one is taken to last where nobody wrote its end, to see what falls together.
    `custody`, `detention`, `appeal`: so long before such a limit of law a court file warns of it; `still`: after a limit of detention it
    warns again each time as much later. `currencies`: of fines and compensation. Proposals of this project where a pack does not say."""

    early: Duration = Duration(7, "days")
    late: Duration = Duration(1, "days")
    asks: Duration = Duration(7, "days")
    lasts: Duration = Duration(2, "clock_hours")
    custody: Duration = Duration(6, "clock_hours")
    detention: Duration = Duration(14, "days")
    appeal: Duration = Duration(7, "days")
    still: Duration = Duration(7, "days")
    currencies: tuple[str, ...] = ("USD",)
    routes: tuple[Route, ...] = ()

    def route(self, area: str) -> Route | None:
        """The court of appeal of an area or of the one above it; None where the pack does not say."""
        fitting = [route for route in self.routes if area.startswith(route.area)]
        return max(fitting, key=lambda route: len(route.area), default=None)


TIMES = ("early", "late", "asks", "lasts", "custody", "detention", "appeal", "still")


def read(entry: Entry) -> Sitting:
    """The table `[hearings]` of a pack; a pack may go without."""
    times = {name: entry.duration(name) for name in TIMES if name in entry.table}
    routes = tuple(
        Route(one.text("area"), one.labels(), one.text("status"), one.text("source", ""))
        for one in entry.items("routes")
    )
    currencies = entry.codes("currencies") if "currencies" in entry.table else Sitting.currencies
    return Sitting(**times, routes=routes, currencies=currencies)


def problems(pack: Pack) -> Iterator[str]:
    """Days before and after, the early one before the late one; clock hours of one hearing."""
    told = pack.sitting
    for name in ("early", "late", "asks"):
        length = getattr(told, name)
        if length.unit != "days" or not 1 <= length.amount <= 92:
            yield f"hearings: '{name}' must be 1 to 92 days."
    if told.early.amount <= told.late.amount:
        yield "hearings: 'early' must lie before 'late'."
    for route in told.routes:
        if route.status not in STATUSES:
            yield f"hearings: the route of '{route.area}' has no status that is known."
        if route.area not in pack.places.by_code:
            yield f"hearings: there is no place '{route.area}' for a route of appeal."
    if told.lasts.unit != "clock_hours" or not 1 <= told.lasts.amount <= 12:
        yield "hearings: 'lasts' must be 1 to 12 clock_hours."
