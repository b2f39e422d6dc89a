"""What the hand-off page shows to each side in each state."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import after, pack
from samaki.agencies.models import Unit
from samaki.agencies.queries import leads, number_now
from samaki.cases.rules import NO_CASEWORK, may
from samaki.handoffs.models import Handoff
from samaki.handoffs.queries import messages_of
from samaki.journeys.danger import slower
from samaki.journeys.papers.kinds import REFERRAL
from samaki.journeys.papers.rules import GOES, check_makes
from samaki.ledger.models import LedgerEntry
from samaki.web import elapsed, which, words
from samaki.web.cases import alarms
from samaki.web.doers import colleagues, doer, names_of
from samaki.web.fields import field, options
from samaki.web.handoffs.acts import acts_for, forms_for, may_offer_again
from samaki.web.handoffs.former import ending
from samaki.web.moments import by_time, short_date, short_moment, time_left
from samaki.web.pages import StaffRequest
from samaki.web.pressure import kept
from samaki.web.safeguarding import contact
from samaki.web.steps.forms import rooms
from samaki.web.steps.practice import card
from samaki.web.story import days_of

Errors = list[dict[str, str]]

WAITING_FOR_ANSWER = ("offered", "received")


def load(key: UUID, request: StaffRequest) -> Handoff:
    """The hand-off with what the page needs of it. Raises Ended for the unit that was asked and no longer is."""
    try:
        return Handoff.objects.select_related("from_unit", "to_unit", "case", "step").get(id=key)
    except Handoff.DoesNotExist as unseen:
        raise ending(key, request) or unseen from None


def context(handoff: Handoff, request: StaffRequest, errors: Errors | None = None) -> dict[str, Any]:
    """Everything that `staff/handoff.html` needs."""
    kind = pack().step_kinds[handoff.step.kind]
    said, entries = messages_of(handoff), _entries(handoff)
    receiver = handoff.to_unit_id == request.member.unit_id
    works = bool(request.member.roles(request.now) - NO_CASEWORK)
    decides = receiver and works and handoff.state in WAITING_FOR_ANSWER
    confirms = receiver and works and handoff.state == "accepted_by_phone"
    base = f"/handoffs/{handoff.id}"
    refusing = "dispute" if handoff.duty else "decline"
    shown: dict[str, Any] = {
        "handoff": _heading(handoff, said, request, which.titled(kind.label(request.lang), handoff.child_id)),
        "alarms": alarms.of_child(handoff.case_id, handoff.child_id, request),
        "kept": kept.of_step(handoff.step, request),
        "reached": contact.of([handoff.child_id], request),
        "clock": clock(handoff, entries, request.now),
        "rows": _rows(handoff, said, request),
        "hush": _hush(said),
        "rooms": rooms(kind, request.lang, ours=True) if decides else None,
        "ground_words": _("Ground: the step that your unit is asked to take.") if decides else "",
        "practice": card(kind, request.lang) if works else None,
        "duty": handoff.duty,
        "limits": words.limits_of(handoff.urgency) if handoff.clock == "acknowledge" else "",
        "accept_href": f"{base}/accept/" if decides else "",
        "doers": colleagues(request) if decides or confirms else [],
        "doing_form": "accept" if decides else "confirm-phone",
        "ask_hint": _ask_hint(handoff, request.now) if decides else "",
        "ask_href": f"{base}/ask/"
        if receiver and works and handoff.state in (*WAITING_FOR_ANSWER, "needs_information")
        else "",
        "decline_href": f"{base}/{refusing}/" if decides else "",
        "reasons": options(pack().reasons[refusing].values(), request.lang),
        "asked_name": handoff.from_unit.short_name,
        "acts": [*acts_for(handoff, request), *_printed(handoff, request)] if works else [],
        "forms": forms_for(handoff, request) if works else [],
        "story": days_of(entries, request),
        "errors": errors or [],
    }
    if works and handoff.state == "needs_information" and handoff.from_unit_id == request.member.unit_id:
        question = next((text for kind_, text in reversed(said) if kind_ == "question"), "")
        shown["answer_form"] = {"href": f"{base}/answer/", "question": question}
    if works and handoff.state == "disputed" and _leads(handoff, request):
        shown["forms"].append(_resolve_form(base))
    return shown


def _printed(handoff: Handoff, request: StaffRequest) -> list[dict[str, Any]]:
    """For a unit that reads on paper: the form of this hand-off, chosen already."""
    if handoff.state not in GOES or not may(check_makes, handoff.case, request.member, request.now):
        return []
    href = f"/cases/{handoff.case.code}/papers/{REFERRAL}/?handoff={handoff.id}"
    return [{"label": _("Print the referral form"), "href": href, "method": "get", "quiet": True}]


def _ask_hint(handoff: Handoff, now: datetime) -> str:
    """Until when a question stops the clock."""
    until = by_time(after(now, pack().urgencies[handoff.urgency].question_pause_limit), now)
    return _stands_still(until)


def _stands_still(until: str) -> str:
    return _(
        "The time to decide stands still until the answer, at the latest %(until)s. Then it runs on, answered or not."
    ) % {"until": until}


def clock(handoff: Handoff, entries: list[LedgerEntry], now: datetime) -> dict[str, Any] | None:
    """The clock that runs, and what it will do next."""
    if handoff.due_at is None:
        return None
    gone = elapsed.gone(handoff.due_at, now, elapsed.began(handoff.due_at, entries))
    late = handoff.due_at < now
    return {
        "left": time_left(handoff.due_at, now),
        "by": by_time(handoff.due_at, now),
        "gone": gone,
        "mood": "late" if late else ("soon" if gone >= 75 else "calm"),
        "words": _next_words(handoff, now),
    }


def _next_words(handoff: Handoff, now: datetime) -> str:
    """What this clock does when it runs out; who was called already is said, not announced."""
    seen_first = (
        handoff.clock == "decide" and handoff.expires_at != handoff.due_at
    )  # a question stopped the first clock
    clock = "acknowledge" if seen_first else handoff.clock
    if clock == "answer" and handoff.due_at:
        return _stands_still(by_time(handoff.due_at, now))
    if clock == "acknowledge" and handoff.level:
        return _CALLED[min(handoff.level, 3)]()
    return _NEXT[clock]() if clock in _NEXT else ""


_CALLED = {
    1: lambda: _("The duty officer was called; next is the unit head. The sender holds it until somebody accepts."),
    2: lambda: _("The unit head was called; next is the province. The sender holds it until somebody accepts."),
    3: lambda: _("The province was called, and is called again. The sender holds it until somebody accepts."),
}

_NEXT = {
    "acknowledge": lambda: _(
        "Then the duty officer is called, then the unit head. The sender holds it until somebody accepts."
    ),
    "decide": lambda: _(
        "Then it goes back to the sender and both supervisors are told. The sender holds it until then."
    ),
    "begin": lambda: _("By then the work must have begun. Silence calls the next person up."),
    "confirm_phone": lambda: _("A yes was given by telephone. It counts when it is confirmed here."),
    "resolve": lambda: _("Both supervisors were called. The sender holds the step meanwhile."),
    "confirm": lambda: _("The sender is asked whether help arrived. Silence is asked again, never taken for a yes."),
    "hold": lambda: _("The hold ends then, and the clock calls."),
}


def _heading(handoff: Handoff, said: list[tuple[str, str]], request: StaffRequest, title: str) -> dict[str, Any]:
    sender = handoff.from_unit_id == request.member.unit_id
    return {
        "title": title,
        "code": handoff.case.code,
        "urgency": handoff.urgency,
        "ring": words.handoff_ring(handoff),
        "state_words": words.handoff_told(handoff),
        "why": next((text for kind, text in reversed(said) if kind == "why"), ""),
        "asked_by": handoff.from_unit.name,
        **({} if sender else _call(handoff.from_unit, request)),
        "sent": sender,
    }


def _call(unit: Unit, request: StaffRequest) -> dict[str, str]:
    """The number of the other side at this hour, and where all its numbers stand."""
    return {"number": number_now(unit, request.now), "number_href": f"/directory/{unit.code}/"}


def _hush(said: list[tuple[str, str]]) -> dict[str, Any] | None:
    """What must not be asked again, what the child wants, how to make contact; None when nothing was carried."""
    newest = dict(said)
    items = [line.strip() for line in newest.get("never_again", "").splitlines() if line.strip()]
    if not (items or newest.get("wants") or newest.get("safe_contact")):
        return None
    return {"items": items, "wants": newest.get("wants", ""), "contact": newest.get("safe_contact", "")}


SAID = {
    "question": lambda: _("Question"),
    "answer": lambda: _("Answer"),
    "decline": lambda: _("In their words"),
    "dispute": lambda: _("In their words"),
    "phone": lambda: _("By telephone"),
    "resolve": lambda: _("Decision"),
    "withdraw": lambda: _("Why it was taken back"),
    "fail": lambda: _("In their words"),
    "confirm": lambda: _("What the sender says"),
    "mark_error": lambda: _("Why it was an error"),
    "unconfirm": lambda: _("Why the confirmation was taken back"),
    "pays": lambda: _("Who pays"),
}


def _rows(handoff: Handoff, said: list[tuple[str, str]], request: StaffRequest) -> list[dict[str, Any]]:
    sender = handoff.from_unit_id == request.member.unit_id
    asked: dict[str, Any] = {"name": _("Who is asked"), "text": handoff.to_unit.name}
    rows = [asked | (_call(handoff.to_unit, request) if sender else {}), *_about(handoff, request, sender=sender)]
    if handoff.why_code:
        rows.append({"name": _("Why them"), "text": words.reason_name("move", handoff.why_code, request.lang)})
    if handoff.reason:
        rows.append({"name": _("Reason"), "text": _reason(handoff, request.lang)})
    if handoff.outcome:
        outcome = pack().step_kinds[handoff.step.kind].outcomes.get(handoff.outcome)
        rows.append(
            {"name": _("What came out of it"), "text": outcome.label(request.lang) if outcome else handoff.outcome}
        )
    if handoff.offers > 1:
        rows.append({"name": _("Offered"), "text": _("%(n)s times") % {"n": handoff.offers}})
    if handoff.step.worker_id and (who := doer(handoff.step, names_of([handoff.step], request), request)):
        rows.append({"name": _("Who does it"), "text": who})
    names = {kind: label() for kind, label in SAID.items()}
    rows += [{"name": names[kind], "text": text} for kind, text in said if kind in names]
    if sender and may_offer_again(handoff):
        rows.append({"name": _("The step is with you"), "text": by_time(handoff.step.due_at, request.now)})
    if handoff.offered_at:
        rows.append({"name": _("Asked"), "text": short_moment(handoff.offered_at)})
    return rows


def _about(handoff: Handoff, request: StaffRequest, *, sender: bool) -> list[dict[str, Any]]:
    """The matter in which the step is asked: how urgent the case is where the hand-off is less so, how it came to us, and of a
    child's step where the words of the report are."""
    opened = short_date(handoff.case.opened_at)
    rows = [{"name": _("The case"), "text": words.case_headline(handoff.case, request.lang, opened)}]
    if handoff.state in CAN_STILL_ANSWER and slower(handoff.urgency, handoff.case.urgency):
        rows.append({"name": _("Mind the clock"), "text": words.slower_words(handoff.case.urgency, request.lang)})
    if not sender and handoff.state in CAN_STILL_ANSWER and pack().step_kinds[handoff.step.kind].strand == "care":
        rows.append({"name": _("What was reported"), "text": _(
            "The report stays with the police and whoever works on justice; a step of care does not open it. What you need of it stands "
            "under “Why”. If it is not enough, ask.")})  # fmt: skip
    return rows


