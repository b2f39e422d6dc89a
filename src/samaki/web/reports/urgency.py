"""How urgent a report is: the questions of triage, what the answers speak for, and what the officer decides."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.database.refusals import Invalid, tell, together
from samaki.intake.models import Report
from samaki.intake.triage import rank, set_urgency, slower_than_spoken, spoken_for
from samaki.web import words
from samaki.web.fields import Unsure, field, mark, options, typed
from samaki.web.pages import StaffRequest, errors_of, page, staff_page
from samaki.web.reports.framing import framed, ours
from samaki.web.reports.unread import asking, check_shown, of_report


@staff_page
def urgency(request: StaffRequest, key: UUID) -> HttpResponse:
    """The questions of triage, what the answers speak for, and what the officer decides."""
    report = ours(key, "triage", request)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            if _slower(report, request):
                check_shown(key, request)
            _decide(key, request)
            return HttpResponseRedirect(f"/reports/{key}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", _urgency_form(report, request, errors), status=422 if errors else 200)


def _slower(report: Report, request: StaffRequest) -> bool:
    """Whether it would be less urgent than before."""
    chosen = typed(request, "urgency")
    return chosen in pack().urgencies and rank(chosen) > rank(report.urgency)


@together()
def _decide(key: UUID, request: StaffRequest) -> None:
    """The officer decides, never the answers; what they speak for and the officer did not choose is asked about once."""
    answers, urgency = {code: typed(request, code) for code in pack().triage}, typed(request, "urgency")
    spoken = slower_than_spoken(answers, urgency)
    if spoken is not None and typed(request, "urgency_sure") != urgency:
        said = _("You answered “%(answer)s” to “%(question)s”, which speaks for: %(urgency)s. You chose something slower. If that is right "
                 "all the same, press the button once more.")  # fmt: skip
        told = {"question": pack().triage[spoken.question].label(request.lang), "answer": _ways()[spoken.answer],
                "urgency": _urgency_name(spoken.urgency, request.lang)}  # fmt: skip
        tell(Unsure(said % told, urgency, "urgency"))
    set_urgency(
        report_id=key, urgency=urgency, text=typed(request, "text"), answers=answers, by=request.member, now=request.now
    )


def _ways() -> dict[str, str]:
    return {"yes": _("Yes"), "no": _("No"), "unknown": _("I do not know")}


def _urgency_form(report: Report, request: StaffRequest, errors: list[dict[str, str]]) -> dict[str, Any]:
    post, lang = request.POST, request.lang
    fields = [
        field("radios", one.code, one.label(lang), value=post.get(one.code, report.triage.get(one.code, "")),
              options=[{"value": value, "label": label} for value, label in _ways().items()], hint=_speaks(one, lang))
        for one in pack().triage.values()
    ]  # fmt: skip
    fields += [
        field("radios", "urgency", _("How urgent is it, as you see it?"), value=post.get("urgency", report.urgency),
              options=options(pack().urgencies.values(), lang),
              hint=_("You decide, not the answers. Another urgency than before begins a new clock, from now.")),
        field("area", "text", _("Why, if it is more or less urgent than before?"), value=post.get("text", ""), rows=2, hint=None),
    ]  # fmt: skip
    mark(fields, errors)
    asks = asking(report.id, of_report(report.id, request))
    return framed(report, _("How urgent is it?"), fields + asks["fields"], _("Save"), errors) | {"notes": asks["notes"]}


def _speaks(one: Any, lang: str) -> str:
    """`Yes: Emergency. A life may depend on it.`"""
    said = _ways()
    found = [
        words.labelled(said[answer], _urgency_name(one.speaks_for(answer), lang))
        for answer in said
        if one.speaks_for(answer)
    ]
    return ". ".join([*found, one.why(lang)])


def _urgency_name(code: str, lang: str) -> str:
    """The first words of its name."""
    label = pack().urgencies[code].label(lang)
    return label.split("៖")[0].split(":")[0]


def answered(report: Report, lang: str) -> list[dict[str, str]]:
    """What the officer answered, and what it speaks for."""
    said = _ways()
    known = {one.question: one for one in spoken_for(report.triage)}
    rows = []
    for code, answer in report.triage.items():
        question = pack().triage.get(code)
        if question is not None and answer in said:
            why = f"{_urgency_name(known[code].urgency, lang)}. {question.why(lang)}" if code in known else ""
            rows.append({"name": question.label(lang), "text": said[answer], "why": why})
    return rows
