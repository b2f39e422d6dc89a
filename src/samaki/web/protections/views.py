"""A child's protection at court: the page, what is written there, the request on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from samaki.agencies.models import Unit
from samaki.cases.models import Person
from samaki.database.refusals import Invalid, tell, together
from samaki.journeys.protections import measures, promising, queries
from samaki.journeys.protections.models import ChildPromise, Protection
from samaki.web.children.frame import child_of, href, shown
from samaki.web.fields import of_today, read_moment, typed, typed_number
from samaki.web.pages import StaffRequest, page, staff_page
from samaki.web.protections import paper, showing
from samaki.web.voice.views import typed_hearing


@staff_page
def of_child(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Each measure from asked to provided, and what is missing before the next day."""
    return _page(child_of(code, key), request)


@staff_page
def printed(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """The request for protection, to be signed and handed to the prosecutor or the court."""
    child = child_of(code, key)
    return page(
        request, "staff/protection_print.html", paper.context(child, queries.at_court(child, request.now), request)
    )


@require_POST
@staff_page
def write(request: StaffRequest, code: str, key: UUID, act: str) -> HttpResponse:
    """From the folded forms of that page."""
    child = child_of(code, key)
    WRITES[act](child, request)
    return HttpResponseRedirect(href(child, "protection"))


@staff_page
def of_row(request: StaffRequest, key: UUID, table: type[Protection] | type[ChildPromise]) -> HttpResponse:
    """The page on which this line stands."""
    return _page(_whose(table.objects.get(id=key)), request)


@require_POST
@staff_page
def move(request: StaffRequest, key: UUID) -> HttpResponse:
    """How far a measure is."""
    row = Protection.objects.get(id=key)
    with together():
        version = typed_number(request, "version", most=999_999)
        measures.move_protection(protection_id=row.id, move=typed(request, "move"), reason=typed(request, "reason"),
                                 text=typed(request, "text"), version=version, by=request.member, now=request.now)  # fmt: skip
    return HttpResponseRedirect(href(_whose(row), "protection"))


@require_POST
@staff_page
def on_promise(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """What became of a promise; or that it was never given."""
    row = ChildPromise.objects.get(id=key)
    PROMISED[act](row, request)
    return HttpResponseRedirect(f"{href(_whose(row), 'protection')}#promises")


def _page(child: Person, request: StaffRequest) -> HttpResponse:
    about = queries.at_court(child, request.now)
    return shown(request, child, "protection", showing.sections(child, about, request), notes=showing.notes(about, request),
                 print_href=href(child, "protection") + "print/")  # fmt: skip


def _whose(row: Protection | ChildPromise) -> Person:
    return Person.objects.select_related("case").get(id=row.child_id)


def _ask(child: Person, request: StaffRequest) -> None:
    with together():
        hearing = typed_hearing(child, request)
        measures.ask_protection(case=child.case, child=child, hearing=hearing, by=request.member, now=request.now,
                                **{name: typed(request, name) for name in ("measure", "move", "reason", "text")})  # fmt: skip


def _carry(child: Person, request: StaffRequest) -> None:
    with together():
        hearing = typed_hearing(child, request)
    measures.carry_protections(case=child.case, child=child, hearing=hearing, by=request.member, now=request.now)


def _promise(child: Person, request: StaffRequest) -> None:
    with together():
        hearing, due_at = typed_hearing(child, request), _day(request)
        owner = Unit.objects.filter(code=typed(request, "owner")).first()
        promising.promise_child(case=child.case, child=child, sort=typed(request, "sort"), text=typed(request, "text"), owner=owner,
                                due_at=due_at, hearing=hearing, by=request.member, now=request.now)  # fmt: skip


def _say(row: ChildPromise, request: StaffRequest) -> None:
    with together():
        version, due_at = typed_number(request, "version", most=999_999), _day(request)
        promising.answer_promise(promise_id=row.id, move=typed(request, "move"), text=typed(request, "text"), due_at=due_at,
                                 version=version, by=request.member, now=request.now)  # fmt: skip


def _mistake(row: ChildPromise, request: StaffRequest) -> None:
    promising.mark_promise_error(promise_id=row.id, text=typed(request, "text"), by=request.member, now=request.now)


def _day(request: StaffRequest) -> datetime | None:
    """A day that lies ahead, to its evening where no hour was typed; None where nothing was."""
    text = typed(request, "due_at")
    try:
        at, precision = read_moment(of_today(text, request.now), "due_at") if text else (None, "instant")
    except Invalid as refusal:
        tell(refusal)
        return None
    return at if at is None or precision == "instant" else at + paper.DAY[precision]


WRITES: dict[str, Callable[[Person, StaffRequest], None]] = {"ask": _ask, "carry": _carry, "promise": _promise}
PROMISED: dict[str, Callable[[ChildPromise, StaffRequest], None]] = {"say": _say, "mistake": _mistake}
