"""A page of each list, who has what, naming many, kept filters, and a list to take away."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.agencies.models import Member
from samaki.cases.models import Case
from samaki.cases.rules import check_leads
from samaki.database.refusals import Invalid
from samaki.journeys.lists import operations
from samaki.journeys.lists.filters import LISTS, Filter, codes_meant
from samaki.web.fields import typed, typed_list
from samaki.web.lists import sheet, showing
from samaki.web.lists import typed as asking
from samaki.web.moments import long_moment
from samaki.web.pages import StaffRequest, message, page, staff_page

TEMPLATES = {"steps": "staff/steps.html"}


@staff_page
def list_page(request: StaffRequest, which: str) -> HttpResponse:
    """One page of a list; a code that means one case leads straight to it."""
    asked = asking.read(which, request)
    if asked.chosen.code:
        found = list(Case.objects.filter(code__in=codes_meant(asked.chosen.code))[:2])
        if len(found) == 1:
            return HttpResponseRedirect(f"/cases/{found[0].code}/")
    return page(request, TEMPLATES.get(which, "staff/cases.html"), showing.context(which, asked, request))


@staff_page
def caseload(request: StaffRequest) -> HttpResponse:
    """Who of the unit has what, for those who lead it."""
    check_leads(request.member.unit, request.member, request.now)
    return page(request, "staff/caseload.html", showing.caseload(request))


@require_POST
@staff_page
def assign(request: StaffRequest) -> HttpResponse:
    """Name one colleague for all ticked steps; what cannot be is told row by row."""
    ticked = [UUID(value) for value in typed_list(request, "step")]
    worker = Member.objects.filter(username=typed(request, "worker"), unit=request.member.unit).first()
    if not ticked or worker is None:
        sentence = (
            _("Choose somebody of your own unit.") if ticked else _("Tick at least one step, then name who does it.")
        )
        return message(request, _("This did not happen"), sentence, state="broken", status=422)
    done = operations.assign_many(step_ids=ticked, worker=worker, by=request.member, now=request.now)
    return page(request, "staff/assigned.html", showing.assigned(done, worker, _query(request), request))


@require_POST
@staff_page
def save(request: StaffRequest) -> HttpResponse:
    """Keep this filter under a name."""
    which, chosen = _chosen(request)
    kept = operations.save_filter(
        which=which, chosen=chosen, name=typed(request, "name"), by=request.member, now=request.now
    )
    told = asking.urlencode(asking.query_of(Filter.of(which, kept.told)))
    return HttpResponseRedirect(f"{showing.PATHS[which]}?{told}#kept")


@require_POST
@staff_page
def forget(request: StaffRequest, key: UUID) -> HttpResponse:
    """Delete a kept filter."""
    kept = operations.forget_filter(filter_id=key, by=request.member, now=request.now)
    return HttpResponseRedirect(showing.PATHS[kept.which])


@require_POST
@staff_page
def export(request: StaffRequest) -> HttpResponse:
    """The list as it is narrowed, on paper or as a sheet; the ledger says who took it."""
    which, chosen = _chosen(request)
    form = typed(request, "form")
    rows = operations.export_list(which=which, chosen=chosen, form=form, by=request.member, now=request.now)
    if form == "print":
        return page(request, "staff/list_print.html", _printed(which, chosen, rows, request))
    answer = HttpResponse(sheet.csv_of(which, rows, request.lang, request.now), content_type="text/csv; charset=utf-8")
    day = timezone.localtime(request.now).date().isoformat()
    answer["Content-Disposition"] = f'attachment; filename="samaki-{which}-{day}.csv"'
    return answer


def _printed(which: str, chosen: Filter, rows: list[object], request: StaffRequest) -> dict[str, object]:
    return showing.frame(which, request) | {
        "head": sheet.head(which),
        "rows": [sheet.cells(which, line, request.lang, request.now) for line in rows],
        "filter_words": asking.filter_words(which, chosen, request.lang),
        "now_words": long_moment(request.now),
        "back_href": showing.PATHS[which] + "?" + asking.urlencode(asking.query_of(chosen)),
    }


def _chosen(request: StaffRequest) -> tuple[str, Filter]:
    """The list and the filter of a form; raises Invalid rather than widen a filter that it does not know."""
    which = typed(request, "list")
    if which not in LISTS:
        raise Invalid(_("There is no such list."), field="list")
    told = {name: typed(request, name) for name in Filter().__dict__ if typed(request, name)}
    chosen = Filter.of(which, told)
    if chosen.told() != told:
        raise Invalid(_("This filter is not understood. Open the list again and narrow it anew."), field="list")
    return which, chosen


def _query(request: StaffRequest) -> str:
    """The way back to the list as it was: an address of this list only."""
    back = typed(request, "back_to")
    return back if back.startswith("?") else ""
