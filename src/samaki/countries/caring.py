"""What the care of a child is described by, as values of a pack: areas of life, needs, questions of a follow-up, instruments."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from samaki.countries import scoring
from samaki.countries.durations import Duration
from samaki.countries.entries import coded
from samaki.countries.labels import Coded
from samaki.countries.reading import Entry, Source, Unreadable
from samaki.countries.scoring import Instrument

if TYPE_CHECKING:
    from samaki.countries.pack import Pack

T = TypeVar("T", bound=Coded)


@dataclass(frozen=True, kw_only=True)
class Need(Coded):
    """Something that a child may need; `area`: of which area of life."""

    area: str


@dataclass(frozen=True, kw_only=True)
class FollowAnswer(Coded):
    """An answer of a follow-up. `says`: danger, where the child is not safe by it; reopen, where the child wants help again; else empty."""

    says: str = ""


@dataclass(frozen=True, kw_only=True)
class FollowQuestion(Coded):
    """What is asked months later."""

    answers: Mapping[str, FollowAnswer]


@dataclass(frozen=True, kw_only=True)
class Caring:
    """All of it. `review`: a goal is looked at again within that time; `asks`: so often somebody is reminded of a goal or a service that
    waits; `follow_ups`: the step kinds at which the questions are asked, and `closes`: the one at which a child's care is closed."""

    areas: Mapping[str, Coded] = field(repr=False)
    needs: Mapping[str, Need] = field(repr=False)
    questions: Mapping[str, FollowQuestion] = field(repr=False)
    instruments: Mapping[str, Instrument] = field(repr=False)
    review: Duration = Duration(90, "days")
    asks: Duration = Duration(7, "days")
    follow_ups: tuple[str, ...] = ()
    closes: str = ""
    money: tuple[str, ...] = ()

    def offered(self) -> list[Instrument]:
        """Instruments with which an assessment can be begun."""
        return [one for one in self.instruments.values() if not one.withdrawn]


def read(source: Source, head: Entry) -> Caring:
    """The table `[care]` and its lists; what cannot be read is a problem of the source."""
    times = {name: head.duration(name) for name in ("review", "asks") if name in head.table}
    return Caring(
        areas=_listed(source, "need_area", coded),
        needs=_listed(source, "need", lambda one: Need(code=one.text("code"), labels=one.labels(), area=one.text("area"))),
        questions=_listed(source, "follow_up_question", _question),
        instruments=_listed(source, "instrument", scoring.read),
        follow_ups=head.codes("follow_ups"),
        closes=head.text("closes", ""),
        money=head.codes("money"),
        **times,
    )  # fmt: skip


def _question(entry: Entry) -> FollowQuestion:
    answers = [
        FollowAnswer(code=one.text("code"), labels=one.labels(), says=one.text("says", ""))
        for one in entry.items("answers")
    ]
    return FollowQuestion(code=entry.text("code"), labels=entry.labels(), answers={one.code: one for one in answers})


def _listed(source: Source, name: str, read_one: Callable[[Entry], T]) -> dict[str, T]:
    found: dict[str, T] = {}
    for entry in source.entries(name):
        try:
            value = read_one(entry)
        except Unreadable as error:
            source.problems.append(str(error))
            continue
        if value.code in found:
            source.problems.append(f"{entry.where}: this code is given twice.")
        found[value.code] = value
    return found


def problems(pack: Pack) -> Iterator[str]:
    """Needs of known areas, questions with answers, steps of a child's care, times that can be kept; then the instruments."""
    caring = pack.caring
    for need in caring.needs.values():
        if need.area not in caring.areas:
            yield f"need '{need.code}': '{need.area}' is no area of life (need_area)."
    for question in caring.questions.values():
        yield from _of_question(question)
    yield from _of_steps(pack)
    for name in ("review", "asks"):
        length = getattr(caring, name)
        if length.unit != "days" or not 1 <= length.amount <= 366:
            yield f"care: '{name}' must be 1 to 366 days."
    yield from scoring.problems(pack)


def _of_question(question: FollowQuestion) -> Iterator[str]:
    if len(question.answers) < 2:
        yield f"follow_up_question '{question.code}': it needs at least two answers."
    if any(answer.says not in ("", "danger", "reopen") for answer in question.answers.values()):
        yield f"follow_up_question '{question.code}': 'says' must be danger or reopen."


def _of_steps(pack: Pack) -> Iterator[str]:
    caring = pack.caring
    for code in (*caring.follow_ups, *((caring.closes,) if caring.closes else ())):
        kind = pack.step_kinds.get(code)
        if kind is None or (kind.strand, kind.per) != ("care", "child"):
            yield f"care: '{code}' must be a step of care, per child."
    for code in caring.money:
        if code not in pack.step_kinds:
            yield f"care: 'money' names '{code}', which is no step."
