"""Pages of estimates from lists: what there are, a new one from a table, one of them, and its acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from samaki.database.refusals import Invalid, together
from samaki.surveys import rules, states
from samaki.surveys.lists.models import ListStudy
from samaki.surveys.lists.operations import REPLICATES, ask_estimate, start_again, stop_estimate, withdraw_estimate
from samaki.surveys.lists.table import Counted, read_histories
from samaki.surveys.sheets import MOST_BYTES, decoded
from samaki.web.fields import field, mark, typed
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest, errors_of, page, staff_page
from samaki.web.prevalence import estimates

ACTS: dict[str, Callable[..., ListStudy]] = {
    "stop": stop_estimate,
    "again": start_again,
    "withdraw": withdraw_estimate,
}
HOME = "/prevalence/lists/"


@staff_page
def listed(request: StaffRequest) -> HttpResponse:
    """The method, how much it depends on the model, and the estimates that the reader may see."""
    return page(request, "staff/estimates.html", estimates.listed(request))


@staff_page
def new(request: StaffRequest) -> HttpResponse:
    """An estimate that the worker will make, from a table of counts."""
    rules.check_makes_surveys(request.member, request.now)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            return HttpResponseRedirect(f"{HOME}{_asked(request).id}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", _form(request, errors), status=422 if errors else 200)


new.takes_files = True  # type: ignore[attr-defined]


@staff_page
def one(request: StaffRequest, key: UUID) -> HttpResponse:
    """The estimate, or why there is none; while it is made, how far it is."""
    row = ListStudy.objects.select_related("unit").get(id=key)
    ours = rules.keeps(row.unit_id, request.member, request.now)
    acts = [act for act in ACTS if ours and states.can(states.STUDY, row.state, act)]
    return page(request, "staff/estimate.html", estimates.one(row) | {"acts": acts})


@staff_page
def act_on(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """One of its acts."""
    ListStudy.objects.only("id").get(id=key)
    if request.method == "POST":
        ACTS[act](study_id=key, by=request.member, now=request.now)
    return HttpResponseRedirect(f"{HOME}{key}/")


def _asked(request: StaffRequest) -> ListStudy:
    with together() as told:
        title = typed(request, "title")
        told.of(rules.check_title, title)
        counted = told.of(_table, request) or Counted((), (), 0)
        times = typed(request, "replicates")
    return ask_estimate(title=title, counted=counted, method=typed(request, "method"), replicates=int(times) if times.isdecimal() else -1,
                        by=request.member, now=request.now)  # fmt: skip


def _table(request: StaffRequest) -> Counted:
    sent = request.FILES.get("table")
    if sent is None:
        raise Invalid(_("Choose the file with the table."), field="table")
    return read_histories(decoded(sent.read(MOST_BYTES + 1)))


def _form(request: StaffRequest, errors: list[dict[str, str]]) -> dict[str, Any]:
    post = request.POST
    rules_ = [{"value": code, "label": estimates.rule_name(code)} for code in ("", "bic", "stepwise")]
    never = _("Not at all: no interval that chooses the model again")
    times = [{"value": str(one), "label": digits(one) if one else never} for one in REPLICATES]
    fields = [
        field("text", "title", _("What is this estimate called?"), value=post.get("title", ""),
              hint=_("Which people, where and when. No name of a person.")),
        field("file", "table", _("The table"), hint=_("A file in CSV (UTF-8): one column for each list with 1 for on the list and 0 for "
              "not on it, and a column called count. Counts only: no name belongs in it.")),
        field("select", "method", _("Which rule chooses the model?"), options=rules_, value=post.get("method", "")),
        field("select", "replicates", _("How often is the table drawn again?"), options=times, value=post.get("replicates", "1000")),
    ]  # fmt: skip
    mark(fields, errors)
    return {
        "title": _("Estimate from lists"), "section": "measures", "errors": errors, "fields": fields, "with_file": True,
        "submit_label": _("Estimate"), "back": {"href": HOME, "label": _("Estimates from lists")},
        "lead": _("It is made in the background and may take some minutes. You can leave the page."),
    }  # fmt: skip
