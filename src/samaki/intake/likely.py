"""Reports of our own unit that may tell of the same matter: near in place and time, and alike in words or in names that are heard alike;
or of the very same place within hours, whatever language each is in.

Only among what the session may see, and of what our unit holds: whether another unit has such a report is not said, not even by a
number (a report that is not ours does not exist for us). Nothing is joined by it; a person looks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from samaki.agencies.country import pack
from samaki.cases.indexing import province_of
from samaki.cases.models import Case
from samaki.intake.models import Report
from samaki.intake.queries import words_of_many
from samaki.names import clean_text
from samaki.names.khmer import HAS_KHMER, loose_key
from samaki.names.latin import fold
from samaki.names.persons import sound_of

WINDOW = timedelta(days=30)
"""Before and after: what is told about one child comes in over some weeks."""

MOST_OPENED = 60
"""Reports whose words are compared."""

MOST_SHOWN = 5
ALIKE = 0.3
"""Share of the shorter text's pieces that stand in the other one too; measured on invented reports, not on real ones."""

SOON = {"province": timedelta(hours=1), "below": timedelta(hours=12)}
"""How far apart two reports of the very same place came that are shown though no word of them is alike: one may be in Khmer and the
other in English. Within a whole province only what came within the hour."""

PIECE = 5
CAPITAL = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]{2,}")


@dataclass(frozen=True)
class Likely:
    """A report that may tell of the same. `alike`: 0 to 1, of the words; `names`: how many names of both sound alike; `beside`: of the
    very same place, at about the same time."""

    report: Report
    words: dict[str, str]
    alike: float
    names: int
    beside: bool = False


def likely_reports(report: Report, told: dict[str, str]) -> list[Likely]:
    """The most alike first; of this province, or of no known place. Two queries."""
    province = province_of(report.area)
    near = (
        [place.code for place in pack().places.by_code.values() if province_of(place.code) == province]
        if province
        else []
    )
    rows = Report.objects.filter(
        holder=report.holder, joined_to=None, erased_at=None, state__in=("new", "acknowledged", "in_case"),
        received_at__range=(report.received_at - WINDOW, report.received_at + WINDOW),
    ).exclude(id=report.id)  # fmt: skip
    if province:
        rows = rows.filter(area__in=[*near, ""])
    found = list(rows.order_by("-id")[:MOST_OPENED])
    opened = words_of_many(found)
    compared = [_compared(one, opened.get(one.id, {}), told, _beside(one, report)) for one in found]
    close = [one for one in compared if one.alike >= ALIKE or one.names or one.beside]
    return sorted(close, key=lambda one: (-one.names, one.alike < ALIKE, not one.beside, -one.alike))[:MOST_SHOWN]


def likely_cases(report: Report, now: datetime) -> list[Case]:
    """Open cases that the session sees, of this place, that began in these weeks; the newest first."""
    if not report.area:
        return []
    rows = Case.objects.filter(area=report.area, state="open", opened_at__gt=report.received_at - WINDOW)
    if report.case_id:
        rows = rows.exclude(id=report.case_id)
    return list(rows.order_by("-opened_at")[:MOST_SHOWN])


def alike(one: str, other: str) -> float:
    """0 to 1: how much of the shorter text stands in the other one too, in any order, however it is spelled."""
    mine, theirs = _pieces(one), _pieces(other)
    least = min(len(mine), len(theirs))
    return len(mine & theirs) / least if least else 0.0


def names_heard(text: str) -> set[str]:
    """The sounds of words that may be names: with a capital in Latin letters, not at the beginning of a sentence, no place."""
    words = {word for word in CAPITAL.findall(clean_text(text)) if pack().places.match(word) is None}
    return {sound for word in words if len(sound := sound_of(word)) > 1}


def _compared(report: Report, words: dict[str, str], told: dict[str, str], beside: bool) -> Likely:
    mine, theirs = told.get("what", ""), words.get("what", "")
    return Likely(report, words, alike(mine, theirs), len(names_heard(mine) & names_heard(theirs)), beside)


def _beside(one: Report, other: Report) -> bool:
    """By the place and the hour alone, which are the same in every language."""
    sort = "province" if one.area == province_of(one.area) else "below"
    return bool(one.area) and one.area == other.area and abs(one.received_at - other.received_at) <= SOON[sort]


def _pieces(text: str) -> set[str]:
    letters = "".join(loose_key(word) if HAS_KHMER.search(word) else fold(word) for word in clean_text(text).split())
    return {letters[at : at + PIECE] for at in range(len(letters) - PIECE + 1)}
