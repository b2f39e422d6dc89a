"""A request for protection to a court or a prosecution of the area that has no part in the case: something of the child is shared with it
first, in the same act, by the operation of every sharing. What the paper says is then what that unit may read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.cases.models import Case, Person
from samaki.cases.operations import sees
from samaki.cases.sharing import operations as sharing
from samaki.database.refusals import Invalid, together
from samaki.journeys.papers.kinds import PROTECTION
from samaki.web import words
from samaki.web.directory.sure import ask, sure
from samaki.web.fields import field, options, read_moment, typed
from samaki.web.hints import dates
from samaki.web.moments import short_moment
from samaki.web.pages import StaffRequest
from samaki.web.sharing.showing import parts_words

PURPOSE = "trial"
"""Of the pack's list: charge and trial."""


def fields(request: StaffRequest) -> list[dict[str, Any]]:
    """On which ground, and until when, for a unit that reads nothing yet."""
    post = request.POST
    return [
        field("radios", "ground", _("On which ground does it read this?"), value=post.get("ground", ""),
              options=options(pack().reasons["sharing_ground"].values(), request.lang),
              hint=_("Only for a court or a prosecution that has no part in this case that you know of.")),
        field("text", "until", _("Until when does it read this?"), value=post.get("until", ""), narrow=True,
              hint=dates(after=_("Only for such a unit. A date counts to the end of that day."))),
    ]  # fmt: skip


def first(case: Case, unit: Unit, child: Person | None, request: StaffRequest) -> HttpResponse | None:
    """Shares what the paper needs, or asks whether it shall: the page to answer with; None once it is shared. Raises Invalid for each
    wrong field of the form."""
    with together() as told:
        given: dict[str, Any] = {
            "child": child, "to_unit": unit, "compartments": _parts(case, child, request), "purpose": PURPOSE,
            "ground": typed(request, "ground"), "until": told.of(_until, request), "text": typed(request, "text"),
        }  # fmt: skip
        try:
            sharing.check_shares(case=case, **given, by=request.member, now=request.now)
        except Invalid as refusal:
            raise refusal.renamed(person="child", compartments="to_unit", purpose="to_unit") from None
    if not sure(request):
        return _ask(case, given, request)
    sharing.share(case=case, **given, by=request.member, now=request.now)
    return None


def _parts(case: Case, child: Person | None, request: StaffRequest) -> list[str]:
    """The facts of the court case where our unit works in them; else the identity of the child that is asked for."""
    key = child.id if child else None
    if sees(case.id, "justice", key, request.member, works=True):
        return ["justice"]
    if child is None:
        raise Invalid(_("Choose the child: your unit does not work in the court case as a whole."), field="child")
    return ["identity"]


def _until(request: StaffRequest) -> datetime | None:
    """A moment; a date counts to its end."""
    text = typed(request, "until")
    moment, precision = read_moment(text, "until") if text else (None, "instant")
    return moment if moment is None or precision == "instant" else moment + timedelta(days=1, minutes=-1)


def _ask(case: Case, given: dict[str, Any], request: StaffRequest) -> HttpResponse:
    child, unit = given["child"], given["to_unit"]
    lines = [
        _("To: %(unit)s") % {"unit": unit.name},
        _("What: %(parts)s") % {"parts": parts_words(given["compartments"], request.lang)},
        _("About: %(who)s") % {"who": words.part_name(child, request.lang) if child else _("The whole case")},
        _("Ground: %(ground)s") % {"ground": words.reason_name("sharing_ground", given["ground"], request.lang)},
        _("Until: %(date)s") % {"date": short_moment(given["until"])},
        _("The paper says what that unit may read from then on. What they have read cannot be taken back."),
        *(
            [
                _(
                    "It also says on which days the child is called, when it was heard and what was asked for it, as your unit knows it."
                )
            ]
            if given["compartments"] == ["identity"]
            else []
        ),
    ]
    return ask(request, unit, _("Share this, and make the paper?"), lines, _("Yes, share it and make the paper"),
               f"/cases/{case.code}/papers/{PROTECTION}/", section="cases")  # fmt: skip
