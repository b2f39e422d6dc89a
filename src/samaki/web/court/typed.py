"""What was typed into the form of a fact of a court file."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Unit
from samaki.cases.models import Case, Person
from samaki.countries.amounts import BadAmount, Unclear, read_amount
from samaki.court import queries
from samaki.court.states import KINDS
from samaki.court.telling import TERM, Told
from samaki.database.refusals import Invalid, tell
from samaki.web.fields import Unsure, read_moment, typed, typed_moment, typed_number
from samaki.web.likely import doubts
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest


def typed_told(kind: str, case: Case, request: StaffRequest) -> Told:
    """What was typed; wrong fields are told together with those of the operation."""
    at, precision = typed_moment(request, "at", request.now, doubts(case, None)[:1])
    terms = {
        name: {part: typed_number(request, f"{name}_{part}", most=most) or 0 for part, most in TERM.items()}
        for name in ("prison", "suspended")
        if name in KINDS[kind].takes
    }
    takes = KINDS[kind].takes
    return Told(
        kind=kind, at=at if typed(request, "at") else None, precision=precision, person=_typed_person(case, request),
        child=_typed_child(case, request), offence=typed(request, "offence"), to_offence=typed(request, "to_offence"),
        code=typed(request, "code"), until=_typed_until(request) if "until" in takes else None, court=_typed_court(request),
        category=typed(request, "category"), age=typed_number(request, "age", most=120) if "age" in takes else None,
        decider=typed(request, "decider"), ground=typed(request, "ground"), absent=typed(request, "absent") == "yes",
        money=typed(request, "money"), file=typed_number(request, "file", most=99) if "file" in takes else None,
        prison=terms.get("prison", {}), suspended=terms.get("suspended", {}), amount=_typed_amount(request) if "amount" in takes else None,
        currency=typed(request, "currency"), document_id=_typed_key(request, "document"), text=typed(request, "text"),
    )  # fmt: skip


def _typed_person(case: Case, request: StaffRequest) -> Person | None:
    key = _typed_key(request, "person")
    found = queries.person_for(case, key) if key else None
    if key and found is None:
        tell(Invalid(_("Choose a person from the list."), field="person"))
    return found


def _typed_child(case: Case, request: StaffRequest) -> Person | None:
    key = _typed_key(request, "child")
    found = Person.objects.select_related("case").filter(id=key, case=case, in_error_at=None).first() if key else None
    if key and found is None:
        tell(Invalid(_("Choose a child of this case."), field="child"))
    return found


def _typed_key(request: StaffRequest, name: str) -> UUID | None:
    text = typed(request, name)
    try:
        return UUID(text) if text else None
    except ValueError:
        tell(Invalid(_("Choose one from the list."), field=name))
        return None


def _typed_court(request: StaffRequest) -> Unit | None:
    code = typed(request, "court")
    found = Unit.objects.filter(code=code).first() if code else None
    if code and found is None:
        tell(Invalid(_("Choose a unit from the list."), field="court"))
    return found


def _typed_until(request: StaffRequest) -> datetime | None:
    text = typed(request, "until")
    try:
        return read_moment(text, "until")[0] if text else None
    except Invalid as refusal:
        tell(refusal)
        return None


def _typed_amount(request: StaffRequest) -> Decimal | None:
    """As `countries.amounts` reads it; what can be read in two ways is asked about once."""
    text = typed(request, "amount")
    try:
        found = read_amount(text) if text else None
    except Unclear as both:
        found = both.large
        if typed(request, "amount_sure") != text:
            said = _("Do you mean %(large)s? Then press the button once more; else write it without a point.")
            tell(Unsure(said % {"large": digits(f"{found:,}")}, text, "amount"))
            return None
    except BadAmount:
        found = Decimal(0)
    if found is not None and found <= 0:
        tell(Invalid(_("Write an amount of money in figures, above nothing. Example: 10,000,000."), field="amount"))
        return None
    return found
