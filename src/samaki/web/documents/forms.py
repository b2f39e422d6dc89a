"""The form that adds a document, or a newer version of one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.cases.documents.models import Document
from samaki.cases.documents.rules import COMPARTMENTS, LONGEST_TITLE, places
from samaki.cases.models import Case
from samaki.web.fields import field, mark, options
from samaki.web.hints import dates
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest
from samaki.web.people.forms import Errors, about


def add(case: Case, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """Where it belongs, what it is, about whom, the file itself, when it was received, and whether it must be held."""
    found = places(case.id, request.member)
    entries = [pack().compartments[code] for code in COMPARTMENTS if code in found]
    post = request.POST
    fields = [
        *_file(request),
        field("radios", "compartment", _("Which part of the case file?"), options=options(entries, request.lang),
              value=post.get("compartment", entries[0].code if len(entries) == 1 else ""),
              hint=_("This decides who can read it: only units with a step that needs this part of the case file.")),
        _whom(case, request, set().union(*found.values())),
        *_about_it(request),
    ]  # fmt: skip
    return _form(case, _("Add a document"), fields, errors)


WHOLE = "case"
"""What the form sends for the whole case: an empty choice is none."""


def _whom(case: Case, request: StaffRequest, allowed: set[UUID | None]) -> dict[str, Any]:
    """The whole case first, then its children; nothing is chosen beforehand, unless there is only one choice: it decides who
    can read the document."""
    people = [one | {"value": one["value"] or WHOLE} for one in about(case, request, allowed)
              if one["value"] or None in allowed]  # fmt: skip
    only = people[0]["value"] if len(people) == 1 else ""
    return field("select", "person", _("About whom?"), options=people, blank=_("Choose one"),
                 value=request.POST.get("person", only))  # fmt: skip


def newer(case: Case, document: Document, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """The same of a newer version: where it belongs and about whom stands already."""
    made = _form(case, _("Add a newer version"), [*_file(request), *_about_it(request, document.kind)], errors)
    return made | {
        "back": {"href": f"/cases/{case.code}/documents/{document.id}/", "label": _("Back to the document")},
        "notes": [{"words": _("The version that stands now stays, with everything that was done with it.")}],
    }


def _file(request: StaffRequest) -> list[dict[str, Any]]:
    most = digits(settings.SAMAKI_LARGEST_FILE // 2**20)
    return [
        field("checks", "held", _("Could it show the abuse of a child?"), value=request.POST.getlist("held"),
              options=[{"value": "yes", "label": _("Yes, or I am not sure")}],
              hint=_("Then it is sealed unopened: nobody sees it or takes it away here, you neither.")),
        field("file", "file", _("The picture, PDF, sound or film"),
              hint=_("From your device, at most %(most)s megabytes. No archive and no office document: save it as PDF. "
                     "If this form comes back, choose it again.") % {"most": most}),
    ]  # fmt: skip


def _about_it(request: StaffRequest, kind: str = "") -> list[dict[str, Any]]:
    post = request.POST
    return [
        field("select", "kind", _("What kind of document is it?"), value=post.get("kind", kind), blank=_("Choose one"),
              options=options(pack().reasons["document"].values(), request.lang)),
        field("text", "title", _("What is it, in a few words?"), value=post.get("title", ""), most=LONGEST_TITLE,
              hint=_("Example: “Letter of the clinic, two pages.” No name.")),
        field("text", "occurred_at", _("When did you receive it?"), value=post.get("occurred_at", ""), narrow=True,
              hint=dates(_("Leave it empty if it is now."))),
    ]  # fmt: skip


def _form(case: Case, title: str, fields: list[dict[str, Any]], errors: Errors) -> dict[str, Any]:
    mark(fields, errors)
    return {
        "title": title,
        "lead": _("Do not photograph, copy or collect pictures that show the abuse of a child, and ask nobody for them. If you "
                  "have come upon one, leave it where it is and call the anti-trafficking police."),
        "fields": fields,
        "with_file": True,
        "submit_label": _("Add the document"),
        "back": {"href": f"/cases/{case.code}/", "label": _("Back"), "code": case.code},
        "errors": errors,
    }  # fmt: skip
