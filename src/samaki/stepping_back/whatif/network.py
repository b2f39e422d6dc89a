"""From sums of 12 months to a network of queues: one node for each kind of unit of an area. Pure.

What is observed: how many steps came to a kind of unit, how long one stayed there (Little 1961: mean number present / rate), how many
members work there, to whom it handed on, and which part of the critical steps the mentor did or led. How long the work itself is nobody
writes down. It follows: the length of work with which a queue of so many members (M/M/c, Erlang C) keeps a step as long as was observed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scipy.optimize import brentq

from samaki.figures.queueing import Network, Node, mean_wait

FEWEST = 5
"""Steps in the time; of a kind of unit with fewer nothing is said."""

MOST_ONWARD = 0.95
"""A part of all cases leaves at each node."""


@dataclass
class Seen:
    """Sums of a kind of unit. `came`, `went`: steps; `present`: mean number of steps that were there; `members`: who work there; `done`,
    `led`: critical steps done, and how many of them the mentor did or led; `onward`: kind of unit -> hand-offs offered to it."""

    came: int = 0
    went: int = 0
    present: float = 0.0
    members: int = 0
    done: int = 0
    led: int = 0
    onward: dict[str, int] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """The mentor's part of the work: that of critical steps stands for all."""
        return self.led / self.done if self.done else 0.0

    @property
    def enough(self) -> bool:
        """Whether anything is said of it."""
        return min(self.came, self.went) >= FEWEST and self.present > 0


def network(seen: Mapping[str, Seen], days: float) -> Network:
    """Nodes of the kinds of which enough is known; rates in steps a day. What comes from kinds of which too little is known comes from
    outside."""
    known = {kind: one for kind, one in seen.items() if one.enough}
    rates = {kind: (one.came + one.went) / 2 / days for kind, one in known.items()}
    parts = _onward(known, rates)
    return {
        kind: Node(
            servers=max(1, one.members),
            arrivals=max(0.0, rates[kind] - sum(rates[a] * parts[a].get(kind, 0.0) for a in known)),
            work=work(max(1, one.members), rates[kind] * (1 - one.share), one.present / rates[kind]),
            onward=parts[kind], mentor=one.share,
        )
        for kind, one in known.items()
    }  # fmt: skip


def _onward(known: Mapping[str, Seen], rates: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """Parts that go on: no more than leave a node, and no more than come to one."""
    parts = {
        kind: {
            other: number / max(one.went, 1) for other, number in one.onward.items() if other in known and other != kind
        }
        for kind, one in known.items()
    }
    for of_one in parts.values():
        total = sum(of_one.values())
        for other in of_one if total > MOST_ONWARD else ():
            of_one[other] *= MOST_ONWARD / total
    for kind in known:
        inflow = sum(rates[a] * parts[a].get(kind, 0.0) for a in known)
        for of_one in parts.values() if inflow > rates[kind] else ():
            of_one[kind] = of_one.get(kind, 0.0) * rates[kind] / inflow
    return parts


def work(servers: int, arrivals: float, stay: float) -> float:
    """The mean length of work with which steps stay so long, waiting counted in: S + wait(S) = stay. Never more than the stay, nor so much
    that the queue would not hold."""
    if arrivals <= 0:
        return stay
    most = min(stay, servers / arrivals * (1 - 1e-9))

    def too_long(length: float) -> float:
        return length + mean_wait(servers, arrivals, length) - stay

    if too_long(most) <= 0:
        return most
    return float(brentq(too_long, stay * 1e-9, most))
