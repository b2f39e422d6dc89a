"""What follows when a child's side is put under pressure, as values of a pack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from samaki.countries.reading import Entry

if TYPE_CHECKING:
    from samaki.countries.pack import Pack


@dataclass(frozen=True, kw_only=True)
class Pressing:
    """`step`: the step kind that opens then, in the child's care; empty: none. `lawyer`, `prosecutor`: agency kinds that are told.

    `ends`: outcomes of that step after which the child counts as safe; after every other one the step follows again.
    A unit of theirs is told where it has a part in the case; where none has, the page says who could be asked.
    """

    step: str = ""
    ends: tuple[str, ...] = ()
    lawyer: tuple[str, ...] = ()
    prosecutor: tuple[str, ...] = ()


def read(entry: Entry) -> Pressing:
    """The table `[pressure]` of a pack; a pack may go without."""
    return Pressing(
        step=entry.text("step", ""), ends=entry.codes("ends"), lawyer=entry.codes("lawyer"), prosecutor=entry.codes("prosecutor")
    )  # fmt: skip


def problems(pack: Pack) -> Iterator[str]:
    """A step of care, of each child, that can be needed more than once; known agency kinds."""
    pressing = pack.pressing
    for code in (*pressing.lawyer, *pressing.prosecutor):
        if code not in pack.agency_kinds:
            yield f"pressure: '{code}' is no agency kind"
    kind = pack.step_kinds.get(pressing.step)
    if pressing.step and kind is None:
        yield f"pressure: 'step' names '{pressing.step}', which is no step"
    elif kind is not None and (kind.strand, kind.per, kind.repeatable) != ("care", "child", True):
        yield f"pressure: the step '{kind.code}' must be one of care, per child, and repeatable"
    elif kind is not None and not set(pressing.ends) & set(kind.outcomes):
        yield f"pressure: 'ends' names no outcome of '{kind.code}': the sign would stand for ever"
    for code in pressing.ends:
        if kind is not None and code not in kind.outcomes:
            yield f"pressure: 'ends' names '{code}', which is no outcome of '{kind.code}'"
