"""How each accused stands, reckoned from the facts of a court file. Pure: the same facts say the same, in whatever order they were told.

A later decision takes the effect of an earlier one and rewrites nothing: an appeal that quashes leaves the judgment on the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from samaki.countries.calendar import Calendar
from samaki.countries.kinds import LegalLimit
from samaki.countries.spans import end_of
from samaki.court.ages import Known, age_at
from samaki.court.kept import Charge as Charge
from samaki.court.kept import Held as Held
from samaki.court.kept import Sum as Sum
from samaki.court.limits import ACQUITTED, ORDERED, Reached, reached
from samaki.court.oddities import CONTRADICTIONS, held_acquitted, oddities
from samaki.court.states import CHARGE, FILED, ORDER, OVER, STANDS

Key = tuple[str, UUID | None]
"""Of a charge: the article, and the child whom it concerns (None: none in particular)."""


@dataclass
class Standing:
    """All of one accused. `windows`: how long parties may still turn to a higher court, by the limits of the pack. `sentence`: the one that
    counts; `sentences`: each that was passed, the first first, also those of another court in whose place a later one stands."""

    charges: dict[Key, Charge] = field(default_factory=dict)
    times: list[Held] = field(default_factory=list)
    sentence: Any = None
    sentences: list[Any] = field(default_factory=list)
    windows: list[Reached] = field(default_factory=list)
    window_fact: Any = None
    limits: list[Reached] = field(default_factory=list)
    appeals: list[Any] = field(default_factory=list)
    final_at: datetime | None = None
    money: dict[tuple[UUID | None, str], Sum] = field(default_factory=dict)
    warnings: set[str] = field(default_factory=set)

    @property
    def held(self) -> Held | None:
        """The time that still runs."""
        return self.times[-1] if self.times and self.times[-1].ended_at is None else None

    @property
    def is_charged(self) -> bool:
        return any(one.charged_at for one in self.charges.values())

    @property
    def is_cleared(self) -> bool:
        """It is written down as final, nothing is open and nobody was convicted: the file of this person closes to most readers."""
        ends = [one for one in self.charges.values() if one.state]
        return bool(
            self.final_at
            and not self.contradicts
            and any(one.outcome == "acquitted" for one in ends)
            and all(one.outcome == "acquitted" or one.state in OVER for one in ends)
        )

    @property
    def contradicts(self) -> bool:
        """What is written down cannot all be true: nothing good is said of it, and nothing closes, before somebody has looked."""
        return bool(self.warnings & CONTRADICTIONS)


def stands(
    facts: Iterable[Any], limits: Mapping[str, LegalLimit], calendar: Calendar, known: Known | None = None
) -> Standing:
    """Of one accused: rows with the columns of `CourtFact`, those that do not stand left out. `known`: their age on the file."""
    made = Standing()
    rows = sorted((row for row in facts if row.state == STANDS), key=lambda row: in_order(row, calendar))
    for row in rows:
        _STORY[_ROOM.get(row.kind, "file")](made, row)
    if made.held is not None and made.held.age is None:
        made.held.age = age_at(known, made.held.since)
    _limits(made, rows, limits, calendar)
    _windows(made, rows, limits, calendar)
    made.warnings |= oddities(made, rows, known)
    return made


def in_order(row: Any, calendar: Calendar) -> tuple[Any, ...]:
    """By when it happened (a month or a year: at its end, for all that is known), then by the order of a proceeding."""
    return end_of(row.at, row.precision, calendar), ORDER[row.kind], row.recorded_at, str(row.id)


# ---------------------------------------------------------------- charges and judgments
def _charge(made: Standing, row: Any) -> None:
    one = made.charges.setdefault((row.offence, row.child_id), Charge(row.offence, row.child_id))
    one.state, one.since = CHARGE[row.kind], row.at
    if row.kind == "charged":
        one.charged_at, one.outcome = one.charged_at or row.at, ""
    elif row.kind == "judged":
        _judged(made, one, row)
    elif row.kind == "requalified":
        new = made.charges.setdefault(
            (row.detail["to_offence"], row.child_id), Charge(row.detail["to_offence"], row.child_id, file=one.file)
        )
        new.state, new.since, new.charged_at, new.outcome = "charged", row.at, new.charged_at or row.at, ""
        one.outcome = ""


def _judged(made: Standing, one: Charge, row: Any) -> None:
    """A second judgment takes the place of the first where somebody opposed that; else the two contradict each other."""
    opposed = any(asked.kind == "opposed" and one.judged_at and asked.at >= one.judged_at for asked in made.appeals)
    if one.outcome and not opposed:
        made.warnings.add("two_judgments")
    one.outcome, one.judged_at, one.absent, made.final_at = row.code, row.at, bool(row.detail.get("absent")), None
    if opposed:
        _sentence_falls(made)


def _sentence_falls(made: Standing) -> None:
    """With the last conviction; it stays on the file."""
    if not any(one.outcome == "convicted" for one in made.charges.values()):
        made.sentence = None


def _file(made: Standing, row: Any) -> None:
    """A severed or joined part: which of the court's own files these charges are in from then on."""
    for one in made.charges.values():
        if row.child_id in (None, one.child_id):
            one.file = row.detail["file"]


def _appeal(made: Standing, row: Any) -> None:
    if row.kind == "final":
        made.final_at = row.at
        return
    made.appeals.append(row)
    made.final_at = None
    if row.kind not in ("appeal_decided", "cassation_decided"):
        return
    for one in made.charges.values():
        if one.state == "decided" and row.offence in ("", one.offence) and row.child_id in (None, one.child_id):
            _decide_anew(one, row)
    if row.code in ("changed_acquitted", "quashed", "sent_back"):
        _sentence_falls(made)


