"""The tall picture (phones): the same rings as a list that starts at "your step" and unfolds both ways.

It has no geometry of its own: words wrap and grow with the reader's letters, and staff.css strings the rings together.
What is decided here is only the order and what is folded. Nothing overdue or broken is ever folded away. Steps stand in
the order of opening; where one does not follow the one above it, there is no link, and words say what it follows.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from samaki.web.chain.rings import ALARMING, ENDED, LinkState, Ring, Strand
from samaki.web.chain.tree import parents

SHOWN = 4  # rings in view from the first one that matters
WORTH_FOLDING = 2  # a single ring is not worth a fold


@dataclass(frozen=True)
class TallLink:
    """A ring, the state of the small link to the ring below it (`None` where that does not follow it), and the ring it
    follows where that is not the one above (`None` where it is, or where it follows none). `beside`: the ring below is
    parallel, it follows the same one."""

    ring: Ring
    after: LinkState | None
    follows: Ring | None = None
    beside: bool = False


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


def rows_of(strand: Strand) -> tuple[TallLink, ...]:
    """Every ring for the table, with the ring it follows; none of a sealed strand."""
    if strand.sealed_words is not None:
        return ()
    above = parents(strand.rings)
    rows = zip(strand.rings, above, strict=True)
    return tuple(TallLink(ring, None, None if parent is None else strand.rings[parent]) for ring, parent in rows)


def _fold_around(strand: Strand) -> TallStrand:
    if strand.sealed_words is not None:
        return TallStrand(strand, (), (), ())
    links = _links(strand.rings)
    start, end = _in_view(strand.rings)
    return TallStrand(strand, links[:start], links[start:end], links[end:])


def _links(rings: tuple[Ring, ...]) -> tuple[TallLink, ...]:
    above = parents(rings)
    links = []
    for place, (ring, parent) in enumerate(zip(rings, above, strict=True)):
        linked = place + 1 < len(rings) and above[place + 1] == place
        far = rings[parent] if parent is not None and parent != place - 1 else None
        beside = parent is not None and place + 1 < len(rings) and above[place + 1] == parent
        links.append(TallLink(ring, rings[place + 1].link_before if linked else None, far, beside))
    return tuple(links)


def _in_view(rings: tuple[Ring, ...]) -> tuple[int, int]:
    """Where the part in view starts and ends: from the reader's step (or the first not done), over all alarms."""
    alarming = [place for place, ring in enumerate(rings) if ring.state in ALARMING]
    mine = [place for place, ring in enumerate(rings) if ring.mine and ring.state not in ENDED]
    undone = [place for place, ring in enumerate(rings) if ring.state not in ENDED and not ring.mended]
    first = (mine or undone or [max(len(rings) - 1, 0)])[0]
    start = min([first, *alarming])
    end = max([start + SHOWN, *(place + 1 for place in alarming + mine)])
    if start < WORTH_FOLDING:
        start = 0
    return start, len(rings) if len(rings) - end < WORTH_FOLDING else end
