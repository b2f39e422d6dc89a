"""How a member reads the pages: their language, and the era in which they are shown years."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from samaki.accounts.signon.operations import providers_of
from samaki.agencies.operations import choose_calendar, choose_language
from samaki.database.refusals import Invalid
from samaki.web.fields import field, typed
from samaki.web.jinja import LANGUAGES
from samaki.web.moments import CALENDARS, counted_in, long_date
from samaki.web.pages import StaffRequest, errors_of, page, staff_page


@staff_page
def settings(request: StaffRequest) -> HttpResponse:
    """The two choices; they hold from the next page on."""
    errors = []
    if request.method == "POST":
        try:
            choose_language(member=request.member, language=typed(request, "language"))
            choose_calendar(member=request.member, calendar=typed(request, "calendar"))
            return HttpResponseRedirect("/account/?kept=1")
        except Invalid as refusal:
            errors = errors_of(refusal)
    fields = [_language(request), _calendar(request)]
    for one in fields:
        one["error"] = next((error["message"] for error in errors if error["field"] == one["name"]), "")
    leads = bool(request.member.roles(request.now) & {"admin", "head", "confidentiality_officer"})
    context = {
        "errors": errors,
        "fields": fields,
        "accounts": leads,
        "sign_on": bool(providers_of(request.member)),
        "kept": "" if errors else KEPT.get(request.GET.get("kept", ""), str)(),
    }
    return page(request, "staff/settings.html", context, status=422 if errors else 200)


KEPT = {
    "1": lambda: _("Your choice was kept."),
    "password": lambda: _("Your password is changed. You are signed out on every other device."),
}
"""What stands in the address after a form of these pages -> what is said."""


def _language(request: StaffRequest) -> dict[str, Any]:
    options = [{"value": code, "label": label} for code, label in LANGUAGES.items()]
    return field("radios", "language", _("Language of the pages"), value=request.member.language, options=options)


def _calendar(request: StaffRequest) -> dict[str, Any]:
    labels = {"gregorian": _("Common era"), "buddhist": _("Buddhist era")}
    options = []
    for calendar in CALENDARS:
        with counted_in(calendar):
            today = long_date(timezone.localtime(request.now))
        options.append({"value": calendar, "label": labels[calendar], "hint": _("Today: %(date)s") % {"date": today}})
    hint = _(
        "How years are shown to you, also on paper. A Buddhist year is the common year and 543, from 1 January on; long "
        "dates say both. You may write a year of either era anywhere."
    )
    return field("radios", "calendar", _("Years"), hint=hint, value=request.member.calendar, options=options)
