"""Windows of urgent health care, counted from the last exposure, as values of a pack. They show and remind; none decides anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from samaki.countries.entries import status
from samaki.countries.labels import NO_TEXTS, Coded, Texts
from samaki.countries.reading import Entry, Source

if TYPE_CHECKING:
    from samaki.countries.pack import Pack


@dataclass(frozen=True, kw_only=True)
class Window(Coded):
    """What can be done for so many hours after the last exposure. `status`, `source`: as of a due rule. `after`: what is still worth it
    when the window has passed."""

    hours: int
    status: str
    source: str
    after_texts: Texts = field(default=NO_TEXTS, repr=False)

    def after(self, language: str) -> str:
        return self.after_texts.get(language)


@dataclass(frozen=True, kw_only=True)
class UrgentHealth:
    """`step`: the kind of step that the windows hasten, empty where a pack has none. `windows`: the shortest first."""

    step: str = ""
    windows: tuple[Window, ...] = ()


def read(source: Source, entry: Entry) -> UrgentHealth:
    """The table `[urgent_health]` of a pack and its list `[[health_window]]`; a pack may go without."""
    windows = (_window(one) for one in source.entries("health_window"))
    return UrgentHealth(step=entry.text("step", ""), windows=tuple(sorted(windows, key=lambda one: one.hours)))


def _window(entry: Entry) -> Window:
    return Window(code=entry.text("code"), labels=entry.labels(), hours=entry.number("hours"), status=status(entry),
                  source=entry.text("source"), after_texts=entry.texts("after"))  # fmt: skip


def problems(pack: Pack) -> Iterator[str]:
    """A step of a child's care that never waits; hours of a length that somebody meant."""
    told = pack.urgent
    kind = pack.step_kinds.get(told.step)
    if told.step and (kind is None or kind.strand != "care" or kind.per != "child" or not kind.never_waits):
        yield "urgent_health: 'step' must be a step of the care strand, per child, that never waits."
    if told.windows and not told.step:
        yield "urgent_health: 'step' is missing: the windows hasten a step."
    for one in told.windows:
        if not 1 <= one.hours <= 24 * 60:
            yield f"health_window '{one.code}': 'hours' must be 1 to 1440."
