"""Pages of figures. Nothing here decides what may be seen: of others the database gives nothing small, and `saying` no bound less."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.insights import queries
from samaki.insights.definitions import MEASURES, PLACES, Definition
from samaki.insights.figures import Figure
from samaki.insights.queries import WHOLE
from samaki.web import words
from samaki.web.independence import counting
from samaki.web.measures import choosing, judging, places, saying, times
from samaki.web.measures.choosing import Chosen
from samaki.web.measures.grouping import grouped
from samaki.web.moments import long_date, short_moment
from samaki.web.pages import StaffRequest

FIRST = ("I1", "I3", "I5", "I7")
"""What a unit sees first: answered, handed on, on time, waiting."""

FIRST_OF_ALL = ("I1", "I3", "I5", "I4")
"""What who oversees sees first, by province."""


def listed(request: StaffRequest) -> dict[str, Any]:
    """Context of `measures.html`: finding; first, or tables by province of the first; groups of all others, each with its value."""
    chosen = choosing.chosen(request)
    head = {"title": _("How the chain works"), "section": "measures", "of_all": oversees(request)} | _when(
        chosen, request
    )
    if head["of_all"]:
        return head | _of_all(chosen, request.lang)
    lines = of_own_unit(request, chosen)
    first = [lines[name] for name in FIRST]
    return head | {
        "finding": judging.whole({line["name"]: [line] for line in lines.values()}), "first": first,
        "groups": grouped({name: line for name, line in lines.items() if name not in FIRST and line["counted"]}),
        "quiet": [line for name, line in lines.items() if name not in FIRST and not line["counted"]],
        "unit": request.member.unit.name,
    }  # fmt: skip


def _of_all(chosen: Chosen, lang: str) -> dict[str, Any]:
    """The first as tables by province, of all others what all together are worth, or the chosen province. 1 query."""
    found = queries.tables_of_all(list(MEASURES.values()), chosen.months)
    tables = [of_table(found[name], chosen, lang) for name in FIRST_OF_ALL]
    lines = {name: _one_line(found[name], chosen) for name in MEASURES if name not in FIRST_OF_ALL}
    return {
        "finding": judging.whole(
            {one["title"]: one["lines"] for one in tables} | {line["title"]: [line] for line in lines.values() if line["counted"]}
        ),
        "tables": tables,
        "groups": grouped({name: line for name, line in lines.items() if line["counted"]}),
        "quiet": [line for line in lines.values() if not line["counted"]],
        "whose": words.area_name(chosen.area, lang) if chosen.area else _("All together"),
    }  # fmt: skip


def _one_line(table: queries.Table, chosen: Chosen) -> dict[str, Any]:
    """A figure as a line: of the chosen province, else of all together."""
    name, one = chosen.area or WHOLE, table.definition
    if name not in table.figures and name not in table.hidden:
        return _link(one, chosen) | {"counted": 0}
    line = saying.rows_of_others(table, {name: str(one.title)})[0]
    return _link(one, chosen) | line | {"counted": table.figures[name].n or name in table.hidden}


def one(found: Definition, request: StaffRequest) -> dict[str, Any]:
    """Context of `measure.html`: the definition, the rows of its table, what else must be looked at with it."""
    chosen, of_all = choosing.chosen(request), oversees(request)
    shown = of_provinces(found, chosen, request.lang) if of_all else of_kinds(found, chosen, request)
    between = any(line["between"] for line in shown["lines"])
    return _link(found, chosen) | _when(chosen, request, found.name) | {
        "counts": str(found.counts), "of": str(found.of), "window": str(found.window), "reads": found.reads,
        "beside": [_link(MEASURES[name], chosen) for name in found.beside],
        "counts_beside": counting.of_figure(found.id),
        "of_all": of_all, "table": shown, "section": "measures", "explained": saying.explained(found, between=between),
    }  # fmt: skip


def oversees(request: StaffRequest) -> bool:
    """Whether the reader sees all units together, and none by itself."""
    return "oversight" in request.member.roles(request.now)


def _when(chosen: Chosen, request: StaffRequest, measure: str = "") -> dict[str, Any]:
    counted = queries.counted()
    return {
        "since": long_date(chosen.months.first), "until": long_date(chosen.months.last_day),
        "counted": short_moment(counted.counted_at) if counted else "",
        "filters": choosing.fields(chosen, request), "unknown": chosen.unknown,
        "files": choosing.files(chosen, measure), "times": times.beside(request, times.FIGURES, chosen.months),
    }  # fmt: skip


def _link(one: Definition, chosen: Chosen) -> dict[str, str]:
    return {
        "title": str(one.title),
        "code": one.code,
        "href": f"/measures/{one.name}/{chosen.query()}",
        "key": saying.key(one),
        "line": judging.line_words(one),
    }


def of_provinces(one: Definition, chosen: Chosen, lang: str) -> dict[str, Any]:
    """A table by province, all units together; with one place chosen, that and all together. Of a map, where all are."""
    return of_table(queries.table_of_all(one, chosen.months), chosen, lang)


def of_table(table: queries.Table, chosen: Chosen, lang: str) -> dict[str, Any]:
    """As `of_provinces`, of what was read already."""
    one = table.definition
    codes = [name for name in table.figures if name != WHOLE and chosen.area in ("", name)]
    names = dict(sorted(((code, words.area_name(code, lang)) for code in codes), key=lambda item: item[1]))
    lines = saying.rows_of_others(table, names | {WHOLE: _("All together")})
    found = any(name != WHOLE for name in table.figures)
    stations = places.of_others(table.figures[WHOLE], lang) if one.shape == PLACES and WHOLE not in table.hidden else []
    told = {
        "lines": lines if found else [],
        "head": _("Area"),
        "stations": stations,
        "finding": judging.finding(one, lines),
    }
    return _link(one, chosen) | told


def of_kinds(one: Definition, chosen: Chosen, request: StaffRequest) -> dict[str, Any]:
    """Of the reader's own unit: by what it is (a step, an urgency), or by the unit on the other side."""
    pairs = one.id == "I3" or one.id.startswith("C")
    group = queries.by_other if pairs else queries.by_kind
    table = queries.table(one, chosen.months, group, area=chosen.area, unit=request.member.unit_id)
    groups = [name for name in table.figures if name not in (WHOLE, "")]
    names = units(groups) if pairs else {name: what(name, request.lang) for name in groups}
    lines = [
        saying.row(label, one, table.figures[name]) for name, label in sorted(names.items(), key=lambda item: item[1])
    ]
    stations = places.of_own(table.figures[WHOLE], request.lang) if one.shape == PLACES else []
    return _link(one, chosen) | {
        "lines": [*lines, saying.row(_("All together"), one, table.figures[WHOLE])],
        "head": _("With whom") if pairs else _("What"), "stations": stations,
    }  # fmt: skip


