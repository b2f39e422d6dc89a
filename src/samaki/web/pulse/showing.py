"""The page of trust. What partners said, question by question: a share, its interval, how many, how it was in the round before; then who
calls whom, who stayed, who convenes. Never ranked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import calendar, pack
from samaki.insights.guarding import few
from samaki.pulse import finding, rules, states
from samaki.pulse.answering import Stand, stand
from samaki.pulse.country import pulse
from samaki.pulse.models import PulseRound
from samaki.pulse.sums import ALL, FEWEST, Told
from samaki.web import words
from samaki.web.fields import field
from samaki.web.moments import digits, long_date
from samaki.web.pages import StaffRequest
from samaki.web.prevalence.numbers import share
from samaki.web.pulse import calls, figures

ROUNDS = 12


def shown(request: StaffRequest) -> dict[str, Any]:
    """Context of `trust.html`. 9 queries, and 2 where an answer is wanted."""
    rows = list(PulseRound.objects.exclude(state=states.WITHDRAWN).order_by("-year")[:ROUNDS])
    closed = [row for row in rows if row.state == states.CLOSED]
    running = next((row for row in rows if row.state == states.OPEN), None)
    asks, year = rules.asks(request.member, request.now), calendar().local(request.now).year
    return {
        "title": _("Do partners trust each other?"), "section": "measures", "fewest": digits(FEWEST),
        "head": headline(closed[0], closed[1] if len(closed) > 1 else None, request.lang) if closed else {},
        "own": _own(running, request) if running else None, "asks": asks,
        "opens": asks and running is None and not any(row.year == year for row in rows),
        "acts": ["close", "withdraw"] if asks and running else [],
        "rounds": [_round(row, before, request.lang) for row, before in zip(closed, [*closed[1:], None], strict=False)],
        "calling": calls.summary(request), "staying": figures.staying(request), "convening": figures.convening(request),
    }  # fmt: skip


STANDS: dict[Stand, Callable[[], str]] = {
    Stand.ANSWERED: lambda: _("You have answered this round. One answer counts, and it cannot be changed."),
    Stand.NOT_ASKED: lambda: _(
        "You are not asked: who asks does not answer, nor does the mentor, whom a statement is about."
    ),
    Stand.NEW: lambda: _("You are not asked this time: your unit had no account when the round was opened."),
    Stand.LATE: lambda: _("The time to answer is over; it is not closed yet."),
}
SENT: dict[str, Callable[[], str]] = {
    "answer": lambda: _("Received: your answer is counted, without your name, your unit and the time."),
    "again": lambda: _("You had answered already: your first answer counts, this one was not taken."),
}
"""What the address says after an answer was sent."""


def _own(running: PulseRound, request: StaffRequest) -> dict[str, Any]:
    """The open round for this reader: to answer, or why there is nothing to answer; after sending, that it was received."""
    where = stand(running, request.member, request.now)
    sent = SENT.get(request.GET.get("saved", "")) if where is Stand.ANSWERED else None
    return {
        "until": long_date(running.closes_at), "waits": where is Stand.WAITS, "says": STANDS[where]() if where in STANDS else "",
        "sent": sent() if sent else "",
    }  # fmt: skip


def headline(row: PulseRound, before: PulseRound | None, lang: str) -> dict[str, Any]:
    """The sentence above the page: whether more or fewer agree than the round before, and how little that may rest on."""
    told = finding.found(_told(row), _told(before) if before else ())
    if told.now is None:
        return {"verdict": _("Too few answered for anything to be told.")}
    said = [_of_all_answers(row, told.now)]
    more, fewer = (
        _("Of single statements, surely more agree with:"),
        _("Of single statements, surely fewer agree with:"),
    )
    named = ((more, told.more), (fewer, told.fewer))
    if before is not None and told.before is not None:
        said.append(_of_all_answers(before, told.before))
    return {
        "verdict": _verdict(told, row, before), "said": said,
        "named": [{"says": says, "statements": [_asked(code, lang) for code in codes]} for says, codes in named if codes],
        "answered": _("%(answered)s of %(invited)s answered (%(share)s). What the others think nobody knows.") % _answered(row),
    }  # fmt: skip


def _of_all_answers(row: PulseRound, one: finding.Whole) -> str:
    said = _("%(year)s: %(share)s of all answers agree (%(between)s).")
    between = figures.whole_between(one.interval)
    return said % {"year": digits(row.year), "share": share(one.share, 0), "between": between}


def _verdict(told: finding.Finding, row: PulseRound, before: PulseRound | None) -> str:
    if told.change is None or before is None:
        return _("There is no round before with which this one could be compared.")
    if told.change.low > 0:
        return _("All statements together: more agree than in the round before.")
    if told.change.high < 0:
        return _("All statements together: fewer agree than in the round before.")
    return _("All statements together: whether more or fewer agree than in the round before cannot be said. With %(now)s people who "
             "answered now and %(before)s then, a difference of this size may be chance.") % {
        "now": digits(row.answered or 0), "before": digits(before.answered or 0)}  # fmt: skip


def _answered(row: PulseRound) -> dict[str, str]:
    return {
        "answered": digits(row.answered or 0), "invited": digits(row.invited),
        "share": share((row.answered or 0) / row.invited, 0) if row.invited else share(0, 0),
    }  # fmt: skip


def _told(row: PulseRound) -> list[Told]:
    return [Told(**one) for one in row.figures or []]


def _round(row: PulseRound, before: PulseRound | None, lang: str) -> dict[str, Any]:
    earlier = {(one.question, one.kind, one.area): one for one in _told(before)} if before else {}
    told = _told(row)
    return _answered(row) | {
        "year": digits(row.year),
        "questions": [
            {"asked": _asked(code, lang), "lines": [_line(one, earlier, lang) for one in told if one.question == code],
             "rather_not": _rather_not(one for one in told if one.question == code)}
            for code in row.questions
        ],
    }  # fmt: skip


def _rather_not(told: Iterable[Told]) -> str:
    """How many did not want to say, of all together; empty where nothing of the question is shown. Of few that they were few."""
    found = next((one.rather_not for one in told if one.kind == ALL), None)
    if found is None:
        return ""
    return _("fewer than %(count)s") % {"count": digits(FEWEST)} if few(found) else digits(found)


def _asked(code: str, lang: str) -> str:
    found = pulse().questions.get(code)
    return found.label(lang) if found else code


def _line(one: Told, earlier: dict[tuple[str, str, str], Told], lang: str) -> dict[str, Any]:
    was = earlier.get((one.question, one.kind, one.area))
    return {
        "who": _who(one, lang), "share": share(one.agree / one.n, 0), "between": figures.whole_between(one.interval),
        "n": digits(one.n), "was": share(was.agree / was.n, 0) if was else "",
        "draw": figures.drawn(one.agree / one.n, one.interval, was.agree / was.n if was else None),
    }  # fmt: skip


def _who(one: Told, lang: str) -> str:
    if one.kind == ALL:
        return _("All together")
    kind = pack().agency_kinds[one.kind].label(lang) if one.kind else _("Other kinds of agency")
    return f"{kind} · {words.area_name(one.area, lang)}" if one.area else kind


def questions(request: StaffRequest, row: PulseRound) -> list[dict[str, Any]]:
    """One set of radios for each question, the same choices in each."""
    choices = [
        ("1", _("1: not at all")), ("2", digits(2)), ("3", digits(3)), ("4", digits(4)), ("5", _("5: fully")),
        ("0", _("I would rather not say")),
    ]  # fmt: skip
    options = [{"value": value, "label": label} for value, label in choices]
    return [
        field("radios", code, _asked(code, request.lang), options=options, value=request.POST.get(code, ""), hint=None)
        for code in row.questions
    ]
