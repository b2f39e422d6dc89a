"""Pages about the release of somebody who was held: the form, one release, its lines beside the hearings."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.agencies.country import pack
from samaki.agencies.queries import names_then
from samaki.cases import queries as cases
from samaki.cases.models import Case, Person
from samaki.cases.remarks import remarks_on
from samaki.cases.rules import may
from samaki.database.refusals import Invalid, together
from samaki.journeys.hearings import queries, releases, rules
from samaki.journeys.hearings.models import Release
from samaki.web import words
from samaki.web.fields import field, mark, options, typed
from samaki.web.hearings import fields as forms
from samaki.web.hearings import words as said
from samaki.web.moments import short_moment
from samaki.web.pages import StaffRequest, errors_of, page, staff_page

Errors = list[dict[str, str]]
ACTS = ("confirm", "mistake")


@staff_page
def new(request: StaffRequest, code: str) -> HttpResponse:
    """Who is free, how, since when, from where it is known."""
    case, errors = cases.case_of(code), []
    rules.check_writes(case, request.member, request.now)
    if request.method == "POST":
        try:
            return HttpResponseRedirect(f"/releases/{_heard(case, request).id}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", _form(case, request, errors), status=422 if errors else 200)


@staff_page
def one(request: StaffRequest, key: UUID) -> HttpResponse:
    """What is known of it; that it is confirmed, or was a mistake."""
    row = Release.objects.get(id=key)
    return page(request, "staff/form.html", _one(row, Case.objects.get(id=row.case_id), request))


@require_POST
@staff_page
def act_on(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """Confirmed, or a mistake."""
    given: dict[str, Any] = {
        "release_id": key,
        "text": typed(request, "text"),
        "by": request.member,
        "now": request.now,
    }
    if act == "confirm":
        releases.confirm_release(source=typed(request, "source"), **given)
    else:
        releases.mark_release_error(**given)
    return HttpResponseRedirect(f"/releases/{key}/")


def lines(case: Case, request: StaffRequest) -> list[dict[str, str]]:
    """For the list beside the hearings."""
    rows = list(queries.releases_of(case))
    named = _named(rows, request)
    return [
        {"name": _whom(row, named), "text": f"{said.when(row)} · {words.reason_name('release', row.reason, request.lang)} · "
         f"{said.stands(row)[1]}", "href": f"/releases/{row.id}/", "link": _("Open")}
        for row in rows
    ]  # fmt: skip


def _heard(case: Case, request: StaffRequest) -> Release:
    with together():
        at, precision = forms.typed_day(request, "at")
        person = forms.typed_person(case, request)
        return releases.hear_release(
            case=case, reason=typed(request, "reason"), source=typed(request, "source"), at=at, precision=precision, person=person,
            text=typed(request, "text"), by=request.member, now=request.now,
        )  # fmt: skip


def _form(case: Case, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    post, lang, lists = request.POST, request.lang, pack().reasons
    people = [{"value": "", "label": _("Not known, or not on the file")}] + [
        {"value": str(one.id), "label": words.part_name(one, lang)}
        for one in cases.people_of(case)
        if one.part != "survivor"
    ]
    fields = [
        field("select", "person", _("Who is free?"), options=people, value=post.get("person", ""), hint=None),
        field("radios", "reason", _("How do they come to be free?"), options=options(lists["release"].values(), lang),
              value=post.get("reason", "")),
        forms.day_field("at", _("Since when, or from when?"), post.get("at", "")),
        field("radios", "source", _("From where do you know it?"), options=options(lists["hearing_source"].values(), lang),
              value=post.get("source", "")),
        field("area", "text", _("Anything to add?"), value=post.get("text", ""), rows=3,
              hint=_("Sealed with the facts of the case: only who reads the justice part reads this.")),
    ]  # fmt: skip
    mark(fields, errors)
    return {
        "title": _("Somebody who was held is free, or will be"),
        "lead": _("Every unit that works on this case is told at once, without a name, and a look at the safety of each child is due "
                  "within a day. Write it down as soon as you hear of it; it is confirmed later."),
        "fields": fields,
        "submit_label": _("Write it down, and tell them"),
        "back": {"href": f"/cases/{case.code}/hearings/", "label": _("Back"), "code": case.code},
        "errors": errors,
    }  # fmt: skip


def _one(row: Release, case: Case, request: StaffRequest) -> dict[str, Any]:
    units = names_then({key for key in (row.unit, row.confirmed_unit) if key})
    written = [one.text for one in remarks_on([row.id]).get(row.id, [])]
    rows = [
        (_("Who is free?"), _whom(row, _named([row], request))),
        (_("How it stands"), said.stands(row)[1]),
        (_("When"), said.when(row)),
        (_("How"), words.reason_name("release", row.reason, request.lang)),
        (_("Known from"), words.reason_name("hearing_source", row.source, request.lang)),
        (_("Entered by"), f"{units.at(row.unit, row.recorded_at)}, {short_moment(row.recorded_at)}"),
        (_("Confirmed by"), f"{units.at(row.confirmed_unit, row.confirmed_at)}, {short_moment(row.confirmed_at)}"
         if row.confirmed_at and row.confirmed_unit else ""),
        (_("What was written"), "\n".join(written)),
    ]  # fmt: skip
    return {
        "title": _("Somebody who was held is free, or will be"),
        "rows": [{"name": name, "text": text} for name, text in rows if text],
        "notes": [{"words": _("A look at the safety of the children is open, or was done. It stands among the steps of each child."),
                   "href": f"/cases/{case.code}/", "label": _("To the case")}],
        "fields": [],
        "more": _folds(row, case, request),
        "back": {"href": f"/cases/{case.code}/hearings/", "label": _("Back"), "code": case.code},
    }  # fmt: skip


def _folds(row: Release, case: Case, request: StaffRequest) -> list[dict[str, Any]]:
    found, base = [], f"/releases/{row.id}"
    if row.state == "heard" and may(rules.check_writes, case, request.member, request.now):
        sources = options(pack().reasons["hearing_source"].values(), request.lang)
        fields = [
            field("radios", "source", _("From where do you know it?"), options=sources),
            field("area", "text", _("Anything to add?"), rows=2, hint=_("Sealed with the facts of the case.")),
        ]
        confirm = {"summary": _("It is confirmed"), "label": _("Confirm the release")}
        found.append(confirm | {"href": f"{base}/confirm/", "fields": fields})
    if may(rules.check_mistaken, row, "release.hear", request.member, request.now):
        mistake = {"summary": _("It was recorded by mistake"), "label": _("Say that it was a mistake")}
        why = field("area", "text", _("What was wrong?"), rows=2)
        found.append(mistake | {"href": f"{base}/mistake/", "fields": [why]})
    return found


def _named(rows: list[Release], request: StaffRequest) -> dict[UUID, str]:
    keys = {row.person_id for row in rows if row.person_id}
    found = Person.objects.filter(id__in=keys) if keys else ()
    return {one.id: words.part_name(one, request.lang) for one in found}


def _whom(row: Release, named: dict[UUID, str]) -> str:
    """By their part in the case, as far as the reader may know of them."""
    return (row.person_id and named.get(row.person_id)) or _("Somebody of this case")
