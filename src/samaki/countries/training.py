"""Workshops as values of a pack: programmes with their sessions and their test, roles, standards seen at work, questions at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import TYPE_CHECKING, TypeVar

from samaki.countries.durations import Duration
from samaki.countries.entries import coded
from samaki.countries.labels import NO_TEXTS, Coded, Texts
from samaki.countries.reading import Entry, Source, Unreadable

if TYPE_CHECKING:
    from samaki.countries.pack import Pack

T = TypeVar("T", bound=Coded)


@dataclass(frozen=True, kw_only=True)
class TrainingSession(Coded):
    """One session of a programme: on its `day` (1 the first), from `starts` on the clock of the country, so many minutes."""

    programme: str
    day: int
    starts: time
    minutes: int


@dataclass(frozen=True, kw_only=True)
class TestItem(Coded):
    """One question of the test, the same before and after. The label says in a line what it is about; `right`: code of the answer."""

    programme: str
    question: Texts = NO_TEXTS
    options: tuple[Coded, ...] = ()
    right: str = ""


@dataclass(frozen=True, kw_only=True)
class TrainingStandard(Coded):
    """What somebody of these roles does well at work; `roles` empty: of every role."""

    roles: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Training:
    """All of it. `attends`: the per cent of sessions after which a certificate is given; `check_after`: so long after the end it is
    looked at who is still in post; `asks`: so often the organiser is reminded of that; `names_kept`: so long after the end
    it is known who was there."""

    programmes: Mapping[str, Coded] = field(default_factory=dict)
    sessions: tuple[TrainingSession, ...] = ()
    items: tuple[TestItem, ...] = ()
    roles: Mapping[str, Coded] = field(default_factory=dict)
    standards: Mapping[str, TrainingStandard] = field(default_factory=dict)
    opinions: Mapping[str, Coded] = field(default_factory=dict)
    check_after: Duration = Duration(6, "months")
    asks: Duration = Duration(14, "days")
    names_kept: Duration = Duration(24, "months")
    attends: int = 75

    def sessions_of(self, programme: str) -> list[TrainingSession]:
        """In the order of the days."""
        return sorted(
            (one for one in self.sessions if one.programme == programme), key=lambda one: (one.day, one.starts)
        )

    def items_of(self, programme: str) -> list[TestItem]:
        """The test of a programme, in the order of the file."""
        return [one for one in self.items if one.programme == programme]

    def standards_of(self, role: str) -> list[TrainingStandard]:
        """What is looked for at the work of this role."""
        return [one for one in self.standards.values() if not one.roles or role in one.roles]


def read(source: Source, head: Entry) -> Training:
    """The table `[training]` and its lists; a pack may go without. What cannot be read is a problem of the source."""
    times = {name: head.duration(name) for name in ("check_after", "asks", "names_kept") if name in head.table}
    return Training(
        programmes=_listed(source, "training_programme", coded),
        sessions=tuple(_listed(source, "training_session", _session, twice=True).values()),
        items=tuple(_listed(source, "training_item", _item, twice=True).values()),
        roles=_listed(source, "training_role", coded),
        standards=_listed(source, "training_standard", _standard),
        opinions=_listed(source, "training_opinion", coded),
        attends=head.number("attends") if "attends" in head.table else Training.attends,
        **times,
    )  # fmt: skip


def _session(entry: Entry) -> TrainingSession:
    try:
        starts = time.fromisoformat(entry.text("starts"))
    except ValueError:
        raise entry.fail("'starts' must be a time such as 08:30") from None
    return TrainingSession(code=entry.text("code"), labels=entry.labels(), programme=entry.text("programme"), day=entry.number("day"),
                           starts=starts, minutes=entry.number("minutes"))  # fmt: skip


def _item(entry: Entry) -> TestItem:
    options = tuple(Coded(code=one.text("code"), labels=one.labels()) for one in entry.items("options"))
    return TestItem(code=entry.text("code"), labels=entry.labels(), programme=entry.text("programme"), question=entry.texts("question"),
                    options=options, right=entry.text("right"))  # fmt: skip


def _standard(entry: Entry) -> TrainingStandard:
    return TrainingStandard(code=entry.text("code"), labels=entry.labels(), roles=entry.codes("roles"))


def _listed(source: Source, name: str, read_one: Callable[[Entry], T], *, twice: bool = False) -> dict[str, T]:
    """`twice`: the same code may stand in two programmes."""
    found: dict[str, T] = {}
    for entry in source.entries(name):
        try:
            value = read_one(entry)
        except Unreadable as error:
            source.problems.append(str(error))
            continue
        key = f"{getattr(value, 'programme', '')}.{value.code}" if twice else value.code
        if key in found:
            source.problems.append(f"{entry.where}: this code is given twice.")
        found[key] = value
    return found


def problems(pack: Pack) -> Iterator[str]:
    """Sessions and items of known programmes, right answers that can be chosen, standards of known roles, times that can be kept."""
    told = pack.training
    named = [(one.code, one.programme) for one in told.sessions] + [(one.code, one.programme) for one in told.items]
    for code, programme in named:
        if programme not in told.programmes:
            yield f"training '{code}': there is no programme '{programme}'."
    for session in told.sessions:
        if session.day < 1 or not 1 <= session.minutes <= 600:
            yield f"training_session '{session.code}': its day is 1 or later, its minutes are 1 to 600."
    for item in told.items:
        for language in pack.languages:
            if not item.question.by_language.get(language):
                yield f"training_item '{item.code}': it has no question in '{language}'."
    yield from _of_items_and_standards(told)
    if not 1 <= told.attends <= 100:
        yield "training: 'attends' must be 1 to 100 per cent."


def _of_items_and_standards(told: Training) -> Iterator[str]:
    for item in told.items:
        if item.right not in [option.code for option in item.options] or len(item.options) < 2:
            yield f"training_item '{item.code}': it needs two options or more, and 'right' must be one of them."
    for standard in told.standards.values():
        for role in standard.roles:
            if role not in told.roles:
                yield f"training_standard '{standard.code}': there is no role '{role}'."
