"""The single fields of the forms of a court file: each is told its kind of fact, the case, and what stands there."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.queries import units
from samaki.cases.documents.models import Document
from samaki.cases.models import Case, Person
from samaki.cases.operations import sees
from samaki.court import queries
from samaki.court.states import CATEGORIES, KINDS, MAY_LACK_CHOICE, MONEY
from samaki.court.telling import answers, offences
from samaki.web import words
from samaki.web.court import words as said
from samaki.web.fields import field, options
from samaki.web.hints import dates
from samaki.web.moments import short_date
from samaki.web.pages import StaffRequest

Line = dict[str, Any]
Value = Callable[[str], Any]

QUESTIONS: dict[str, Callable[[], str]] = {
    "complaint": lambda: _("Who made the complaint?"),
    "end": lambda: _("How did it end?"),
    "judged": lambda: _("What was decided?"),
    "party": lambda: _("Who asks for it?"),
    "appeal": lambda: _("What was decided?"),
    "receiver": lambda: _("Who received the money?"),
    "speaker": lambda: _("Who says so?"),
    "measure": lambda: _("Another measure, if there is one"),
}


def person_field(kind: str, case: Case, request: StaffRequest, value: Value) -> list[Line]:
    some = queries.accused_named(case)
    choices = [{"value": str(key), "label": described(one, request.lang)} for key, one in some]
    if "person" in KINDS[kind].takes:
        choices.insert(0, {"value": "", "label": _("Nobody in particular")})
    return [
        field(
            "select",
            "person",
            _("Of whom?"),
            options=choices,
            value=value("person"),
            hint=None,
            blank=None if "person" in KINDS[kind].takes else _("Choose"),
        )
    ]


def called(person: Person | None, lang: str) -> str:
    return words.part_name(person, lang) if person else _("An accused who is not open to your unit")


def described(person: Person | None, lang: str) -> str:
    """With what is known of them: charging the wrong one of thirty is one slip."""
    said = called(person, lang)
    return f"{said}: {words.about_person(person, lang)}" if person else said


def offence_field(kind: str, case: Case, request: StaffRequest, value: Value) -> list[Line]:
    label = _("Which article?") if KINDS[kind].about == "charge" else _("Which article, if not all of them?")
    return [articles_field("offence", label, request, value("offence"))]


def articles_field(name: str, label: str, request: StaffRequest, value: str) -> Line:
    choices = [{"value": one.code, "label": said.offence(one.code, request.lang)} for one in offences()]
    return field(
        "select",
        name,
        label,
        options=choices,
        value=value,
        blank=_("Choose"),
        hint=_("Not legally verified: compare with the paper."),
    )


def child_field(kind: str, case: Case, request: StaffRequest, value: Value) -> list[Line]:
    """Who works in the court case for one child alone finds that child chosen: a payment of none is counted for none."""
    seen = case.people.filter(part="survivor", in_error_at=None).order_by("number")
    choices = [{"value": str(one.id), "label": words.part_name(one, request.lang)} for one in seen]
    new = request.method == "GET" and "act" in request.GET and not value("child")
    theirs = (
        choices[0]["value"] if new and len(choices) == 1 and not sees(case.id, "justice", None, request.member) else ""
    )
    return [
        field(
            "select",
            "child",
            _("Which child does it concern?"),
            options=choices,
            value=theirs or value("child"),
            blank=_("Choose") if "child" in KINDS[kind].must else _("None in particular, or all"),
            hint=None,
        )
    ]


def code_field(kind: str, case: Case, request: StaffRequest, value: Value) -> list[Line]:
    choices = options(answers(KINDS[kind].choice), request.lang)
    if kind in MAY_LACK_CHOICE:
        choices.insert(0, {"value": "", "label": _("None")})
    return [field("radios", "code", QUESTIONS[KINDS[kind].choice](), options=choices, value=value("code"), hint=None)]


def list_field(name: str, label: Callable[[], str]) -> Callable[..., list[Line]]:
    def made(kind: str, case: Case, request: StaffRequest, value: Value) -> list[Line]:
        return [
            field(
                "select",
                name,
                label(),
                options=options(
                    [one for one in answers(name) if not one.code.endswith("_unknown") or one.code == value(name)],
                    request.lang,
                ),
                value=value(name),
                blank=_("Not known"),
                hint=None,
            )
        ]

    return made


def category_field(kind: str, case: Case, request: StaffRequest, value: Value) -> list[Line]:
    choices = [{"value": code, "label": said.CATEGORIES[code]()} for code in (*CATEGORIES, "")]
    return [
        field(
            "radios",
            "category",
            _("Felony or misdemeanour?"),
            options=choices,
            value=value("category"),
            hint=_("The limits depend on it. If you do not know, those of both are shown."),
        )
    ]


def age_field(kind: str, case: Case, request: StaffRequest, value: Value) -> list[Line]:
    return [
        field(
            "text",
            "age",
            _("How old were they at that time?"),
            value=value("age"),
            narrow=True,
            inputmode="numeric",
            hint=_(
                "Years. A minor has other limits. Leave it empty if nobody knows: the limits of every age are shown."
            ),
        )
    ]


def until_field(kind: str, case: Case, request: StaffRequest, value: Value) -> list[Line]:
    return [
        field(
            "text",
            "until",
            _("Until when does the order run?"),
            value=value("until"),
            narrow=True,
            hint=dates(_("Leave it empty if the order does not say.")),
        )
    ]


def court_field(kind: str, case: Case, request: StaffRequest, value: Value) -> list[Line]:
    choices = [
        {"value": unit.code, "label": unit.name}
        for unit in units(request.now)
        if pack().agency_kinds[unit.kind].is_court
    ]
    return [
        field(
            "select",
            "court",
            _("Which court?"),
            options=choices,
            value=value("court"),
            blank=_("Not known, or none of these"),
            hint=None,
        )
    ]


def absent_field(kind: str, case: Case, request: StaffRequest, value: Value) -> list[Line]:
    choices = [{"value": "", "label": _("No")}, {"value": "yes", "label": _("Yes, in absence")}]
    return [field("radios", "absent", _("Was the accused absent?"), options=choices, value=value("absent"), hint=None)]


def term_field(name: str, label: Callable[[], str]) -> Callable[..., list[Line]]:
    def made(kind: str, case: Case, request: StaffRequest, value: Value) -> list[Line]:
        units_of = (("years", _("years")), ("months", _("months")), ("days", _("days")))
        return [
            field(
                "text",
                f"{name}_{part}",
                _("%(what)s: %(unit)s") % {"what": label(), "unit": unit},
                value=value(f"{name}_{part}"),
                narrow=True,
                inputmode="numeric",
                hint=None,
            )
            for part, unit in units_of
        ]

    return made


def money_field(kind: str, case: Case, request: StaffRequest, value: Value) -> list[Line]:
    choices = [{"value": code, "label": said.MONEY[code]()} for code in MONEY]
    return [
        field(
            "radios",
            "money",
            _("Had money or a gift to do with it?"),
            options=choices,
            value=value("money"),
            hint=_(
                "If it was offered or given, somebody makes sure of the child within a day, and lawyer and prosecutor are told."
            ),
        )
    ]


def amount_field(kind: str, case: Case, request: StaffRequest, value: Value) -> list[Line]:
    label = _("How much is the fine, if there is one?") if kind == "sentenced" else _("How much?")
    named = [
        {"value": code, "label": said.money(Decimal(1), code).split(" ", 1)[1]} for code in pack().sitting.currencies
    ]
    return [
        field(
            "text",
            "amount",
            label,
            value=value("amount"),
            narrow=True,
            inputmode="decimal",
            hint=_("Example: 10,000,000."),
        ),
        field(
            "select",
            "currency",
            _("In which currency?"),
            options=named,
            value=value("currency") or pack().sitting.currencies[0],
            hint=None,
        ),
    ]


def file_field(kind: str, case: Case, request: StaffRequest, value: Value) -> list[Line]:
    return [
        field(
            "text",
            "file",
            _("Which of the court's own files is it in now?"),
            value=value("file"),
            narrow=True,
            inputmode="numeric",
            hint=_("Count them: 1 is the first file, 2 the one that was severed from it. This case stays one case."),
        )
    ]


def document_field(kind: str, case: Case, request: StaffRequest, value: Value) -> list[Line]:
    rows = Document.objects.filter(case=case, compartment="justice").order_by("-id")[:100]
    if not rows:
        return []
    lists = pack().reasons["document"]
    named = [
        {
            "value": str(one.id),
            "label": f"{lists[one.kind].label(request.lang) if one.kind in lists else one.kind}, {short_date(one.recorded_at)}",
        }
        for one in rows
    ]
    return [
        field(
            "select",
            "document",
            _("Which paper says so?"),
            options=named,
            value=value("document"),
            blank=_("None of the file"),
            hint=None,
        )
    ]
