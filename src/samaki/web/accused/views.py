"""What speaks for the accused, of one case: the list, flagging something, saying that it was read, taking a flag back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.agencies.country import pack
from samaki.agencies.queries import NamesThen, names_then
from samaki.cases import queries
from samaki.cases.documents import queries as documents
from samaki.cases.documents.models import Document
from samaki.cases.models import Case, Step
from samaki.cases.records import JusticeRecord
from samaki.cases.remarks import Said, remarks_on
from samaki.cases.rules import may
from samaki.database.refusals import Invalid
from samaki.journeys.accused import operations
from samaki.journeys.accused.models import ForAccused
from samaki.journeys.accused.queries import all_of, flagged_items, flags_of, taken_back, unread, who_took_back
from samaki.ledger.models import LedgerEntry
from samaki.web import words
from samaki.web.fields import field, mark, typed
from samaki.web.moments import digits, short_moment
from samaki.web.pages import StaffRequest, errors_of, page, staff_page
from samaki.web.sharing.forms import key as key_of

BEGINNING = 70
"""Letters of a note by which it is known again in a list."""


@staff_page
def of_case(request: StaffRequest, code: str) -> HttpResponse:
    """Everything that is flagged, why, and whether our unit has opened it."""
    return page(request, "staff/accused.html", _shown(queries.case_of(code), request))


@staff_page
def new(request: StaffRequest, code: str) -> HttpResponse:
    """Which note or document, and why."""
    case, errors = queries.case_of(code), []
    operations.check_flags(case, request.member, request.now)
    if request.method == "POST":
        try:
            operations.flag_for_accused(case=case, item=_item(case, typed(request, "item")), text=typed(request, "text"),
                                        by=request.member, now=request.now)  # fmt: skip
            return HttpResponseRedirect(f"/cases/{code}/for-accused/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", _form(case, request, errors), status=422 if errors else 200)


@require_POST
@staff_page
def act_on(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """It was read; or it does not speak for the accused after all."""
    if act == "read":
        row = operations.read_for_accused(flag_id=key, by=request.member, now=request.now)
    else:
        row = operations.take_back_flag(flag_id=key, text=typed(request, "text"), by=request.member, now=request.now)
    return HttpResponseRedirect(f"/cases/{row.case.code}/for-accused/")


ACTS = ("read", "take-back")


def warning(step: Step, request: StaffRequest) -> dict[str, str] | None:
    """For a step in which what was found is weighed: how much speaks for the accused that our unit has not opened. It blocks nothing."""
    kind = pack().step_kinds.get(step.kind)
    if kind is None or not kind.weighs_evidence or step.holder_id != request.member.unit_id:
        return None
    waiting = len(unread(flags_of(step.case), request.member.unit_id))
    if not waiting:
        return None
    told = _(
        "This speaks for the accused, and nobody of your unit has opened it yet: %(n)s. You can go on; look at it first."
    )
    return {
        "words": told % {"n": digits(waiting)},
        "href": f"/cases/{step.case.code}/for-accused/",
        "label": _("Look at what speaks for the accused"),
    }


def on_case(case: Case, request: StaffRequest) -> dict[str, str] | None:
    """For the case page: `speaks for the accused: 2`, how much of it our unit has not opened, and what was taken back."""
    flags, back = all_of(case)
    if not flags and not back:
        return None
    waiting = len(unread(flags, request.member.unit_id))
    told = _("Speaks for the accused: %(n)s") % {"n": digits(len(flags))}
    if waiting:
        told += " · " + _("not opened by your unit: %(n)s") % {"n": digits(waiting)}
    if back:
        told += " · " + _("taken back: %(n)s") % {"n": digits(back)}
    return {"words": told, "href": f"/cases/{case.code}/for-accused/"}


def _shown(case: Case, request: StaffRequest) -> dict[str, Any]:
    flags, flagging = flags_of(case), may(operations.check_flags, case, request.member, request.now)
    ended = taken_back(case)
    waiting = {row.id for row in unread(flags, request.member.unit_id)}
    entries = who_took_back(case, ended)
    said = remarks_on(row.id for row in (*flags, *ended))
    units = names_then(
        {row.unit_id for row in (*flags, *ended)} | {entry.unit for entry in entries.values() if entry.unit}
    )
    items = _items(case, request)
    lines = []
    for row in flags:
        lines.append({
            "id": str(row.id),
            "name": items.get(row.item_id, {}).get("label") or _("In a part of the file that is not open to your unit"),
            "href": items.get(row.item_id, {}).get("href", ""),
            "text": next((one.text for one in said.get(row.id, []) if one.act == "accused.flag"), ""),
            "meta": f"{units.at(row.unit_id, row.flagged_at)}, {short_moment(row.flagged_at)}",
            "unread": row.id in waiting,
            "reads": row.id in waiting and row.item_id in items,
            "takes_back": may(operations.check_takes_back, row, request.member, request.now),
        })  # fmt: skip
    return {
        "code": case.code,
        "case_href": f"/cases/{case.code}/",
        "new_href": f"/cases/{case.code}/for-accused/new/" if flagging else "",
        "lines": lines,
        "ended": [_ended(row, said.get(row.id, []), entries.get(row.id), units, items) for row in ended],
    }


def _ended(
    row: ForAccused, said: list[Said], entry: LedgerEntry | None, units: NamesThen, items: dict[UUID, Any]
) -> dict[str, str]:
    """A flag that was taken back: what it said, who took it back, when, why."""
    why = {one.act: one.text for one in said}
    by = units.at(entry.unit, row.ended_at) if entry is not None and entry.unit and row.ended_at else ""
    return {
        "name": items.get(row.item_id, {}).get("label") or _("In a part of the file that is not open to your unit"),
        "text": why.get("accused.flag", ""),
        "meta": f"{units.at(row.unit_id, row.flagged_at)}, {short_moment(row.flagged_at)}",
        "back": _("Taken back by %(unit)s, %(time)s.") % {"unit": by, "time": short_moment(row.ended_at)}
        if row.ended_at
        else "",
        "why": why.get("accused.take_back", ""),
    }


def _form(case: Case, request: StaffRequest, errors: list[dict[str, str]]) -> dict[str, Any]:
    flagged, post = flagged_items(case), request.POST
    choices = [
        {"value": str(key), "label": one["label"]} for key, one in _items(case, request).items() if key not in flagged
    ]
    fields = [
        field("select", "item", _("Which note or document?"), options=choices, blank=_("Choose one"),
              value=post.get("item", request.GET.get("item", ""))[:40],
              hint=_("Notes of the justice part, and documents that are open to your unit.")),
        field("area", "text", _("Why does it speak for the accused?"), value=post.get("text", ""), rows=3,
              hint=_("Everybody who reads the justice part reads this, the prosecution and the court too. No name of a child.")),
    ]  # fmt: skip
    mark(fields, errors)
    return {
        "title": _("Flag what speaks for the accused"),
        "lead": _("What may show that somebody did not do it, or did less, belongs before the prosecutor and the judge as much as what "
                  "speaks against them. The flag is taken back only with a reason; both stay in the ledger."),
        "fields": fields,
        "submit_label": _("Flag it"),
        "back": {"href": f"/cases/{case.code}/for-accused/", "label": _("Back"), "code": case.code},
        "errors": errors,
    }  # fmt: skip


def _items(case: Case, request: StaffRequest) -> dict[UUID, dict[str, str]]:
    """Notes of the justice part and documents that the session may read: how each is known again, and where it is."""
    base = f"/cases/{case.code}"
    found: dict[UUID, dict[str, str]] = {}
    if any(relation.compartment == "justice" for relation in queries.open_relations(case.id)):
        for row, text in queries.notes_of(case, "justice"):
            if row.kind == "note":
                beginning = text if len(text) <= BEGINNING else text[:BEGINNING].rstrip() + "…"
                found[row.id] = {
                    "label": words.labelled(short_moment(row.occurred_at), beginning),
                    "href": f"{base}/notes/",
                }
    papers = [one for one in documents.documents_of(case) if one.in_error_at is None and not one.held]
    titles = documents.titles(case, papers)
    for one in papers:
        kind = words.reason_name("document", one.kind, request.lang)
        title = titles.get(one.id) or kind
        found[one.id] = {"label": f"{title}, {short_moment(one.recorded_at)}", "href": f"{base}/documents/{one.id}/"}
    return found


def _item(case: Case, text: str) -> JusticeRecord | Document | None:
    """A note or a document of this case, as far as the session sees it."""
    key = key_of(text)
    if key is None:
        return None
    note = JusticeRecord.objects.filter(id=key, case=case, kind="note").first()
    return note or Document.objects.filter(id=key, case=case, in_error_at=None, held=False).first()
