"""The tall picture (phones): the same rings as a list that starts at "your step" and unfolds both ways.

It has no geometry of its own: words wrap and grow with the reader's letters, and staff.css strings the rings together.
What is decided here is only the order and what is folded. Nothing overdue or broken is ever folded away.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from samaki.web.chain.rings import ALARMING, LinkState, Ring, Strand

SHOWN = 4  # rings in view from the first one that matters
WORTH_FOLDING = 2  # a single ring is not worth a fold


@dataclass(frozen=True)
class TallLink:
    """A ring, and the state of the small link to the ring after it (`None` for the last of the strand)."""

    ring: Ring
    after: LinkState | None


@dataclass(frozen=True)
class TallStrand:
    """A strand in three parts, in order; the outer two are folded."""

    strand: Strand
    earlier: tuple[TallLink, ...]
    near: tuple[TallLink, ...]
    later: tuple[TallLink, ...]


@dataclass(frozen=True)
class TallPicture:
    """The strands, the reader's own first."""

    strands: tuple[TallStrand, ...]


def layout_tall(strands: Iterable[Strand]) -> TallPicture:
    """Fold each strand around what is the reader's, or what is not done yet."""
    ordered = sorted(strands, key=lambda strand: not strand.has_mine)
    return TallPicture(tuple(_fold_around(strand) for strand in ordered))


def _fold_around(strand: Strand) -> TallStrand:
    if strand.sealed_words is not None:
        return TallStrand(strand, (), (), ())
    rings = strand.rings
    links = tuple(
        TallLink(ring, rings[place + 1].link_before if place + 1 < len(rings) else None)
        for place, ring in enumerate(rings)
    )
    start, end = _in_view(rings)
    return TallStrand(strand, links[:start], links[start:end], links[end:])


def _in_view(rings: tuple[Ring, ...]) -> tuple[int, int]:
    """Where the part in view starts and ends: from the reader's step (or the first not done), over all alarms."""
    alarming = [place for place, ring in enumerate(rings) if ring.state in ALARMING]
    mine = [place for place, ring in enumerate(rings) if ring.mine and ring.state != "done"]
    undone = [place for place, ring in enumerate(rings) if ring.state != "done"]
    first = (mine or undone or [max(len(rings) - 1, 0)])[0]
    start = min([first, *alarming])
    end = max([start + SHOWN, *(place + 1 for place in alarming + mine)])
    if start < WORTH_FOLDING:
        start = 0
    return start, len(rings) if len(rings) - end < WORTH_FOLDING else end
