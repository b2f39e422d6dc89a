"""Figures in words and drawings. Nothing here decides what may be seen: of others the database gives nothing small."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.insights import queries
from samaki.insights.definitions import AGES, FLOW, HOURS, LAGS, MEASURES, PLACES, SHARE, TIMES, WAITS, Definition
from samaki.insights.figures import FEWEST, Figure
from samaki.web import words
from samaki.web.moments import digits, is_khmer, long_date, short_moment, span
from samaki.web.pages import StaffRequest

FIRST = ("I1", "I3", "I5", "I7")
"""What a unit sees first: answered, handed on, on time, waiting."""

FIRST_OF_ALL = ("I1", "I3", "I5", "I4")
"""What who oversees sees first, by province."""

AS_SHARE = (SHARE, PLACES, AGES, HOURS)


def listed(request: StaffRequest) -> dict[str, Any]:
    """Context of `measures.html`: first, others: lines; tables: one by province for each first figure; of_all."""
    months = queries.quarter(request.now)
    head = {"title": _("How the chain works"), "section": "measures", **_when(months), "of_all": _oversees(request)}
    if head["of_all"]:
        tables = [_by_province(MEASURES[name], months, request.lang) for name in FIRST_OF_ALL]
        return head | {
            "tables": tables,
            "others": [_link(one) for one in MEASURES.values() if one.id not in FIRST_OF_ALL],
        }
    figures = queries.of_unit(request.member.unit_id, months)
    lines = {
        name: _line(one, figures.get(name, Figure(0)), ours=True) for name, one in MEASURES.items() if name != "I4"
    }
    others = [line for name, line in lines.items() if name not in FIRST and line["n"]]
    quiet = [
        _link(one) for name, one in MEASURES.items() if name in lines and name not in FIRST and not lines[name]["n"]
    ]
    return head | {
        "first": [lines[name] for name in FIRST],
        "others": others,
        "quiet": quiet,
        "unit": request.member.unit.name,
    }


def one(found: Definition, request: StaffRequest) -> dict[str, Any]:
    """Context of `measure.html`: the definition, the rows of its table, what else must be looked at with it."""
    months = queries.quarter(request.now)
    of_all = _oversees(request)
    shown = _by_province(found, months, request.lang) if of_all else _by_kind(found, months, request)
    beside = [_link(MEASURES[name]) for name in found.beside]
    return _link(found) | _when(months) | {
        "counts": str(found.counts), "of": str(found.of), "window": str(found.window), "reads": found.reads, "beside": beside,
        "of_all": of_all, "table": shown, "section": "measures", "fewest": digits(FEWEST),
        "explained": _explained(found),
    }  # fmt: skip


def _oversees(request: StaffRequest) -> bool:
    return "oversight" in request.member.roles(request.now)


def _when(months: queries.Months) -> dict[str, Any]:
    counted = queries.counted()
    return {
        "since": long_date(months.first), "until": long_date(months.now.date()),
        "counted": short_moment(counted.counted_at) if counted else "",
    }  # fmt: skip


def _link(one: Definition) -> dict[str, str]:
    return {"title": str(one.title), "code": one.code, "href": f"/measures/{one.name}/"}


def _by_province(one: Definition, months: queries.Months, lang: str) -> dict[str, Any]:
    table = queries.table_of_all(one, months)
    names = sorted(
        (name for name in table.figures if name != queries.WHOLE), key=lambda name: words.area_name(name, lang)
    )
    lines = [_row(words.area_name(name, lang), one, table.figures[name], few=name in table.hidden) for name in names]
    whole = _row(_("All together"), one, table.figures[queries.WHOLE], few=queries.WHOLE in table.hidden)
    return _link(one) | {"lines": [*lines, whole] if lines else [], "head": _("Area")}


def _by_kind(one: Definition, months: queries.Months, request: StaffRequest) -> dict[str, Any]:
    """Of the reader's own unit: by what it is (a step, an urgency), or by the unit on the other side."""
    pairs = one.id == "I3" or one.id.startswith("C")
    table = queries.table(one, months, queries.by_other if pairs else queries.by_kind, unit=request.member.unit_id)
    groups = [name for name in table.figures if name not in (queries.WHOLE, "")]
    names = _units(groups) if pairs else {name: _what(name, request.lang) for name in groups}
    lines = [
        _row(label, one, table.figures[name], ours=True)
        for name, label in sorted(names.items(), key=lambda item: item[1])
    ]
    whole = _row(_("All together"), one, table.figures[queries.WHOLE], ours=True)
    return _link(one) | {"lines": [*lines, whole], "head": _("With whom") if pairs else _("What")}


def _units(principals: Iterable[str]) -> dict[str, str]:
    """What units are called."""
    return {
        str(unit.principal): unit.name for unit in Unit.objects.filter(principal__in=[int(one) for one in principals])
    }


