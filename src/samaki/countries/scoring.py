"""Instruments that measure how somebody is, and their scores: pure, in exact fractions.

An instrument is data of a pack: domains, items, an anchor text for each answer, the least of answers of a domain that make a mean. What
was not answered is missing and has a reason; it never counts as a low answer. A domain's score is the mean of its answered items; there is
a total only where the instrument says so, and only when every domain has a score. Two assessments are compared only where both were made
with the same instrument of the same version: an item that was reworded measures something else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from samaki.countries.labels import Coded, Texts
from samaki.countries.reading import Entry

if TYPE_CHECKING:
    from samaki.countries.pack import Pack

LOWEST = 1
FEWEST, MOST = 2, 7
"""Answers that an item may have."""

STATUSES = ("not_validated", "validated")

Answers = Mapping[str, int | str]
"""Code of an item -> the number of the anchor, from 1; or the code of a reason why there is none."""


class WrongAnswer(ValueError):
    """An answer that the instrument does not know: `item`, where it was given."""

    def __init__(self, item: str) -> None:
        super().__init__(f"no such answer for the item '{item}'")
        self.item = item


@dataclass(frozen=True, kw_only=True)
class Item(Coded):
    """One thing that is looked at. `anchors`: the text of each answer, the lowest number first. `reverse`: a high number is bad."""

    anchors: tuple[Texts, ...]
    reverse: bool = False

    def score(self, answer: int) -> int:
        """What an answer counts: turned round where a high number is bad."""
        if isinstance(answer, bool) or not LOWEST <= answer <= len(self.anchors):
            raise WrongAnswer(self.code)
        return LOWEST + len(self.anchors) - answer if self.reverse else answer


@dataclass(frozen=True, kw_only=True)
class Domain(Coded):
    """Items that make one mean. `minimum`: so many must be answered, else there is none."""

    items: tuple[Item, ...]
    minimum: int


@dataclass(frozen=True, kw_only=True)
class Instrument(Coded):
    """One version of an instrument; another version is another entry with a code of its own.

    `licence`: under which terms its text stands here; `source`: who wrote it; `status`: validated | not_validated; `when`: for people, when
    it is used; `points`: how many answers each item has; `total`: whether there is one score over all; `withdrawn`: no longer begun, still
    read.
    """

    version: str
    licence: str
    source: Texts
    status: str
    when: Texts
    points: int
    total: bool
    withdrawn: bool
    domains: tuple[Domain, ...]
    missing: Mapping[str, Coded] = field(repr=False)

    @property
    def items(self) -> dict[str, Item]:
        return {item.code: item for domain in self.domains for item in domain.items}


@dataclass(frozen=True)
class DomainScore:
    """`mean`: between 1 and the number of answers, the higher the better; None where too few items were answered. `missing`: reason ->
    how often; what nobody has come to yet is under the empty reason."""

    code: str
    mean: Fraction | None
    answered: int
    items: int
    missing: Mapping[str, int]


@dataclass(frozen=True)
class Score:
    """Of one assessment: each domain in the order of the instrument, and the total where there is one."""

    instrument: str
    domains: tuple[DomainScore, ...]
    total: Fraction | None

    def mean(self, domain: str) -> Fraction | None:
        return next((one.mean for one in self.domains if one.code == domain), None)


@dataclass(frozen=True)
class Change:
    """Of one domain at the last assessment: `now`, and how far that is from the first and from the last one before that have a mean."""

    code: str
    now: Fraction | None
    since_first: Fraction | None
    since_last: Fraction | None


def score(instrument: Instrument, answers: Answers) -> Score:
    """The means of the answered items. Raises WrongAnswer for an item, a number or a reason that the instrument does not have."""
    for code in answers:
        if code not in instrument.items:
            raise WrongAnswer(code)
    domains = tuple(_of_domain(domain, instrument, answers) for domain in instrument.domains)
    means = [one.mean for one in domains if one.mean is not None]
    whole = instrument.total and len(means) == len(domains)
    return Score(instrument.code, domains, sum(means, Fraction(0)) / len(means) if whole and means else None)


def _of_domain(domain: Domain, instrument: Instrument, answers: Answers) -> DomainScore:
    counted, missing = [], dict[str, int]()
    for item in domain.items:
        given = answers.get(item.code, "")
        if isinstance(given, int):
            counted.append(item.score(given))
            continue
        if given and given not in instrument.missing:
            raise WrongAnswer(item.code)
        missing[given] = missing.get(given, 0) + 1
    mean = Fraction(sum(counted), len(counted)) if counted and len(counted) >= domain.minimum else None
    return DomainScore(domain.code, mean, len(counted), len(domain.items), missing)


def unanswered(instrument: Instrument, answers: Answers) -> tuple[str, ...]:
    """Codes of the items that have neither an answer nor a reason why not."""
    return tuple(code for code in instrument.items if code not in answers)


def changes(scores: Sequence[Score]) -> tuple[Change, ...]:
    """From the first and from the one before, of assessments of one instrument in the order in which they were made.

    Raises ValueError where they are of several: those are never compared.
    """
    if len({one.instrument for one in scores}) > 1:
        raise ValueError("assessments of different instruments, or versions, are not compared")
    if not scores:
        return ()
    return tuple(_change(one.code, [earlier.mean(one.code) for earlier in scores]) for one in scores[-1].domains)


def _change(code: str, means: list[Fraction | None]) -> Change:
    now, before = means[-1], [mean for mean in means[:-1] if mean is not None]
    if now is None or not before:
        return Change(code, now, None, None)
    return Change(code, now, now - before[0], now - before[-1])


# ---------------------------------------------------------------- reading the pack
T = TypeVar("T", bound=Coded)


def read(entry: Entry) -> Instrument:
    """One `[[instrument]]`. Raises Unreadable for what is missing or of the wrong sort."""
    missing = _keyed(entry, "missing", lambda one: Coded(code=one.text("code"), labels=one.labels()))
    return Instrument(
        code=entry.text("code"),
        labels=entry.labels(),
        version=entry.text("version"),
        licence=entry.text("licence"),
        source=entry.texts("source"),
        status=entry.text("status"),
        when=entry.texts("when"),
        points=entry.number("points"),
        total=entry.flag("total"),
        withdrawn=entry.flag("withdrawn", False),
        domains=tuple(_keyed(entry, "domains", _domain).values()),
        missing=missing,
    )


def _domain(entry: Entry) -> Domain:
    items = tuple(_keyed(entry, "items", _item).values())
    return Domain(code=entry.text("code"), labels=entry.labels(), items=items, minimum=entry.number("minimum"))


def _item(entry: Entry) -> Item:
    anchors = tuple(one.labels() for one in entry.items("anchors"))
    return Item(code=entry.text("code"), labels=entry.labels(), anchors=anchors, reverse=entry.flag("reverse", False))


def _keyed(entry: Entry, name: str, read_one: Callable[[Entry], T]) -> dict[str, T]:
    found: dict[str, T] = {}
    for one in entry.items(name):
        value = read_one(one)
        if value.code in found:
            raise entry.fail(f"the code '{value.code}' is given twice in '{name}'")
        found[value.code] = value
    return found


def problems(pack: Pack) -> Iterator[str]:
    """Whether each instrument can be scored, is whole in every language of the pack, and says under which licence it stands."""
    for one in pack.caring.instruments.values():
        for problem in _problems(one, pack.languages):
            yield f"instrument '{one.code}': {problem}"


def _problems(one: Instrument, languages: Iterable[str]) -> Iterator[str]:
    if not one.licence.strip() or not one.source:
        yield "'licence' and 'source' must say under which terms its text stands here, and who wrote it."
    if one.status not in STATUSES:
        yield f"'status' must be one of {', '.join(STATUSES)}."
    if not FEWEST <= one.points <= MOST:
        yield f"'points' must be {FEWEST} to {MOST}."
    if not one.domains or not one.missing:
        yield "it needs domains, and reasons why there is no answer ('missing')."
    yield from _of_items(one)
    texts = _texts(one)
    for language in languages:
        if any(not text.by_language.get(language) for text in texts):
            yield f"some of its texts are missing in '{language}'."


def _of_items(one: Instrument) -> Iterator[str]:
    items = [item for domain in one.domains for item in domain.items]
    if len({item.code for item in items}) < len(items):
        yield "two items have the same code."
    for domain in one.domains:
        if not 1 <= domain.minimum <= len(domain.items):
            yield f"'minimum' of '{domain.code}' must be 1 to the number of its items."
    for item in items:
        if len(item.anchors) != one.points:
            yield f"the item '{item.code}' must have {one.points} anchors."


def _texts(one: Instrument) -> list[Texts]:
    """Everything of it that somebody reads."""
    texts = [one.labels, one.source, one.when, *(domain.labels for domain in one.domains)]
    texts += [text for item in one.items.values() for text in (item.labels, *item.anchors)]
    return texts + [reason.labels for reason in one.missing.values()]
