"""The form of a plan. Every number has the one of the reference filled in; what is typed is fixed as it stands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from math import ceil
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Agency
from samaki.database.refusals import Invalid
from samaki.insights.guarding import few
from samaki.stepping_back import index
from samaki.stepping_back.testing import baseline, rules
from samaki.stepping_back.testing.baseline import SoFar, expected, so_far, without_mentor_since
from samaki.stepping_back.testing.plan import Plan
from samaki.web import words
from samaki.web.fields import field, mark, typed
from samaki.web.independence import counting
from samaki.web.independence.showing import family_name
from samaki.web.moments import digits, long_date
from samaki.web.pages import StaffRequest
from samaki.web.prevalence.numbers import between
from samaki.web.steptest import foretelling
from samaki.web.steptest.drawing import number_of

STEPS, BASELINE, MARGIN, WORSE, MONTHS, SETTLE = 120, 80, 10, 15, 12, 3
"""What the form begins with: the reference whose error rates are known (measures)."""

THRESHOLDS = (30, 35, 40, 45, 50)
"""Of the alarm, in tenths."""

LIVE: Mapping[str, Callable[[], str]] = {
    "running": lambda: _("A test runs in this area. Stop it first: a plan is not changed while it runs."),
    "fixed": lambda: _("A plan of this area is fixed and has not begun. Fixing this one stops it; both stay visible."),
}
"""State of the test that an area has now -> what that means for a new plan."""

Fields = list[dict[str, Any]]


def chosen_area(request: StaffRequest) -> str:
    """The province of the address, or of the form. Raises Http404 for one that is none."""
    area = (request.POST or request.GET).get("area", "")
    if area not in {place.code for place in pack().places.provinces}:
        raise Http404
    return area


def typed_recall(request: StaffRequest) -> bool:
    """What the committee does on an alarm. Raises Invalid."""
    answer = typed(request, "answer")
    if answer not in ("recall", "not_needed"):
        raise Invalid(_("Choose what is done."), field="answer")
    return answer == "recall"


def families() -> tuple[str, ...]:
    """Codes of the families of critical steps."""
    return tuple(dict.fromkeys(index.families().values()))


# ---------------------------------------------------------------- the form
def form(request: StaffRequest, errors: list[dict[str, str]], plan: Plan | None = None) -> dict[str, Any]:
    """Context of `step_test_new.html`. `plan`: what was typed, where it can be read: what it can tell is shown. 6 queries, one more
    where a test has run in the last year."""
    area = chosen_area(request)
    known, began = so_far(area, request.now), without_mentor_since(area, request.now)
    with_mentor = so_far(area, request.now, index.before(began, 1)) if began else known
    families, live = _of_families(request, known, with_mentor, began), baseline.live_state(area)
    common = _common(request, _months(known))
    mark([*[one for pair in families for one in pair["fields"]], *common], errors)
    return {
        "title": _("Fix the plan of a step-back test"), "section": "measures", "area": area,
        "area_name": words.area_name(area, request.lang),
        "families": families, "fields": common, "errors": errors, "counts": counting.of(counting.BASELINE),
        "told": _told(plan, known, with_mentor, request) if plan else None, "live": LIVE[live]() if live else "",
    }  # fmt: skip


def _told(
    plan: Plan, known: Mapping[str, SoFar], with_mentor: Mapping[str, SoFar], request: StaffRequest
) -> dict[str, Any]:
    """What it can tell, with a warning where it says that the work with the mentor was better than was counted."""
    told = foretelling.told(plan, {family: expected(was, plan.months) for family, was in known.items()}, request.lang)
    for one, shown in zip(plan.families, told["families"], strict=True):
        was = with_mentor.get(one.family)
        if was and not was.of_few and was.interval.high < one.baseline:
            shown["warnings"].append(
                _("The plan says that with the mentor %(baseline)s were on time and well; counted were %(good)s of %(due)s. Against what "
                  "was never reached, work as good as before would fail.")
                % {"baseline": shown["baseline"], "good": digits(was.good), "due": digits(was.due)})  # fmt: skip
    return told | {"changed": bool(typed(request, "shown")) and typed(request, "go") != "show"}


def _of_families(
    request: StaffRequest, known: Mapping[str, SoFar], with_mentor: Mapping[str, SoFar], began: date | None
) -> list[dict[str, Any]]:
    """`began`: a test since which the mentor stayed away: what was reached with the mentor is that of the year before it."""
    told = []
    for family in families():
        seen = known.get(family)
        then = with_mentor.get(family)
        was = None if then is None or then.of_few else then
        steps = field("text", f"steps_{family}", _("How many steps are looked at?"), value=request.POST.get(f"steps_{family}", ""),
                      hint=_("Empty: not tested. Where 80% were good before, 120 steps pass a chain as good in 77 of 100 tests, 40 in 44 "
                             "of 100."),
                      narrow=True, inputmode="numeric")  # fmt: skip
        baseline = field(
            "text",
            f"baseline_{family}",
            _("On time and well with the mentor, in per cent"),
            value=request.POST.get(f"baseline_{family}", digits(_proposed(was))),
            narrow=True,
            inputmode="numeric",
            hint=_measured(was, began) if was else _nothing(then, began),
        )
        told.append(
            {
                "name": family_name(family, request.lang),
                "fields": [steps, baseline],
                "pace": _pace(seen.due if seen else 0),
            }
        )
    return told


def _proposed(was: SoFar | None) -> int | str:
    """What was reached, in whole per cent; the reference where too few were due. A baseline lies below 100, and above the margin: what is
    worse is left to who fills in the form."""
    if was is not None and _too_low(was):
        return ""
    return min(round(100 * was.share), 99) if was else BASELINE


def _too_low(was: SoFar) -> bool:
    return round(100 * was.share) <= MARGIN


def _nothing(then: SoFar | None, began: date | None) -> str:
    """Why nothing is proposed: too few were due with the mentor, or a share would tell of few."""
    month = {"month": long_date(began)} if began else {}
    if then is None and began:
        said = _("Nothing to propose: in the 12 months before %(month)s, when a test began and the mentor stayed away, fewer than five "
                 "were due with the mentor.") % month  # fmt: skip
    elif then is None:
        said = _("Nothing to propose: in the last 12 months fewer than five were due.")
    elif began:
        said = _("Nothing to propose: of those due in the 12 months before %(month)s, when a test began and the mentor stayed away, fewer "
                 "than five were on time and well, or fewer than five were not; a share would tell of them.") % month  # fmt: skip
    else:
        said = _("Nothing to propose: of those due in the last 12 months fewer than five were on time and well, or fewer than five were "
                 "not; a share would tell of them.")  # fmt: skip
    reference = _("The number is that of the reference; agree on it with those who sign.")
    return f"{said} {reference}"


def _measured(was: SoFar, began: date | None) -> str:
    given = {"good": digits(was.good), "due": digits(was.due), "between": between(was.interval.low, was.interval.high)}
    if _too_low(was):
        return _("Too low to test: %(good)s of %(due)s were on time and well (%(between)s). What is so bad cannot become much worse; test "
                 "it when it is better.") % given  # fmt: skip
    said = _("Proposed from the last 12 months: %(good)s of %(due)s on time and well (%(between)s).") % given
    if began:
        said = _("Proposed from the 12 months before %(month)s, when a test began and the mentor stayed away: %(good)s of %(due)s on time "
                 "and well (%(between)s).") % (given | {"month": long_date(began)})  # fmt: skip
    if few(was.helped) or few(was.good - was.helped):
        return said
    helped = _("Led by the mentor, or nobody knows by whom: %(helped)s of them.") % {"helped": digits(was.helped)}
    return f"{said} {helped}"


def _pace(due: int) -> str:
    """How long the reference takes at the pace of the last 12 months."""
    if not due:
        return _("In the last 12 months nothing was due, or fewer than five: a test would end without enough evidence.")
    return _("In the last 12 months it was due in %(due)s cases of one child: at this pace %(steps)s steps take %(months)s months.") % {
        "due": digits(due), "steps": digits(STEPS), "months": digits(ceil(12 * STEPS / due))}  # fmt: skip


def _months(known: Mapping[str, SoFar]) -> int:
    """How long the reference takes at the pace of the last 12 months, of the slowest kind that comes to so many steps at all within the
    longest time of a test; not less than the reference's own."""
    paces = (ceil(12 * STEPS / was.due) for was in known.values() if was.due)
    return max([MONTHS, *(one for one in paces if one <= rules.MOST_MONTHS)])


