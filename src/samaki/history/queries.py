"""Reading old lists, as far as the session may see them: of its own agency for who leads a unit there, of all for who oversees."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from samaki.history.columns import Chosen
from samaki.history.models import ANSWERED, DONE, HANDED, IN_TIME, KEPT, OldFigure, OldList
from samaki.history.reading import Cell, Counted, Words, plain
from samaki.history.words import words_of
from samaki.vault.sealing import installation_digest

MOST = 200
"""Lists of one page."""


def lists() -> list[OldList]:
    """Kept ones first, then those taken back, the newest first. 1 query."""
    rows = OldList.objects.select_related("agency", "unit").order_by("state", "-at", "-id")
    return list(rows[:MOST])


def counted_of(row: OldList) -> dict[Cell, Counted]:
    """What was counted of a list, in the order of years and links. 1 query."""
    return _cells(list(OldFigure.objects.filter(old_list=row)))


def in_year(year: int) -> list[tuple[OldList, dict[Cell, Counted]]]:
    """Each kept list that says something of this year. Lists are never added up: two may tell of the same hand-offs. 1 query."""
    rows = OldFigure.objects.filter(year=year, old_list__state=KEPT).select_related("old_list__agency")
    by_list: dict[UUID, list[OldFigure]] = {}
    for one in rows.order_by("old_list__at", "old_list"):
        by_list.setdefault(one.old_list_id, []).append(one)
    return [(some[0].old_list, _cells(some)) for some in by_list.values()]


def years() -> set[int]:
    """Of which kept lists tell. 1 query."""
    return set(OldFigure.objects.filter(old_list__state=KEPT).values_list("year", flat=True).distinct())


def heads_digest(heads: Sequence[str]) -> str:
    """By which a file with the same headings is known again. Keyed: a file without headings has a row of the list in their place."""
    content = json.dumps([plain(head) for head in heads], ensure_ascii=False).encode()
    return installation_digest("old list heads", content).hex()


def remembered(agency: UUID, heads: str) -> tuple[Chosen, Words] | None:
    """What the headings and words of the last file like it meant to this agency. 1 query."""
    row = OldList.objects.filter(agency=agency, heads=heads).order_by("-at", "-id").first()
    if row is None:
        return None
    kept: dict[str, Any] = words_of(row)["mapping"]
    words = {(name, word): code for name, word, code in kept["words"]}
    return Chosen(kept["shape"], kept["places"], kept["fixed"]), words


def _cells(rows: Sequence[OldFigure]) -> dict[Cell, Counted]:
    told: dict[Cell, dict[str, int]] = {}
    for one in rows:
        told.setdefault(Cell(one.area, one.asks, one.asked, one.year), {})[one.measure] = one.count
    order = sorted(told, key=lambda cell: (cell.year, cell.area, cell.asks, cell.asked))
    return {
        cell: Counted(of.get(HANDED, 0), of.get(ANSWERED), of.get(DONE), of.get(IN_TIME))
        for cell in order for of in [told[cell]]
    }  # fmt: skip
