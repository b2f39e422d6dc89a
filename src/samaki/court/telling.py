"""What a member tells for a court file, looked at before it is written: each wrong field with its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.cases.births import check_after_birth
from samaki.cases.documents.models import Document
from samaki.cases.models import Case, Person
from samaki.countries.partial_dates import CLOCKS_DIFFER
from samaki.court.states import CATEGORIES, KINDS, MAY_LACK_CHOICE, MONEY, Kind
from samaki.database.refusals import Gathered, together

LONGEST = 4000
"""Letters of what is written with a fact."""

AHEAD = timedelta(days=366 * 40)
"""No order runs longer."""

PARTS = ("accused", "person_named")
"""Of whom a court file tells. A witness who is charged is put on the file once more, as a person named."""

MOST_AMOUNT = Decimal(10) ** 12
MOST_FILES = 99
TERM = {"years": 99, "months": 1200, "days": 36500}
"""Longest prison term that is written, in each of its parts."""


@dataclass(frozen=True)
class Told:
    """A fact as it was told; `kind` says which fields belong to it, and the others are left out. `prison`, `suspended`: years, months,
    days. `confirmed`: whoever tells it was asked about what is odd in it, and says that it is so."""

    kind: str
    at: datetime | None
    precision: str = "instant"
    person: Person | None = None
    child: Person | None = None
    offence: str = ""
    to_offence: str = ""
    code: str = ""
    until: datetime | None = None
    court: Unit | None = None
    category: str = ""
    age: int | None = None
    decider: str = ""
    ground: str = ""
    absent: bool = False
    money: str = ""
    file: int | None = None
    prison: Mapping[str, int] = field(default_factory=dict)
    suspended: Mapping[str, int] = field(default_factory=dict)
    amount: Decimal | None = None
    currency: str = ""
    document_id: UUID | None = None
    text: str = ""
    confirmed: bool = False

    @property
    def detail(self) -> dict[str, Any]:
        """The codes and numbers that are kept together on the row; what its kind does not take is left out."""
        given: dict[str, Any] = {
            "to_offence": self.to_offence, "decider": self.decider, "ground": self.ground, "money": self.money, "file": self.file,
            "absent": self.absent, "prison": {k: v for k, v in self.prison.items() if v},
            "suspended": {k: v for k, v in self.suspended.items() if v},
        }  # fmt: skip
        return {name: value for name, value in given.items() if name in KINDS[self.kind].takes and value}


def answers(question: str) -> list[Any]:
    """The choices of one question, of the pack's list."""
    return [one for one in pack().reasons["court"].values() if one.says == question]


def offences() -> list[Any]:
    """Articles by which somebody can be charged."""
    return [one for one in pack().offences.values() if one.kind == "offence"]


def check_told(told: Told, case: Case, now: datetime) -> None:
    """Each wrong field; a day that is long over, or before the charge, is none of them."""
    with together() as wrong:
        kind = KINDS.get(told.kind)
        if kind is None:
            wrong.wrong(_("Choose what is to be written down, from the list."), field="kind")
            return
        _check_when(told, now, wrong)
        _check_people(told, kind, case, wrong)
        _check_codes(told, kind, wrong)
        _check_numbers(told, kind, wrong)
        if len(told.text) > LONGEST:
            wrong.wrong(
                _("This is too long. Please keep it under %(limit)s letters.") % {"limit": LONGEST}, field="text"
            )
        if told.document_id and not Document.objects.filter(id=told.document_id, case=case).exists():
            wrong.wrong(_("Choose a document of this case."), field="document")


def _check_when(told: Told, now: datetime, wrong: Gathered) -> None:
    if told.at is None:
        wrong.wrong(_("Write when it was, as exactly as you know it: a year alone is enough."), field="at")
        return
    if told.at > now + CLOCKS_DIFFER:
        wrong.wrong(_("This lies in the future. Write when it happened."), field="at")
    if told.until is not None and not told.at < told.until <= told.at + AHEAD:
        wrong.wrong(_("The end of the order must come after its beginning. Look at both dates again."), field="until")


