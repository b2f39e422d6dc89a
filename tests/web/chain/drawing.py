"""Strands for the tests of the picture: made by hand, or at random from a seed of words in both scripts."""

from hypothesis import strategies as st

from samaki.web.chain import Ring, Strand, name_lines
from samaki.web.chain.rings import STATES
from samaki.web.chain.wide import (
    BADGE_INSET,
    BADGE_SIZE,
    GAP,
    HEIGHT,
    LINK_HEIGHT,
    LINK_WIDTH,
    WIDTH,
    WideBand,
    WideLink,
    WidePicture,
    WideRing,
)
from samaki.web.chain.widths import estimated_width

LONG = "Operation, custody and first statement of every person found there"
KHMER = "ប្រតិបត្តិការ\u200bនិងឃាត់ខ្លួន\u200bជនសង្ស័យ\u200bទាំងអស់"
WORDS = (LONG, KHMER, "Trial", "ការជំនុំជម្រះ", "WWWWWWWWWWWWWWWWWWWWWW", "ឃឃឃឃឃឃឃឃឃឃឃឃឃឃ", "", "សាលាដំបូងខេត្តព្រះសីហនុ")
Box = tuple[float, float, float, float]  # left, top, right, bottom


def ring(place: int, state: str = "held", **more: object) -> Ring:
    """A ring with words that are too long for it."""
    name = name_lines(KHMER if place % 2 else LONG)
    defaults = {"holder": (LONG, LONG), "clock": LONG, "led": KHMER, "posts": place % 4}
    return Ring(f"r{place}", name, state=state, **{**defaults, **more})  # type: ignore[arg-type]


def strand(count: int, done: int = 0, key: str = "justice") -> Strand:
    """A strand of so many rings in a row, the first ones done, the rest in every state in turn."""
    states = ["done" if place < done else STATES[1:][place % 6] for place in range(count)]
    return Strand(key, "justice", "Justice", tuple(ring(place, state) for place, state in enumerate(states)))


words = st.sampled_from(WORDS)


@st.composite
def strands(draw, most=40, key="justice"):
    """1 to `most` rings; each follows the one before, any earlier one, or none."""
    rings = []
    for place in range(draw(st.integers(1, most))):
        after = draw(st.sampled_from([None, None, None, "", *(one.key for one in rings)]))
        mine = draw(st.booleans())
        rings.append(
            Ring(
                f"{key}-{place}",
                name_lines(draw(words)),
                (draw(words), draw(words)),
                draw(st.sampled_from(STATES)),
                clock=draw(words),
                led=draw(words),
                posts=0 if mine else draw(st.integers(0, 3)),
                mine=mine,
                locked=draw(st.booleans()),
                after=after,
                badge=draw(words),
            )
        )
    return Strand(key, "justice" if key == "justice" else "care", draw(words), tuple(rings))


@st.composite
def cases(draw, most=40):
    """The justice strand, and the care of 1 to 6 children; some sealed, some with no step."""
    children = [draw(strands(12, f"care-{number}")) for number in range(draw(st.integers(1, 6)))]
    care = [draw(st.sampled_from([child, Strand(child.key, "care", "Care"), sealed(child)])) for child in children]
    return [draw(strands(most)), *care]


def sealed(child: Strand) -> Strand:
    return Strand(child.key, "care", "Care", child.rings, sealed_words="Care: in order")


def bands_of(picture: WidePicture) -> list[WideBand]:
    return [band for placed in picture.strands for band in placed.bands]


def rings_of(picture: WidePicture) -> list[WideRing]:
    """All rings of all bands."""
    return [one for band in bands_of(picture) for one in band.rings]


def shape(one: WideRing) -> Box:
    """The ring, with the second outline of an overdue one."""
    more = 6 if one.ring.state == "overdue" else 0
    return (one.x - more, one.y - more, one.x + WIDTH + more, one.y + HEIGHT + more)


def texts(one: WideRing) -> list[Box]:
    """Every line of words outside and inside a ring, as wide as estimated."""
    lines = [(line, 14.5, one.top + (38 if place == len(one.name) - 1 else 20)) for place, line in enumerate(one.name)]
    lines += [(one.holder, 13, one.top + 98), (one.clock, 13, one.top + 164), (one.led, 13, one.top + 182)]
    return [around(text, size, one.cx, base) for text, size, base in lines if text]


def around(text: str, size: float, middle: float, base: float) -> Box:
    half = estimated_width(text, size) / 2
    return (middle - half, base - size * 0.8, middle + half, base + 3)


def extras(one: WideRing) -> list[Box]:
    """What hangs on the lower edge: "you", the badge, the posts."""
    found: list[Box] = [(one.cx + 21, one.top + 106, one.cx + 59, one.top + 124)] if one.ring.mine else []
    if one.badge:
        left = one.x + BADGE_INSET
        found.append((left, one.top + 106, left + one.badge_width, one.top + 124))
        assert estimated_width(one.badge, BADGE_SIZE) <= one.badge_width - 2
    if one.posts:
        found.append((one.posts[0] - 8, one.top + 115, one.posts[-1] + 8, one.top + 128))
    return found


def link_box(link: WideLink) -> Box:
    return (link.x - LINK_WIDTH / 2, link.y - LINK_HEIGHT / 2, link.x + LINK_WIDTH / 2, link.y + LINK_HEIGHT / 2)


def fork_boxes(band: WideBand) -> list[Box]:
    """Forks with their stroke, without the two ends that meet links (a broken link is met between its halves)."""
    begins = [fork.y_from + (3 if fork.x_from != fork.x else 1) for fork in band.forks]
    return [(fork.x - 1.5, begin, fork.x + 1.5, fork.y_to - 1) for fork, begin in zip(band.forks, begins, strict=True)]


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share more than an edge."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def clashes(boxes: list[Box], others: list[Box] | None = None) -> list[tuple[Box, Box]]:
    """Pairs that overlap: within one list, or between two."""
    if others is None:
        return [(a, b) for at, a in enumerate(boxes) for b in boxes[at + 1 :] if overlap(a, b)]
    return [(a, b) for a in boxes for b in others if overlap(a, b)]


__all__ = [
    "GAP", "bands_of", "cases", "clashes", "extras", "fork_boxes", "link_box", "ring", "rings_of", "shape", "strand",
    "strands", "texts",
]  # fmt: skip
