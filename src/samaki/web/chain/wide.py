"""The wide picture (1100 px and paper). Everything is computed from column and lane, nothing is measured.

A strand is one or more bands of eight columns; a band is as high as it has lanes. x of column i: FIRST + i * PITCH; ring
WIDTH x HEIGHT; gap between rings PITCH - WIDTH = 20. In a lane whose top is T (cx, cy: centre of the ring):
  name           two lines, baselines T+20 and T+38 (one line: T+38), centred on cx
  ring           T+50 to T+112; cy = T+81
  glyph          20 x 20 at (cx-10, T+57); small lock 14 x 14 at (cx+15, T+60); holder baseline T+98
  "you"          38 x 18 on the lower right edge of the ring, at (cx+21, T+106)
  badge          18 high on the lower left edge, from x+4, at T+106: which child, which time
  posts          T+115 to T+127, 8 apart, on a base line; beside the badge where there is one
  state, clock, who led   baselines T+146, T+164, T+182
A hand-off is the small link before a ring: 40 x 24 centred on (x-10, cy). Parallel rings share a column: from the link
of the one above a fork goes down the middle of the gap to the link of the next; texts end 7 beside it. Where a band
breaks, half a link closes it and half a link opens the next. Interlocking is drawn in layers: fills, links with a halo,
forks, ring outlines, the same links clipped to the half above cy (so each passes over the ring above and under it
below), words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from samaki.web.chain.rings import LinkState, Ring, Strand, cut
from samaki.web.chain.tree import Spot, fold, grow
from samaki.web.chain.widths import estimated_width

PER_BAND = 8
FIRST, PITCH, WIDTH, HEIGHT = 34, 146, 126, 62
GAP = PITCH - WIDTH
PICTURE_WIDTH = 2 * FIRST + (PER_BAND - 1) * PITCH + WIDTH
LANE, RING_TOP, CENTRE = 192, 50, 81
LINK_WIDTH, LINK_HEIGHT = 40, 24
SNAPPED = 38  # a fork to a broken link ends this far above it
HOLDER_WIDTH, TEXT_WIDTH = WIDTH - 24, PITCH - 14
BADGE_SIZE, BADGE_PADDING, BADGE_INSET = 12, 7, 4
BADGE_WIDTH, BADGE_BESIDE_YOU, BADGE_BESIDE_POSTS, POSTS_BESIDE = WIDTH - 8, 76, 80, 20


@dataclass(frozen=True)
class WideRing:
    """A ring in its place; texts are cut to fit."""

    ring: Ring
    x: int
    top: int  # of the lane
    name: tuple[str, ...]
    holder: str
    clock: str
    led: str
    badge: str

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
        middle = max(self.cx, self.x + BADGE_INSET + self.badge_width + POSTS_BESIDE) if self.badge else self.cx
        return tuple(middle - 4 * (count - 1) + 8 * place for place in range(count))

    @property
    def badge_width(self) -> int:
        """How wide the badge is around its words."""
        return round(estimated_width(self.badge, BADGE_SIZE)) + 2 * BADGE_PADDING


@dataclass(frozen=True)
class WideLink:
    """A small link centred on (x, y); `half` is `whole`, or at the break of a band `closing` or `opening`."""

    x: int
    y: int
    state: LinkState
    half: str


@dataclass(frozen=True)
class WideFork:
    """A line down the gap at `x` from the link of one parallel ring to the link of the next.

    `x_from` differs from `x` where the link above is broken: the line then hangs on its left half."""

    x: int
    x_from: int
    y_from: int
    y_to: int


@dataclass(frozen=True)
class WideBand:
    """At most eight columns of rings, the links before them and the forks between them. viewBox: `0 0 width height`."""

    key: str
    height: int
    rings: tuple[WideRing, ...]
    links: tuple[WideLink, ...]
    forks: tuple[WideFork, ...]
    width: int = PICTURE_WIDTH

    @property
    def lane_tops(self) -> range:
        """The top of every lane."""
        return range(0, self.height, LANE)


@dataclass(frozen=True)
class WideStrand:
    """A strand and its bands; none where it is sealed or has no step."""

    strand: Strand
    bands: tuple[WideBand, ...]


@dataclass(frozen=True)
class WidePicture:
    """The whole picture."""

    strands: tuple[WideStrand, ...]

    @property
    def folded(self) -> int:
        """How many done steps stand folded in rings."""
        rings = (one.ring for strand in self.strands for band in strand.bands for one in band.rings)
        return sum(ring.count for ring in rings if ring.count > 1)


def layout_wide(strands: Iterable[Strand], *, unfolded: bool = False) -> WidePicture:
    """Lay out every strand; `unfolded` shows the done steps one by one."""
    return WidePicture(tuple(WideStrand(strand, _bands(strand, unfolded=unfolded)) for strand in strands))


def _bands(strand: Strand, *, unfolded: bool) -> tuple[WideBand, ...]:
    if strand.sealed_words is not None or not strand.rings:
        return ()
    spots = grow(strand.rings if unfolded else fold(strand.rings, most=PER_BAND))
    last = max(spot.column for spot in spots) // PER_BAND
    return tuple(_band(strand.key, spots, number) for number in range(last + 1))


def _band(key: str, spots: tuple[Spot, ...], number: int) -> WideBand:
    here = {at: spot for at, spot in enumerate(spots) if spot.column // PER_BAND == number}
    lanes = {lane: place for place, lane in enumerate(sorted({spot.lane for spot in here.values()}))}
    placed = {
        at: _place(spot.ring, spot.column % PER_BAND, lanes[spot.lane] * LANE) for at, spot in here.items()
    }  # lanes of other bands take no room here
    followers = {at: spot for at, spot in enumerate(spots) if spot.parent is not None}
    links = [_link_before(placed[at], spot.column) for at, spot in followers.items() if at in placed]
    closing: dict[int, LinkState] = {}
    for spot in followers.values():
        if spot.parent in placed and spot.column // PER_BAND > number:
            closing.setdefault(spot.parent, spot.ring.link_before)
    links += [_link_after(placed[at], state) for at, state in closing.items()]
    return WideBand(f"{key}-{number}", len(lanes) * LANE, tuple(placed.values()), tuple(links), _forks(spots, placed))


def _link_before(one: WideRing, column: int) -> WideLink:
    half = "whole" if column % PER_BAND else "opening"
    return WideLink(one.x - GAP // 2, one.cy, one.ring.link_before, half)


def _link_after(one: WideRing, state: LinkState) -> WideLink:
    return WideLink(one.x + WIDTH + GAP // 2, one.cy, state, "closing")


def _forks(spots: tuple[Spot, ...], placed: dict[int, WideRing]) -> tuple[WideFork, ...]:
    """Between each ring and the next one below that follows the same; not where the ring they follow is a band above."""
    forks: list[WideFork] = []
    within = [at for at, spot in enumerate(spots) if at in placed and spot.parent in placed]
    within.sort(key=lambda at: (spots[at].parent, spots[at].lane))
    for _parent, group in groupby(within, key=lambda at: spots[at].parent):
        siblings = [placed[at] for at in group]
        forks += [_fork(upper, lower) for upper, lower in zip(siblings, siblings[1:], strict=False)]
    return tuple(forks)


def _fork(upper: WideRing, lower: WideRing) -> WideFork:
    x, broken_above = upper.x - GAP // 2, upper.ring.link_before == "broken"
    y_from = upper.cy + (10 if broken_above else LINK_HEIGHT // 2)
    y_to = lower.cy - (SNAPPED if lower.ring.link_before == "broken" else LINK_HEIGHT // 2)
    return WideFork(x, x - 6 if broken_above else x, y_from, y_to)


def _place(ring: Ring, column: int, top: int) -> WideRing:
    room = BADGE_BESIDE_YOU if ring.mine else BADGE_BESIDE_POSTS if ring.posts else BADGE_WIDTH
    return WideRing(
        ring=ring,
        x=FIRST + column * PITCH,
        top=top,
        name=tuple(cut(line, width=TEXT_WIDTH, size=14.5) for line in ring.name[:2]),
        holder=cut(ring.holder[0], width=HOLDER_WIDTH, size=13) if ring.holder else "",
        clock=cut(ring.clock, width=TEXT_WIDTH, size=13),
        led=cut(ring.led, width=TEXT_WIDTH, size=13),
        badge=cut(ring.badge, width=room - 2 * BADGE_PADDING, size=BADGE_SIZE),
    )
