"""The visits of a survey and what was counted at each: on a telephone, in numbers only. No name of a person has a field here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from samaki.database.refusals import Invalid, together
from samaki.prevalence.venues import Venue
from samaki.surveys import queries, rules, states
from samaki.surveys.country import surveys
from samaki.surveys.models import Survey, SurveyCount, SurveyVenue, SurveyVisit
from samaki.surveys.operations import count_visit, venues_of
from samaki.surveys.queries import Seen
from samaki.surveys.words import words_of
from samaki.web.fields import field, mark, options, typed, typed_moment, typed_number
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest, errors_of, page, staff_page
from samaki.web.prevalence.showing import title

MOST_PEOPLE = 5000
WAITS, COUNTED, MISSED = "open", "done", "stopped"


@staff_page
def listed(request: StaffRequest, key: UUID) -> HttpResponse:
    """The visits to make, those that wait first: for the unit that keeps the survey."""
    row = Survey.objects.select_related("unit").get(id=key, unit=request.member.unit)
    venues = dict(venues_of(row)) if row.drawn_at else {}
    seen = queries.seen_of([row]).get(row.id, [])
    lines = [_line(one, venues, request) for one in sorted(seen, key=lambda one: (one.version > 0, one.number))]
    context = {"title": _("Visits to make"), "section": "measures", "back": f"/prevalence/surveys/{key}/", "survey": title(row),
               "lines": lines}  # fmt: skip
    return page(request, "staff/survey_visits.html", context)


@staff_page
def one(request: StaffRequest, key: UUID) -> HttpResponse:
    """One visit: count, or say why it was not possible. Sent once more, it corrects."""
    visit, errors = SurveyVisit.objects.select_related("survey").get(id=key), []
    if request.method == "POST":
        try:
            _counted(visit, request)
            return HttpResponseRedirect(f"/prevalence/surveys/{visit.survey_id}/visits/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", _form(visit, request, errors), status=422 if errors else 200)


def _line(one: Seen, venues: dict[int, Venue], request: StaffRequest) -> dict[str, str]:
    venue = venues[one.venue]
    said = _("waits")
    if one.people is not None:
        said = _("%(people)s people, %(minors)s of them judged under 18") % {
            "people": digits(one.people),
            "minors": digits(one.minors),
        }
    elif one.missed:
        said = _reason(one.missed, request.lang)
    return {
        "href": f"/prevalence/visits/{one.id}/", "said": said, "venue": venue.name, "time": venue.times[one.time],
        "number": digits(one.number),
        "state": MISSED if one.missed else COUNTED if one.version else WAITS,
    }  # fmt: skip


def _reason(code: str, lang: str) -> str:
    found = (surveys().missed or {}).get(code)
    return found.label(lang) if found else code


def _counted(visit: SurveyVisit, request: StaffRequest) -> SurveyCount:
    with together():
        numbers = {name: typed_number(request, name, most=MOST_PEOPLE) for name in ("people", "minors", "young")}
        version = typed_number(request, "version", most=10**6) or 0
        moment, precision = typed_moment(request, "when", request.now)
    return count_visit(visit_id=visit.id, missed=typed(request, "missed"), version=version, occurred_at=moment or request.now,
                       precision=precision, by=request.member, now=request.now, **numbers)  # fmt: skip


def _form(visit: SurveyVisit, request: StaffRequest, errors: list[dict[str, str]]) -> dict[str, Any]:
    rules.check_ours(visit.survey.unit_id, request.member, request.now)
    last = visit.counts.order_by("-version").first()
    venue = words_of(SurveyVenue.objects.get(survey=visit.survey_id, number=visit.venue))
    fields = _fields(request, last)
    mark(fields, errors)
    open_ = visit.survey.state == states.DRAWN
    danger = {
        "words": _("Is a child in danger? Do not wait for the survey."),
        "href": "/report/",
        "label": _("Report it now"),
    }
    return {
        "title": venue["name"], "section": "measures", "errors": errors, "fields": fields if open_ else [],
        "back": {"href": f"/prevalence/surveys/{visit.survey_id}/visits/", "label": _("Visits to make")},
        "rows": [{"name": _("Time"), "text": venue["times"][visit.time]},
                 {"name": _("Stratum"), "text": words_of(visit.survey)["strata"][visit.stratum]}],
        "lead": _("Numbers only. Write nobody's name, here or on paper."),
        "submit_label": _("Correct the count") if last else _("Save the count"), "version": str(last.version) if last else "",
        "notes": [danger] if open_ else [danger, {"words": _("This survey is not open for counting now.")}],
    }  # fmt: skip


def _fields(request: StaffRequest, last: SurveyCount | None) -> list[dict[str, Any]]:
    post = request.POST

    def of(name: str, label: str, hint: str = "") -> dict[str, Any]:
        before = getattr(last, name, None)
        value = post.get(name, "" if before is None else digits(before))
        return field("text", name, label, value=value, narrow=True, inputmode="numeric", hint=hint or None)

    reasons = options((surveys().missed or {}).values(), request.lang)
    return [
        of("people", _("How many people of those who are surveyed were there?")),
        of("minors", _("How many of them do you judge to be under 18?")),
        of("young", _("How many of these do you judge to be 15 or under?"), _("Leave it empty if you could not judge.")),
        field("select", "missed", _("If nobody could be counted: why?"), options=reasons, blank=_("They were counted"),
              value=post.get("missed", last.missed if last else "")),
        field("text", "when", _("When was it?"), value=post.get("when", ""), narrow=True, hint=_("Empty: now.")),
    ]  # fmt: skip
