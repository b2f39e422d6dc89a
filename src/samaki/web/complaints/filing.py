"""A member complains about an agency, their own too; they get a receipt, as the public does."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.utils.translation import gettext as _

from samaki.agencies.queries import units
from samaki.database.refusals import Invalid
from samaki.journeys.complaints.filing import Grievance, file_complaint
from samaki.web import words
from samaki.web.fields import field, mark, typed, typed_list
from samaki.web.pages import StaffRequest, errors_of, page, shown_once, staff_page

FIELDS = ("what", "who", "code", "contact")


@staff_page
def new(request: StaffRequest) -> HttpResponse:
    """The form; then the receipt, this once."""
    errors = []
    if request.method == "POST":
        try:
            told = Grievance(**{name: typed(request, name) for name in FIELDS}, unit=typed(request, "unit"), language=request.lang,
                             name=request.member.name if typed(request, "named") == "yes" else "",
                             oversight="yes" in typed_list(request, "oversight"))  # fmt: skip
            receipt = file_complaint(
                told=told, key=uuid4(), channel="member", now=request.now, synthetic=request.member.synthetic
            )
            return shown_once(page(request, "staff/form.html", _receipt(receipt)), "/complaints/new/?once=1")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", _form(request, errors), status=422 if errors else 200)


def _form(request: StaffRequest, errors: list[dict[str, str]]) -> dict[str, Any]:
    post = request.POST
    of_unit = [{"value": unit.code, "label": words.unit_line(unit)} for unit in units(request.now)]
    fields = [
        field("select", "unit", _("Which unit is it about?"), options=of_unit, value=post.get("unit", "")[:60],
              blank=_("I do not know"), hint=_("Neither this unit nor its agency ever sees the complaint.")),
        *grievance_fields(post, code=request.GET.get("code", "")[:40]),
        field("radios", "named", _("May whoever looks into it know your name?"), value=post.get("named", "no"),
              options=[{"value": "no", "label": _("No")}, {"value": "yes", "label": _("Yes")}],
              hint=_("Without it the complaint does not say who you are, nor does the ledger.")),
    ]  # fmt: skip
    mark(fields, errors)
    notes = [{"words": _("Your complaint is kept. The receipt was shown once; with it you come back.")}]
    return {"title": _("Complain about an agency"), "lead": lead(), "fields": fields, "submit_label": _("Send the complaint"),
            "errors": errors, "section": "help", "notes": notes if request.GET.get("once") == "1" else [],
            "back": {"href": "/help/", "label": _("Help")}}  # fmt: skip


def grievance_fields(post: Any, most: int = 0, code: str = "") -> list[dict[str, Any]]:
    """What is asked of everybody who complains, member or not; `most`: letters that a field takes in; `code`: of the case, where
    the way here led from its page."""
    given = {name: post.get(name, code if name == "code" else "").replace("\x00", "") for name in FIELDS}
    return [
        field("area", "what", _("What happened?"), value=given["what"], rows=5, most=most,
              hint=_("In your own words. About an agency, somebody in it, or how a case was handled.")),
        field("text", "who", _("Who was it, if you know?"), value=given["who"], most=most,
              hint=_("A name, a rank, what they looked like. It may stay empty.")),
        field("text", "code", _("Code of the case, or your receipt"), value=given["code"], most=most,
              hint=_("Only if you have one and wish to give it. Nobody says here whether there is such a case.")),
        field("text", "contact", _("May we contact you? How, and when is it safe?"), value=given["contact"], most=most,
              hint=_("It may stay empty: you come back with the receipt.")),
        field("checks", "oversight", _("Who looks into it?"), value=post.getlist("oversight"),
              options=[{"value": "yes", "label": _("Straight to the oversight committee")}],
              hint=_("Else somebody of another agency, as was named beforehand.")),
    ]  # fmt: skip


def lead() -> str:
    """What becomes of a complaint, for whoever writes one."""
    return _(
        "It goes round the agency that it is about: somebody of another agency or of the oversight committee reads it, and answers. "
        "You need not give your name. You get a receipt with which only you come back."
    )


def _receipt(receipt: str) -> dict[str, Any]:
    rows = [{"name": _("Your receipt"), "text": receipt}]
    notes = [
        {"words": _("Copy it onto paper. It is shown this once; after this page nobody can show it again.")},
        {"words": _("With it you read the answer, and add something, on the page for everybody; you need not sign in."),
         "href": "/status/", "label": _("To that page")},
    ]  # fmt: skip
    return {"title": _("Your complaint is kept"), "rows": rows, "notes": notes, "fields": [], "section": "help",
            "back": {"href": "/desk/", "label": _("Desk")}}  # fmt: skip
