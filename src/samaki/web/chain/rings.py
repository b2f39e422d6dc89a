"""What the chain picture is made of: rings (steps) on strands, and what a colleague would say about them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from samaki.web.chain.widths import clusters, estimated_width

State = Literal["done", "stopped", "missed", "held", "offered", "overdue", "hold", "broken", "next"]
LinkState = Literal["closed", "offered", "broken", "next"]

STATES: tuple[State, ...] = ("done", "stopped", "missed", "held", "offered", "overdue", "hold", "broken", "next")

ENDED: tuple[State, ...] = ("done", "stopped")
"""With nothing more to come of it: finished, or left out or stopped with a reason."""
ALARMING = frozenset({"overdue", "broken"})
NAME_WIDTH = 132  # what a name line may measure above a ring, in units of the wide picture
NAME_SIZE = 14.5


@dataclass(frozen=True)
class Ring:
    """One step. `name`: one or two short lines; `holder`: the short name of the unit, then (optionally) the long one;
    `clock` and `led`: ready words in the reader's language; `posts`: 0 on its own, 1 advised, 2 side by side, 3 mentor
    led; `count` is above 1 only for done steps folded into one. `after`: the key of the ring it follows, empty for one
    that follows none, `None` for the ring before it in the list; `badge`: which of several alike it is, in few letters;
    `outcome`: what came out of it, in words. `matter`: `safety` for a step that keeps a child safe, `differing` for one
    that finds out which of two observations holds. A `missed` ring (done, and help did not arrive) is `mended` once the
    same step was done again. `unconfirmed`: done for a sender who
    has not yet said whether help arrived. `mine`: the reader's unit holds it; `me`: the reader does it; `who`: the name of a colleague
    who does."""

    key: str
    name: tuple[str, ...]
    holder: tuple[str, ...]
    state: State
    clock: str = ""
    led: str = ""
    posts: int = 0
    locked: bool = False
    mine: bool = False
    href: str | None = None
    count: int = 1
    after: str | None = None
    badge: str = ""
    outcome: str = ""
    matter: Literal["", "safety", "differing"] = ""
    mended: bool = False
    unconfirmed: bool = False
    me: bool = False
    who: str = ""

    @property
    def title(self) -> str:
        """The name on one line."""
        return joined(self.name)

    @property
    def link_before(self) -> LinkState:
        """The small link that hands this step over: an offer is dashed, a broken hand-off is two halves."""
        return {"offered": "offered", "broken": "broken", "next": "next"}.get(self.state, "closed")  # type: ignore[return-value]


@dataclass(frozen=True)
class Strand:
    """One line of work: `justice`, or the care of one child. With `sealed_words` the reader sees those and no rings.
    `unsafe`: of a child who is in danger now; `late`: sealed, and something in it is overdue."""

    key: str
    kind: Literal["justice", "care"]
    title: str
    rings: tuple[Ring, ...] = ()
    sealed_words: str | None = None
    unsafe: bool = False
    late: bool = False

    @property
    def has_mine(self) -> bool:
        """Whether the reader's own unit has a step here."""
        return any(ring.mine for ring in self.rings)


@dataclass(frozen=True)
class Tally:
    """How many rings are in which plight, how many of the troubled ones are the reader's, how many children are not safe.

    `missed`: help did not arrive, and nobody has done it again; `resting`: a child's safety is on hold; `differing`: two
    observations differ; `late_parts`: sealed parts in which something is overdue; `unconfirmed`: of which the
    sender is still to say whether help arrived."""

    broken: int
    overdue: int
    offered: int
    in_order: int
    mine: int
    unsafe: int = 0
    missed: int = 0
    resting: int = 0
    differing: int = 0
    late_parts: int = 0
    unconfirmed: int = 0


def tally(strands: Iterable[Strand]) -> Tally:
    """Count for the sentence "1 broken, 1 overdue, 1 waiting for an answer. The other 13 are in order."

    The rings of sealed strands do not count; a child who is not safe always does, and that a sealed part is overdue."""
    strands = list(strands)
    rings = [ring for strand in strands if strand.sealed_words is None for ring in strand.rings]
    broken, overdue, offered = (
        sum(ring.state == state for ring in rings) for state in ("broken", "overdue", "offered")
    )
    troubled = [ring for ring in rings if ring.state in ALARMING and ring.mine]
    missed = sum(ring.state == "missed" and not ring.mended for ring in rings)
    resting = sum(ring.state == "hold" and ring.matter == "safety" for ring in rings)
    differing = sum(ring.state in ("held", "hold") and ring.matter == "differing" for ring in rings)
    unconfirmed = sum(ring.unconfirmed for ring in rings)
    troubles = broken + overdue + offered + missed + resting + differing + unconfirmed
    in_order = sum(ring.count for ring in rings) - troubles
    unsafe, late_parts = sum(strand.unsafe for strand in strands), sum(strand.late for strand in strands)
    return Tally(
        broken, overdue, offered, in_order, len(troubled), unsafe, missed, resting, differing, late_parts, unconfirmed
    )


def joined(lines: Sequence[str]) -> str:
    """Lines as one: with a space between, but none between two Khmer letters, which take a zero-width break instead."""
    text = ""
    for line in lines:
        khmer = bool(text) and _is_khmer(text[-1]) and _is_khmer(line[:1])
        text += ("\u200b" if khmer else " ") + line if text else line
    return text


def _is_khmer(sign: str) -> bool:
    return "\u1780" <= sign <= "\u17dd"


def name_lines(text: str, *, width: float = NAME_WIDTH, size: float = NAME_SIZE) -> tuple[str, ...]:
    """A step's name on at most two lines: broken at a space or zero-width space, the rest cut with an ellipsis."""
    words = text.replace("\u200b", "\u200b ").split(" ")
    first = ""
    while words:
        longer = f"{first} {words[0]}".strip() if not first.endswith("\u200b") else first + words[0]
        if first and estimated_width(longer, size) > width:
            break
        first, words = longer, words[1:]
    lines = (first, joined([word.strip("\u200b") for word in words])) if words else (first,)
    return tuple(cut(line.strip("\u200b"), width=width, size=size) for line in lines)


def cut(text: str, *, width: float, size: float) -> str:
    """The text, or as many whole letters of it as fit, with an ellipsis."""
    if estimated_width(text, size) <= width:
        return text
    kept = ""
    for cluster in clusters(text):
        if estimated_width(kept + cluster + "…", size) > width:
            break
        kept += cluster
    return kept + "…"
