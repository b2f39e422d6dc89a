"""A figure in words and a drawing: its value, what it lies between, of how many, and what stands beside it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from samaki.figures.waiting import Quantile
from samaki.insights import guarding
from samaki.insights.definitions import AGES, FLOW, HOURS, LAGS, PLACES, SHARE, TIMES, WAITS, Definition
from samaki.insights.figures import FEWEST, Figure
from samaki.insights.queries import WHOLE, Table
from samaki.web.bounds import bound, widest
from samaki.web.measures import judging
from samaki.web.moments import digits, is_khmer, number, span

AS_SHARE = (SHARE, PLACES, AGES)

HIGHER = ("I1", "I2", "I3", "I5", "I6", "I10", "I11", "I11b", "I12", "C1", "C2", "C9", "IX1", "IX2")
LOWER = ("I4", "I7", "I9", "C3", "C4", "C5", "C6", "C7", "C8", "Q1", "SRC", "G1", "G2", "G3", "G4")
"""Which way is good. Of where reports are now neither: a conviction is no target."""


def key(one: Definition) -> str:
    """A title needs a key: what is counted, and which way is good."""
    counts = str(one.counts)
    said = _("%(counted)s.") % {"counted": counts[:1].upper() + counts[1:]}
    good = _("Higher is better.") if one.id in HIGHER else _("Lower is better.") if one.id in LOWER else ""
    return f"{said} {good}".strip()


def row(name: str, one: Definition, figure: Figure) -> dict[str, Any]:
    """A figure of the reader's own unit, of which nothing is hidden. `draw`: per cent of the width of its value (None: of it only the
    ends are known) and interval, where there are enough for one; `cells`: its numbers for a sheet."""
    small = figure.n < FEWEST
    told = _blank(name) | {
        "value": _value(one, figure, small), "of": _of(one, figure), "notes": _notes(one, figure), "cells": _cells(one, figure),
    } | judging.of_hours(one, figure)  # fmt: skip
    if not figure.n and one.id == "I3":
        told["notes"] = [_("no other unit has asked yours")]
    if small or figure.value is None:
        return told
    if one.shape == PLACES and figure.open:
        return told | {"draw": _drawn(None, figure.at_least, figure.at_most)}
    if one.shape in AS_SHARE:
        told["draw"] = _drawn(figure.value, figure.low, figure.high) | {"gate": judging.gate_at(one)}
        told |= judging.of_share(one, figure.low, figure.high)
    if figure.low is not None and figure.high is not None:
        told["between"] = _("%(low)s to %(high)s") % {"low": amount(one, figure.low), "high": amount(one, figure.high)}
    return told


def rows_of_others(table: Table, names: dict[str, str]) -> list[dict[str, Any]]:
    """Rows for who is of none of the units: `names` (group -> its name), in their order, without what would tell of fewer than five."""
    kept = guarding.bounded(table.definition, table.figures, WHOLE, table.hidden)
    lines = {name: _guarded(label, name, table, kept) for name, label in names.items()}
    if table.definition.shape == HOURS and not table.hidden and WHOLE in lines:
        lines[WHOLE] |= _summed(table)
    return list(lines.values())


def _summed(table: Table) -> dict[str, str]:
    """Hours of all together as the sum of those that stand above it, each rounded: so that who adds them up finds the same."""
    parts = [figure for name, figure in table.figures.items() if name != WHOLE and figure.n]
    without, of = (sum(round(one.counts[name]) for one in parts) for name in ("ownerless_hours", "open_hours"))
    count = number(sum(one.n for one in parts))
    return {"value": _h(without), "of": _("%(hours)s in %(count)s cases") % {"hours": _h(of), "count": count}}


def _guarded(label: str, name: str, table: Table, kept: Collection[str]) -> dict[str, Any]:
    one, figure = table.definition, table.figures[name]
    if name in table.hidden:
        return _blank(label) | {"value": _("not shown"), "few": True}
    told = row(label, one, figure) | {"notes": _notes(one, figure, of_others=True, whole=name == WHOLE or name in kept)}
    if not figure.n:
        return told | {"value": _("nothing yet")}
    told["cells"] |= {"open": None}
    if name not in kept:
        return told
    cells = {"n": figure.n} if one.shape != FLOW else {}
    silent = [_("no interval: it would tell of few")] if one.shape in (SHARE, AGES) else []
    return told | {
        "value": _bound(one, figure), "draw": None, "between": "", "cells": cells, "few": True, "notes": [*silent, *told["notes"]],
        "verdict": "", "says": "",
    } | _judged(one, figure)  # fmt: skip


def _judged(one: Definition, figure: Figure) -> dict[str, Any]:
    """Of a bound, as far as its words go."""
    return judging.of_bound(one, widest(guarding.counted(one, figure) or 0, figure.n)) if one.shape == SHARE else {}


def _bound(one: Definition, figure: Figure) -> str:
    """The share as far as it tells of no one: fewer than five did, or did not."""
    if one.shape not in (SHARE, AGES):
        return _("not shown")
    return bound(guarding.counted(one, figure) or 0, figure.n)


def _blank(name: str) -> dict[str, Any]:
    return {"name": name, "value": "", "of": "", "few": False, "draw": None, "between": "", "notes": [], "cells": {},
            "verdict": "", "says": ""}  # fmt: skip


def _drawn(at: float | None, *ends: float | None) -> dict[str, str]:
    low, high = (at if end is None else end for end in ends)
    shown = {"at": at, "low": low, "high": high}
    return {name: "" if value is None else f"{100 * value:.1f}" for name, value in shown.items()}


def _of(one: Definition, figure: Figure) -> str:
    """Of how many; of hours, of how many hours in how many cases."""
    if one.shape != HOURS or not figure.n:
        return number(figure.n)
    return _("%(hours)s in %(count)s cases") % {"hours": _hours(figure, "open_hours"), "count": number(figure.n)}


def _hours(figure: Figure, name: str) -> str:
    return _h(round(figure.counts[name]))


def _h(hours: int) -> str:
    return _("%(n)s h") % {"n": number(hours)}


def _value(one: Definition, figure: Figure, small: bool) -> str:
    if not figure.n or figure.value is None:
        return _("nothing yet") if not figure.n else _("not known yet")
    if one.shape == HOURS:
        return _hours(figure, "ownerless_hours")
    if one.shape in AS_SHARE and small:
        return _some_of(guarding.counted(one, figure) or 0, figure.n)
    if one.shape == PLACES and figure.open and figure.at_least is not None and figure.at_most is not None:
        return _("%(low)s to %(high)s") % {"low": amount(one, figure.at_least), "high": amount(one, figure.at_most)}
    return amount(one, figure.value)


def _some_of(some: int, whole: int) -> str:
    return _("%(some)s of %(all)s") % {"some": number(some), "all": number(whole)}


def amount(one: Definition, value: float) -> str:
    """A share in per cent, a time in its words, any other number with one decimal."""
    if one.shape in AS_SHARE:
        return _("%(share)s%%") % {"share": digits(round(100 * value))}
    if one.shape in (WAITS, LAGS):
        return span(timedelta(minutes=value))
    assert one.shape in (FLOW, TIMES)  # the shapes that are left
    return digits(f"{value:.1f}".replace(".", "," if is_khmer() else "."))


def _notes(one: Definition, figure: Figure, *, of_others: bool = False, whole: bool = False) -> list[str]:
    """What stands beside a figure: open ones, those told apart, the slowest tenth. Of others no count of fewer than five, and none of
    all together (`whole`), from which the one that is missing could be reckoned."""
    notes = []
    counts = [] if of_others and whole else _counts(one, figure)
    if one.shape == PLACES and figure.n > figure.open and not (of_others and whole):
        ended = _some_of(guarding.counted(one, figure) or 0, figure.n - figure.open)
        few = guarding.few(figure.n - figure.open) or guarding.few(
            figure.n - figure.open - (guarding.counted(one, figure) or 0)
        )
        if not of_others or not few:
            notes.append(_("of those that ended: %(some)s") % {"some": ended})
    notes += [said % {"count": number(count)} for said, count in counts if not (of_others and count < FEWEST)]
    if one.shape in (SHARE, AGES) and figure.median and figure.median.value is not None and figure.n >= FEWEST:
        notes.append(_within(_("half within %(time)s"), figure.median))
    if figure.p90 and figure.p90.value is not None and figure.n >= FEWEST:
        notes.append(_within(_("nine of ten within %(time)s"), figure.p90))
    return notes


def _within(said: str, found: Quantile) -> str:
    """A time by which a share has ended, with its interval; of few the upper end is often not known yet."""
    low, time, high = (
        span(timedelta(minutes=one)) if one is not None else "" for one in (found.low, found.value, found.high)
    )
    if low and high:
        ends = _("%(low)s to %(high)s") % {"low": low, "high": high}
    else:
        ends = _("from %(low)s; the upper end is not known") % {"low": low} if low else ""
    return said % {"time": time} + (f" ({ends})" if ends else "")


def _counts(one: Definition, figure: Figure) -> list[tuple[str, int]]:
    """Words and count of those that are told beside and not judged; of hours nothing is open, all is counted."""
    apart = figure.apart
    told = [
        (_("still open: %(count)s"), figure.open if one.shape not in (AGES, HOURS) else 0),
        (_("planned later: %(count)s"), apart.get("planned", 0)),
        (_("first by telephone: %(count)s"), apart.get("phone", 0)),
        (_("taken back: %(count)s"), apart.get("away", 0)),
        (_("written down only afterwards: %(count)s"), figure.after),
    ]
    return [(said, count) for said, count in told if count]


def _cells(one: Definition, figure: Figure) -> dict[str, Any]:
    """Numbers for a sheet: shares from 0 to 1, times in minutes, hours in hours."""
    value = figure.counts["ownerless_hours"] if one.shape == HOURS and figure.n else figure.value
    ends = (figure.at_least, figure.at_most) if one.shape == PLACES else (figure.low, figure.high)
    low, high = ends if figure.n >= FEWEST else (None, None)
    median, p90 = (found.value if found else None for found in (figure.median, figure.p90))
    return {
        "n": figure.n, "value": value, "low": low, "high": high, "open": figure.open if one.shape not in (AGES, HOURS) else None,
        "median": median, "p90": p90,
    }  # fmt: skip


def explained(one: Definition, *, between: bool) -> list[str]:
    """What a reader must know of figures of this shape, a sentence each. `between`: whether an interval is shown."""
    of_shape = {
        SHARE: _("Those that are open and not due yet are not judged; they stand beside. Those past their time are counted as not done."),
        WAITS: _("Those that still wait are counted: half have ended by the time shown, or it is not known yet."),
        FLOW: _("Above 1 more went out than came in; below 1 what is pending grows."),
        AGES: _("Everything that waits now is counted, however long it has waited."),
        PLACES: _("The share that reached the last place of the chain: between none and all of those that are open. It is no target."),
        TIMES: _("1 means that no child was asked twice. Where all were asked as often, there is no interval."),
        LAGS: _("Figures of time rest on when something happened. The longer it takes until it is written down, the less sure they are."),
        HOURS: _("It must be 0."),
    }  # fmt: skip
    said = [of_shape[one.shape]]
    if between:
        said.append(
            _(
                "The true value lies very probably between the two numbers after a figure: it does for 95 of 100 such pairs."
            )
        )
    if one.shape in AS_SHARE:
        few = _("Of fewer than %(count)s no share is drawn: one case more or less would change everything.")
        said.append(few % {"count": digits(FEWEST)})
    return [*said, _("A case that is opened again or corrected changes these figures, also those of earlier months.")]