def _check_people(told: Told, kind: Kind, case: Case, wrong: Gathered) -> None:
    if kind.about != "case" and told.person is None:
        wrong.wrong(_("Choose of whom it is told."), field="person")
    if told.person is not None and (told.person.case_id != case.id or told.person.part not in PARTS):
        wrong.wrong(_("Choose a person from the list."), field="person")
    if told.child is not None and (told.child.case_id != case.id or told.child.part != "survivor"):
        wrong.wrong(_("Choose a child of this case."), field="child")
    if "child" in kind.must and told.child is None:
        wrong.wrong(_("Choose a child of this case."), field="child")
    for one in (told.person, told.child):
        if one is not None:
            check_after_birth(one, told.at, "at")


def _check_codes(told: Told, kind: Kind, wrong: Gathered) -> None:
    _check_articles(told, kind, wrong)
    if not _is_answer(told.code, kind.choice, needed=told.kind not in MAY_LACK_CHOICE):
        wrong.wrong(_("Choose one from the list."), field="code")
    for name in ("decider", "ground"):
        if name in kind.takes and not _is_answer(getattr(told, name), name):
            wrong.wrong(_("Choose one from the list."), field=name)
    if "category" in kind.takes and told.category not in ("", *CATEGORIES):
        wrong.wrong(_("Choose one from the list."), field="category")
    if "money" in kind.must and told.money not in MONEY:
        wrong.wrong(_("Say whether money or a gift had to do with it."), field="money")
    if told.court is not None and not pack().agency_kinds[told.court.kind].is_court:
        wrong.wrong(_("This unit is no court. Choose the court from the list, or leave it open."), field="court")


def _check_articles(told: Told, kind: Kind, wrong: Gathered) -> None:
    charges = {one.code for one in offences()}
    if (kind.about == "charge" or told.offence) and told.offence not in charges:
        wrong.wrong(_("Choose the article from the list."), field="offence")
    if "to_offence" in kind.must and (told.to_offence not in charges or told.to_offence == told.offence):
        wrong.wrong(_("Choose the new article from the list; it must be another one."), field="to_offence")


def _is_answer(code: str, question: str, *, needed: bool = False) -> bool:
    """Whether a code answers the question; no question, and no answer where none is needed, are well."""
    if not question or not (code or needed):
        return True
    return code in {one.code for one in answers(question)}


def _check_numbers(told: Told, kind: Kind, wrong: Gathered) -> None:
    if told.age is not None and not 0 <= told.age <= 120:
        wrong.wrong(_("Write an age from 0 to 120 years, or leave it empty."), field="age")
    if "file" in kind.must and (told.file is None or not 1 <= told.file <= MOST_FILES):
        wrong.wrong(_("Write the number of the court's own file here: 1 is the first one, 2 the next."), field="file")
    for name, term in (("prison", told.prison), ("suspended", told.suspended)):
        for part, value in term.items():
            if part not in TERM or not 0 <= value <= TERM[part]:
                wrong.wrong(
                    _("A term this long cannot be right. Look at years, months and days again."), field=f"{name}_{part}"
                )
    _check_sentence(told, wrong)
    _check_amount(told, kind, wrong)


def _check_sentence(told: Told, wrong: Gathered) -> None:
    said = (told.code, *told.prison.values(), *told.suspended.values(), told.amount, told.text.strip())
    if told.kind == "sentenced" and not any(said):
        wrong.wrong(
            _("Write what the sentence is: prison, a fine, another measure, or in your own words."),
            field="prison_years",
        )


def _check_amount(told: Told, kind: Kind, wrong: Gathered) -> None:
    if "amount" in kind.must and told.amount is None:
        wrong.wrong(_("Write how much it is."), field="amount")
    if told.amount is None or "amount" not in kind.takes:
        return
    if not told.amount.is_finite() or not 0 < told.amount < MOST_AMOUNT or told.amount != round(told.amount, 2):
        wrong.wrong(_("Write an amount of money in figures, above nothing."), field="amount")
    if told.currency not in pack().sitting.currencies:
        wrong.wrong(_("Choose the currency from the list."), field="currency")
