"""What the measures of a country read: which steps and outcomes count as what, as values of a pack. The formulas stand in `insights`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from samaki.countries.durations import Duration
from samaki.countries.labels import Coded
from samaki.countries.reading import Entry, Source


@dataclass(frozen=True)
class Done:
    """A step that was done with one of these outcomes."""

    step: str
    outcomes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Reached(Coded):
    """A place of the chain that a report can reach: by one of the `steps`, or by a fact of the court file (`kind` or `kind:reason`)."""

    steps: tuple[Done, ...] = ()
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Family(Coded):
    """Critical steps that the independence index looks at together."""

    steps: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Measuring:
    """`version`: raised with every change, so that all figures are counted anew. `seen`: the first safe contact, due `within` that time
    in an emergency. `heard`: formal questioning of a child. `after`: visits long after. `ordered`, `paid`: facts about compensation.
    `reached`: in the order of the chain; the first is the report itself, the second its case. `families`: of critical steps."""

    version: int = 0
    seen: Done = Done("", ())
    within: Duration = Duration(24, "clock_hours")
    heard: tuple[Done, ...] = ()
    after: tuple[Done, ...] = ()
    ordered: str = ""
    paid: str = ""
    reached: tuple[Reached, ...] = ()
    families: tuple[Family, ...] = ()

    def family_of(self, step: str) -> str:
        """The family of a kind of step; the step itself where it stands in none."""
        return next((one.code for one in self.families if step in one.steps), step)


def read(source: Source, entry: Entry) -> Measuring:
    """The table `[measures]` of a pack with its list `[[reached]]`; a pack may go without, and then measures less. Raises Unreadable."""
    if not entry.table:
        return Measuring()
    known = _outcomes(source)
    seen = entry.sub(entry.table.get("seen"))
    return Measuring(
        version=entry.number("version"),
        seen=_done(seen, known),
        within=seen.duration("within"),
        heard=_several(entry.items("heard"), known),
        after=_several(entry.items("after"), known),
        ordered=entry.text("ordered", ""),
        paid=entry.text("paid", ""),
        reached=tuple(_reached(one, known) for one in source.entries("reached")),
        families=tuple(_family(one, known) for one in source.entries("family")),
    )


def _family(entry: Entry, known: dict[str, set[str]]) -> Family:
    steps = entry.codes("steps")
    if strange := sorted(set(steps) - set(known)):
        raise entry.fail(f"'{strange[0]}' is no step of this pack")
    return Family(code=entry.text("code"), labels=entry.labels(), steps=steps)


def _reached(entry: Entry, known: dict[str, set[str]]) -> Reached:
    steps = _several(entry.items("steps"), known)
    return Reached(code=entry.text("code"), labels=entry.labels(), steps=steps, facts=entry.codes("facts"))


def _several(entries: Iterable[Entry], known: dict[str, set[str]]) -> tuple[Done, ...]:
    return tuple(_done(one, known) for one in entries)


def _done(entry: Entry, known: dict[str, set[str]]) -> Done:
    step, outcomes = entry.text("step"), entry.codes("outcomes")
    if step not in known:
        raise entry.fail(f"'{step}' is no step of this pack")
    if strange := sorted(set(outcomes) - known[step]):
        raise entry.fail(f"'{strange[0]}' is no outcome of '{step}'")
    return Done(step, outcomes)


def _outcomes(source: Source) -> dict[str, set[str]]:
    """Step code -> its outcomes, as the files have them."""
    steps = (table for _file, table in source.lists.get("step", []))
    return {str(one.get("code")): {str(way.get("code")) for way in one.get("outcomes", [])} for one in steps}
