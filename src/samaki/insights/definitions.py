"""Every measure: id, version, what is counted over what, which facts it reads. The list that a figure leads to.

A change of what is counted raises the version of that measure here; kept figures of another version are counted anew from the ledger.
Versions of what the pack says (which steps count as what) stand in its `[measures]`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

SHARE, WAITS, FLOW, AGES, PLACES, TIMES, LAGS, HOURS = (
    "share", "waits", "flow", "ages", "places", "times", "lags", "hours"
)  # fmt: skip
"""How marks become a figure: `figures.py`."""


@dataclass(frozen=True)
class Definition:
    """`name`: how commands call it. `counts` over `of`: the words of the definition. `window`: which matters belong to a month.
    `reads`: acts of the ledger. `beside`: the quality measure that stands beside one of speed."""

    id: str
    version: int
    name: str
    shape: str
    title: Any  # these four are texts that are translated when they are shown
    counts: Any
    of: Any
    window: Any
    reads: tuple[str, ...]
    beside: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """As it stands beside a figure."""
        return f"{self.id}.v{self.version}"


_W: dict[str, Any] = {
    "came": _("those that came in during the time"),
    "due": _("those that were due during the time"),
    "offered": _("those that were offered during the time"),
    "opened": _("cases that were opened during the time"),
    "day": _("those whose day lay in the time"),
    "written": _("those that were written down during the time"),
    "now": _("those that wait now"),
    "moment": _("what was open during the time"),
}

_ALL = (
    Definition("I1", 1, "acknowledged", SHARE, _("Acknowledged in time"),
               _("reports to which a person answered within the limit of their urgency"),
               _("reports that came in; those past their limit without an answer count as not answered"),
               _W["came"], ("report.*",), ("Q1", "I2")),
    Definition("I2", 1, "child-seen", SHARE, _("Child seen"),
               _("emergency cases with a first safe contact within the limit"),
               _("cases that became an emergency; open ones past the limit count as not seen, a planned delay is told apart"),
               _W["came"], ("case.open", "case.urgency", "step.*"), ("I12",)),
    Definition("I3", 1, "answered", SHARE, _("Hand-offs answered"),
               _("hand-offs that were accepted, or declined with a reason, before any of their clocks ran out"),
               _("hand-offs that were offered, without those that the sender took back before an answer"),
               _W["offered"], ("handoff.*",), ("C1", "C8", "C9")),
    Definition("I4", 1, "ownerless", HOURS, _("Time without a holder"),
               _("hours in which a case was open and nobody held an open step of it"),
               _("hours in which cases were open"),
               _W["moment"], ("case.*", "step.*")),
    Definition("I5", 1, "on-time", SHARE, _("On time"),
               _("steps that were done by their due time, by when they were done and not by when that was written down"),
               _("steps that were due; those left out before they were due are not counted"),
               _W["due"], ("step.*",), ("Q1",)),
    Definition("I6", 1, "clearance", FLOW, _("Clearance"),
               _("matters that went out: closed, done, or passed on"),
               _("matters that came in"),
               _W["moment"], ("report.*", "case.*", "step.*"), ("I7",)),
    Definition("I7", 1, "pending", AGES, _("Age of what is pending"),
               _("matters that are past their due time"),
               _("matters that are pending, with their ages"),
               _W["now"], ("report.*", "case.*", "step.*"), ("I6",)),
    Definition("I8", 1, "attrition", PLACES, _("Where reports are now"),
               _("reports that reached each place of the chain, and why the others left"),
               _("reports that came in; open ones are counted as open"),
               _W["came"], ("report.*", "case.*", "strand.*", "step.*", "court.*")),
    Definition("I9", 1, "retelling", TIMES, _("Told how often"),
               _("formal interviews and hearings of a child"),
               _("children who were asked formally at least once"),
               _W["opened"], ("step.*",)),
    Definition("I10", 1, "promises", SHARE, _("Promises to children kept"),
               _("promises that were kept by their day"),
               _("promises that were due; kept later or not at all is not kept"),
               _W["due"], ("promise.*",)),
    Definition("I11", 1, "hearings", SHARE, _("Hearings on the first date"),
               _("hearings that were held on the first date set"),
               _("first dates that were set, of which somebody has said what came of them"),
               _W["day"], ("hearing.*",)),
    Definition("I11b", 1, "compensation", SHARE, _("Compensation paid"),
               _("cases in which all compensation that was ordered is paid"),
               _("cases in which compensation was ordered"),
               _W["day"], ("court.*",)),
    Definition("I12", 1, "safe-after", SHARE, _("Safe after"),
               _("visits long after, done by their day, at which the child was met"),
               _("visits long after that were due"),
               _W["due"], ("step.*",)),
    Definition("C1", 1, "closed-loop", SHARE, _("Closed loop"),
               _("hand-offs whose sender has confirmed what became of them"),
               _("hand-offs that were offered and have ended; those still under way are told apart"),
               _W["offered"], ("handoff.*",)),
    Definition("C2", 1, "got-help", SHARE, _("Help arrived"),
               _("confirmed hand-offs of which the sender says that help arrived"),
               _("confirmed hand-offs"),
               _W["offered"], ("handoff.*",)),
    Definition("C3", 1, "time-to-acknowledge", WAITS, _("Time until seen"),
               _("time from the offer until somebody of the receiver saw it"),
               _("hand-offs that were offered"), _W["offered"], ("handoff.*",), ("I3",)),
    Definition("C4", 1, "time-to-decide", WAITS, _("Time until decided"),
               _("time from the offer until it was accepted, declined, expired or taken back"),
               _("hand-offs that were offered"), _W["offered"], ("handoff.*",), ("C2",)),
    Definition("C5", 1, "time-to-first-action", WAITS, _("Time until action began"),
               _("time from acceptance until the first action"),
               _("hand-offs that were accepted"), _W["offered"], ("handoff.*",), ("C2",)),
    Definition("C6", 1, "time-to-complete", WAITS, _("Time until completed"),
               _("time from acceptance until it was completed, or failed"),
               _("hand-offs that were accepted"), _W["offered"], ("handoff.*",), ("C2",)),
    Definition("C7", 1, "time-to-confirm", WAITS, _("Time until confirmed"),
               _("time from completion until the sender confirmed it"),
               _("hand-offs that were completed"), _W["offered"], ("handoff.*",), ("C2",)),
    Definition("C8", 1, "re-offers", SHARE, _("Offered again"),
               _("hand-offs for a step for which another one had been offered before"),
               _("hand-offs that were offered"), _W["offered"], ("handoff.*",)),
    Definition("C9", 1, "action-begun", SHARE, _("Action begun in time"),
               _("hand-offs in which action began before the clock of acceptance ran out"),
               _("hand-offs that were accepted"), _W["offered"], ("handoff.*",)),
    Definition("Q1", 1, "entry-lag", LAGS, _("Entry lag"),
               _("time from when something happened until it was written down"),
               _("steps that were done and facts of court files"), _W["written"], ("step.done", "court.record")),
    Definition("IX1", 1, "independence", SHARE, _("Independence index"),
               _("critical steps that the agency did alone, or alone after asking advice, on time and with all of their checklist"),
               _("critical steps that were due; not done, left out, stopped, or nobody knows who led: not independent"),
               _W["due"], ("step.*", "support.say"), ("IX2", "G1", "G4")),
    Definition("IX2", 1, "independence-own-money", SHARE, _("Independence without the mentor's money"),
               _("the same, and somebody else than the mentor paid, or it cost nothing"),
               _("critical steps that were due; of which nobody knows who paid: not independent"),
               _W["due"], ("step.*",), ("IX1",)),
    Definition("WT1", 1, "on-time-and-well", SHARE, _("On time and well"),
               _("critical steps that were done on time and with all of their checklist, whoever led"),
               _("critical steps that were due; not done, left out or stopped is neither"),
               _W["due"], ("step.*", "support.say"), ("IX1", "G4")),
    Definition("SRC", 1, "mentor-share", SHARE, _("Cases that the mentor brought"),
               _("cases that the mentor brought"), _("cases that were opened"), _W["opened"], ("case.open",)),
    Definition("G1", 1, "said-more-alone", SHARE, _("Said to be more alone than the record shows"),
               _("critical steps that are said to be done alone while the record, or another unit, says that the mentor led or was there"),
               _("critical steps that are done, of which both are known"), _W["due"], ("step.*",), ("IX1",)),
    Definition("G2", 1, "answered-at-once", SHARE, _("Answered within a minute"),
               _("hand-offs that were accepted or declined within a minute, sooner than they can have been read"),
               _("hand-offs that the receiver accepted or declined, without those taken over by telephone"),
               _W["offered"], ("handoff.*",), ("C9",)),
    Definition("G3", 1, "declined", SHARE, _("Hand-offs declined"),
               _("hand-offs that the receiver declined, with the reasons"),
               _("hand-offs that the receiver accepted or declined, without those taken over by telephone"),
               _W["offered"], ("handoff.*",), ("I3",)),
    Definition("G4", 1, "on-time-afterwards", SHARE, _("On time, written down afterwards"),
               _("critical steps that count as on time and were written down after they were due"),
               _("critical steps that were done on time"), _W["due"], ("step.*",), ("Q1",)),
)  # fmt: skip

MEASURES: dict[str, Definition] = {one.id: one for one in _ALL}
"""Id -> definition, in the order in which they are shown."""


def find(name: str) -> Definition | None:
    """A measure by its id in any case, or by its name."""
    wanted = name.strip().lower()
    return next((one for one in _ALL if wanted in (one.id.lower(), one.name, one.code.lower())), None)


MARKS = 2
"""How marks are kept. Raised where more of them are kept and no definition changes (2: what was missing, by stratum)."""


def fingerprint(pack_version: str) -> str:
    """Of all versions at once, of how marks are kept, and of what the pack says: kept figures with another one are counted anew."""
    return ";".join([pack_version, f"marks:{MARKS}", *(one.code for one in _ALL)])
