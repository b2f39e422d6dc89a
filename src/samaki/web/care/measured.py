"""Assessments on a page: one with its answers, all of them over time, a follow-up, what is looked at before closing."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.care import queries
from samaki.care.models import CareAssessment, CareCheck
from samaki.care.queries import Taken
from samaki.care.telling import words_of
from samaki.cases.models import Person, Strand
from samaki.countries.scoring import LOWEST, Domain, DomainScore, Instrument, changes
from samaki.journeys.unfinished import unfinished
from samaki.web import words
from samaki.web.care import forms
from samaki.web.care import words as said
from samaki.web.care.alarms import say_so
from samaki.web.care.charts import picture
from samaki.web.care.showing import Line, back, base, when, who, writes, written
from samaki.web.moments import digits, short_date, short_moment
from samaki.web.pages import StaffRequest


def one(row: CareAssessment, child: Person, request: StaffRequest) -> Line:
    """A draft with what is still to be answered; or what was signed, with its means and answers."""
    told = words_of(row)
    taken = queries.taken(row, told)
    instrument = pack().caring.instruments.get(row.instrument)
    sign, stands = said.ASSESSMENTS[row.state]
    mine = row.state == "draft" and row.recorded_by == request.member.id
    context = {
        "title": said.instrument_name(row.instrument, request.lang),
        "child": words.part_name(child, request.lang),
        "code": child.case.code,
        "back": back(child),
        "state": sign,
        "state_words": stands(),
        "rows": _rows(row, request),
        "about": said.about(instrument, request.lang) if instrument else [],
        "domains": _domains(taken, instrument, request),
        "text": told.get("text", ""),
        "written": written([row.id], request),
        "draft": _draft(row, taken) if mine and writes(child, request) else None,
        "more": [],
        "notes": _worst(taken, instrument, child, request) if row.state == "signed" and instrument else [],
    }
    if row.state == "signed" and writes(child, request):
        context["progress_href"] = f"{base(child)}/progress/"
        context["correct_href"] = f"/assessments/{row.id}/correct/"
        context["more"] = [{"href": f"/assessments/{row.id}/mistake/", "summary": _("It was written by mistake"),
                            "label": _("Say that it was a mistake"), "fields": forms.why()}]  # fmt: skip
    return context


def _worst(taken: Taken, instrument: Instrument, child: Person, request: StaffRequest) -> list[dict[str, str]]:
    """The answers that could not be worse, and where danger is said: a signed page must not look like a thing that is done."""
    items = [item for domain in instrument.domains for item in domain.items]
    given = [(item, taken.answers.get(item.code)) for item in items]
    worst = [item for item, answer in given if isinstance(answer, int) and item.score(answer) == LOWEST]
    if not worst:
        return []
    named = "; ".join(item.label(request.lang) for item in worst)
    words_of_it = _(
        "The worst answer was given to: %(items)s. If the child is not safe, say so now: who must come is told at once."
    )
    return [{"words": words_of_it % {"items": named}, **say_so(child)}]


def _rows(row: CareAssessment, request: StaffRequest) -> list[dict[str, str]]:
    signed = who(row.unit, row.recorded_by, row.signed_at, request) if row.signed_at else ""
    rows = [(_("The child was seen"), when(row.taken_at, row.taken_precision)), (_("Signed by"), signed)]
    return [{"name": name, "text": text} for name, text in rows if text]


def _draft(row: CareAssessment, taken: Taken) -> Line:
    """Where to go on, and what signing needs."""
    base_href = f"/assessments/{row.id}"
    left = sum(one.missing.get("", 0) for one in taken.score.domains) if taken.score else 0
    return {"answer_href": f"{base_href}/answer/", "sign_href": f"{base_href}/sign/", "discard_href": f"{base_href}/discard/",
            "left": digits(left) if left else "", "version": row.version}  # fmt: skip


def _domains(taken: Taken, instrument: Instrument | None, request: StaffRequest) -> list[Line]:
    """Each with its mean and every answer."""
    if instrument is None or taken.score is None:
        return []
    return [
        {
            "name": domain.label(request.lang),
            "mean": said.number(result.mean),
            "answered": said.answered(result),
            "part": number,
            "answers": [_answer(item.code, domain, instrument, taken, request) for item in domain.items],
        }
        for number, (domain, result) in enumerate(zip(instrument.domains, taken.score.domains, strict=True), start=1)
    ]


def _answer(code: str, domain: Domain, instrument: Instrument, taken: Taken, request: StaffRequest) -> dict[str, str]:
    item = next(one for one in domain.items if one.code == code)
    given = taken.answers.get(code)
    if isinstance(given, int):
        words_of_it = item.anchors[given - 1].get(request.lang)
        text = words_of_it if item.reverse else words.labelled(digits(item.score(given)), words_of_it)
    elif given:
        text = instrument.missing[given].label(request.lang)
    else:
        text = _("Not answered yet")
    return {"name": item.label(request.lang), "text": text}


def part(row: CareAssessment, child: Person, number: int, request: StaffRequest) -> Line:
    """The screen of one domain of a draft; `number`: from 1."""
    instrument = pack().caring.instruments[row.instrument]
    domain = instrument.domains[number - 1]
    told = _("%(n)s of %(of)s: %(name)s") % {
        "n": digits(number),
        "of": digits(len(instrument.domains)),
        "name": domain.label(request.lang),
    }
    fields = [
        *forms.domain(domain, instrument, words_of(row).get("answers", {}), request),
        {"kind": "hidden", "name": "part", "value": number},
        {"kind": "hidden", "name": "version", "value": request.POST.get("version", row.version)},
    ]
    last = number == len(instrument.domains)
    lead = _("What you leave open can be answered later; the draft is kept.")
    if instrument.status != "validated":
        lead = " ".join((lead, _("This instrument is not validated.")))
    return {"title": told, "lead": lead, "fields": fields, "submit_label": _("Keep, and look it through") if last else _("Keep, and go on"),
            "back": {"href": f"/assessments/{row.id}/", "code": "",
                     "label": said.instrument_name(row.instrument, request.lang)}}  # fmt: skip


# ---------------------------------------------------------------- over time
def progress(child: Person, request: StaffRequest) -> Line:
    """A picture and a table for each instrument with which this child was assessed; two versions are never put into one picture."""
    plan = queries.plan_of(child)
    used = dict.fromkeys(one.instrument for one in plan.assessments if one.state == "signed")
    known = [pack().caring.instruments[code] for code in used if code in pack().caring.instruments]
    return {
        "title": _("How the child is, over time"),
        "child": words.part_name(child, request.lang),
        "code": child.case.code,
        "back": back(child),
        "instruments": [_over_time(one, queries.series(plan.assessments, plan.words, one), request) for one in known],
    }


def _over_time(instrument: Instrument, series: list[Taken], request: StaffRequest) -> Line:
    scores = [taken.score for taken in series if taken.score is not None]
    since = {one.code: one for one in changes(scores)}
    return {
        "name": said.instrument_name(instrument.code, request.lang),
        "about": said.about(instrument, request.lang),
        "scale": _("%(low)s is the worst and %(high)s the best.")
        % {"low": digits(LOWEST), "high": digits(instrument.points)},
        "days": [short_date(taken.row.taken_at) for taken in series],
        "domains": [
            {
                "name": domain.label(request.lang),
                "picture": _picture(domain, instrument, series),
                "first": short_date(series[0].row.taken_at),
                "last": short_date(series[-1].row.taken_at) if len(series) > 1 else "",
                "means": [_mean(taken.score.domains[place]) for taken in series if taken.score is not None],
                "since_first": said.number(since[domain.code].since_first, signed=True),
                "since_last": said.number(since[domain.code].since_last, signed=True),
            }
            for place, domain in enumerate(instrument.domains)
        ],
    }


def _mean(one: DomainScore) -> str:
    return said.number(one.mean)


def _picture(domain: Domain, instrument: Instrument, series: list[Taken]) -> Any:
    points = [(taken.row.taken_at, taken.score.mean(domain.code)) for taken in series if taken.score is not None]
    return picture(points, LOWEST, instrument.points)


# ---------------------------------------------------------------- months later, and before closing
def check(row: CareCheck, child: Person, request: StaffRequest) -> Line:
    """What was asked and answered; where danger is said, or help is asked for again."""
    told, lang, caring = words_of(row), request.lang, pack().caring
    rows = [
        {"name": question.label(lang), "text": question.answers[told["answers"][code]].label(lang)}
        for code, question in caring.questions.items()
        if told.get("answers", {}).get(code) in question.answers
    ]
    rows += [
        {"name": _("What was open then"), "text": said.OPEN[what](count)}
        for what, count in told.get("open", {}).items()
    ]
    if told.get("text"):
        own = row.kind in caring.follow_ups
        rows.append({"name": _("In their own words") if own else _("Why it closes all the same"), "text": told["text"]})
    rows.append({"name": _("Written by"), "text": who(row.unit, row.recorded_by, row.recorded_at, request)})
    newer = CareCheck.objects.filter(supersedes_id=row.id).first()
    notes = (
        [{"words": _("This was corrected."), "href": f"/follow-ups/{newer.id}/", "label": _("What stands now")}]
        if newer
        else []
    )
    may_write = writes(child, request)
    return {
        "title": words.step_title(row.kind, lang),
        "lead": (
            _("The child was asked: %(day)s") if row.kind in caring.follow_ups else _("It was looked through: %(day)s")
        )
        % {"day": when(row.asked_at, row.asked_precision)},
        "rows": rows,
        "notes": [*notes, *(_what_now(row, child) if may_write and newer is None else [])],
        "fields": [],
        "back": back(child),
        "correct": may_write and newer is None and row.kind in caring.follow_ups,
    }


def correcting(row: CareCheck, child: Person, request: StaffRequest) -> Line:
    """All of it anew, beginning with what stands there."""
    told = words_of(row)
    fields = forms.follow_up(request, told.get("answers", {}), row.kind, told.get("text", ""))
    return {"title": _("Correct a follow-up"), "fields": fields, "submit_label": _("Correct it"), "back": back(child)}


def _what_now(row: CareCheck, child: Person) -> list[dict[str, str]]:
    """The existing ways in which danger is said and a child's care is opened again."""
    says = queries.signals(row, words_of(row))
    strand = Strand.objects.filter(case_id=child.case_id, child_id=child.id, kind="care").first()
    closed = strand is not None and strand.state == "closed"
    again = {"href": f"/strands/{strand.id}/reopen/" if strand else "", "label": _("Open that part again")}
    start = {"href": f"/cases/{child.case.code}/start/?person={child.id}", "label": _("Start a step")}
    notes = []
    if row.kind not in pack().caring.follow_ups and strand is not None and strand.state == "open":
        notes.append(
            {
                "words": _("Then close it."),
                "href": f"/strands/{strand.id}/close/",
                "label": _("Close the care of this child"),
            }
        )
    if "danger" in says:
        notes.append(
            {
                "words": _("By these answers the child is not safe. Say so now: who must come is told at once."),
                **say_so(child),
            }
        )
    if "reopen" in says or ("danger" in says and closed):
        notes.append(
            {"words": _("The child wants help again.") if "reopen" in says else "", **(again if closed else start)}
        )
    return notes


