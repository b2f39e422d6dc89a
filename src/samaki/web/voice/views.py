"""The child's voice: the page, and what is written there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.cases.models import Person
from samaki.database.refusals import Invalid, tell, together
from samaki.journeys.hearings.models import Hearing
from samaki.journeys.voice import asking, saying
from samaki.journeys.voice.models import ChildVoice, HeardAgain
from samaki.web.children.frame import child_of, href, shown
from samaki.web.fields import typed, typed_moment, typed_number
from samaki.web.likely import doubts
from samaki.web.pages import StaffRequest, staff_page
from samaki.web.voice import showing


@staff_page
def of_child(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """What the child was told and wants, and whether it must be heard again."""
    child = child_of(code, key)
    return shown(request, child, "voice", showing.sections(child, request))


@require_POST
@staff_page
def write(request: StaffRequest, code: str, key: UUID, act: str) -> HttpResponse:
    """From the folded forms of that page."""
    child = child_of(code, key)
    WRITES[act](child, request)
    return HttpResponseRedirect(f"{href(child, 'voice')}#{act}")


@staff_page
def of_row(request: StaffRequest, key: UUID, table: type[ChildVoice] | type[HeardAgain]) -> HttpResponse:
    """The page on which this line stands."""
    child = _whose(table.objects.get(id=key))
    return shown(request, child, "voice", showing.sections(child, request))


@require_POST
@staff_page
def mistake(request: StaffRequest, key: UUID) -> HttpResponse:
    """It was written down by mistake."""
    row = saying.mark_voice_error(
        voice_id=ChildVoice.objects.get(id=key).id, text=typed(request, "text"), by=request.member, now=request.now
    )
    return HttpResponseRedirect(f"{href(_whose(row), 'voice')}#{row.sort}")


@require_POST
@staff_page
def on_asking(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """Answered, or taken back."""
    row = HeardAgain.objects.get(id=key)
    ANSWERED[act](row, request)
    return HttpResponseRedirect(f"{href(_whose(row), 'voice')}#again")


def _whose(row: ChildVoice | HeardAgain) -> Person:
    return Person.objects.select_related("case").get(id=row.child_id)


def _said(child: Person, request: StaffRequest) -> dict[str, Any]:
    occurred_at, precision = typed_moment(request, "occurred_at", request.now, doubts(child.case, child))
    names = ("topic", "answer", "language", "interpreter", "text")
    return {name: typed(request, name) for name in names} | {
        "case": child.case, "child": child, "occurred_at": occurred_at, "precision": precision, "by": request.member, "now": request.now,
    }  # fmt: skip


def _told(child: Person, request: StaffRequest) -> None:
    with together():
        saying.tell_child(**_said(child, request))


def _wants(child: Person, request: StaffRequest) -> None:
    with together():
        saying.write_wish(**_said(child, request))


def _again(child: Person, request: StaffRequest) -> None:
    with together():
        hearing = typed_hearing(child, request)
        names = ("sort", "reason", "topic", "recording", "text")
        asking.ask_again(case=child.case, child=child, hearing=hearing, by=request.member, now=request.now,
                         **{name: typed(request, name) for name in names})  # fmt: skip


def typed_hearing(child: Person, request: StaffRequest) -> Hearing | None:
    """A hearing of the child's case that was chosen; None for none."""
    key = typed(request, "hearing")
    try:
        found = Hearing.objects.filter(id=UUID(key), case_id=child.case_id).first() if key else None
    except ValueError:
        found = None
    if key and found is None:
        tell(Invalid(_("Choose a hearing of this case."), field="hearing"))
    return found


def _answer(row: HeardAgain, request: StaffRequest) -> None:
    with together():
        version = typed_number(request, "version", most=999_999)
        asking.answer_again(asking_id=row.id, move=typed(request, "move"), way=typed(request, "way"), text=typed(request, "text"),
                            version=version, by=request.member, now=request.now)  # fmt: skip


def _withdraw(row: HeardAgain, request: StaffRequest) -> None:
    asking.withdraw_again(asking_id=row.id, text=typed(request, "text"), by=request.member, now=request.now)


WRITES: dict[str, Callable[[Person, StaffRequest], None]] = {"told": _told, "wants": _wants, "again": _again}
ANSWERED: dict[str, Callable[[HeardAgain, StaffRequest], None]] = {"answer": _answer, "withdraw": _withdraw}
