"""One erasure: asked for by an officer, decided by another, and its certificate on paper and as a file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.cases import queries
from samaki.database.refusals import Invalid
from samaki.journeys.guarding.conflicts import guarded
from samaki.journeys.guarding.rules import check_officer, is_officer, units_with_officers
from samaki.journeys.guarding.words import words_of
from samaki.journeys.retention import erasing
from samaki.journeys.retention.models import Erasure, RetentionMark
from samaki.web import words
from samaki.web.account.proving import recently, wordless
from samaki.web.fields import field, mark, options, typed
from samaki.web.guarding.aside import choices, unit_of
from samaki.web.guarding.emergencies import member_name, take_back_form
from samaki.web.moments import digits, length, long_moment, short_moment
from samaki.web.pages import StaffRequest, errors_of, page, staff_page
from samaki.web.retention.due import class_name, why_not


@staff_page
@recently(opening=False)
def ask_due(request: StaffRequest, key: UUID) -> HttpResponse:
    """What is due, why, what stands against it; and asking the officer of another agency."""
    mark_, errors = RetentionMark.objects.get(id=key), []
    check_officer(request.member, request.now)
    if request.method == "POST":
        try:
            row = erasing.ask_erasure_due(mark_id=mark_.id, **_typed(request))
            return HttpResponseRedirect(f"/erasures/{row.id}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    rows = [
        (_("What"), mark_.code or _("A report without a case")),
        (_("Class"), class_name(mark_.record_class, request.lang)),
        (_("Kept since"), short_moment(mark_.since)),
        (_("Time was over"), short_moment(mark_.due_at)),
    ]
    shown = _form(request, rows, why_not(mark_.case_id, mark_.report_id), errors, usual="period_over")
    return page(request, "staff/form.html", shown | {"back": BACK()}, status=422 if errors else 200)


@staff_page
@recently(opening=False)
def ask_early(request: StaffRequest, code: str) -> HttpResponse:
    """A closed case before its time."""
    case, errors = queries.case_of(code), []
    check_officer(request.member, request.now)
    if request.method == "POST":
        try:
            row = erasing.ask_erasure_early(case=case, **_typed(request))
            return HttpResponseRedirect(f"/erasures/{row.id}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    shown = _form(request, [(_("What"), case.code)], why_not(case.id, None), errors, usual="")
    back = {"href": f"/cases/{case.code}/", "label": _("Back"), "code": case.code}
    return page(request, "staff/form.html", shown | {"back": back}, status=422 if errors else 200)


@staff_page
def one(request: StaffRequest, key: UUID) -> HttpResponse:
    """How it stands; for the other officer yes and no; when it was done, the certificate to be printed."""
    row = Erasure.objects.get(id=key)
    if row.erased_at is not None:
        return page(request, "staff/certificate.html", _certificate(row, request))
    return page(request, "staff/form.html", _shown(row, request))


@staff_page
def certificate_file(request: StaffRequest, key: UUID) -> HttpResponse:
    """The certificate as its SHA-256 was taken of it."""
    row = Erasure.objects.get(id=key, erased_at__isnull=False)
    response = HttpResponse(row.certificate.encode(), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="certificate-of-erasure-{row.number}.txt"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@staff_page
@recently(opening=False, first=wordless(Erasure))
def answer(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """The second officer agrees, and it is done; or says no."""
    erasing.answer_erasure(
        erasure_id=key, agreed=act == "agree", text=typed(request, "text"), by=request.member, now=request.now
    )
    return HttpResponseRedirect(f"/erasures/{key}/")


ACTS = ("agree", "refuse")


@require_POST
@staff_page
def take_back(request: StaffRequest, key: UUID) -> HttpResponse:
    """The officer who asked takes it back before the other one answered."""
    erasing.take_back_erasure(erasure_id=key, by=request.member, now=request.now)
    return HttpResponseRedirect(f"/erasures/{key}/")


def BACK() -> dict[str, str]:  # noqa: N802 - a constant in the reader's language
    return {"href": "/retention/", "label": _("What is due for erasure")}


def _typed(request: StaffRequest) -> dict[str, Any]:
    return {"reason": typed(request, "reason"), "text": typed(request, "text"), "decider": unit_of(request, "decider"),
            "by": request.member, "now": request.now}  # fmt: skip


def _form(
    request: StaffRequest, rows: list[tuple[str, str]], against: list[str], errors: list[dict[str, str]], *, usual: str
) -> dict[str, Any]:
    waits = length(pack().guarding.erasure_waits.amount, pack().guarding.erasure_waits.unit)
    fields = [] if against else _fields(request, usual)
    mark(fields, errors)
    return {
        "title": _("Ask to erase"),
        "lead": _(
            "An officer of another agency decides, not before %(time)s are over: every unit that has a part in it is told and can "
            "set a legal hold. With their yes the keys are destroyed at once and nobody can open it again, you included."
        )
        % {"time": waits},
        "rows": [{"name": name, "text": text} for name, text in rows if text],
        "notes": [{"words": one} for one in against],
        "fields": fields,
        "submit_label": _("Ask the other officer"),
        "errors": errors,
        "section": "desk",
    }  # fmt: skip


def _fields(request: StaffRequest, usual: str) -> list[dict[str, Any]]:
    post, ours = request.POST, set(guarded())
    officers = [unit for unit in units_with_officers(request.now) if unit.principal not in ours]
    reasons = [one for one in pack().reasons["erasure"].values() if usual or one.code != "period_over"]
    return [
        field("radios", "reason", _("Why may it be erased?"), options=options(reasons, request.lang), value=post.get("reason", usual)),
        field("area", "text", _("In your own words"), value=post.get("text", ""), rows=2,
              hint=_("What you looked at before you asked. No name of a child: these words stay.")),
        field("select", "decider", _("Whose confidentiality officer decides with you?"), options=choices(officers),
              blank=_("Choose one"), value=post.get("decider", ""), hint=_("Of another agency than yours.")),
    ]  # fmt: skip


def _shown(row: Erasure, request: StaffRequest) -> dict[str, Any]:
    state, officer = erasing.stands(row, request.now), is_officer(request.member, request.now)
    ours = set(guarded())
    decides = officer and row.decider in ours and row.asked_by != request.member.id and state in ("asked", "ready")
    more = [_act(row, "refuse", _("I do not agree"), _("Say no"))] if decides else []
    if row.asked_by == request.member.id and state in ("asked", "ready"):
        more = [take_back_form(f"/erasures/{row.id}")]
    against = why_not(row.case_id, row.report_id) if officer and state in ("asked", "ready") else []
    if decides and state == "ready" and not against:
        more.insert(0, _act(row, "agree", _("I agree: the keys are destroyed now"), _("Erase it for ever")))
    hold = {
        "words": _("If it must be kept, set a legal hold."),
        "href": f"/cases/{row.code}/holds/",
        "label": _("Legal holds"),
    }
    notes = [{"words": STATES[state]() % {"time": long_moment(row.ready_at)}}, *({"words": one} for one in against)]
    if row.code and state in ("asked", "ready") and not ({row.decider, row.asked_unit} & ours):
        notes.append(hold)
    return {
        "title": _("Erasure"),
        "rows": _rows(row, request, told=words_of(row) if {row.decider, row.asked_unit} & ours else {}),
        "notes": notes,
        "fields": [],
        "more": more,
        "section": "desk",
        "back": BACK() if officer else {"href": "/desk/", "label": _("Desk")},
    }


def _act(row: Erasure, act: str, summary: str, label: str) -> dict[str, Any]:
    fields = [{"kind": "area", "name": "text", "label": _("Why?"), "rows": 2}]
    return {"href": f"/erasures/{row.id}/{act}/", "summary": summary, "label": label, "fields": fields}


def _rows(row: Erasure, request: StaffRequest, told: dict[str, str]) -> list[dict[str, str]]:
    names = {one.principal: one.name for one in Unit.objects.filter(principal__in={row.asked_unit, row.decider})}
    rows = [
        (_("What"), row.code or _("A report without a case")),
        (_("Class"), class_name(row.record_class, request.lang)),
        (_("Reason"), words.reason_name("erasure", row.reason, request.lang)),
        (_("In their words"), told.get("text", "")),
        (_("Asked by"), f"{member_name(row.asked_by)}, {names.get(row.asked_unit, '')}, {short_moment(row.asked_at)}"),
        (_("Who decides"), _("A confidentiality officer of %(unit)s") % {"unit": names.get(row.decider, "")}),
        (_("Answered by"), f"{member_name(row.answered_by)}, {short_moment(row.answered_at)}" if row.answered_at else ""),
        (_("Their reason"), told.get("answer", "")),
    ]  # fmt: skip
    return [{"name": name, "text": text} for name, text in rows if text]


def _certificate(row: Erasure, request: StaffRequest) -> dict[str, Any]:
    ours = set(guarded())
    told = words_of(row) if {row.decider, row.asked_unit} & ours else {}
    copies = _("They must end by %(date)s. The operator has not said yet that they have: until then they are not erased.") % {
        "date": long_moment(row.copies_due_at) if row.copies_due_at else ""}  # fmt: skip
    if row.copies_ended_at is not None:
        copies = COPIES.get(row.copies_ended_how, COPIES["said"])() % {"date": long_moment(row.copies_ended_at)}
    return {
        "row": row,
        "number": digits(row.number),
        "rows": _rows(row, request, told),
        "erased_words": long_moment(row.erased_at) if row.erased_at else "",
        "copies_words": copies,
        "sha256": bytes(row.sha256 or b"").hex(),
        "lines": row.certificate.rstrip("\n"),
        "file_href": f"/erasures/{row.id}/certificate.txt",
        "back": BACK() if is_officer(request.member, request.now) else {"href": "/desk/", "label": _("Desk")},
    }


COPIES = {
    "keys": lambda: _("On %(date)s the master key that opened them was exchanged and forgotten on this machine; no sheets of holders "
                      "were made that open an older one."),
    "said": lambda: _("On %(date)s the operator said that every backup file from before was destroyed."),
}  # fmt: skip

STATES = {
    "asked": lambda: _("Nothing is erased yet. The other officer can agree from %(time)s on: until then whoever needs it can say so."),
    "ready": lambda: _("It waits for the other officer. Nothing is erased yet."),
    "withdrawn": lambda: _("Who asked took it back before it was answered. Nothing was erased."),
    "lapsed": lambda: _("Nobody answered in time. Nothing was erased; it can be asked for again."),
    "refused": lambda: _("The other officer said no. Nothing was erased."),
}  # fmt: skip
