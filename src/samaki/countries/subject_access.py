"""Within what time a child is answered who asks what is held about them, and how long the answer can be collected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from samaki.countries.durations import STATUSES, Duration
from samaki.countries.reading import Entry

if TYPE_CHECKING:
    from samaki.countries.pack import Pack

MOST = 20
"""Times that a pack can allow one answer to be collected."""


@dataclass(frozen=True, kw_only=True)
class SubjectAccess:
    """`due`: within this a request is decided, from the day on which it was asked; `collect`: so long what was decided can be
    collected, `most` times. `status` and `source` say what the time rests on; anything but statutory-verified is shown as not
    legally verified.
    """

    due: Duration = Duration(30, "days")
    collect: Duration = Duration(30, "days")
    most: int = 3
    status: str = "practice-target"
    source: str = ""


def read(entry: Entry) -> SubjectAccess:
    """The table `[subject_access]` of a pack; a pack may go without."""
    usual = SubjectAccess()
    return SubjectAccess(
        due=entry.duration("due") if "due" in entry.table else usual.due,
        collect=entry.duration("collect") if "collect" in entry.table else usual.collect,
        most=entry.number("most") if "most" in entry.table else usual.most,
        status=entry.text("status", usual.status),
        source=entry.text("source", ""),
    )


def problems(pack: Pack) -> Iterator[str]:
    """What cannot be, one sentence each."""
    rule = pack.subject_access
    if rule.status not in STATUSES:
        yield f"subject_access: the status '{rule.status}' is not one of {', '.join(STATUSES)}"
    if not 1 <= rule.most <= MOST:
        yield f"subject_access: 'most' must be from 1 to {MOST}"
    if rule.status.startswith("statutory") and not rule.source:
        yield "subject_access: 'source' must say where the law says so"
