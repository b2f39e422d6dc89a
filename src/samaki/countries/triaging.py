"""The questions by which a duty officer says how urgent a report is, as values of a pack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from samaki.countries.labels import Coded, Texts
from samaki.countries.reading import Entry

if TYPE_CHECKING:
    from samaki.countries.pack import Pack


@dataclass(frozen=True, kw_only=True)
class TriageQuestion(Coded):
    """A question about risk. `yes`, `no`, `unknown`: the urgency that this answer speaks for; empty: for none. `why`: the reason, shown
    beside it. An answer never decides: the officer does."""

    yes: str = ""
    no: str = ""
    unknown: str = ""
    why_texts: Texts = field(repr=False)

    def why(self, language: str) -> str:
        """Why the answer speaks for it, for the officer."""
        return self.why_texts.get(language)

    def speaks_for(self, answer: str) -> str:
        """The urgency that an answer speaks for; "" for none."""
        return {"yes": self.yes, "no": self.no, "unknown": self.unknown}.get(answer, "")


def read(entry: Entry) -> TriageQuestion:
    """One `[[triage]]` of a pack."""
    given = {name: entry.text(name, "") for name in ("yes", "no", "unknown")}
    return TriageQuestion(code=entry.text("code"), labels=entry.labels(), why_texts=entry.texts("why"), **given)


def problems(pack: Pack) -> Iterator[str]:
    """Known urgencies, and a reason for each question."""
    for one in pack.triage.values():
        if not one.why_texts:
            yield f"triage '{one.code}': 'why' is missing"
        for urgency in (one.yes, one.no, one.unknown):
            if urgency and urgency not in pack.urgencies:
                yield f"triage '{one.code}': '{urgency}' is no urgency"
