"""Agreements of one's agencies: the list, one of them, a new one; reviewed, ended."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Agency, Unit
from samaki.database.refusals import Invalid, NotAllowed, together
from samaki.journeys.agreements import operations, queries
from samaki.journeys.agreements.models import Agreement
from samaki.journeys.guarding.words import words_of
from samaki.web import words
from samaki.web.fields import field, mark, options, read_moment, typed, typed_list
from samaki.web.guarding.emergencies import member_name
from samaki.web.hints import dates
from samaki.web.moments import long_date, short_moment
from samaki.web.pages import StaffRequest, errors_of, page, staff_page
from samaki.web.sharing.showing import parts_words


@staff_page
def all_of_ours(request: StaffRequest) -> HttpResponse:
    """What our agency has agreed with others, the next to be looked at first."""
    rows = queries.agreements()
    names = _names({key for row in rows for key in (row.one, row.other)})
    notes = [
        {"words": f"{names[row.one]}, {names[row.other]}: {STATES[operations.stands(row, request.now)]()}, "
                  + _("to be looked at again by %(date)s") % {"date": long_date(row.review_by)},
         "href": f"/agreements/{row.id}/", "label": _("Open it")}
        for row in rows
    ] or [{"words": _("Your agency has recorded no agreement.")}]  # fmt: skip
    if operations.kept():
        notes.append({"words": "", "href": "/agreements/new/", "label": _("Record an agreement")})
    lead = _(
        "What two agencies share, for which purposes, signed on paper. It opens no file: it is shown to whoever shares."
    )
    context = {"title": _("Agreements between agencies"), "lead": lead, "notes": notes, "fields": [], "section": "directory",
               "back": {"href": "/directory/", "label": _("Who to call")}}  # fmt: skip
    return page(request, "staff/form.html", context)


@staff_page
def new(request: StaffRequest) -> HttpResponse:
    """An agreement as it was signed."""
    ours = list(Agency.objects.filter(id__in=operations.kept()).order_by("name_en"))
    if not ours:
        raise NotAllowed(
            _(
                "Only the administrator or the confidentiality officer of one of the two agencies keeps their agreements."
            )
        )
    errors = []
    if request.method == "POST":
        try:
            return HttpResponseRedirect(f"/agreements/{_recorded(request).id}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", _form(request, ours, errors), status=422 if errors else 200)


@staff_page
def one(request: StaffRequest, key: UUID) -> HttpResponse:
    """What was agreed, how it stands; for those who keep it, looking at it again and ending it."""
    return page(request, "staff/form.html", _shown(Agreement.objects.get(id=key), request))


@require_POST
@staff_page
def act_on(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """Looked at again, or ended."""
    given: dict[str, Any] = {
        "agreement_id": key,
        "by": request.member,
        "now": request.now,
        "text": typed(request, "text"),
    }
    if act == "review":
        operations.review_agreement(review_by=_day(request, "review_by"), **given)
    else:
        operations.end_agreement(**given)
    return HttpResponseRedirect(f"/agreements/{key}/")


ACTS = ("review", "end")


@together()
def _recorded(request: StaffRequest) -> Agreement:
    return operations.record_agreement(
        one=_agency(request, "one"), other=_agency(request, "other"), purposes=typed_list(request, "purposes"),
        compartments=typed_list(request, "compartments"), text=typed(request, "text"), signed_on=_day(request, "signed_on"),
        review_by=_day(request, "review_by"), by=request.member, now=request.now,
    )  # fmt: skip


def _agency(request: StaffRequest, name: str) -> Agency | None:
    unit = Unit.objects.select_related("agency").filter(code=typed(request, name)[:60]).first()
    return unit.agency if unit else None


def _day(request: StaffRequest, name: str) -> date | None:
    text = typed(request, name)
    return calendar().local(read_moment(text, name)[0]).date() if text else None


def _form(request: StaffRequest, ours: list[Agency], errors: list[dict[str, str]]) -> dict[str, Any]:
    post, lang, mine = request.POST, request.lang, {agency.id for agency in ours}
    fields = [
        field("select", "one", _("Your agency"), options=_choices(request, only=mine), blank=_("Choose one"),
              value=post.get("one", "")[:60], hint=None),
        field("select", "other", _("With which agency?"), options=_choices(request), blank=_("Choose one"),
              value=post.get("other", "")[:60], hint=None),
        field("checks", "purposes", _("What for?"), options=options(pack().reasons["sharing_purpose"].values(), lang),
              value=post.getlist("purposes"), hint=None),
        field("checks", "compartments", _("Which parts of a file?"), value=post.getlist("compartments"), hint=None,
              options=options((one for one in pack().compartments.values() if one.code != "reporter"), lang)),
        field("area", "text", _("What was agreed, in short"), value=post.get("text", ""), rows=4,
              hint=_("And where the signed paper lies. Both agencies read it.")),
        field("text", "signed_on", _("Signed on"), value=post.get("signed_on", ""), narrow=True, hint=dates()),
        field("text", "review_by", _("To be looked at again by"), value=post.get("review_by", ""), narrow=True,
              hint=dates(after=_("Both are told 30 days before, on the day, and then every 30 days."))),
    ]  # fmt: skip
    mark(fields, errors)
    return {"title": _("Record an agreement"), "fields": fields, "errors": errors, "submit_label": _("Record it"), "section": "directory",
            "back": {"href": "/agreements/", "label": _("Agreements between agencies")}}  # fmt: skip


def _choices(request: StaffRequest, only: set[UUID] | None = None) -> list[dict[str, str]]:
    """The first open unit of each agency stands for it."""
    found: dict[UUID, dict[str, str]] = {}
    for unit in Unit.objects.select_related("agency").filter(until__isnull=True).order_by("code"):
        if only is None or unit.agency_id in only:
            found.setdefault(unit.agency_id, {"value": unit.code, "label": unit.agency.name})
    return sorted(found.values(), key=lambda one: one["label"])


def _shown(row: Agreement, request: StaffRequest) -> dict[str, Any]:
    state, told, names, lang = (
        operations.stands(row, request.now),
        words_of(row),
        _names({row.one, row.other}),
        request.lang,
    )
    rows = [
        (_("Between"), f"{names[row.one]}, {names[row.other]}"),
        (_("What for"), ", ".join(words.reason_name("sharing_purpose", code, lang) for code in row.purposes)),
        (_("Parts of a file"), parts_words(row.compartments, lang)),
        (_("What was agreed"), told.get("text", "")),
        (_("Signed on"), long_date(row.signed_on)),
        (_("To be looked at again by"), long_date(row.review_by)),
        (_("When it was looked at last"), told.get("review", "")),
        (_("Why it ended"), told.get("ended", "")),
        (_("Ended"), short_moment(row.ended_at) if row.ended_at else ""),
        (_("Recorded by"), f"{member_name(row.kept_by)}, {short_moment(row.made_at)}"),
    ]
    text = {"kind": "area", "name": "text", "label": _("Why?"), "rows": 2}
    day = {"kind": "text", "name": "review_by", "label": _("To be looked at again by"), "hint": dates()}
    acts = (("review", _("Both have looked at it: it goes on"), _("It goes on"), [day, text]),
            ("end", _("It is over"), _("End the agreement"), [text]))  # fmt: skip
    keeps = state != "ended" and bool({row.one, row.other} & operations.kept())
    more = [{"href": f"/agreements/{row.id}/{act}/", "summary": summary, "label": label, "fields": fields}
            for act, summary, label, fields in acts if keeps]  # fmt: skip
    return {"title": _("An agreement between agencies"), "rows": [{"name": name, "text": said} for name, said in rows if said],
            "notes": [{"words": STATES[state]()}], "fields": [], "more": more, "section": "directory",
            "back": {"href": "/agreements/", "label": _("Agreements between agencies")}}  # fmt: skip


def _names(keys: set[UUID]) -> dict[UUID, str]:
    return {agency.id: agency.name for agency in Agency.objects.filter(id__in=keys)}


STATES = {
    "in_force": lambda: _("in force"),
    "soon": lambda: _("in force, soon to be looked at again"),
    "overdue": lambda: _("overdue: it should have been looked at again"),
    "ended": lambda: _("ended"),
}
