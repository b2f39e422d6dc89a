"""What falls together: the same child, the same person of ours or the same room of a court at one time. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from samaki.agencies.country import pack

EXACT = ("instant", "day")
"""Of a hearing of which only the month is known nothing can be said."""


@dataclass(frozen=True)
class Slot:
    """When and where a hearing is; `room`: (court or place, room), None where one of both is not known.
    `of`: its case, and what it is for."""

    key: UUID
    at: datetime
    until: datetime | None
    precision: str
    children: frozenset[UUID]
    members: frozenset[UUID]
    room: tuple[str, str] | None
    of: tuple[UUID, str] | None = None


@dataclass(frozen=True)
class Clash:
    """`why`: twice | child | person | room; `other`: the hearing with which it falls together; `who`: the child or the member."""

    why: str
    other: UUID
    who: UUID | None = None


def clashes(slots: Iterable[Slot]) -> dict[UUID, list[Clash]]:
    """Hearing -> with what it falls together. A day without an hour falls together with everything of that day, but for the room."""
    order = sorted((slot for slot in slots if slot.precision in EXACT), key=lambda slot: (slot.at, slot.key))
    found: dict[UUID, list[Clash]] = {}
    open_ones: list[Slot] = []
    for slot in order:
        open_ones = [one for one in open_ones if _end(one) > slot.at]
        for one in open_ones:
            for why, who in _shared(one, slot):
                found.setdefault(one.key, []).append(Clash(why, slot.key, who))
                found.setdefault(slot.key, []).append(Clash(why, one.key, who))
        open_ones.append(slot)
    return found


def _end(slot: Slot) -> datetime:
    if slot.precision == "day":
        return slot.at + timedelta(days=1)
    return slot.until or slot.at + timedelta(hours=pack().sitting.lasts.amount)


def _shared(one: Slot, other: Slot) -> list[tuple[str, UUID | None]]:
    if one.of is not None and one.of == other.of and one.at == other.at and one.precision == other.precision:
        return [("twice", None)]
    found: list[tuple[str, UUID | None]] = [("child", key) for key in sorted(one.children & other.children)]
    found += [("person", key) for key in sorted(one.members & other.members)]
    exact = one.precision == other.precision == "instant"
    return [*found, ("room", None)] if exact and one.room is not None and one.room == other.room else found