def _what(name: str, lang: str) -> str:
    """A group of a measure: an urgency, a sort of matter, a step."""
    urgency = pack().urgencies.get(name)
    more: Mapping[str, str] = {
        "report": _("Reports"),
        "case": _("Cases"),
        "step.done": _("Steps"),
        "court.record": _("Court file"),
    }
    return urgency.label(lang) if urgency else more.get(name) or words.step_title(name, lang)


def _line(one: Definition, figure: Figure, *, ours: bool = False) -> dict[str, Any]:
    return _link(one) | _row(str(one.title), one, figure, ours=ours)


def _row(name: str, one: Definition, figure: Figure, *, few: bool = False, ours: bool = False) -> dict[str, Any]:
    """A figure as a page shows it. `draw`: per cent of the width of its value and interval, where there are enough for one."""
    small = figure.n < FEWEST
    row: dict[str, Any] = {
        "name": name,
        "n": figure.n,
        "n_words": digits(figure.n),
        "few": few,
        "draw": None,
        "between": "",
        "notes": [],
    }
    if few:
        return row | {"value": _("too few")}
    row |= {"value": _value(one, figure, small), "notes": _notes(one, figure)}
    if figure.value is not None and not small and figure.low is not None and figure.high is not None:
        row["between"] = _("%(low)s to %(high)s") % {"low": _amount(one, figure.low), "high": _amount(one, figure.high)}
    if one.shape in AS_SHARE and figure.value is not None and not small:
        low, high = (figure.value if end is None else end for end in (figure.low, figure.high))
        row["draw"] = {"at": f"{100 * figure.value:.1f}", "low": f"{100 * low:.1f}", "high": f"{100 * high:.1f}"}
    return row


def _value(one: Definition, figure: Figure, small: bool) -> str:
    if not figure.n or figure.value is None:
        return _("nothing yet") if not figure.n else _("not known yet")
    if one.shape in (SHARE, AGES, PLACES) and small:
        return _("%(some)s of %(all)s") % {"some": digits(round(figure.value * figure.n)), "all": digits(figure.n)}
    return _amount(one, figure.value)


def _amount(one: Definition, value: float) -> str:
    """A share in per cent, a time in its words, any other number with one decimal."""
    if one.shape in AS_SHARE:
        return _("%(share)s%%") % {"share": digits(round(100 * value))}
    if one.shape in (WAITS, LAGS):
        return span(timedelta(minutes=value))
    assert one.shape in (FLOW, TIMES)  # the shapes that are left
    return digits(f"{value:.1f}".replace(".", "," if is_khmer() else "."))


def _notes(one: Definition, figure: Figure) -> list[str]:
    """What stands beside a figure: open ones, those told apart, the slowest tenth."""
    notes = []
    if figure.open and one.shape != AGES:
        notes.append(_("still open: %(count)s") % {"count": digits(figure.open)})
    for name, words_of in (
        ("planned", _("planned later: %(count)s")),
        ("phone", _("first by telephone: %(count)s")),
        ("away", _("taken back: %(count)s")),
    ):
        if figure.apart.get(name):
            notes.append(words_of % {"count": digits(figure.apart[name])})
    if one.shape in (SHARE, AGES) and figure.median and figure.median.value is not None and figure.n >= FEWEST:
        notes.append(_("half within %(time)s") % {"time": span(timedelta(minutes=figure.median.value))})
    if figure.p90 and figure.p90.value is not None and figure.n >= FEWEST:
        notes.append(_("nine of ten within %(time)s") % {"time": span(timedelta(minutes=figure.p90.value))})
    if figure.after:
        notes.append(_("written down only afterwards: %(count)s") % {"count": digits(figure.after)})
    return notes


def _explained(one: Definition) -> list[str]:
    """What a reader must know of figures of this shape, a sentence each."""
    of_shape = {
        SHARE: _("Those that are open and not due yet are not judged; they stand beside. Those past their time are counted as not done."),
        WAITS: _("Those that still wait are counted: half have ended by the time shown, or it is not known yet."),
        FLOW: _("Above 1 more went out than came in; below 1 what is pending grows."),
        AGES: _("Everything that waits now is counted, however long it has waited."),
        PLACES: _("The figure is the share that reached the last place of the chain. It is no target: why others left stands beside it."),
        TIMES: _("1 means that no child was asked twice."),
        LAGS: _("Figures of time rest on when something happened. The longer it takes until it is written down, the less sure they are."),
        HOURS: _("Everything there is is counted, so it has no interval. It must be 0."),
    }  # fmt: skip
    return [
        of_shape[one.shape],
        _(
            "The two numbers after a figure: with 95 of 100 such intervals, the true value lies inside. Few cases give a wide interval."
        ),
        _("A case that is opened again or corrected changes these figures, also those of earlier months."),
    ]
