"""What who told us has written and nobody of the unit has read: above all that they ask not to act. It is read before anything is decided:
the desk and the list name it, the page of the report begins with it, and a form that was shown without it is not taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.channels.queries import Unread, page_of_unread, unread_words
from samaki.database.refusals import Invalid
from samaki.intake.models import Report
from samaki.intake.queries import words_of_many
from samaki.web import words
from samaki.web.fields import field, typed
from samaki.web.moments import PageClock, digits
from samaki.web.nothing import works_cases
from samaki.web.pages import StaffRequest
from samaki.web.reports.lines import shortened

FIELD = "unread_shown"
"""The hidden field that says up to which word the form was shown."""

MOST = 8
"""Reports with unread words that the desk names one by one; those that ask not to act are all named."""

NOTICES = ("report.said", "report.unread", "report.text")
"""What is told of the same: said on the desk by the lines here, which stay until it is read."""


def sentence(waits: Unread) -> str:
    """That nobody has read it, said apart where they ask not to act; a voice or a picture that came with the report is part of it."""
    if waits.doubt:
        return _("Who told us asks not to act, or was wrong. Nobody has read it yet.")
    if waits.danger:
        return _("Who told us texted that there is danger now. Nobody has read it yet.")
    if waits.began:
        return _("This came with the report. Nobody has read it or listened to it yet.")
    return _("Who told us has written again. Nobody has read it yet.")


def of_unit(request: StaffRequest) -> dict[UUID, Unread]:
    """Report -> what of it is unread, for the reports that the reader's unit holds. 1 query."""
    return unread_words(request.member.unit_id)


def of_report(key: UUID, request: StaffRequest) -> Unread | None:
    """The same of one report; None where all is read, or another unit holds it. 1 query."""
    return unread_words(request.member.unit_id, key).get(key)


def reports(request: StaffRequest, before: UUID | None, limit: int) -> tuple[list[Report], UUID | None]:
    """A page of the reports of which something is unread, and where it goes on; none for who works no cases."""
    if not works_cases(request):
        return [], None
    return page_of_unread(request.member.unit_id, before=before, limit=limit)


def shown(waits: Unread) -> str:
    """What the hidden field says."""
    return f"{waits.message}-{waits.text}"


def check_shown(key: UUID, request: StaffRequest) -> None:
    """Whoever decides has been shown what is unread: else the form comes back with it, and is taken when it is sent again."""
    waits = of_report(key, request)
    if waits is None:
        return
    message, _sign, text = typed(request, FIELD).partition("-")
    if waits.message > _number(message) or waits.text > _number(text):
        raise Invalid(sentence(waits) + " " + _("Read it first; if you decide the same all the same, press the button once more."),
                      field="")  # fmt: skip


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def asking(key: UUID, waits: Unread | None) -> dict[str, Any]:
    """What a form about the report begins with while something is unread: `notes`, and `fields` that say that it was shown."""
    if waits is None:
        return {"notes": [], "fields": []}
    note = {"words": sentence(waits), "href": f"/reports/{key}/#unread", "label": _("Read it"), "late": True}
    return {"notes": [note], "fields": [field("hidden", FIELD, "", value=shown(waits), hint=None)]}


def mark(waits: Unread | None) -> str:
    """What a line of the list says of it; empty where there is nothing, or it came with a report that nobody has read."""
    if waits is None or waits.began:
        return ""
    return _("asks not to act: not read yet") if waits.doubt else _("has written again: not read yet")


def lines(
    request: StaffRequest, unread: dict[UUID, Unread], clock: PageClock
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """One line on the desk for each report with unread words: those that stand above all, for they ask not to act or are about an
    emergency, and the others, which stand below what has minutes left. 2 queries where there are any."""
    found = {key: waits for key, waits in unread.items() if not waits.began}
    order: Callable[[UUID], tuple[bool, Any]] = lambda key: (not found[key].doubt, found[key].last)  # noqa: E731
    keys = sorted(found, key=order)
    told = keys[: max(MOST, sum(waits.doubt for waits in found.values()))]
    if not told:
        return [], []
    rows = {row.id: row for row in Report.objects.filter(id__in=told)}
    opened = words_of_many(list(rows.values()))
    made = [_line(rows[key], found[key], opened.get(key, {}), request, clock) for key in told if key in rows]
    more = [_more(len(keys) - len(told))] if len(keys) > len(told) else []
    return [one for one in made if _above(one)], [one for one in made if not _above(one)] + more


def _above(line: dict[str, Any]) -> bool:
    return line["state"] == "overdue" or bool(line["urgency"])


def _line(
    report: Report, waits: Unread, told: dict[str, str], request: StaffRequest, clock: PageClock
) -> dict[str, Any]:
    title = _("Who told us has written again")
    title = _("Who told us says: danger now") if waits.danger else title
    title = _("Who told us asks not to act, or was wrong") if waits.doubt else title
    about, href = shortened(told.get("what", "")), f"/reports/{report.id}/#unread"
    meta = (about, words.report_words(report.state), words.area_name(report.area, request.lang))
    return {
        "state": "overdue" if waits.doubt else "offered", "when": clock.day(waits.last or report.received_at), "code": "",
        "kind": _("Read it before you act") if waits.doubt else _("Read it, and answer"),
        "urgency": report.urgency if report.urgency == "emergency" else "", "title": title, "href": href,
        "meta": " · ".join(part for part in meta if part), "subject": str(report.id), "alone": True, "of_safety": False,
        "action": {"label": _("Read it"), "href": href, "method": "get", "quiet": not waits.doubt},
    }  # fmt: skip


def _more(count: int) -> dict[str, Any]:
    title, href = (
        _("More reports with words that nobody has read: %(n)s") % {"n": digits(count)},
        "/reports/?state=unread",
    )
    return {"state": "offered", "when": "", "kind": "", "urgency": "", "title": title, "href": href, "code": "", "meta": "",
            "subject": "", "alone": True, "of_safety": False,
            "action": {"label": _("Open"), "href": href, "method": "get", "quiet": True}}  # fmt: skip
