"""Whose answer it is, and one line of it: what is read of a table for who asks what is held about a child."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from samaki.vault import sealing as vault


@dataclass(frozen=True)
class Whose:
    """`parts`: those given; `own`: the child and who asks; `several`: the case has other children, so what belongs to no child is theirs
    too; `asker`: child | guardian | lawyer."""

    case_id: UUID
    child_id: UUID
    parts: frozenset[str]
    own: frozenset[UUID]
    several: bool
    asker: str

    @property
    def mine(self) -> Q:
        """Of the child; of no child only where there is no other one."""
        own = Q(case_id=self.case_id, child_id=self.child_id)
        return own if self.several else own | Q(case_id=self.case_id, child_id=None)

    @property
    def alone(self) -> Q:
        """Of the whole case, where nobody else's child is in it; nothing else."""
        return Q(pk__in=[]) if self.several else Q(case_id=self.case_id)

    def first(self, *rooms: str) -> str:
        """The first of these parts that is given; empty where none is."""
        return next((room for room in rooms if room in self.parts), "")


@dataclass(frozen=True)
class Entry:
    """One row. `at`: when it happened; `recorded_at`: when it was written down; `said`: its words, each with when they were written.
    `later`: its words were changed since somebody read them."""

    table: str
    room: str
    row: Any
    at: datetime
    recorded_at: datetime
    precision: str = "instant"
    said: tuple[tuple[datetime, str], ...] = ()
    later: bool = False

    @property
    def texts(self) -> list[str]:
        return [text for _at, text in self.said if text.strip()]

    @property
    def unit(self) -> int:
        """Who wrote it down."""
        return int(getattr(self.row, "unit_id", None) or self.row.unit)

    def until(self, moment: datetime) -> Entry:
        """As it was written until then: what its words were changed to since is not given, nor what was added."""
        return replace(self, said=() if self.later else tuple(one for one in self.said if one[0] <= moment))

    def newer(self, moment: datetime) -> bool:
        """Whether something of it was written after that."""
        return self.later or self.recorded_at > moment or any(at > moment for at, _text in self.said)


def opened(row: Any) -> Any:
    """What is sealed on a row of a case: an object or a list of texts."""
    return json.loads(vault.unseal(vault.key_of(case_id=row.case_id), row.sealed, row.place))


def words(row: Any, *names: str, at: datetime | None = None) -> tuple[tuple[datetime, str], ...]:
    """These texts of a row, written at `at`, else when the row was."""
    told, written = opened(row), at or row.recorded_at
    return tuple((written, str(told.get(name) or "")) for name in names)