def _decide_anew(one: Charge, row: Any) -> None:
    if row.code in ("changed_convicted", "changed_acquitted"):
        one.outcome = row.code.removeprefix("changed_")
    elif row.code in ("quashed", "sent_back"):
        one.state, one.outcome = "referred", ""
    one.since = row.at


def _judgment(made: Standing, row: Any) -> None:
    if row.kind == "sentenced":
        made.sentences.append(row)
    if row.kind == "judged":
        _charge(made, row)
    elif (
        made.sentence is None
        or row.code
        or row.amount is not None
        or row.detail.get("prison")
        or row.detail.get("suspended")
    ):
        made.sentence = row  # one that says nothing takes nothing away


# ---------------------------------------------------------------- held
def _held(made: Standing, row: Any) -> None:
    now = made.held
    if row.kind in ("custody_extended", "detention_extended"):
        if now is None:
            made.warnings.add("extended_unheld")
        else:
            now.extended, now.until = True, row.until or now.until
    elif row.kind == "detention_ended":
        if now is None:
            made.warnings.add("ended_unheld")
        else:
            now.ended_at, now.end = row.at, row.code
    else:
        _begin(made, row, now)


def _begin(made: Standing, row: Any, now: Held | None) -> None:
    """A new order while somebody is detained does not begin the time anew: it runs from its first day. Nor does an arrest end it."""
    sort = "custody" if row.kind == "arrested" else "detention"
    if now is not None and (now.sort == sort or sort == "custody"):
        if now.sort != sort:
            made.warnings.add("arrested_held")
        now.until, now.category, now.age = (
            row.until or now.until,
            row.category or now.category,
            _known(row.age, now.age),
        )
        now.extended = now.extended or sort == "detention"
        return
    if now is not None:
        now.ended_at, now.end = row.at, sort
    age = _known(row.age, now.age if now else None)
    made.times.append(Held(sort, row.at, row, row.category or (now.category if now else ""), age, row.until))


def _known(new: int | None, before: int | None) -> int | None:
    return before if new is None else new


# ---------------------------------------------------------------- money
def _money(made: Standing, row: Any) -> None:
    if row.amount is None or row.kind not in ("compensation_ordered", "compensation_paid"):
        return
    one = made.money.setdefault((row.child_id, row.currency), Sum())
    if row.kind == "compensation_ordered":
        one.ordered += row.amount
    else:
        one.paid += row.amount


_STORY = {"charges": _charge, "judgment": _judgment, "appeal": _appeal, "held": _held, "money": _money, "parts": _file,
          "file": lambda made, row: None}  # fmt: skip
_ROOM = {
    **dict.fromkeys(("charged", "requalified", "dropped", "referred", "dismissed"), "charges"),
    **dict.fromkeys(("severed", "joined"), "parts"),
    **dict.fromkeys(("judged", "sentenced", "notified"), "judgment"),
    **dict.fromkeys(
        ("opposed", "appealed", "appeal_decided", "cassation_asked", "cassation_decided", "final"), "appeal"
    ),
    **dict.fromkeys(("arrested", "custody_extended", "detained", "detention_extended", "detention_ended"), "held"),
    **dict.fromkeys(("compensation_ordered", "compensation_paid"), "money"),
}


# ---------------------------------------------------------------- limits
def _limits(made: Standing, rows: list[Any], limits: Mapping[str, LegalLimit], calendar: Calendar) -> None:
    """Of whoever is held now: each limit that may apply, and the end of the order, the earliest first."""
    held = made.held
    if held is None:
        return
    found = reached(
        limits, held.sort, held.since, calendar, category=held.category, age=held.age, extended=held.extended
    )
    sent = [row.at for row in rows if row.kind == "referred" and row.at >= held.since]
    if held.sort == "detention" and sent:
        found += reached(limits, "closing", max(sent), calendar)
    if held.until:
        found.append(Reached(ORDERED, "", held.until))
    if (since := held_acquitted(made)) is not None:
        found.append(Reached(ACQUITTED, "", since))
    made.limits = sorted(found, key=lambda one: (one.at, one.sort, one.code))


def _windows(made: Standing, rows: list[Any], limits: Mapping[str, LegalLimit], calendar: Calendar) -> None:
    """From the last decision that stands: who may still turn to a higher court, and until when. None once it is final."""
    last = next((row for row in reversed(rows) if row.kind in ("judged", "appeal_decided", "cassation_decided")), None)
    if (
        last is None
        or made.final_at is not None
        or last.kind == "cassation_decided"
        or last.code in ("sent_back", "quashed")
    ):
        return
    made.window_fact = last
    after = rows[rows.index(last) :]
    filed = {row.code for row in after if row.kind in FILED}
    if last.kind == "appeal_decided":
        made.windows = _open_to(filed, reached(limits, "cassation", last.at, calendar), limits)
        return
    made.windows = _open_to(filed, reached(limits, "appeal", last.at, calendar), limits)
    told = next((row for row in rows if row.kind == "notified" and row.at >= last.at), None)
    if last.detail.get("absent") and told is not None and not any(row.kind == "opposed" for row in after):
        made.windows = sorted(
            made.windows + reached(limits, "opposition", told.at, calendar), key=lambda one: (one.at, one.code)
        )


def _open_to(filed: set[str], found: list[Reached], limits: Mapping[str, LegalLimit]) -> list[Reached]:
    """Those of which some party has not made use yet."""
    return [one for one in found if not limits[one.code].parties or set(limits[one.code].parties) - filed]
