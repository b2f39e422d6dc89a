"""Papers of a case, one paper, and the two that belong to no case."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.cases import queries as cases
from samaki.cases.models import Case, Person
from samaki.database.refusals import Invalid
from samaki.handoffs.models import Handoff
from samaki.journeys.papers import cards, queries, rules
from samaki.journeys.papers.codes import read_paper_code
from samaki.journeys.papers.kinds import PROTECTION, REFERRAL
from samaki.journeys.papers.models import Paper
from samaki.journeys.papers.operations import make_paper, withdraw_paper
from samaki.web.fields import field, mark, typed, typed_list
from samaki.web.pages import StaffRequest, errors_of, page, shown_once, staff_page
from samaki.web.papers import opening, showing

POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


@staff_page
def of_case(request: StaffRequest, code: str) -> HttpResponse:
    """What was made of this case, and what can be."""
    return page(request, "staff/form.html", showing.of_case(cases.case_of(code), request))


@staff_page
def make(request: StaffRequest, code: str, kind: str) -> HttpResponse:
    """The form of one kind; sent, the paper itself comes back."""
    case, errors = cases.case_of(code), []
    rules.check_makes(case, request.member, request.now)
    if request.method == "POST":
        try:
            return _made(case, kind, request)
        except Invalid as refusal:
            errors = errors_of(refusal)
    context = showing.form(case, kind, request, errors)
    mark(context["fields"], errors)
    return page(request, "staff/form.html", context, status=422 if errors else 200)


@staff_page
def one(request: StaffRequest, key: UUID) -> HttpResponse:
    """One paper that was made."""
    row = Paper.objects.select_related("case", "unit", "to_unit").get(id=key)
    return page(request, "staff/form.html", showing.one(row, request))


@require_POST
@staff_page
def withdraw(request: StaffRequest, key: UUID) -> HttpResponse:
    """It does not count any more."""
    withdraw_paper(paper_id=key, text=typed(request, "text"), by=request.member, now=request.now)
    return HttpResponseRedirect(f"/papers/{key}/")


@staff_page
def find(request: StaffRequest) -> HttpResponse:
    """A paper came back: by its code to the hand-off where its answer is written down."""
    errors = []
    if request.method == "POST":
        try:
            return HttpResponseRedirect(f"/papers/{_found(typed(request, 'code')).id}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    fields = [field("text", "code", _("Code of the paper"), value=request.POST.get("code", ""), narrow=True,
                    hint=_("Twelve letters and numbers, at the foot of each page."))]  # fmt: skip
    mark(fields, errors)
    notes = [{"words": "", "href": f"/papers/blank/{lang}.pdf", "label": _("An empty referral form (%(language)s)")
              % {"language": showing.LANGUAGES.get(lang, str)(lang)}} for lang in pack().languages]  # fmt: skip
    lead = _("Type its code. The paper opens, and leads to the hand-off where its answer is written down.")
    context = {"title": _("A paper came back"), "lead": lead, "fields": fields, "submit_label": _("Find it"), "errors": errors,
               "notes": notes, "section": "desk"}  # fmt: skip
    return page(request, "staff/form.html", context, status=422 if errors else 200)


@staff_page
def blank(request: StaffRequest, lang: str) -> HttpResponse:
    """An empty referral form."""
    _known(lang)
    return _file(cards.blank_referral(lang, request.now).content, f"referral-{lang}.pdf")


@staff_page
def card(request: StaffRequest, kind: str, lang: str) -> HttpResponse:
    """The practice card of a step."""
    _known(lang)
    found = pack().step_kinds.get(kind)
    if found is None:
        raise Http404
    return _file(cards.practice_card(found, lang, request.now).content, f"{kind.replace('_', '-')}-{lang}.pdf")


# ---------------------------------------------------------------- parts
def _made(case: Case, kind: str, request: StaffRequest) -> HttpResponse:
    if kind == PROTECTION and not typed_list(request, "asks"):
        raise Invalid(_("Tick at least one thing that is asked of the court."), field="asks")
    unit, child = None if kind == REFERRAL else _unit(case, kind, request), _child(case, request)
    if unit in _without(case, kind, request) and (asked := opening.first(case, unit, child, request)):
        return asked
    made = make_paper(
        case=case, kind=kind, language=typed(request, "language"), to_unit=unit,
        handoff=_handoff(case, request) if kind == REFERRAL else None, child=child, asks=typed_list(request, "asks"),
        text=typed(request, "text"), by=request.member, now=request.now,
    )  # fmt: skip
    return shown_once(_file(made.content, made.name), f"/papers/{made.row.id}/")


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Content-Security-Policy"], answer["X-Content-Type-Options"] = POLICY, "nosniff"
    return answer


def _without(case: Case, kind: str, request: StaffRequest) -> list[Unit]:
    """Units that have no part in the case, and can be asked to protect the child all the same."""
    return queries.courts_without(case, request.member, request.now) if kind == PROTECTION else []


def _unit(case: Case, kind: str, request: StaffRequest) -> Unit:
    listed = [*queries.readers_of(case, request.member, request.now), *_without(case, kind, request)]
    known = {unit.code: unit for unit in listed}
    if (found := known.get(typed(request, "to_unit"))) is None:
        raise Invalid(_("Choose a unit from the list."), field="to_unit")
    return found


def _handoff(case: Case, request: StaffRequest) -> Handoff | None:
    chosen = typed(request, "handoff")
    return next((one for one in queries.to_print(case, request.member) if str(one.id) == chosen), None)


def _child(case: Case, request: StaffRequest) -> Person | None:
    chosen = typed(request, "child")
    found = next((one for one in showing.survivors(case) if str(one.id) == chosen), None)
    if chosen and found is None:
        raise Invalid(_("Choose a child of this case."), field="child")
    return found


def _found(text: str) -> Paper:
    """A code that is none, one that nobody made and one that is not ours to see are told alike."""
    code = read_paper_code(text)
    row = queries.paper_with(code) if code else None
    if row is None:
        raise Invalid(_("Your unit knows no paper with this code. Look at it once more."), field="code")
    return row


def _known(lang: str) -> None:
    if lang not in pack().languages:
        raise Http404
