"""What is said to whoever told us: fixed phrases of a pack, in every language, and when nothing else may be said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from samaki.countries.durations import Duration
from samaki.countries.labels import Coded
from samaki.countries.reading import Entry

if TYPE_CHECKING:
    from samaki.countries.pack import Pack

KINDS = ("question", "told")


@dataclass(frozen=True, kw_only=True)
class Phrase(Coded):
    """`kind`: a `question` to the reporter, or what they are `told`. It tells nobody who reads along where anybody will be."""

    kind: str


@dataclass(frozen=True, kw_only=True)
class Talking:
    """`fixed_while`: while a step of these kinds is open in the case, or the case is an emergency, only phrases are sent.

    `read`, `read_soon`: within this the holding unit has read what came, and what answers a question or cannot wait. `hours`:
    when a reporter may be contacted, codes with their words.
    """

    fixed_while: tuple[str, ...] = ()
    read: Duration = Duration(24, "clock_hours")
    read_soon: Duration = Duration(4, "clock_hours")
    phrases: Mapping[str, Phrase] = field(default_factory=dict, repr=False)
    hours: Mapping[str, Coded] = field(default_factory=dict, repr=False)

    def of(self, kind: str) -> list[Phrase]:
        """The phrases of one kind, in the order of the pack."""
        return [phrase for phrase in self.phrases.values() if phrase.kind == kind]


def phrase(entry: Entry) -> Phrase:
    """One entry of `[[phrase]]`."""
    return Phrase(code=entry.text("code"), labels=entry.labels(), kind=entry.text("kind"))


def read(entry: Entry, phrases: Mapping[str, Phrase], hours: Mapping[str, Coded]) -> Talking:
    """The table `[talking]` of a pack, with its lists `[[phrase]]` and `[[contact_hour]]`; a pack may go without."""
    usual = Talking()
    return Talking(
        fixed_while=entry.codes("fixed_while"),
        read=entry.duration("read") if "read" in entry.table else usual.read,
        read_soon=entry.duration("read_soon") if "read_soon" in entry.table else usual.read_soon,
        phrases=phrases,
        hours=hours,
    )


def problems(pack: Pack) -> Iterator[str]:
    """Known kinds of phrases, known kinds of steps."""
    for phrase in pack.talking.phrases.values():
        if phrase.kind not in KINDS:
            yield f"phrase '{phrase.code}': the kind '{phrase.kind}' is not one of {', '.join(KINDS)}"
    for code in pack.talking.fixed_while:
        if code not in pack.step_kinds:
            yield f"talking: 'fixed_while' names '{code}', which is no step"
