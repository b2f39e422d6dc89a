"""How a mentor steps back in a country, and what it looks at while it is there, as values of a pack."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from samaki.countries.labels import Coded
from samaki.countries.reading import Entry, Source, read_csv

GATES = ("stands_alone", "rosters", "agreements", "budget", "recall", "governed", "nothing_held", "nothing_given")
"""What can be asked of the data before a stage; `stepping_back.fading.gates` answers each."""


@dataclass(frozen=True, kw_only=True)
class FadeStage(Coded):
    """`days`: the longest for which a mentor's access is given in an area at this stage. `gates`: asked before it is entered from the
    stage before; `required`: those of them without which nobody can decide for it."""

    days: int
    gates: tuple[str, ...] = ()
    required: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Checklist(Coded):
    """What is looked at when a function is observed at work. `kinds`: of agency, whose units have this function; `items`: in order."""

    kinds: tuple[str, ...]
    items: tuple[Coded, ...]


@dataclass(frozen=True, kw_only=True)
class Mentoring:
    """`stages`: those of `agencies.stages.states`, in their order; `funds`: where money comes from; `checklists`: by function;
    `of_a_child`: how a text looks that tells of one child; `of_a_name`: how one looks that names somebody; `of_a_village`: a village.
    `names`: frequent parts of names in either script, small letters; of them `also_words` are plain words as well;
    `before_a_name`: words after which one is known by its sound too, but for `no_names`."""

    stages: Mapping[str, FadeStage] = field(default_factory=dict)
    funds: Mapping[str, Coded] = field(default_factory=dict)
    checklists: Mapping[str, Checklist] = field(default_factory=dict)
    of_a_child: tuple[re.Pattern[str], ...] = ()
    of_a_name: tuple[re.Pattern[str], ...] = ()
    of_a_village: tuple[re.Pattern[str], ...] = ()
    names: frozenset[str] = frozenset()
    also_words: frozenset[str] = frozenset()
    before_a_name: frozenset[str] = frozenset()
    no_names: frozenset[str] = frozenset()

    def checklists_for(self, kind: str) -> list[Checklist]:
        """Those of the functions of a kind of agency."""
        return [one for one in self.checklists.values() if kind in one.kinds]


def read(source: Source, head: Entry) -> Mentoring:
    """The lists `[[fade_stage]]`, `[[fund]]` and `[[checklist]]`, and `[mentoring]`; a pack may go without. Raises Unreadable."""
    kinds = {str(table.get("code")) for _file, table in source.lists.get("agency_kind", [])}
    return Mentoring(
        stages={one.text("code"): _stage(one) for one in source.entries("fade_stage")},
        funds={one.text("code"): _coded(one) for one in source.entries("fund")},
        checklists={one.text("code"): _checklist(one, kinds) for one in source.entries("checklist")},
        of_a_child=_signs(head, "of_a_child"),
        of_a_name=_signs(head, "of_a_name"),
        of_a_village=_signs(head, "of_a_village"),
        names=frozenset(
            row[script].lower() for row in read_csv(source.folder / "common_names.csv") for script in ("khmer", "latin")
        ),
        also_words=frozenset(head.codes("also_words")),
        before_a_name=frozenset(head.codes("before_a_name")),
        no_names=frozenset(head.codes("no_names")),
    )


def _signs(head: Entry, name: str) -> tuple[re.Pattern[str], ...]:
    return tuple(_sign(one, head, name) for one in head.codes(name))


def _sign(text: str, head: Entry, name: str) -> re.Pattern[str]:
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise head.fail(f"'{name}': '{text}' is no regular expression ({error})") from None


def _coded(entry: Entry) -> Coded:
    return Coded(code=entry.text("code"), labels=entry.labels())


def _stage(entry: Entry) -> FadeStage:
    gates, required, days = entry.codes("gates"), entry.codes("required"), entry.number("days")
    if strange := sorted({*gates, *required} - {*GATES}):
        raise entry.fail(f"'{strange[0]}' is no gate")
    if left := sorted(set(required) - set(gates)):
        raise entry.fail(f"'{left[0]}' is required, and stands not among its gates")
    if not 0 <= days <= 366:
        raise entry.fail("'days' must be from 0 to 366")
    return FadeStage(code=entry.text("code"), labels=entry.labels(), days=days, gates=gates, required=required)


def _checklist(entry: Entry, known: set[str]) -> Checklist:
    kinds, items = entry.codes("kinds"), tuple(_coded(one) for one in entry.items("items"))
    if strange := sorted(set(kinds) - known):
        raise entry.fail(f"'{strange[0]}' is no kind of agency")
    if not items or len({one.code for one in items}) < len(items):
        raise entry.fail("'items' must name what is looked at, each once")
    return Checklist(code=entry.text("code"), labels=entry.labels(), kinds=kinds, items=items)
