"""Figures of sources, and the log of outreach."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.agencies.country import calendar, pack
from samaki.cases.rules import check_works_cases
from samaki.database.refusals import Invalid, together
from samaki.intake.demand import Told, check_reads, demand, of_the_country, wholes
from samaki.intake.models import Outreach
from samaki.intake.outreach import MOST, log_outreach, take_back_outreach
from samaki.web import words
from samaki.web.fields import field, mark, options, typed, typed_moment, typed_number
from samaki.web.moments import digits, long_date
from samaki.web.pages import StaffRequest, errors_of, page, staff_page
from samaki.web.reports.showing import channel_words

MOST_LINES = 100


@staff_page
def sources(request: StaffRequest) -> HttpResponse:
    """Who tells, by quarter and province; own work beside it."""
    of_all = check_reads(request.member, request.now)
    told, own = demand(request.member, request.now)
    whole = wholes(told, own)
    lines = [_line(one, request.lang) | {"share": _share(one.told, whole[one.quarter, one.area])} for one in told]
    lines += [_own(*row[:3], request.lang) | {"share": _share(row[2], whole[row[:2]])} for row in own]
    country = of_the_country(request.member, request.now)
    context = {"quarters": _by_quarter(lines), "total": _total(lines), "of_all": of_all, "section": "reports",
               "country": [_of_country(*one, request.lang) for one in country],
               "all_together": _number(country[0][2]) if country else ""}  # fmt: skip
    return page(request, "staff/demand.html", context)


@staff_page
def outreach(request: StaffRequest) -> HttpResponse:
    """What our unit did, and the form to write more down."""
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            _log(request)
            return HttpResponseRedirect("/outreach/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    check_works_cases(request.member, request.now)
    return page(request, "staff/outreach.html", _outreach(request, errors), status=422 if errors else 200)


@require_POST
@staff_page
def mistake(request: StaffRequest, key: UUID) -> HttpResponse:
    """It was written down by mistake."""
    take_back_outreach(outreach_id=key, by=request.member, now=request.now)
    return HttpResponseRedirect("/outreach/")


def _log(request: StaffRequest) -> None:
    with together():
        moment, _precision = typed_moment(request, "held_on", request.now)
        reached = typed_number(request, "reached", most=MOST)
    held_on = calendar().local(moment or request.now).date()
    log_outreach(held_on=held_on, area=typed(request, "area"), kind=typed(request, "kind"), reached=-1 if reached is None else reached,
                 by=request.member, now=request.now)  # fmt: skip


def _outreach(request: StaffRequest, errors: list[dict[str, str]]) -> dict[str, Any]:
    post, lang = request.POST, request.lang
    fields = [
        field("text", "held_on", _("When was it?"), value=post.get("held_on", ""), hint=_("Empty: today.")),
        field("select", "area", _("In which area?"), options=options(pack().places.provinces, lang), value=post.get("area", ""),
              blank=_("Choose the area")),
        field("radios", "kind", _("What was it?"), options=options(pack().reasons["outreach"].values(), lang), value=post.get("kind", "")),
        field("text", "reached", _("How many people did it reach, about?"), value=post.get("reached", ""), inputmode="numeric"),
    ]  # fmt: skip
    mark(fields, errors)
    rows = Outreach.objects.filter(unit=request.member.unit).order_by("-held_on", "-id")[:MOST_LINES]
    lines = [
        {"when": long_date(row.held_on), "what": words.reason_name("outreach", row.kind, lang), "area": words.area_name(row.area, lang),
         "reached": digits(row.reached), "gone": row.in_error_at is not None, "href": f"/outreach/{row.id}/mistake/"}
        for row in rows
    ]  # fmt: skip
    return {"fields": fields, "lines": lines, "errors": errors, "section": "reports"}


def _by_quarter(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each quarter, the newest first: the sum of what is told of it, its lines, and in one line the groups that have too few. A sum over
    what is shown tells nothing more than the lines do."""
    found = []
    for quarter in sorted({line["quarter"] for line in lines}, reverse=True):
        here = sorted(
            (one for one in lines if one["quarter"] == quarter), key=lambda line: (line["area"], line["source"])
        )
        few = [one["area"] for one in here if one["count"] is None]
        found.append({"title": quarter, "total": _total(here), "lines": [one for one in here if one["count"] is not None],
                      "few": digits(len(few)) if few else "", "few_areas": ", ".join(dict.fromkeys(few))})  # fmt: skip
    return found


def _total(lines: list[dict[str, Any]]) -> str:
    """Reports and cases of own work that the lines tell, together."""
    return digits(sum(one["count"] or 0 for one in lines))


def _line(one: Told, lang: str) -> dict[str, Any]:
    return {
        "count": one.told,
        "quarter": _quarter(one.quarter), "area": words.area_name(one.area, lang),
        "source": words.source_name(one.source, lang) or _("Not answered"),
        "channel": channel_words(one.channel) if one.channel else "", "told": _number(one.told),
        "first_time": _of(one.first_time, one.told),
        "again": _of(one.again, one.again_asked),
    }  # fmt: skip


def _own(quarter: str, area: str, count: int | None, lang: str) -> dict[str, Any]:
    return {"count": count, "quarter": _quarter(quarter), "area": words.area_name(area, lang), "source": _("Own work, without a report"),
            "channel": "", "told": _number(count), "first_time": "", "again": ""}  # fmt: skip


def _of_country(source: str, count: int | None, whole: int | None, lang: str) -> dict[str, str]:
    return {
        "source": words.source_name(source, lang) or _("Not answered"),
        "told": _number(count),
        "share": _share(count, whole),
    }


def _of(count: int | None, whole: int | None) -> str:
    """How many of how many."""
    return _("too few") if count is None or whole is None else f"{digits(count)} / {digits(whole)}"


def _share(count: int | None, whole: int | None) -> str:
    """In per cent of all of that quarter and province; nothing where one of its parts is not told."""
    return _("%(share)s%%") % {"share": digits(round(100 * count / whole))} if count is not None and whole else ""


def _number(count: int | None) -> str:
    return _("too few") if count is None else digits(count)


def _quarter(text: str) -> str:
    year, number = text.split("-")
    return _("%(year)s, quarter %(number)s") % {"year": digits(year), "number": digits(number)}
