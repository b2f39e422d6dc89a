"""What a workshop came to, in sums: who may see no single person sees these. The database gives them, and nothing of fewer than five."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from samaki.agencies.country import pack
from samaki.figures.gain import ItemGain, MeanGain, item_gain, mean_gain
from samaki.figures.proportions import Interval, wilson
from samaki.threads.asking import ask
from samaki.training.models import Workshop
from samaki.training.words import opened


@dataclass(frozen=True)
class OfUnit:
    """One invited unit: its places, who has one, who waits, who came, who was there in the last session."""

    to_unit: int
    places: int
    registered: int
    waiting: int
    came: int
    stayed: int


def attendance(row: Workshop) -> list[OfUnit]:
    """By unit, in the order of the invitations. Nobody is named."""
    return [OfUnit(*one) for one in ask("workshop_attended", row.id)]


@dataclass(frozen=True)
class Learnt:
    """`n` sat both parts. Shares 0 to 1 of all answers; `mean`: in items; `items`: code -> gain. All None or empty below five pairs."""

    n: int
    one_only: int
    items: dict[str, ItemGain]
    mean: MeanGain | None
    before: float | None
    after: float | None
    before_interval: Interval | None
    after_interval: Interval | None


def learnt(row: Workshop) -> Learnt:
    """The gain, item by item and of the whole test. The intervals of the two shares are Wilson's with the people as the sample: answers of
    one person go together, so that counting each answer would claim too much."""
    codes = [item.code for item in pack().training.items_of(row.programme)]
    n, one_only, total, squares, before, after = ask("workshop_learnt", row.id)[0]
    if total is None or not codes:
        return Learnt(n, one_only, {}, None, None, None, None, None)
    pairs = {
        code: item_gain(both, lost, won, n - both - lost - won)
        for code, both, lost, won in ask("workshop_items", row.id, codes)
    }
    items = {code: gain for code, gain in pairs.items() if gain is not None}
    first, second = before / (n * len(codes)), after / (n * len(codes))
    return Learnt(
        n, one_only, items, mean_gain(n, total, squares), first, second, wilson(first * n, n), wilson(second * n, n)
    )


@dataclass(frozen=True)
class Opinion:
    """One question: how many answered each of 1 to 5."""

    code: str
    counts: tuple[int, int, int, int, int]

    @property
    def n(self) -> int:
        """How many answered it."""
        return sum(self.counts)

    @property
    def agree(self) -> int:
        """Those who said 4 or 5."""
        return self.counts[3] + self.counts[4]


def opinions(row: Workshop) -> list[Opinion]:
    """Empty below five forms."""
    found: dict[str, list[int]] = {}
    for code, answer, count in ask("workshop_opinions", row.id):
        found.setdefault(code, [0] * 5)[int(answer) - 1] = count
    return [Opinion(code, tuple(found[code])) for code in pack().training.opinions if code in found]  # type: ignore[arg-type]


def said(row: Workshop) -> list[str]:
    """What was written at the end, for the organiser alone, in an order of chance; nothing below five forms."""
    texts = [opened("workshop_opinion", key, sealed)["text"] for key, sealed in ask("workshop_said", row.id)]
    return [text for text in texts if text]


@dataclass(frozen=True)
class Kept:
    """Half a year later: of `due` with a certificate, `checked` were looked at; of `known` it is known, and `in_post` still are (None
    below five). `seen`: standard -> (seen, looked for)."""

    due: int
    checked: int
    known: int | None
    in_post: int | None
    seen: dict[str, tuple[int, int]]

    @property
    def interval(self) -> Interval | None:
        """Wilson's, of those of whom it is known."""
        return wilson(self.in_post or 0, self.known) if self.known else None


def kept_up(row: Workshop) -> Kept:
    """Sums of the look half a year later; `seen` only of five or more of a standard."""
    due, checked, known, in_post = ask("workshop_kept", row.id)[0]
    roles = {role: (count, list(seen or [])) for role, count, seen in ask("workshop_observed", row.id)}
    seen: dict[str, tuple[int, int]] = {}
    for standard in pack().training.standards.values():
        fitting = [told for role, told in roles.items() if not standard.roles or role in standard.roles]
        looked = sum(count for count, _seen in fitting)
        if looked:
            seen[standard.code] = (sum(codes.count(standard.code) for _count, codes in fitting), looked)
    return Kept(due, checked, known, in_post, seen)


def counts_of(keys: Sequence[UUID]) -> dict[UUID, tuple[int, int]]:
    """Workshop -> (registered, came), of those of one page."""
    return {key: (registered, came) for key, registered, came in ask("workshops_counted", list(keys))}
