"""What a reporter reads with the receipt: fixed phrases for each end, of every matter they told of."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.intake.queries import Status
from samaki.web.moments import long_date, short_moment

OUTCOMES = ("in_case", "closed")


def said(found: Status, lang: str) -> dict[str, Any]:
    """Fixed phrases, rounded times, no name of anybody."""
    told = _one(found, lang)
    told["others"] = [_one(other, lang) for other in found.others]
    told["ask_again"] = found.state in OUTCOMES and not found.again
    told["thanks"] = bool(found.again)
    return told


def _one(found: Status, lang: str) -> dict[str, Any]:
    received = about(found.received_at)
    steps = [{"state": "done", "text": _("Your report is kept safe"), "meta": received}]
    if found.joined:
        steps.append({"state": "done", "text": _("Others told of the same: it is looked at together"), "meta": ""})
    if found.passed:
        steps.append({"state": "done", "text": _("It was passed on to those whose work it is"), "meta": ""})
    if found.state == "new":  # nobody of those who hold it now has read it, whoever read it before
        if found.acknowledged_at is not None:
            steps.insert(1, {"state": "done", "text": _("A duty officer has read it"), "meta": ""})
        late = found.due_at < timezone.now()
        words = _("It is late. The next person has been called.") if late else _("by %(time)s at the latest") % {
            "time": short_moment(found.due_at)}  # fmt: skip
        steps.append({"state": "overdue" if late else "offered", "text": _("A duty officer reads it"), "meta": words})
        told = (
            _("It was passed on and waits to be read there") if found.acknowledged_at else _("It is waiting to be read")
        )
        return {"headline": told, "steps": steps, "state": "offered"}
    if found.unread and found.state not in OUTCOMES:
        steps.append({"state": "held", "text": _("Somebody on duty knows that it is there"), "meta": ""})
        return {"headline": _("Somebody on duty knows that it is there"), "steps": steps, "state": "held"}
    steps.append({"state": "done", "text": _("A duty officer has read it"), "meta": ""})
    if found.state not in OUTCOMES:  # read, and perhaps passed on to those whose work it is
        steps.append({"state": "held", "text": _("It is being decided what happens next"), "meta": ""})
        return {"headline": _("It has been read"), "steps": steps, "state": "held"}
    if found.state == "in_case" and found.over:
        steps.append({"state": "done", "text": _("People whose work it is have acted on it"), "meta": ""})
        words = _(
            "More cannot be said here, so that nobody is put in danger. You may write here at any time, with what is new."
        )
        return {"headline": _("The work on it has ended"), "words": words, "steps": steps, "state": "done"}
    if found.state == "in_case":
        steps.append({"state": "held", "text": _("People whose work it is are acting on it"), "meta": ""})
        words = _("More cannot be said here, so that nobody is put in danger.")
        return {"headline": _("It is being worked on"), "words": words, "steps": steps, "state": "held"}
    reason = pack().reasons["report_close"].get(found.close_reason)
    steps.append({"state": "done", "text": _("It was closed"), "meta": reason.label(lang) if reason else ""})
    words = _("You may tell us again at any time, with what is new.")
    return {"headline": _("It has been closed"), "words": words, "steps": steps, "state": "done"}


def about(moment: Any) -> str:
    """The day of a moment."""
    return long_date(timezone.localtime(moment))
