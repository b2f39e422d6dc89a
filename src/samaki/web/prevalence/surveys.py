"""Pages of surveys: all rounds beside the figures of others, a new one from a list of venues, one of them, its draw and its acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from samaki.database.refusals import Invalid, together
from samaki.prevalence.venues import Venue
from samaki.surveys import rules, states
from samaki.surveys.models import Survey
from samaki.surveys.operations import (
    MOST_VISITS,
    close_survey,
    draw_sample,
    plan_survey,
    reopen_survey,
    withdraw_survey,
)
from samaki.surveys.sheets import MOST_BYTES, decoded
from samaki.surveys.table import MOST_VENUES, WrongRows, read_venues
from samaki.surveys.words import words_of
from samaki.web.fields import field, mark, typed, typed_number
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest, errors_of, page, staff_page
from samaki.web.prevalence import showing

ACTS: dict[str, Callable[..., Survey]] = {
    "close": close_survey,
    "reopen": reopen_survey,
    "withdraw": withdraw_survey,
}
HOME = "/prevalence/"
MOST_LINES = 60
"""Wrong rows that are told at once."""


@staff_page
def overview(request: StaffRequest) -> HttpResponse:
    """What share of those seen are children: by others, and by the rounds of this system that the reader may see."""
    return page(request, "staff/prevalence.html", showing.overview(request))


@staff_page
def new(request: StaffRequest) -> HttpResponse:
    """A survey from a list of venues; a list with a wrong row is not taken in at all."""
    rules.check_makes_surveys(request.member, request.now)
    errors: list[dict[str, str]] = []
    wrong: list[tuple[int, str]] = []
    if request.method == "POST":
        try:
            return HttpResponseRedirect(f"{HOME}surveys/{_planned(request).id}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
            wrong = [line for one in refusal.each if isinstance(one, WrongRows) for line in one.lines]
    return page(request, "staff/form.html", _new_form(request, errors, wrong), status=422 if errors else 200)


new.takes_files = True  # type: ignore[attr-defined]


@staff_page
def one(request: StaffRequest, key: UUID) -> HttpResponse:
    """What it found, how far it is, and what may be done with it now."""
    return page(request, "staff/survey.html", _one(_found(key), request, []))


@staff_page
def draw(request: StaffRequest, key: UUID) -> HttpResponse:
    """The sample, once."""
    row = _found(key)
    if request.method != "POST":
        return HttpResponseRedirect(f"{HOME}surveys/{key}/")
    try:
        _drawn(row, request)
    except Invalid as refusal:
        return page(request, "staff/survey.html", _one(row, request, errors_of(refusal)), status=422)
    return HttpResponseRedirect(f"{HOME}surveys/{key}/")


@staff_page
def act_on(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """One of its acts."""
    _found(key)
    if request.method == "POST":
        ACTS[act](survey_id=key, by=request.member, now=request.now)
    return HttpResponseRedirect(f"{HOME}surveys/{key}/")


def _found(key: UUID) -> Survey:
    return Survey.objects.select_related("unit").get(id=key)


def _planned(request: StaffRequest) -> Survey:
    with together() as told:
        title, reach = typed(request, "title"), typed(request, "reach")
        told.of(rules.check_title, title)
        told.of(rules.check_reach, reach)
        venues = told.of(_venues, request) or []
    return plan_survey(title=title, reach=reach, venues=venues, by=request.member, now=request.now)


def _venues(request: StaffRequest) -> list[Venue]:
    sent = request.FILES.get("table")
    if sent is None:
        raise Invalid(_("Choose the file with the list of venues."), field="table")
    return read_venues(decoded(sent.read(MOST_BYTES + 1)))


def _new_form(request: StaffRequest, errors: list[dict[str, str]], wrong: list[tuple[int, str]]) -> dict[str, Any]:
    post = request.POST
    fields = [
        field("text", "title", _("What is this survey called?"), value=post.get("title", ""),
              hint=_("The place and the year. No name of a venue and of no person.")),
        field("area", "reach", _("What does it not see?"), value=post.get("reach", ""),
              hint=_("Such as streets, private rooms, online. It stands beside every figure.")),
        field("file", "table", _("The list of venues"), hint=_("A file in CSV (UTF-8) with the columns venue, stratum, times and size. "
              "Times stand between upright strokes. At most %(most)s venues.") % {"most": digits(MOST_VENUES)}),
    ]  # fmt: skip
    mark(fields, errors)
    line = _("Row %(row)s: %(said)s")
    notes = [{"words": line % {"row": digits(number), "said": said}} for number, said in wrong[:MOST_LINES]]
    if len(wrong) > MOST_LINES:
        notes.append({"words": _("And %(count)s more.") % {"count": digits(len(wrong) - MOST_LINES)}})
    return {
        "title": _("Plan a survey"), "section": "measures", "errors": errors, "notes": notes, "fields": fields, "with_file": True,
        "submit_label": _("Take in the list"), "back": {"href": HOME, "label": _("How many children?")},
        "lead": _("Venues are drawn from the whole list, so the list must be as whole as it can be. The names of venues are sealed: only "
                  "your unit reads them."),
    }  # fmt: skip


def _one(row: Survey, request: StaffRequest, errors: list[dict[str, str]]) -> dict[str, Any]:
    context = showing.one(row, request)
    acts = [act for act in ACTS if context["ours"] and states.can(states.SURVEY, row.state, act)]
    fields = _draw_fields(row, request, errors) if context["ours"] and row.state == states.PLANNED else []
    return context | {"acts": acts, "fields": fields, "errors": errors}


def _draw_fields(row: Survey, request: StaffRequest, errors: list[dict[str, str]]) -> list[dict[str, Any]]:
    post, label = request.POST, _("How many venues of %(stratum)s? There are %(count)s.")
    two = _("At least two of each, so that it can be seen how much venues differ.")
    fields = [
        field("text", f"wanted_{at}", label % {"stratum": name, "count": digits(row.frame[at])}, value=post.get(f"wanted_{at}", ""),
              narrow=True, inputmode="numeric", hint=None if at else two)
        for at, name in enumerate(words_of(row)["strata"])
    ]  # fmt: skip
    ways = [
        {"value": "equal", "label": _("Every venue alike")},
        {"value": "size", "label": _("Larger ones more often, by the column size")},
    ]
    fields += [
        field("text", "visits", _("How often is each of them visited?"), value=post.get("visits", digits(1)), narrow=True,
              inputmode="numeric"),
        field("radios", "by", _("How likely is each venue drawn?"), options=ways, value=post.get("by", "equal")),
        field("text", "seed", _("Seed"), value=post.get("seed", ""), narrow=True, inputmode="numeric",
              hint=_("A number that was told to others beforehand, so that they can prove that nobody chose. Empty: one is made.")),
    ]  # fmt: skip
    mark(fields, errors)
    return fields


def _drawn(row: Survey, request: StaffRequest) -> Survey:
    with together() as told:
        wanted = [typed_number(request, f"wanted_{at}", most=there) for at, there in enumerate(row.frame)]
        visits = typed_number(request, "visits", most=MOST_VISITS)
        for at, one in enumerate(wanted):
            if one is None and not typed(request, f"wanted_{at}"):
                told.wrong(_("Write how many."), field=f"wanted_{at}")
    return draw_sample(survey_id=row.id, wanted=[one or 0 for one in wanted], visits=visits or 0, by_size=typed(request, "by") == "size",
                       seed=typed(request, "seed"), by=request.member, now=request.now)  # fmt: skip
