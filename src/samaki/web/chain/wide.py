"""The wide picture (1100 px and paper). Everything is computed from the column number, nothing is measured.

x of column i    FIRST + i * PITCH; ring WIDTH x HEIGHT; gap between rings PITCH - WIDTH = 20
in a row whose top is T (cx, cy: centre of the ring):
  name           two lines, baselines T+20 and T+38 (one line: T+38), centred on cx
  ring           T+50 to T+112; cy = T+81
  glyph          20 x 20 at (cx-10, T+57); small lock 14 x 14 at (cx+15, T+60); holder baseline T+98
  "you"          34 x 18 on the lower right edge of the ring, at (x+WIDTH-42, T+103)
  posts          T+115 to T+127, 8 apart, on a base line
  state, clock, who led   baselines T+146, T+164, T+182
A hand-off is the small link before ring i: 40 x 24 centred on (x-10, cy). Where a row breaks, half a link closes it
and half a link opens the next. Interlocking is drawn in five layers: fills, links with a halo, ring outlines, the same
links clipped to the half above cy (so each passes over the ring above and under it below), words.
A sealed strand is one line of words, SEALED high.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from samaki.web.chain.rings import LinkState, Ring, Strand, cut, fold

PER_ROW = 8
FIRST, PITCH, WIDTH, HEIGHT = 34, 146, 126, 62
PICTURE_WIDTH = 2 * FIRST + (PER_ROW - 1) * PITCH + WIDTH
LABEL, ROW, SEALED, BETWEEN = 24, 192, 34, 22
RING_TOP, CENTRE = 50, 81
LINK_WIDTH, LINK_HEIGHT = 40, 24
HOLDER_WIDTH, TEXT_WIDTH = WIDTH - 14, PITCH - 8


@dataclass(frozen=True)
class WideRing:
    """A ring in its place; texts are cut to fit."""

    ring: Ring
    x: int
    top: int  # of the row
    name: tuple[str, ...]
    holder: str
    clock: str
    led: str

    @property
    def cx(self) -> int:
        """Middle of the ring, across."""
        return self.x + WIDTH // 2

    @property
    def cy(self) -> int:
        """Middle of the ring, down."""
        return self.top + CENTRE

    @property
    def y(self) -> int:
        """Top of the ring."""
        return self.top + RING_TOP

    @property
    def posts(self) -> tuple[int, ...]:
        """Where the posts under the ring stand."""
        count = self.ring.posts
        return tuple(self.cx - 4 * (count - 1) + 8 * place for place in range(count))


@dataclass(frozen=True)
class WideLink:
    """A small link centred on (x, y); `half` is `whole`, or at the break of a row `closing` or `opening`."""

    x: int
    y: int
    state: LinkState
    half: str


@dataclass(frozen=True)
class WideRow:
    """At most eight rings and the links between them."""

    key: str
    top: int
    rings: tuple[WideRing, ...]
    links: tuple[WideLink, ...]


@dataclass(frozen=True)
class WideStrand:
    """A strand in its place."""

    strand: Strand
    top: int
    height: int
    rows: tuple[WideRow, ...]


@dataclass(frozen=True)
class WidePicture:
    """The whole picture: its viewBox is `0 0 width height`."""

    width: int
    height: int
    strands: tuple[WideStrand, ...]

    @property
    def folded(self) -> bool:
        """Whether done steps stand folded in one ring."""
        return any(one.ring.count > 1 for strand in self.strands for row in strand.rows for one in row.rings)


def layout_wide(strands: Iterable[Strand], *, unfolded: bool = False) -> WidePicture:
    """Place every strand under the one before; `unfolded` shows the done steps one by one."""
    placed: list[WideStrand] = []
    top = 0
    for strand in strands:
        one = _place_strand(strand, top, unfolded=unfolded)
        placed.append(one)
        top = one.top + one.height + BETWEEN
    return WidePicture(PICTURE_WIDTH, max(top - BETWEEN, 0), tuple(placed))


def _place_strand(strand: Strand, top: int, *, unfolded: bool) -> WideStrand:
    if strand.sealed_words is not None or not strand.rings:
        return WideStrand(strand, top, SEALED, ())
    rings = strand.rings if unfolded else fold(strand.rings, most=PER_ROW)
    rows = tuple(
        _place_row(strand.key, rings, start, top + LABEL + start // PER_ROW * (ROW + BETWEEN))
        for start in range(0, len(rings), PER_ROW)
    )
    return WideStrand(strand, top, rows[-1].top + ROW - top, rows)


def _place_row(key: str, rings: tuple[Ring, ...], start: int, top: int) -> WideRow:
    here = rings[start : start + PER_ROW]
    places = tuple(_place_ring(ring, column, top) for column, ring in enumerate(here))
    links = [
        WideLink(one.x - (PITCH - WIDTH) // 2, one.cy, one.ring.link_before, "opening" if column == 0 else "whole")
        for column, one in enumerate(places)
        if column or start
    ]
    if start + PER_ROW < len(rings):
        last = places[-1]
        after = rings[start + PER_ROW].link_before
        links.append(WideLink(last.x + WIDTH + (PITCH - WIDTH) // 2, last.cy, after, "closing"))
    return WideRow(f"{key}-{start}", top, places, tuple(links))


def _place_ring(ring: Ring, column: int, top: int) -> WideRing:
    return WideRing(
        ring=ring,
        x=FIRST + column * PITCH,
        top=top,
        name=tuple(cut(line, width=TEXT_WIDTH, size=14.5) for line in ring.name[:2]),
        holder=cut(ring.holder[0], width=HOLDER_WIDTH, size=13) if ring.holder else "",
        clock=cut(ring.clock, width=TEXT_WIDTH, size=13),
        led=cut(ring.led, width=TEXT_WIDTH, size=13),
    )