def of_own_unit(request: StaffRequest, chosen: Chosen) -> dict[str, dict[str, Any]]:
    """Measure -> its line for the reader's own unit; time without a holder is of no unit."""
    return lines_of(queries.of_unit(request.member.unit_id, chosen.months, chosen.area), chosen)


def lines_of(figures: Mapping[str, Figure], chosen: Chosen) -> dict[str, dict[str, Any]]:
    """Measure -> its line; of nothing where there is no figure."""
    found = {name: (one, figures.get(name, Figure(0))) for name, one in MEASURES.items() if name != "I4"}
    return {
        name: _link(one, chosen) | saying.row(str(one.title), one, figure) | {"counted": figure.n}
        for name, (one, figure) in found.items()
    }


def units(principals: Iterable[str]) -> dict[str, str]:
    """What units are called."""
    return {
        str(unit.principal): unit.name for unit in Unit.objects.filter(principal__in=[int(one) for one in principals])
    }


def what(name: str, lang: str) -> str:
    """A group of a measure: an urgency, a sort of matter, a step."""
    urgency = pack().urgencies.get(name)
    more: Mapping[str, str] = {
        "report": _("Reports"),
        "case": _("Cases"),
        "step.done": _("Steps"),
        "court.record": _("Court file"),
    }
    return urgency.label(lang) if urgency else more.get(name) or words.step_title(name, lang)
