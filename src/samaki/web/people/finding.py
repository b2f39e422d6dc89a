"""The page that finds a person by name, from a case: the question, and those whose names are open to us."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samaki.agencies.country import pack
from samaki.cases import finding
from samaki.cases.births import birth_date_of
from samaki.cases.models import Case
from samaki.names.khmer import HAS_KHMER
from samaki.web import words
from samaki.web.fields import field, typed
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest
from samaki.web.people.forms import Errors, mark

PURPOSES: dict[str, Callable[[], str]] = {
    "same_person": lambda: _("To see whether this person stands on another file already"),
    "step": lambda: _("For the step that we hold"),
    "safety": lambda: _("For the safety of the child"),
    "court": lambda: _("For the court"),
}

HOW_ALIKE: tuple[tuple[float, Callable[[], str]], ...] = (
    (0.97, lambda: _("the same name")),
    (0.8, lambda: _("very alike")),
    (0.0, lambda: _("somewhat alike")),
)


def find(case: Case | None, request: StaffRequest) -> list[finding.Found]:
    """The search as it was typed. Raises Invalid, NotAllowed, CannotMove."""
    year = finding.read_year(typed(request, "year"), request.now)
    question = finding.Question(typed(request, "name"), year, typed(request, "area"))
    return finding.find_people(
        question=question, purpose=typed(request, "purpose"), case=case, by=request.member, now=request.now
    )


def context(
    case: Case | None, found: list[finding.Found] | None, request: StaffRequest, errors: Errors, back: str = ""
) -> dict[str, Any]:
    """Everything that `staff/find.html` needs. `found`: None before anything was asked. `back`: the page of the report from which it
    is asked, where that is no case."""
    fields = _fields(request)
    mark(fields, errors)
    left = finding.searches_left(request.member, request.now)
    return {
        "code": case.code if case else "",
        "case_href": f"/cases/{case.code}/" if case else back,
        "action": f"/cases/{case.code}/find/" if case else f"{back}people/",
        "fields": fields,
        "asked": found is not None,
        "rows": [_row(one, case, request) for one in found or []],
        "left_words": ngettext("%(n)s search is left within this hour.", "%(n)s searches are left within this hour.", left)
        % {"n": digits(left)},
        "errors": errors,
    }  # fmt: skip


def _fields(request: StaffRequest) -> list[dict[str, Any]]:
    post, places = request.POST, sorted(pack().places.provinces, key=lambda place: place.label(request.lang).casefold())
    areas = [{"value": place.code, "label": pack().places.full_name(place, request.lang)} for place in places]
    return [
        field("text", "name", _("Name, or a part of it"), value=post.get("name", ""),
              hint=_("In Khmer or Latin letters, in any order. Another spelling, or one slip, is found as well.")),
        field("text", "year", _("Year of birth, about"), value=post.get("year", ""), narrow=True, inputmode="numeric",
              hint=_("Two years before and after are searched. Leave it empty if nobody knows.")),
        field("select", "area", _("Province of the case"), value=post.get("area", ""),
              options=[{"value": "", "label": _("Any province")}, *areas]),
        field("radios", "purpose", _("What do you need it for?"), value=post.get("purpose", ""),
              options=[{"value": code, "label": label()} for code, label in PURPOSES.items()]),
    ]  # fmt: skip


def _row(one: finding.Found, case: Case | None, request: StaffRequest) -> dict[str, Any]:
    person, born = one.person, birth_date_of(one.known)
    about = [words.part_name(person, request.lang), words.about_person(person, request.lang)]
    if born:
        about.append(_("born %(date)s") % {"date": born.describe(request.lang)})
    return {
        "names": [(name, bool(HAS_KHMER.search(name))) for key in finding.NAMES if (name := one.known.get(key))],
        "about": digits(", ".join(text for text in about if text)),
        "alike": next(told() for least, told in HOW_ALIKE if one.alike >= least),
        "code": person.case.code,
        "here": case is not None and person.case_id == case.id,
        "href": f"/cases/{person.case.code}/people/{person.id}/",
    }
