"""The register of gaps, area by area, and one gap: since when, what is promised about it, and what the map finds besides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.commitments import queries
from samaki.commitments.models import Gap
from samaki.commitments.rules import EVERYWHERE, keeps_gap, today
from samaki.commitments.words import words_of
from samaki.insights.chain import areas_of_map
from samaki.insights.wanting import Wanting, wanting
from samaki.web.fields import field
from samaki.web.gaps import forms, naming, promised
from samaki.web.hints import dates
from samaki.web.links import showing as links
from samaki.web.moments import digits, long_date, short_moment
from samaki.web.pages import StaffRequest

Line = dict[str, Any]

YEARS = 12
"""So many years back a history begins at most where nothing else is chosen."""


def listed(request: StaffRequest) -> dict[str, Any]:
    """Context of `gaps.html`."""
    rows = queries.gaps()
    running = queries.counted(rows)
    found = _found(request, rows)
    opened = [row for row in rows if row.state == "open"]
    return {
        "title": _("Gaps"), "section": "gaps", "finding": _finding(opened, running, len(found)),
        "areas": [_area(code, rows, running, found, request.lang) for code in _areas(rows, found)],
        "years": years(rows, request), "promises_href": "/gaps/promises/", "new_href": "/gaps/new/",
    }  # fmt: skip


def _finding(opened: Sequence[Gap], running: dict[UUID, int], found: int) -> str:
    if not opened and found:
        return _("The map and the directory find %(found)s gaps, and nobody has written one down.") % {
            "found": digits(found)
        }
    if not opened:
        return _("No gap stands open in the register.")
    alone = sum(row.id not in running for row in opened)
    given = {"all": digits(len(opened)), "alone": digits(alone)}
    if not alone:
        return _("Open gaps: %(all)s. Somebody promises to do something about each.") % given
    return _("Open gaps: %(all)s. About %(alone)s of them nobody promises anything that you can see.") % given


def _areas(rows: Iterable[Gap], found: Iterable[Wanting]) -> list[str]:
    """All areas together where anything is wanting in all, the areas of the map, then every other one of which something stands here."""
    named = {row.area for row in rows} | {one.area for one in found}
    everywhere = [EVERYWHERE] if EVERYWHERE in named else []
    return list(dict.fromkeys([*everywhere, *areas_of_map(), *sorted(named)]))


def _area(
    code: str, rows: Sequence[Gap], running: dict[UUID, int], found: Sequence[Wanting], lang: str
) -> dict[str, Any]:
    here = [row for row in rows if row.area == code]
    return {
        "code": code, "name": naming.where(code, lang),
        "open": [_line(row, running, lang) for row in here if row.state == "open"],
        "closed": [_line(row, running, lang) for row in here if row.state == "closed"],
        "found": [_wanting(one, lang) for one in found if one.area == code],
    }  # fmt: skip


def _line(row: Gap, running: dict[UUID, int], lang: str) -> Line:
    count = running.get(row.id, 0)
    promises = _("promises: %(count)s") % {"count": digits(count)} if count else _("nobody promises anything yet")
    if row.closed_on is not None:
        promises = _("closed since %(date)s") % {"date": long_date(row.closed_on)}
    return {
        "href": f"/gaps/{row.id}/", "title": naming.gap_name(row.kind, row.what, lang), "text": words_of(row).get("text", ""),
        "meta": " · ".join((_("since %(date)s") % {"date": long_date(row.known_since)}, promises)),
        "alone": row.state == "open" and not count,
    }  # fmt: skip


def _found(request: StaffRequest, rows: Iterable[Gap]) -> list[Wanting]:
    """What the map finds for this reader, less what stands open in the register."""
    known = {(row.area, row.kind, row.what) for row in rows if row.state == "open"}
    told = [
        one for one in wanting(links.mapped(request), request.now) if not {tuple(one), (EVERYWHERE, one.kind, one.what)} & known
    ]  # fmt: skip
    return _once(told)


def _once(told: Sequence[Wanting]) -> list[Wanting]:
    """What is wanting in every area of the map stands once, for all of them."""
    areas = set(areas_of_map())
    where: dict[tuple[str, str], set[str]] = {}
    for one in told:
        where.setdefault((one.kind, one.what), set()).add(one.area)
    everywhere = [key for key, found in where.items() if len(areas) > 1 and found >= areas]
    rest = [one for one in told if (one.kind, one.what) not in everywhere]
    return [*(Wanting(EVERYWHERE, *key) for key in everywhere), *rest]


def _wanting(one: Wanting, lang: str) -> Line:
    given = {"area": one.area, "kind": one.kind, "what": one.what, "source": "map"}
    return {"title": naming.gap_name(one.kind, one.what, lang), "href": f"/gaps/new/?{urlencode(given)}"}


# ---------------------------------------------------------------- year by year
def years(rows: Sequence[Gap], request: StaffRequest) -> dict[str, Any]:
    """Lines since the baseline year; the choice of it."""
    now = today(request.now)
    first = min((row.known_since.year for row in rows), default=now.year)
    usual = max(first, now.year - YEARS)
    asked = request.GET.get("since", "")
    baseline = int(asked) if asked.isascii() and asked.isdigit() and first <= int(asked) <= now.year else usual
    choices = [{"value": str(year), "label": digits(year)} for year in range(now.year, first - 1, -1)]
    return {
        "field": field("select", "since", _("Since which year?"), options=choices, value=str(baseline), hint=None),
    } | history(rows, baseline, now)  # fmt: skip


def history(rows: Sequence[Gap], baseline: int, now: date) -> dict[str, Any]:
    """Lines since a year, and what they say."""
    told = queries.since_baseline(rows, baseline, now)
    return {
        "lines": [{"year": digits(one.year), "before": digits(one.before), "raised": digits(one.raised), "closed": digits(one.closed),
                   "after": digits(one.after)} for one in told],
        "says": _says(told, now),
    }  # fmt: skip


def _says(told: Sequence[queries.Year], now: date) -> str:
    if not told:
        return ""
    given = {"before": digits(told[0].before), "now": digits(told[-1].after), "year": digits(told[0].year),
             "closed": digits(sum(one.closed for one in told))}  # fmt: skip
    return (
        _("At the beginning of %(year)s: %(before)s open gaps that are known. Now: %(now)s. Closed since: %(closed)s.")
        % given
    )


# ---------------------------------------------------------------- one gap
def one(row: Gap, request: StaffRequest) -> dict[str, Any]:
    """Context of `gap.html`."""
    said, lang = words_of(row), request.lang
    promises = queries.commitments(gap=row)
    told = [
        (_("Where"), naming.where(row.area, lang)),
        (_("Since"), long_date(row.known_since)),
        (_("How it stands"), naming.OF_GAP[row.state]()),
        (_("Closed since"), long_date(row.closed_on) if row.closed_on else ""),
        (_("What shows it"), said.get("evidence", "") if row.state == "closed" else ""),
        (_("Opened again"), said.get("why", "") if row.state == "open" else ""),
        (_("Written down by"), f"{row.unit.name}, {short_moment(row.recorded_at)}"),
    ]
    return {
        "title": naming.gap_name(row.kind, row.what, lang), "section": "gaps", "text": said.get("text", ""),
        "rows": [{"name": name, "text": text} for name, text in told if text], "of": str(row.id),
        "promises": [promised.line(one, request) for one in promises], "acts": _acts(row, request),
        "map_href": _map_href(row), "new_href": f"/gaps/promises/new/?gap={row.id}" if row.state == "open" else "",
    }  # fmt: skip


def _map_href(row: Gap) -> str:
    """The page of the link that it is about; of one that is wanting everywhere the map."""
    if row.kind != "link":
        return ""
    return (
        "/measures/chain-map/"
        if row.area == EVERYWHERE
        else f"/measures/chain-map/{row.area}/{row.what.replace('>', '/')}/"
    )


def _acts(row: Gap, request: StaffRequest) -> list[Line]:
    base, found = f"/gaps/{row.id}", []
    if keeps_gap(row, "close", request.member, request.now):
        fields = [
            field("text", "closed_on", _("Since when is it not wanting any more?"), narrow=True, hint=dates("")),
            field("area", "text", _("What shows it?"), rows=3, hint=_("What anybody can see or ask. No case, no name.")),
            *forms.sure(request, []),
        ]  # fmt: skip
        found.append(
            {"href": f"{base}/close/", "summary": _("It is closed"), "label": _("Close the gap"), "fields": fields}
        )
    if keeps_gap(row, "reopen", request.member, request.now):
        fields = [
            field("area", "text", _("Why?"), rows=3, hint=_("One or two sentences. No name.")),
            *forms.sure(request, []),
        ]
        found.append(
            {
                "href": f"{base}/reopen/",
                "summary": _("It was never closed"),
                "label": _("Open it again"),
                "fields": fields,
            }
        )
    if keeps_gap(row, "mistake", request.member, request.now):
        found.append({"href": f"{base}/mistake/", "summary": _("It was written down by mistake"),
                      "label": _("Take it back"), "fields": []})  # fmt: skip
    return found
