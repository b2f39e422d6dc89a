"""A report that is told to a member: one page for fast hands, then the receipt, read aloud and repeated.

The receipt is on the page alone, sealed in a hidden field for this member: nothing of it is kept here.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.agencies.country import pack
from samaki.cases.rules import check_works_cases
from samaki.countries.dates import latin_digits
from samaki.database.refusals import Invalid, tell, together
from samaki.intake.models import Report
from samaki.intake.operations import Told
from samaki.intake.routing import takes_reports
from samaki.intake.spoken import differing, spoken
from samaki.intake.telling import log_report
from samaki.vault import sealing as vault
from samaki.web.fields import field, mark, of_today, options, read_moment, typed, typed_list, typed_moment
from samaki.web.keys import FIELD, read_key
from samaki.web.moments import digits, is_khmer
from samaki.web.pages import StaffRequest, errors_of, page, staff_page

PLACE = "web.staff.receipt"
SHOWN_FOR = timedelta(minutes=30)
HOUR = re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?![\d:])")
TEXTS = ("what", "where", "when", "contact", "contact_safe")


@staff_page
def new_report(request: StaffRequest) -> HttpResponse:
    """What the caller tells, on one page; then the receipt."""
    check_works_cases(request.member, request.now)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            receipt, report = _log(request)
            return page(request, "staff/read_back.html", read_back(request, _Shown(receipt, report_id(report))))
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/log_report.html", form(request, errors), status=422 if errors else 200)


@require_POST
@staff_page
def repeat(request: StaffRequest) -> HttpResponse:
    """What the caller repeated: right, or which group is not."""
    shown = _opened(request)
    if shown is None:
        return page(request, "staff/read_back.html", {"over": True}, status=410)
    context = read_back(request, shown, typed(request, "repeated"))
    return page(request, "staff/read_back.html", context, status=200 if context.get("right") else 422)


def _log(request: StaffRequest) -> tuple[str, Report | None]:
    with together() as wrong:
        texts = {name: typed(request, name) for name in TEXTS}
        told_at, precision = _told_at(request)
        told = Told(**texts, danger=typed(request, "danger"), who_tells=typed(request, "who_tells"),
                    first_time=typed(request, "first_time"), language=request.lang)  # fmt: skip
        wrong.of(told.cleaned)
        if typed(request, "channel") not in channels():
            wrong.wrong(_("Choose how it was told: on the telephone, or at your door."), field="channel")
    key = read_key(request.POST.get(FIELD, ""))
    return log_report(
        told=told, key=key.id if key and key.belongs_to(request.member) else uuid4(), channel=typed(request, "channel"),
        told_at=told_at, precision=precision, take="yes" in typed_list(request, "take"), by=request.member, now=request.now,
    )  # fmt: skip


def _told_at(request: StaffRequest) -> tuple[datetime | None, str]:
    """When it was told, in a shift: a time of today, or a day with its time. What is wrong gets the sentence of this field."""
    text = latin_digits(typed(request, "told_at"))
    hour = HOUR.search(text)
    if hour is not None and not (int(hour[1]) < 24 and int(hour[2]) < 60):
        tell(Invalid(_("There is no %(hour)s: hours go from 00:00 to 23:59. Write the time of today’s shift, like 20:00.")
                     % {"hour": digits(hour[0])}, field="told_at"))  # fmt: skip
        return None, "instant"
    try:
        read_moment(of_today(text, request.now), "told_at") if text else None
    except Invalid:
        said = _(
            "Write the time of today’s shift, like 20:00. If it was another day: that day with its time, like 2026-03-05 20:00."
        )
        tell(Invalid(said, field="told_at"))
        return None, "instant"
    return typed_moment(request, "told_at", request.now)


def channels() -> dict[str, str]:
    """Code -> words."""
    return {"phone": _("On the telephone"), "walk_in": _("At our door")}


def form(request: StaffRequest, errors: list[dict[str, str]]) -> dict[str, Any]:
    """The fields in the order in which a call goes, and the keys that lead to them."""
    post, lang = request.POST, request.lang
    given = {
        name: post.get(name, "")[:20_000].replace("\x00", "")
        for name in (*TEXTS, "told_at", "danger", "who_tells", "first_time")
    }
    ways = [("yes", _("Yes")), ("no", _("No")), ("unknown", _("They do not know"))]
    fields = [
        field("radios", "channel", _("How was it told?"), value=post.get("channel", "phone"),
              options=[{"value": code, "label": label} for code, label in channels().items()]),
        field("radios", "danger", _("Is a child in danger now?"), value=given["danger"],
              options=[{"value": value, "label": label} for value, label in ways]),
        field("area", "what", _("What do they tell?"), value=given["what"], rows=6,
              hint=_("In their words. You need not ask for a name, and they need not give theirs.")),
        field("text", "where", _("Where is it?"), value=given["where"], hint=_("Leave it empty if they do not know.")),
        field("text", "when", _("When was it?"), value=given["when"], hint=None),
        field("select", "who_tells", _("Who tells it?"), value=given["who_tells"], blank=_("They would rather not say"),
              options=options(pack().report_sources.values(), lang)),
        field("text", "contact", _("May we contact them? How?"), value=given["contact"],
              hint=_("Leave it empty if not. It is sealed; you will not see it again. Write no number that they did not give for this.")),
        field("text", "contact_safe", _("When and how is it safe for them?"), value=given["contact_safe"], hint=None),
        field("radios", "first_time", _("Is it the first time they tell somebody like us?"), value=given["first_time"],
              options=[{"value": "yes", "label": _("Yes")}, {"value": "no", "label": _("No")}, {"value": "", "label": _("Not asked")}]),
        field("text", "told_at", _("When were you told, if not just now?"), value=given["told_at"],
              hint=_("For what is typed in after the shift. Example: 20:00. The clock begins now.")),
    ]  # fmt: skip
    if takes_reports(request.member.unit):
        fields.append(field("checks", "take", _("Who decides on it?"), value=post.getlist("take"),
                            options=[{"value": "yes", "label": _("I have read it, and we decide on it")}]))  # fmt: skip
    mark(fields, errors)
    keys = [{"key": str(place), "name": one["name"], "label": one["label"]} for place, one in enumerate(fields, 1)]
    return {"fields": fields, "errors": errors, "keys": keys[:9], "section": "reports"}


class _Shown:
    """A receipt that is on the page now, and the report where it is ours."""

    def __init__(self, receipt: str, report: str) -> None:
        self.receipt, self.report = receipt, report

    def sealed(self, request: StaffRequest) -> str:
        content = {
            "receipt": self.receipt,
            "report": self.report,
            "by": str(request.member.id),
            "at": request.now.isoformat(),
        }
        return base64.urlsafe_b64encode(vault.installation_seal("form draft", json.dumps(content), PLACE)).decode()


def report_id(report: Report | None) -> str:
    """For the link; empty where another unit holds it."""
    return str(report.id) if report else ""


def _opened(request: HttpRequest) -> _Shown | None:
    """What the page carried, for the member to whom it was shown and while it may be; else None."""
    try:
        raw = base64.b64decode(request.POST.get("sealed", "").encode("ascii"), altchars=b"-_", validate=True)
        found = json.loads(vault.installation_unseal("form draft", raw, PLACE))
        at = datetime.fromisoformat(found["at"])
    except (vault.CannotOpen, ValueError, KeyError, TypeError, binascii.Error):
        return None
    mine = found["by"] == str(request.member.id) and at <= request.now <= at + SHOWN_FOR  # type: ignore[attr-defined]
    return _Shown(found["receipt"], found["report"]) if mine else None


def read_back(request: StaffRequest, shown: _Shown, repeated: str | None = None) -> dict[str, Any]:
    """The receipt to be read aloud; once it was repeated rightly, no more of it."""
    wrong = differing(shown.receipt, repeated) if repeated is not None else None
    context: dict[str, Any] = {"section": "reports", "report_href": f"/reports/{shown.report}/" if shown.report else ""}
    if repeated is not None and wrong == []:
        return context | {"right": True}
    if repeated is not None:
        context["errors"] = [{"field": "repeated", "message": _wrong(wrong)}]
    return context | {
        "groups": spoken(shown.receipt),
        "khmer": is_khmer(),
        "sealed": shown.sealed(request),
        "repeated": repeated or "",
    }


def _wrong(groups: list[int] | None) -> str:
    if groups is None:
        return _("A receipt has 16 digits. Write all that the caller repeats.")
    which = ", ".join(digits(number) for number in groups)
    return _("Not right yet: group %(which)s. Read it aloud once more, slowly.") % {"which": which}