def _common(request: StaffRequest, months: int) -> Fields:
    post, kinds = request.POST, rules.kinds_of(families())
    thresholds = [{"value": str(one), "label": number_of(one / 10)} for one in THRESHOLDS]
    agencies = rules.signers(chosen_area(request), kinds, request.now)
    latest = calendar().local(request.now).date() + timedelta(days=60)

    def number(name: str, label: str, first: int, hint: str | None = None) -> dict[str, Any]:
        return field(
            "text", name, label, value=post.get(name, digits(first)), narrow=True, inputmode="numeric", hint=hint
        )

    return [
        number("margin", _("How many points worse is still passed?"), MARGIN),
        number("worse", _("At how many points more of failures than with the mentor must the alarm sound?"), WORSE),
        field("select", "threshold", _("Threshold of the alarm"), options=thresholds, value=post.get("threshold", "40"),
              hint=_("Higher: fewer false alarms, and a later alarm where a link breaks.")),
        number("months", _("How many months does it run at most?"), months,
               _("If too few steps were due by then, the answer is: not enough evidence. At the pace above so many are filled in as the "
                 "steps of the reference take.")),
        number("settle_days", _("How many days do late entries have?"), SETTLE, _("So long after its due time a step is looked at.")),
        field("text", "begin_by", _("By which day must it begin?"), value=post.get("begin_by", f"{latest:%d/%m/%Y}"), narrow=True,
              hint=_("If it has not begun by then, this plan ends.")),
        field("checks", "assessors", _("Which agencies sign and assess?"), value=post.getlist("assessors") if post else [],
              options=[{"value": str(one.id), "label": _signer(one, barred, request.lang)} for one, barred in agencies],
              hint=_("At least two, none of which is the mentor or does this work in this area.")),
    ]  # fmt: skip


def _signer(agency: Agency, barred: Collection[str], lang: str) -> str:
    """Its name; where it does some of this work here, of which families it cannot sign a plan."""
    if not barred:
        return agency.name
    named = ", ".join(family_name(one, lang) for one in families() if one in barred)
    return _("%(agency)s (does this work here, not for: %(families)s)") % {"agency": agency.name, "families": named}
