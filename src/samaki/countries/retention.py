"""How long each class of record is kept, as the pack says it. A period is never law by itself: `status` says what was read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from samaki.countries.durations import STATUSES, Duration
from samaki.countries.labels import NO_TEXTS, Coded, Texts
from samaki.countries.reading import Entry

MOMENTS = ("closed", "recorded")
HOW = ("two_officers", "by_itself", "with_case", "kept", "not_yet")
ENDS: Mapping[str, tuple[str, ...]] = {
    "case": ("two_officers",),
    "report": ("two_officers",),
    "report_refused": ("two_officers",),
    "intelligence": ("by_itself",),
}
"""Classes that this software ends, and how; of any other class the pack can only say that it goes with its case, or stays."""


@dataclass(frozen=True, kw_only=True)
class RetentionClass(Coded):
    """One line of the schedule. `from_`: the moment from which `after` counts; both empty where nothing is counted.

    `reasons`: reasons to close a report by which it belongs to this class and not to `report`.
    """

    after: Duration | None
    from_: str
    how: str
    reasons: tuple[str, ...]
    status: str
    source_texts: Texts
    about_texts: Texts = field(default=NO_TEXTS, repr=False)

    def source(self, language: str) -> str:
        """Where the period comes from; in the words of the pack's own language where it says it in none."""
        return self.source_texts.get(language)

    def about(self, language: str) -> str:
        return self.about_texts.get(language)


def read(entry: Entry) -> RetentionClass:
    """One entry of the list `retention`; raises Unreadable."""
    if (status := entry.text("status")) not in STATUSES:
        raise entry.fail(f"the status '{status}' is not one of {', '.join(STATUSES)}")
    return RetentionClass(
        code=entry.text("code"),
        labels=entry.labels(),
        after=entry.duration("after") if "after" in entry.table else None,
        from_=entry.text("from", ""),
        how=entry.text("how"),
        reasons=entry.codes("reasons"),
        status=status,
        source_texts=_source(entry),
        about_texts=entry.texts("about"),
    )


def _source(entry: Entry) -> Texts:
    """A text, or one in each language of the pack."""
    if isinstance(entry.table.get("source"), str):
        return Texts({entry.order[0] if entry.order else "en": entry.text("source")}, entry.order)
    return entry.texts("source")


def problems(schedule: Mapping[str, RetentionClass], report_reasons: Mapping[str, object]) -> Iterator[str]:
    """What cannot be, one sentence each."""
    for one in schedule.values():
        where = f"retention '{one.code}'"
        if one.how not in HOW:
            yield f"{where}: 'how' must be one of {', '.join(HOW)}."
        elif one.how not in ENDS.get(one.code, ("with_case", "kept", "not_yet")):
            yield f"{where}: it cannot end '{one.how}'; for this class use {', '.join(ENDS.get(one.code, HOW[2:]))}."
        elif one.how in ("two_officers", "by_itself") and (one.after is None or one.from_ not in MOMENTS):
            yield f"{where}: 'after' and 'from' ({' or '.join(MOMENTS)}) are needed."
        elif one.after is not None and (one.after.amount < 1 or one.after.unit not in ("days", "months")):
            yield f"{where}: it is kept for whole days or months, at least one."
        yield from (
            f"{where}: the reason '{code}' does not exist." for code in one.reasons if code not in report_reasons
        )
