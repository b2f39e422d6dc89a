"""What is odd in a fact that was typed is asked about once, beside its field, and taken when it is sent again: kept as confirmed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.cases.models import Case
from samaki.court import operations
from samaki.court.doubts import AGAIN, ARRESTED, SENTENCED
from samaki.court.states import KINDS
from samaki.court.telling import Told, check_told
from samaki.database.refusals import tell
from samaki.web.court import words as said
from samaki.web.fields import Unsure, typed
from samaki.web.pages import StaffRequest

ASKED: dict[str, Callable[[], str]] = {
    AGAIN: lambda: _("This is recorded already: %(what)s, %(day)s. Again?"),
    ARRESTED: lambda: _("An arrest is recorded already, %(day)s, and no end of it. Was this person arrested again?"),
    SENTENCED: lambda: _("A sentence is recorded already, %(day)s. Is this one of another court, on appeal for example? Both stay on the "
                         "file, and the later one counts."),
    "charged_twice": lambda: _("A charge of this article against this person is recorded already, %(day)s. Is this another one?"),
}  # fmt: skip
"""Code -> the question; of all others it is the warning that will stand on the page."""

BESIDE = {
    "charged_twice": "offence", "judged_uncharged": "offence", "judged_before_charge": "offence", "two_judgments": "offence",
    SENTENCED: "prison_years", "suspended_more": "prison_years", "sentenced_unjudged": "prison_years", "paid_more": "amount",
}  # fmt: skip
"""Code -> the field beside which it is asked; all others: beside the person, or the words where there is none."""


def asked(told: Told, case: Case, request: StaffRequest, *, instead_of: UUID | None = None) -> Told:
    """The same, marked as confirmed where something was odd and the form was sent once more; else each question is told (`Unsure`)."""
    check_told(told, case, request.now)
    found = operations.odd_about(case=case, told=told, by=request.member, now=request.now, instead_of=instead_of)
    usual = "text" if KINDS[told.kind].about == "case" else "person"
    for name in dict.fromkeys(BESIDE.get(code, usual) for code in found):
        codes = [code for code in found if BESIDE.get(code, usual) == name]
        sure = _sure(codes, told, typed(request, "at"))
        if typed(request, f"{name}_sure") != sure:
            tell(Unsure(_question(codes, found), sure, name))
    return replace(told, confirmed=bool(found))


def _sure(codes: list[str], told: Told, at: str) -> str:
    """Another day, article or person is asked about anew. `at`: as it was typed."""
    about = (at, told.offence, told.person.id if told.person else "", told.child.id if told.child else "")
    return " ".join([*codes, *(str(one) for one in about if one)])


def _question(codes: list[str], found: Mapping[str, Any]) -> str:
    return " ".join(
        [
            *(_words(code, found[code]) for code in codes),
            _("If it is right, press the button once more; else correct it."),
        ]
    )


def _words(code: str, row: Any) -> str:
    if code not in ASKED:
        return said.WARNINGS[code]()
    told = (
        {"what": said.kind(row.kind), "day": said.when(row.at, row.precision)}
        if row is not None
        else {"what": "", "day": ""}
    )
    return ASKED[code]() % told
