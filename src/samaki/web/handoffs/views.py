"""The hand-off page and its moves."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.agencies.models import Member
from samaki.cases.rules import check_reason, check_safety_rests
from samaki.database.refusals import Invalid, together
from samaki.handoffs import operations
from samaki.handoffs.models import Handoff
from samaki.journeys import doing, mending
from samaki.web.fields import read_moment, typed
from samaki.web.handoffs import former, showing
from samaki.web.handoffs.former import ending
from samaki.web.pages import StaffRequest, errors_of, page, staff_page


@staff_page
def handoff_page(request: StaffRequest, key: UUID) -> HttpResponse:
    """Accept, ask, or say why not."""
    return page(request, "staff/handoff.html", showing.context(showing.load(key, request), request))


@require_POST
@staff_page
def move(request: StaffRequest, key: UUID, name: str) -> HttpResponse:
    """Make one move; afterwards whoever took it over lands in the case, the others where they were."""
    try:
        handoff = MOVES[name](request, key)
    except Handoff.DoesNotExist as unseen:
        raise ending(key, request) or unseen from None
    except Invalid as refusal:
        shown = showing.context(showing.load(key, request), request, errors_of(refusal))
        return page(request, "staff/handoff.html", shown, status=422)
    if name in ("accept", "confirm-phone", "start"):
        return HttpResponseRedirect(f"/cases/{handoff.case.code}/")
    return HttpResponseRedirect(f"/handoffs/{key}/" if _still_seen(key) else "/desk/")


@staff_page
def regret(request: StaffRequest, key: UUID) -> HttpResponse:
    """Our no was a mistake: the unit that asked is told, and may offer it again."""
    if request.method == "POST":
        operations.regret_decline(handoff_id=key, by=request.member, now=request.now)
        return HttpResponseRedirect("/desk/")
    return page(request, "staff/form.html", former.regret(key, request))


def _still_seen(key: UUID) -> bool:
    return Handoff.objects.filter(id=key).exists()


def _with(name: str, *fields: tuple[str, str]) -> Callable[[StaffRequest, UUID], Handoff]:
    operation = getattr(operations, name)

    def call(request: StaffRequest, key: UUID) -> Handoff:
        given = {argument: typed(request, typed_as) for argument, typed_as in fields}
        made: Handoff = operation(handoff_id=key, by=request.member, now=request.now, **given)
        return made

    return call


def _hold(request: StaffRequest, key: UUID) -> Handoff:
    reason, text = typed(request, "reason"), typed(request, "text")
    with together() as told:
        told.of(check_reason, "hold", reason, text)
        until, _precision = read_moment(typed(request, "until"), "until")
        check_safety_rests(Handoff.objects.select_related("step").get(id=key).step, until, text)
    return operations.hold(handoff_id=key, reason=reason, text=text, until=until, by=request.member, now=request.now)


def _take(move_name: str, request: StaffRequest, key: UUID) -> Handoff:
    """Taken over, by who is named; by the reader where nobody is."""
    worker = None
    if name := typed(request, "worker"):
        worker = Member.objects.filter(username=name, unit=request.member.unit, is_active=True).first()
        if worker is None:
            raise Invalid(_("Choose somebody of your own unit."), field="worker")
    made: Handoff = getattr(operations, move_name)(handoff_id=key, worker=worker, by=request.member, now=request.now)
    return made


REASON = (("reason", "reason"), ("text", "text"))

MOVES: dict[str, Callable[[StaffRequest, UUID], Handoff]] = {
    "offer": _with("offer"),
    "discard": _with("discard"),
    "receive": _with("receive"),
    "accept": partial(_take, "accept"),
    "accept-by-phone": _with("accept_by_phone", ("who", "who"), ("number", "number")),
    "confirm-phone": partial(_take, "confirm_phone"),
    "deny-phone": _with("deny_phone", ("text", "text")),
    "decline": _with("decline", *REASON),
    "dispute": _with("dispute", *REASON),
    "resolve": _with("resolve", ("to", "to"), ("text", "text")),
    "ask": _with("ask", ("question", "text")),
    "answer": _with("answer", ("answer", "text")),
    "withdraw": _with("withdraw", ("text", "text")),
    "start": _with("start"),
    "hold": _hold,
    "resume": _with("resume"),
    "fail": _with("fail", *REASON),
    "unconfirm": _with("unconfirm", ("text", "text")),
    "take-back": lambda request, key: mending.take_back_handoff(
        handoff_id=key, text=typed(request, "text"), by=request.member, now=request.now
    ),
    "confirm": _with("confirm"),
    "not-arrived": lambda request, key: doing.help_did_not_arrive(
        handoff_id=key, text=typed(request, "text"), by=request.member, now=request.now
    ),
    "mark-error": _with("mark_error", ("text", "text")),
}