def closing(child: Person, request: StaffRequest) -> Line:
    """What is still open, and who sees the child next; nothing of it bars closing."""
    found = [*unfinished(child, request.now), *queries.still_open(child.case, child)]
    contact = queries.next_contact(child.case, child)
    seen = (
        _("%(step)s: with %(unit)s, %(time)s.") % {"step": words.step_title(contact.kind, request.lang), "unit": contact.holder.name,
                                                   "time": short_moment(contact.due_at)}
        if contact else _("Nobody is to see the child again.")
    )  # fmt: skip
    rows = [{"name": _("Still open"), "text": said.OPEN[one.what](one.count)} for one in found] or [
        {"name": _("Still open"), "text": _("Nothing that your unit sees.")}
    ]
    return {
        "title": _("Before the child's care is closed"),
        "lead": _(
            "Look it through. Nothing here bars closing: where something stays open, say why and who goes on with it."
        ),
        "rows": [*rows, {"name": _("Next contact"), "text": seen}],
        "notes": _before_closing(child),
        "fields": forms.closing(request),
        "submit_label": _("Write it down"),
        "back": back(child),
    }


def _before_closing(child: Person) -> list[dict[str, str]]:
    """That the child was last found not to be safe comes first; then the way to what is open."""
    last = queries.last_danger(child)
    danger = _(
        "By the last answers the child is NOT safe (%(day)s). Before anything is closed, say so: who must come is told at once."
    )
    first = [{"words": danger % {"day": when(last.asked_at, last.asked_precision)}, **say_so(child)}] if last else []
    return [*first, {"words": _("What is open is ended, handed on or left on purpose there:"), **back(child)}]
