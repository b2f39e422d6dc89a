"""The form in which a release is drafted."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import calendar
from samaki.database.refusals import together
from samaki.insights.publication.operations import draft_release
from samaki.publicstats.models import FigureRelease
from samaki.publicstats.states import REASONS
from samaki.web.fields import field, mark, typed, typed_list, typed_number
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest
from samaki.web.public.published import REASONS as REASON_WORDS

YEARS = 15
"""So many years that have ended can be chosen."""


@together()
def drafted(request: StaffRequest) -> FigureRelease:
    """What was chosen, as a draft."""
    years = [int(year) for year in typed_list(request, "years") if year.isascii() and year.isdigit() and len(year) == 4]
    return draft_release(
        years=years, corrects=typed_number(request, "corrects", most=999_999),
        reason=typed(request, "reason"), by=request.member, now=request.now,
    )  # fmt: skip


def form(request: StaffRequest, errors: list[dict[str, str]]) -> dict[str, Any]:
    """Empty, or with what was chosen."""
    post = request.POST
    last = calendar().local(request.now).year - 1
    years = [{"value": str(year), "label": digits(year)} for year in range(last, last - YEARS, -1)]
    standing = FigureRelease.objects.filter(state="published").order_by("-number")[:50]
    corrected = [
        {"value": str(row.number), "label": _("Release %(number)s") % {"number": digits(row.number)}}
        for row in standing
    ]
    fields = [
        field("checks", "years", _("Which years?"), options=years, value=post.getlist("years") if post else [str(last)],
              hint=_("Only years that have ended. A year that was published before stays as it was, unless this corrects it.")),
    ]  # fmt: skip
    if corrected:
        fields.append(field("select", "corrects", _("Does it correct another release?"), options=corrected, value=post.get("corrects", ""),
                            blank=_("No"), hint=None))  # fmt: skip
        fields.append(field("select", "reason", _("What was wrong?"), options=reasons(), value=post.get("reason", ""),
                            blank=_("Nothing: it corrects none"), hint=None))  # fmt: skip
    mark(fields, errors)
    lead = _(
        "The figures are counted from what was done, made safe and rounded by the system. Then every agency whose work is in them is asked."
    )
    return {"title": _("Prepare a release of figures"), "lead": lead, "fields": fields, "errors": errors, "section": "measures",
            "submit_label": _("Count it"), "back": {"href": "/publication/", "label": _("Public figures")}}  # fmt: skip


def reasons() -> list[dict[str, str]]:
    """The list from which a reason is chosen."""
    return [{"value": code, "label": REASON_WORDS[code]()} for code in REASONS]
