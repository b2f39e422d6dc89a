"""Who must have signed how an installation is governed, as values of a pack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from samaki.countries.durations import Duration
from samaki.countries.reading import Entry

if TYPE_CHECKING:
    from samaki.countries.pack import Pack

FEWEST = 2
"""One agency alone governs no installation, whatever a pack says; the database says the same (migration 0056)."""


@dataclass(frozen=True, kw_only=True)
class Governing:
    """`signatures`: so many agencies sign; `not_counted`: kinds of agencies and units whose signature does not count; `review`: at
    the latest after so long it is looked at again. Proposals of this project where a pack does not say."""

    signatures: int = FEWEST
    not_counted: tuple[str, ...] = ()
    review: Duration = Duration(12, "months")


def read(entry: Entry) -> Governing:
    """The table `[governance]` of a pack; a pack may go without."""
    usual = Governing()
    return Governing(
        signatures=entry.number("signatures") if "signatures" in entry.table else usual.signatures,
        not_counted=entry.codes("not_counted"),
        review=entry.duration("review") if "review" in entry.table else usual.review,
    )


def problems(pack: Pack) -> Iterator[str]:
    """At least two signatures, known agency kinds, a review within whole days or months."""
    governing = pack.governing
    if governing.signatures < FEWEST:
        yield f"governance: 'signatures' must be {FEWEST} or more."
    for code in governing.not_counted:
        if code not in pack.agency_kinds:
            yield f"governance: agency kind '{code}' does not exist in this pack."
    if governing.review.unit not in ("days", "months") or governing.review.amount < 1:
        yield "governance: 'review' must be a time in days or months."
