"""Rounds that others published: figures with their source, what they do not cover, and who doubts them. Facts of a country, so a pack holds
the file: a row with `round`, `area`, `measure`, `value` (a share), `people`, `minors`, `venues`, `low`, `high` (empty where not published),
`status`, `source`, `note`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Published:
    """One figure. None: not published, or not found. `status`: how well the figure is known (`verified`, `press`)."""

    round: str
    area: str
    measure: str
    value: float | None
    people: int | None
    minors: int | None
    venues: int | None
    low: float | None
    high: float | None
    status: str
    source: str
    note: str

    @property
    def has_interval(self) -> bool:
        """Whether an interval was published. Without one no round can be compared with it by more than eye."""
        return self.low is not None and self.high is not None


def read(path: Path) -> tuple[Published, ...]:
    """The rows of the file, in its order."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(_row(row) for row in csv.DictReader(file))


def _row(row: dict[str, str]) -> Published:
    return Published(
        round=row["round"], area=row["area"], measure=row["measure"], value=_share(row["value"]), people=_whole(row["people"]),
        minors=_whole(row["minors"]), venues=_whole(row["venues"]), low=_share(row["low"]), high=_share(row["high"]),
        status=row["status"], source=row["source"], note=row["note"],
    )  # fmt: skip


def _share(cell: str) -> float | None:
    return float(cell) if cell else None


def _whole(cell: str) -> int | None:
    return int(cell) if cell else None
