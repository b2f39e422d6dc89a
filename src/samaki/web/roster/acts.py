"""What is changed of a roster for a time, swaps, the note for the next, and the numbers that members gave."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.database.refusals import Invalid, together
from samaki.roster import changing, handing, queries, rules
from samaki.roster.models import DutyChange, DutyNote, DutyRoster, DutySwap
from samaki.web.fields import field, typed
from samaki.web.pages import StaffRequest, errors_of, page, staff_page
from samaki.web.roster import forms
from samaki.web.roster.views import roster_of


@staff_page
def form_of(request: StaffRequest, key: UUID, what: str) -> HttpResponse:
    """A form about one roster: shown, or done."""
    roster, errors, opened = roster_of(key), [], None
    form, do = FORMS[what]
    if what == "change":
        rules.check_plans(roster.unit)
    if request.method == "POST":
        try:
            do(roster, request)
            return HttpResponseRedirect(f"/roster/?roster={key}")
        except Invalid as refusal:
            errors = errors_of(refusal)
        except changing.OpensGaps as asked:
            opened = asked
    context = forms.seen_first(form(roster, request, errors), opened)
    return page(request, "staff/form.html", context, status=422 if errors or opened else 200)


@require_POST
@staff_page
def end_change(request: StaffRequest, key: UUID) -> HttpResponse:
    """A change is taken back."""
    change = changing.end_change(change_id=key, by=request.member, now=request.now)
    return HttpResponseRedirect(f"/roster/?roster={change.roster_id}")


@require_POST
@staff_page
def answer_swap(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """The other says yes or no, or who asked takes it back."""
    if act == "withdraw":
        swap = changing.withdraw_swap(swap_id=key, by=request.member, now=request.now)
    else:
        swap = changing.answer_swap(swap_id=key, agreed=act == "agree", by=request.member, now=request.now)
    return HttpResponseRedirect(f"/roster/?roster={swap.roster_id}")


SWAPS = ("agree", "refuse", "withdraw")


@require_POST
@staff_page
def read_note(request: StaffRequest, key: UUID) -> HttpResponse:
    """The words of a note; who opened it first stands beside it."""
    text = handing.read_handover(note_id=key, by=request.member, now=request.now)
    rows = [{"name": _("Note for the next on duty"), "text": text}]
    return page(request, "staff/form.html", forms.form(_("Note for the next on duty"), [], "", [], rows=rows))


@require_POST
@staff_page
def numbers(request: StaffRequest) -> HttpResponse:
    """The numbers that members gave, for who leads the unit, while a call stands at its last rung."""
    found = handing.look_at_numbers(unit=request.member.unit, by=request.member, now=request.now)
    names = queries.names_of(found)
    rows = [{"name": names.get(str(key), "?"), "text": told} for key, told in found.items()]
    lead = _("They gave it for this: nobody else of the unit answered. That you looked is written down.")
    return page(request, "staff/form.html", forms.form(_("Own numbers of the unit"), [], "", [], lead=lead, rows=rows))


@together()
def _change(roster: DutyRoster, request: StaffRequest) -> DutyChange:
    return changing.change_duty(
        roster_id=roster.id, sort=typed(request, "sort"), member=forms.typed_member(request, "member"),
        since=forms.typed_time(request, "since"), until=forms.typed_time(request, "until"), seen=typed(request, "seen"),
        by=request.member, now=request.now,
    )  # fmt: skip


@together()
def _swap(roster: DutyRoster, request: StaffRequest) -> DutySwap:
    times = {name: forms.typed_time(request, name) for name in ("since", "until", "back_since", "back_until")}
    return changing.ask_swap(
        roster_id=roster.id, other=forms.typed_member(request, "other"), **times, by=request.member, now=request.now
    )


def _note(roster: DutyRoster, request: StaffRequest) -> DutyNote:
    return handing.write_handover(roster_id=roster.id, text=typed(request, "text"), by=request.member, now=request.now)


def _note_form(_roster: DutyRoster, request: StaffRequest, errors: forms.Errors) -> dict[str, object]:
    hint = _("What is open, whom to call back, what to look out for. Codes of cases, no names of children.")
    fields = [
        field(
            "area", "text", _("What must the next on duty know?"), value=request.POST.get("text", ""), rows=6, hint=hint
        )
    ]
    lead = _("It is sealed. Who is on duty next reads it, and who plans the roster.")
    return forms.form(_("Note for the next on duty"), fields, _("Leave this note"), errors, lead=lead)


FORMS = {"change": (forms.change, _change), "swap": (forms.swap, _swap), "note": (_note_form, _note)}
"""What is asked, and what is done."""