CAN_STILL_ANSWER = ("offered", "received", "needs_information", "accepted_by_phone")


def _reason(handoff: Handoff, lang: str) -> str:
    if handoff.arrived is False:
        return _("The sender says: help did not arrive")
    for name in ("decline", "dispute", "fail", "hold"):
        if handoff.reason in pack().reasons[name]:
            return words.reason_name(name, handoff.reason, lang)
    return handoff.reason


def _leads(handoff: Handoff, request: StaffRequest) -> bool:
    return any(leads(request.member, unit, request.now) for unit in (handoff.from_unit, handoff.to_unit))


def _resolve_form(base: str) -> dict[str, Any]:
    ways = [
        {"value": "accepted", "label": _("The receiver takes it")},
        {"value": "offered", "label": _("It is asked again")},
        {"value": "withdrawn", "label": _("The sender keeps it")},
    ]
    fields = [
        field("radios", "to", _("How does it end?"), options=ways),
        field("area", "text", _("In your own words"), rows=2),
    ]
    return {
        "href": f"{base}/resolve/",
        "summary": _("Decide the dispute"),
        "label": _("Decide"),
        "fields": fields,
        "open": True,
    }


def _entries(handoff: Handoff) -> list[LedgerEntry]:
    rows = LedgerEntry.objects.filter(case_id=handoff.case_id, subject_id=handoff.id)
    return list(rows.order_by("-recorded_at", "-id")[:50])
