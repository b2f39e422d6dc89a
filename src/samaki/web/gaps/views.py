"""The register, one gap, the promises, one promise, and each act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.agencies.country import calendar
from samaki.agencies.models import Unit
from samaki.commitments import gaps, promising
from samaki.commitments.models import Commitment, Gap
from samaki.database.refusals import Invalid, tell, together
from samaki.web.fields import of_today, read_moment, typed, typed_list
from samaki.web.gaps import forms, promised, showing
from samaki.web.pages import StaffRequest, errors_of, page, staff_page


@staff_page
def listed(request: StaffRequest) -> HttpResponse:
    """Area by area: what is wanting, and what the map finds."""
    return page(request, "staff/gaps.html", showing.listed(request))


@staff_page
def new(request: StaffRequest) -> HttpResponse:
    """Write a gap down."""
    errors: forms.Errors = []
    if request.method == "POST":
        try:
            return HttpResponseRedirect(f"/gaps/{_raised(request).id}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", forms.new_gap(request, errors), status=422 if errors else 200)


@staff_page
def one(request: StaffRequest, key: UUID) -> HttpResponse:
    """One gap, its history, and what is promised about it."""
    return page(request, "staff/gap.html", showing.one(Gap.objects.select_related("unit").get(id=key), request))


@require_POST
@staff_page
def act_on(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """One act on a gap."""
    OF_GAP[act](key, request)
    return HttpResponseRedirect(f"/gaps/{key}/")


@staff_page
def promises(request: StaffRequest) -> HttpResponse:
    """Those of the reader's unit; of all units, for heads and who oversees."""
    return page(request, "staff/promises.html", promised.listed(request))


@staff_page
def new_promise(request: StaffRequest) -> HttpResponse:
    """A unit promises, or is asked to."""
    errors: forms.Errors = []
    gap = _gap(request)
    if request.method == "POST":
        try:
            return HttpResponseRedirect(f"/gaps/promises/{_promised(gap, request).id}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", forms.new_promise(gap, request, errors), status=422 if errors else 200)


@staff_page
def one_promise(request: StaffRequest, key: UUID) -> HttpResponse:
    """What is promised, by when, its history, and what can be done."""
    row = Commitment.objects.select_related("owner", "unit", "gap").get(id=key)
    return page(request, "staff/promise.html", promised.one(row, request))


@require_POST
@staff_page
def act_on_promise(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """One move of a promise."""
    OF_PROMISE[act](key, request)
    return HttpResponseRedirect(f"/gaps/promises/{key}/")


# ---------------------------------------------------------------- reading the forms
def _by(request: StaffRequest) -> dict[str, Any]:
    return {"by": request.member, "now": request.now}


def _said(request: StaffRequest) -> dict[str, Any]:
    return {"text": typed(request, "text"), "sure": "yes" in typed_list(request, "sure")} | _by(request)


def _day(request: StaffRequest, name: str) -> date | None:
    """A day, or a part of a date taken from its beginning; None where nothing was typed."""
    text = typed(request, name)
    try:
        return calendar().local(read_moment(of_today(text, request.now), name)[0]).date() if text else None
    except Invalid as refusal:
        tell(refusal)
        return None


def _unit(request: StaffRequest) -> Unit | None:
    code = typed(request, "owner")[:60]
    return Unit.objects.filter(code=code).first() if code else None


def _gap(request: StaffRequest) -> Gap | None:
    """The gap that the address or the form names; nothing where it names none."""
    key = request.POST.get("gap", "") or request.GET.get("gap", "")
    return Gap.objects.get(id=UUID(key)) if key else None


@together()
def _raised(request: StaffRequest) -> Gap:
    source = "map" if typed(request, "source") == "map" else "hand"
    return gaps.raise_gap(area=typed(request, "area"), kind=typed(request, "kind"), what=typed(request, "what"), source=source,
                          known_since=_day(request, "known_since"), **_said(request))  # fmt: skip


@together()
def _promised(gap: Gap | None, request: StaffRequest) -> Commitment:
    owner = _unit(request)
    if typed(request, "owner") and owner is None:
        tell(Invalid(_("Choose the unit that does it."), field="owner"))
    return promising.promise(owner=owner, gap=gap, area=typed(request, "area"), source=typed(request, "source"),
                             source_what=typed(request, "source_what"), due_on=_day(request, "due_on"), **_said(request))  # fmt: skip


@together()
def _close(key: UUID, request: StaffRequest) -> None:
    gaps.close_gap(gap_id=key, closed_on=_day(request, "closed_on"), **_said(request))


def _reopen(key: UUID, request: StaffRequest) -> None:
    gaps.reopen_gap(gap_id=key, **_said(request))


def _mistake(key: UUID, request: StaffRequest) -> None:
    gaps.mark_gap_error(gap_id=key, **_by(request))


def _take(key: UUID, request: StaffRequest) -> None:
    promising.take_commitment(commitment_id=key, **_by(request))


@together()
def _move(key: UUID, request: StaffRequest) -> None:
    promising.move_commitment(commitment_id=key, due_on=_day(request, "due_on"), **_said(request))


def _with_words(story: Callable[..., Commitment]) -> Callable[[UUID, StaffRequest], None]:
    def act(key: UUID, request: StaffRequest) -> None:
        story(commitment_id=key, **_said(request))

    return act


OF_GAP: dict[str, Callable[[UUID, StaffRequest], None]] = {"close": _close, "reopen": _reopen, "mistake": _mistake}
OF_PROMISE: dict[str, Callable[[UUID, StaffRequest], None]] = {
    "take": _take, "move": _move, "keep": _with_words(promising.keep_commitment), "miss": _with_words(promising.miss_commitment),
    "refuse": _with_words(promising.refuse_commitment), "withdraw": _with_words(promising.withdraw_commitment),
    "reopen": _with_words(promising.reopen_commitment),
}  # fmt: skip
