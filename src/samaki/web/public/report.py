"""Telling: question after question, reading it once more, the receipt.

Every form is answered by sending the browser on (303) to a page of its own, so that Back and reload work on any phone. What was
typed waits on the server, sealed (`samaki.intake.typed`); the form carries the answers as well, and stands for itself.
"""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.database import alone, session
from samaki.database.refusals import Invalid
from samaki.intake import typed
from samaki.intake.operations import LIMIT, Told, file_report
from samaki.web.fields import LOST, lost_letters
from samaki.web.public import draft as drafts
from samaki.web.public import lanes
from samaki.web.public.draft import Draft, Step
from samaki.web.public.frame import AWAY, PublicRequest, come_back, in_a_minute, public_page
from samaki.web.public.questions import BY_CODE, QUESTIONS, Question, Wrong, read
from samaki.web.public.showing import address, over, show

FIRST = QUESTIONS[0].code


@public_page
def report(request: PublicRequest) -> HttpResponse:
    """A page by its address, a new report, or a form: go on, go back, change, send."""
    if request.method == "POST":
        return answered(request)
    handle = request.GET.get("at", "")
    if not handle:
        return begin(request)
    with session("intake", request.now):
        kept = typed.read(handle)
        if kept is None:
            return over(request)
        step = drafts.step(kept)
        if step.place == "receipt":  # from now on Back leads to nothing that was typed
            typed.forget_others(step.draft.key, handle)
    return show(request, step, handle)


def begin(request: PublicRequest) -> HttpResponse:
    """The first question; without a database still that question, whose Back would lead here again."""
    step = Step(FIRST, Draft())
    try:
        return sent_on(request, step)
    except AWAY:
        return show(request, step)


def answered(request: PublicRequest) -> HttpResponse:
    """What was typed is kept on the page where it was typed, then comes the next page."""
    draft = drafts.opened(request.POST.get("draft", ""))
    if draft is None:
        return begin_again(request)
    question = BY_CODE.get(request.POST.get("q", ""))
    here = Step(question.code if question else "check", draft)
    wrong = take(here, question, request)
    try:
        following = go_on(here, question, wrong, request)
        return send(request, here) if following is None else sent_on(request, following, here)
    except AWAY:  # the page from which they came, whole, to be sent again in a minute
        here.wrong = [("", in_a_minute())]
        return come_back(show(request, here, request.GET.get("at", "")))


def take(here: Step, question: Question | None, request: PublicRequest) -> Wrong:
    """The answers of this form; what is too long stays on its page as it was typed. Returns what is wrong."""
    if question is None:
        return []
    answers, wrong = read(question, request.POST)
    lost = [name for name, text in answers.items() if LOST in text]
    here.typed = {name: text for name, text in answers.items() if len(text) > LIMIT or name in lost}
    here.draft.answers |= {name: text for name, text in answers.items() if name not in here.typed}
    return [(name, lost_letters()) for name in lost] or wrong


def go_on(here: Step, question: Question | None, wrong: Wrong, request: PublicRequest) -> Step | None:
    """The step after this one; None when all is answered and to be sent."""
    draft, go = here.draft, request.POST.get("go", "")
    if question is None:
        return _from_check(draft, go)
    if "lang" in request.POST:  # only the language was pressed: the same question, what was typed kept
        return Step(question.code, draft, typed=here.typed)
    place = QUESTIONS.index(question)
    if go == "back" and not here.typed:
        return Step(QUESTIONS[max(place - 1, 0)].code, draft)
    if wrong:
        return Step(question.code, draft, wrong, here.typed)
    if draft.checking or place + 1 == len(QUESTIONS):
        draft.checking = True
        return Step("check", draft)
    return Step(QUESTIONS[place + 1].code, draft)


def _from_check(draft: Draft, go: str) -> Step | None:
    draft.checking = True
    if go in BY_CODE:
        return Step(go, draft)
    if go != "send":
        return Step("check", draft)
    for question in QUESTIONS:
        wrong = question.check(draft.answers)
        if wrong:
            return Step(question.code, draft, wrong)
    return None


def sent_on(request: PublicRequest, step: Step, before: Step | None = None) -> HttpResponse:
    """To the address of the next page; the page `before` keeps what was typed on it."""
    with session("intake", request.now):
        here = request.GET.get("at", "")
        if before is not None and here:
            typed.keep(before.text(), before.draft.key, request.now, handle=here)
        handle = typed.keep(step.text(), step.draft.key, request.now, once=step.place == "receipt")
    return HttpResponseRedirect(address(request, handle), status=303)


def send(request: PublicRequest, here: Step) -> HttpResponse:
    """Kept under the draft's own key: sent twice it is kept once. The receipt is shown after the commit, once."""
    draft = here.draft
    try:
        emergency = draft.answers.get("danger") == "yes"
        told = _told(draft, request.lang)
        with lanes.LANES.place(emergency=emergency):
            receipt = alone(
                "intake", request.now, lambda: file_report(told=told, key=draft.key, channel="web", now=request.now)
            )
    except Invalid as refusal:
        question = next((one for one in QUESTIONS if refusal.field in one.names), QUESTIONS[0])
        wrong = [(one.field, one.sentence) for one in refusal.each if one.field in question.names]
        return sent_on(request, Step(question.code, draft, wrong or [(FIRST, refusal.sentence)]), here)
    said = {"danger": draft.answers.get("danger", ""), "contact": "yes" if draft.answers.get("contact") else ""}
    step = Step("receipt", Draft(draft.key, said), receipt=receipt, at=request.now.isoformat())
    return sent_on(request, step)


def begin_again(request: PublicRequest) -> HttpResponse:
    """The hidden field was lost or changed: what can be kept of this page is kept."""
    step = Step(FIRST, Draft())
    for question in QUESTIONS:
        take(step, question, request)
    step.draft.answers = {name: text for name, text in step.draft.answers.items() if text}
    step.wrong = [(FIRST, _("We could not read your earlier answers. Please begin again; nothing was sent."))]
    try:
        return sent_on(request, step)
    except AWAY:
        return come_back(show(request, step))


def _told(draft: Draft, lang: str) -> Told:
    said = draft.answers
    who = said.get("who_tells", "")
    return Told(
        what=said.get("what", ""),
        where=said.get("where", ""),
        when=said.get("when", ""),
        danger=said.get("danger", ""),
        who_tells=who if who in pack().report_sources else "",
        first_time=said.get("first_time", ""),
        contact=said.get("contact", ""),
        contact_safe=said.get("contact_safe", ""),
        language=lang,
    )
