"""What the templates of the reports need."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.cases.models import Case
from samaki.cases.rules import may
from samaki.channels.sms.adding import texts_of_report, words_of_text
from samaki.channels.sms.models import ReportText
from samaki.intake import queries, rules
from samaki.intake.models import Report
from samaki.intake.passing import check_passes
from samaki.ledger.models import LedgerEntry
from samaki.vault import sealing as vault
from samaki.web import elapsed, words
from samaki.web.fields import field, options
from samaki.web.moments import PageClock, by_time, short_moment, time_left
from samaki.web.nothing import works_cases
from samaki.web.pages import StaffRequest
from samaki.web.reports import matters, talking, unread
from samaki.web.reports.called import called
from samaki.web.reports.lines import shortened
from samaki.web.story import days_of


def filters(state: str) -> list[dict[str, Any]]:
    """The one filter of the list."""
    choices = [
        {"value": "open", "label": _("Waiting for us")},
        {"value": "new", "label": words.report_words("new")},
        {"value": "acknowledged", "label": words.report_words("acknowledged")},
        {"value": "in_case", "label": words.report_words("in_case")},
        {"value": "closed", "label": words.report_words("closed")},
        {"value": "joined", "label": words.report_words("joined")},
        {"value": "unread", "label": _("With words of who told us that nobody has read")},
        {"value": "passed", "label": _("Passed on by us")},
        {"value": "all", "label": _("All")},
    ]
    return [field("select", "state", _("Which reports"), options=choices, value=state)]


def items(rows: list[Report], request: StaffRequest) -> list[dict[str, Any]]:
    """Thread items for a list of reports; one query opens the words of all. The list costs the same whatever waits in it."""
    opened, clock, works = queries.words_of_many(rows), PageClock(request.now), works_cases(request)
    waits = unread.of_unit(request) if works else {}
    return [item(report, opened.get(report.id, {}), request, clock, works, waits.get(report.id)) for report in rows]


def item(
    report: Report,
    told: dict[str, str],
    request: StaffRequest,
    clock: PageClock,
    works: bool,
    waits: unread.Unread | None = None,
) -> dict[str, Any]:
    """One report as it waits on the desk or in the list. `works`: whether the reader works on cases; `waits`: what of who told it is
    unread, which is read before anything else is pressed."""
    waiting, mark = report.state in ("new", "acknowledged"), unread.mark(waits)
    action: dict[str, Any] | None = None
    if mark:
        action = {"label": _("Read it"), "href": f"/reports/{report.id}/#unread", "method": "get"}
    elif not waiting or not works:
        pass
    elif report.state == "new":
        action = {"label": _("Acknowledge"), "href": f"/reports/{report.id}/acknowledge/", "method": "post"}
    else:
        action = {"label": _("Decide"), "href": f"/reports/{report.id}/", "method": "get", "quiet": True}
    return {
        "state": "overdue" if mark and waits and waits.doubt else ring(report, request),
        **(
            clock.words(report.due_at, "read" if report.state == "new" else "triage")
            if waiting
            else {"when": clock.short(report.received_at), "when_detail": ""}
        ),
        "kind": " · ".join(part for part in (_state(report), mark) if part),
        "urgency": report.urgency,
        "title": shortened(told.get("what", "")) or _("Report"),
        "href": f"/reports/{report.id}/",
        "meta": " · ".join(
            part
            for part in (words.area_name(report.area, request.lang), words.source_name(report.source, request.lang))
            if part
        ),
        "action": action,
    }


def _state(report: Report) -> str:
    return _("New report") if report.state == "new" else words.report_words(report.state, report.taken_by)


def ring(report: Report, request: StaffRequest) -> str:
    """The state of the thread for a report."""
    if report.state in ("in_case", "closed", "joined"):
        return "done"
    if report.due_at < request.now:
        return "overdue"
    return "offered" if report.state == "new" else "held"


def report_context(report: Report, case: Case | None, request: StaffRequest) -> dict[str, Any]:
    """Everything of one report that the page shows."""
    told = queries.words_of(report)
    member, now = request.member, request.now
    waiting = report.state in ("new", "acknowledged")
    base = f"/reports/{report.id}"
    texts = said_by_text(report) if report.channel == "sms" else []
    talk = talking.context(report, request, texts)
    entries = list(LedgerEntry.objects.filter(report_id=report.id).order_by("-recorded_at", "-id")[:50])
    return {
        "report": {
            "id": report.id,
            "state": report.state,
            "state_words": words.report_words(report.state, report.taken_by),
            "ring": ring(report, request),
            "urgency": report.urgency,
            "channel_words": channel_words(report.channel),
            "received_words": _("about %(time)s") % {"time": short_moment(report.received_at)},
            "place_words": _place(report, told, request.lang),
            "text": told.get("what", ""),
            "answers": _answers(told, report, request.lang, any(one["danger"] for one in texts)),
            "reporter_words": _("%(source)s. A name, if given, is sealed.")
            % {"source": words.source_name(report.source, request.lang) or _("Not answered")},
            "case": {"code": case.code, "href": f"/cases/{case.code}/"} if case else None,
        },
        "clock": _clock(report, entries, request) if waiting else None,
        "can_acknowledge": may(rules.check_move, "acknowledge", report, member, now),
        "can_open_case": may(rules.check_move, "open_case", report, member, now),
        "can_close": may(rules.check_move, "close", report, member, now),
        "reopen_href": f"{base}/reopen/" if may(rules.check_move, "reopen", report, member, now) else "",
        "acknowledge_href": f"{base}/acknowledge/",
        "open_case_href": f"{base}/open-case/",
        "close_href": f"{base}/close/",
        "pass_on_href": f"{base}/pass/" if may(check_passes, report, member, now) else "",
        "reporter_href": f"{base}/reporter/" if works_cases(request) else "",
        "close_reasons": options(pack().reasons["report_close"].values(), request.lang),
        "talk": talk,
        "heard": talking.above(talk, report, request),
        "called": called(report),
        "story": days_of(entries, request),
        "messages": [one for one in texts if not (talk and one["after"])],
    } | matters.beside(report, told, request)


def said_by_text(report: Report) -> list[dict[str, Any]]:
    """What the reporter texted after the report, in the order in which it came. `after`: the number of the message after which it did."""
    rows, key = texts_of_report(report), vault.key_of(report_id=report.id)
    return [
        {
            "who": _("Who reported, by text"),
            "when": _("about %(time)s") % {"time": short_moment(row.made_at)},
            "text": _texted(row, key),
            "unread": row.unread,
            "said": row.kind == "said",
            "danger": row.kind == "danger",
            "after": row.after_message or 0,
        }
        for row in rows
    ]


def _texted(row: ReportText, key: bytes) -> str:
    if row.kind == "stop":
        return _("They want no word from us. Do not contact them.")
    said = words_of_text(row, key)
    return _("There is danger now: they texted “%(text)s”.") % {"text": said} if row.kind == "danger" else said


def channel_words(channel: str) -> str:
    """How a report came, in words; the code itself for one that is not known here."""
    said = {"web": _("Web page"),
            "phone": _("On the telephone"), "sms": _("Text message"), "walk_in": _("At our door"), "api": _("From a program"),
            "import": _("From a table of a partner")}  # fmt: skip
    return said.get(channel, channel)


def _clock(report: Report, entries: list[LedgerEntry], request: StaffRequest) -> dict[str, Any]:
    late = report.due_at < request.now
    began = elapsed.began(report.due_at, entries)
    if report.state == "new":  # the moment of the report itself is kept rounded, to protect who reported
        began = elapsed.back(report.due_at, pack().urgencies[report.urgency].acknowledge) or began
        said = (
            _("Then the next person is called, for as long as nobody answers.") + " " + words.limits_of(report.urgency)
        )
    else:
        said = _(
            "By then it is decided what becomes of the report. Then the next person is called, until it is decided."
        )
    return {
        "left": time_left(report.due_at, request.now),
        "by": by_time(report.due_at, request.now),
        "gone": elapsed.gone(report.due_at, request.now, began),
        "mood": "late" if late else "soon",
        "words": said,
    }


def _place(report: Report, told: dict[str, str], language: str) -> str:
    if report.area_from == "text" and not told.get("where"):
        return _("read from the text: %(place)s") % {"place": words.area_name(report.area, language)}
    said = told.get("where") or _("The reporter does not know")
    return f"{said} ({words.area_name(report.area, language)})"


def _answers(told: dict[str, str], report: Report, language: str, texted: bool) -> list[dict[str, str]]:
    answers = {"yes": _("Yes"), "no": _("No"), "unknown": _("The reporter does not know")}
    danger = _("Yes, by text") if texted else answers.get(told.get("danger", ""), _("Not answered"))
    rows = [{"name": _("In danger now?"), "text": danger}]
    if told.get("when"):
        rows.append({"name": _("When"), "text": told["when"]})
    if report.first_time:
        rows.append({"name": _("First time that they tell?"), "text": answers[report.first_time]})
    if report.close_reason:
        reason = words.reason_name("report_close", report.close_reason, language)
        rows.append({"name": _("Closed because"), "text": reason})
    return rows
