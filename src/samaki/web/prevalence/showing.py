"""What the pages of surveys show: the figures of others, the rounds of this system, and one survey."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.countries.surveying import Figure
from samaki.surveys import figures, queries, rules
from samaki.surveys.country import surveys
from samaki.surveys.models import Survey
from samaki.surveys.queries import NOT_CLOSED, TOO_FEW, Told
from samaki.surveys.sentences import sentence_of
from samaki.surveys.words import words_of
from samaki.web.moments import digits, long_date
from samaki.web.pages import StaffRequest
from samaki.web.prevalence.drawing import bar, shares_axis, widest
from samaki.web.prevalence.naming import source_name, title_of
from samaki.web.prevalence.numbers import between, number, people, points, share

CRITICISM = "criticism"


def overview(request: StaffRequest) -> dict[str, Any]:
    """Context of `prevalence.html`. 2 queries, whatever the number of rounds."""
    of_others, rows = surveys().published, queries.rounds()
    told = figures.told_of(rows, request.member, request.now)
    shown = [one for one in of_others if one.status != CRITICISM]
    ends = [one.value or one.high or 0.0 for one in shown] + [one.whole.high for one in told if one.whole]
    most = widest(ends)
    return {
        "title": _("How many children? Two methods, and what each cannot see"), "section": "measures", "axis": shares_axis(most),
        "figures": [published(one, request.lang, most) for one in shown],
        "critics": [_critic(one, request.lang) for one in of_others if one.status == CRITICISM],
        "rounds": [_round(row, one, most) for row, one in zip(rows, told, strict=True)],
        "changes": _changes(rows, told), "makes": rules.makes_surveys(request.member, request.now),
    }  # fmt: skip


def published(one: Figure, lang: str, most: float) -> dict[str, Any]:
    """A figure of others in words; `most`: the end of the axis."""
    spans = one.low is not None and one.high is not None
    return {
        "when": digits(one.when.get(lang)), "area": one.area.get(lang), "measure": digits(one.measure.get(lang)),
        "value": share(one.value, 2) if one.value is not None else between(one.low or 0, one.high or 0) if spans else "",
        "at": bar(0, one.value, 0, most)["at"] if one.value is not None else "",
        "people": people(one.people) if one.people is not None else _("not found"),
        "minors": people(one.minors) if one.minors is not None else _("not found"),
        "venues": people(one.venues) if one.venues is not None else _("not found"), "source": one.source,
        "source_name": source_name(one.source),
        "note": digits(one.note.get(lang)), "status": _status(one.status),
    }  # fmt: skip


def _status(code: str) -> str:
    """How well a figure is known."""
    return {"press": _("from the press, not verified at its source"), "published": _("as its source says")}.get(
        code, code
    )


def _critic(one: Figure, lang: str) -> dict[str, str]:
    return {
        "when": digits(one.when.get(lang)), "note": digits(one.note.get(lang)), "source": one.source,
        "source_name": source_name(one.source), "measure": digits(one.measure.get(lang)),
    }  # fmt: skip


def _round(row: Survey, told: Told, most: float) -> dict[str, Any]:
    whole = told.whole
    return {
        "href": f"/prevalence/surveys/{row.id}/", "title": title(row), "unit": row.unit.name,
        "drawn": long_date(row.drawn_at) if row.drawn_at else "", "open": row.state == "drawn",
        "value": share(whole.value) if whole else "", "between": between(whole.low, whole.high) if whole else "",
        "draw": bar(whole.low, whole.value, whole.high, most) if whole else None,
        "problem": _problem(told) if row.drawn_at else _("The sample is not drawn yet"),
        "n": people(whole.people) if whole else "",
    }  # fmt: skip


def title(row: Survey) -> str:
    """What a survey is called."""
    return title_of(words_of(row)["title"], synthetic=row.synthetic)


WITHHELD = {
    NOT_CLOSED: lambda: _("It is shown when the survey is closed."),
    TOO_FEW: lambda: _(
        "Fewer than five people were, or were not, judged to be under 18. Only the unit that made the survey reads it."
    ),
}


def _problem(told: Told) -> str:
    """Why there is no figure. A stratum is called by its number here."""
    if told.problem is None:
        return WITHHELD[told.withheld]() if told.withheld else ""
    values = dict(told.problem.values)
    if "stratum" in values:
        values["stratum"] = digits(int(values["stratum"]) + 1)
    return sentence_of(told.problem.code, values)


def _changes(rows: list[Survey], told: list[Told]) -> list[dict[str, str]]:
    """Each round beside the one before it of the same unit, the newest first."""
    made = []
    for at, row in enumerate(rows):
        before = next((one for one in range(at + 1, len(rows)) if rows[one].unit_id == row.unit_id), None)
        found = queries.changed(told[before], told[at]) if before is not None else None
        if before is None or found is None:
            continue
        fell, rose = found.high < 0, found.low > 0
        made.append({
            "before": title(rows[before]), "after": title(row), "points": points(found.difference),
            "low": points(found.low), "high": points(found.high),
            "says": _("It fell.") if fell else _("It rose.") if rose else _("It cannot be said whether it changed: the interval holds 0."),
        })  # fmt: skip
    return made


def one(row: Survey, request: StaffRequest) -> dict[str, Any]:
    """Context of `survey.html`, without its forms. 1 query."""
    words, (told,) = words_of(row), figures.told_of([row], request.member, request.now)
    ours = rules.keeps(row.unit_id, request.member, request.now)
    return {
        "title": title(row), "section": "measures", "reach": words["reach"], "state": row.state, "ours": ours, "unit": row.unit.name,
        "says": _says(row, told), "whole": _whole(told), "problem": _problem(told) if row.drawn_at else "",
        "strata": _strata(words["strata"], row, told), "counted": digits(told.counted), "missed": digits(told.missed),
        "waiting": digits(told.waiting), "has_missed": told.missed > 0, "venues": digits(sum(row.frame)),
        "seed": digits(row.seed), "drawn": long_date(row.drawn_at) if row.drawn_at else "", "by_size": row.by_size,
        "visits": digits(row.visits or 0), "href": f"/prevalence/surveys/{row.id}/",
    }  # fmt: skip


def _says(row: Survey, told: Told) -> str:
    """The finding, or how far it is."""
    if told.whole:
        return _("%(share)s of the people seen were judged to be under 18") % {"share": share(told.whole.value)}
    return {
        "planned": _("The sample is not drawn yet"),
        "withdrawn": _("This survey was taken back and counts nowhere"),
    }.get(row.state, _("There is no estimate yet"))


def _whole(told: Told) -> dict[str, Any] | None:
    whole, judged = told.whole, told.judged
    if whole is None or judged is None:
        return None
    most = widest([whole.high])
    return {
        "between": between(whole.low, whole.high), "draw": bar(whole.low, whole.value, whole.high, most), "axis": shares_axis(most),
        "people": people(whole.people), "minors": people(whole.minors), "venues": people(whole.venues), "visits": people(whole.visits),
        "alike": whole.effect > 1,
        "effect": "" if whole.from_venues or whole.effect != whole.effect else number(whole.effect), "freedom": digits(whole.freedom),
        "judged": between(judged.value_low, judged.value_high), "judged_wide": between(judged.low, judged.high), "nobody": judged.nobody,
        "young": share(told.young.value) if told.young else "",
        "young_between": between(told.young.low, told.young.high) if told.young else "",
    }  # fmt: skip


def _strata(names: list[str], row: Survey, told: Told) -> list[dict[str, str]]:
    lines = []
    for at, name in enumerate(names):
        found = told.strata.get(str(at))
        lines.append({
            "number": digits(at + 1), "name": name, "frame": digits(row.frame[at]),
            "drawn": digits(row.wanted[at]) if row.wanted else "", "value": share(found.value) if found else "",
            "between": between(found.low, found.high) if found else "", "n": people(found.people) if found else "",
        })  # fmt: skip
    return lines
