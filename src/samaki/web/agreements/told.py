"""What is said of an agreement to whoever shares, before the second press."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from samaki.agencies.models import Unit
from samaki.journeys.agreements.queries import covering
from samaki.web.moments import long_date
from samaki.web.pages import StaffRequest

WITHOUT = ("legal_duty", "risk_of_harm", "court_order")
"""Grounds that need no agreement."""


def agreement_line(
    to_unit: Unit, purpose: str, compartments: Collection[str], ground: str, request: StaffRequest
) -> str:
    """One sentence; it never holds anybody back."""
    mine = request.member.unit.agency_id
    if mine == to_unit.agency_id:
        return _("Agreement: it is your own agency, none is needed.")
    state, row = covering(mine, to_unit.agency_id, purpose, compartments, request.now)
    if state == "covers" and row is not None:
        return _("Agreement: in force, to be looked at again by %(date)s.") % {"date": long_date(row.review_by)}
    found = {
        "overdue": _("Agreement: there is one, but it should have been looked at again."),
        "narrower": _("Agreement: there is one, but not for this purpose and these parts."),
        "none": _("Agreement: your agencies have recorded none."),
    }[state]
    more = _("Ask your confidentiality officer; what keeps the child safe does not wait for it.")
    if ground in WITHOUT:
        more = _("On this ground you share without it.")
    return f"{found} {more}"
