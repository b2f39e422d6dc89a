"""The form of a fact of a court file: one for each kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import calendar, pack
from samaki.agencies.queries import units
from samaki.cases.documents.models import Document
from samaki.cases.models import Case, Person
from samaki.court import queries
from samaki.court.models import CourtFact
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


def fields(kind: str, case: Case, request: StaffRequest, values: Mapping[str, Any]) -> list[Line]:
    """All fields of this kind; `values`: what stands there before anybody types."""
    given = request.POST if request.method == "POST" else values
    made = [_when_field(kind, given.get("at", ""))]
    for name in _names(kind):
        made += FIELDS[name](kind, case, request, lambda key: given.get(key, ""))
    made.append(field("area", "text", _("In your own words"), value=given.get("text", ""), rows=3,
                      hint=_("Sealed with the facts of the case: only who reads the justice part reads this.")))  # fmt: skip
    return made


def _names(kind: str) -> list[str]:
    """Fields in the order in which they are asked."""
    one = KINDS[kind]
    takes = {*one.takes}
    if one.about != "case":
        takes.add("person")
    if one.about == "charge":
        takes.add("offence")
    if one.choice:
        takes.add("code")
    return [name for name in FIELDS if name in takes]


def _when_field(kind: str, value: str) -> Line:
    label = _("When did they arrive at the unit that holds them?") if kind == "arrested" else _("When was it?")
    return field("text", "at", label, value=value, narrow=True, hint=dates(_("As exactly as you know it.")))


def _person(kind: str, case: Case, request: StaffRequest, value: Value) -> list[Line]:
    some = queries.accused_named(case)
    choices = [{"value": str(key), "label": _name(one, request.lang)} for key, one in some]
    if "person" in KINDS[kind].takes:
        choices.insert(0, {"value": "", "label": _("Nobody in particular")})
    return [field("select", "person", _("Of whom?"), options=choices, value=value("person"), hint=None,
                  blank=None if "person" in KINDS[kind].takes else _("Choose"))]  # fmt: skip


def _name(person: Person | None, lang: str) -> str:
    return words.part_name(person, lang) if person else _("An accused who is not open to your unit")


def _offence(kind: str, case: Case, request: StaffRequest, value: Value) -> list[Line]:
    label = _("Which article?") if KINDS[kind].about == "charge" else _("Which article, if not all of them?")
    return [_articles("offence", label, request, value("offence"))]


def _articles(name: str, label: str, request: StaffRequest, value: str) -> Line:
    choices = [{"value": one.code, "label": said.offence(one.code, request.lang)} for one in offences()]
    return field("select", name, label, options=choices, value=value, blank=_("Choose"), hint=_("Not legally verified: compare with the paper."))


def _child(kind: str, case: Case, request: StaffRequest, value: Value) -> list[Line]:
    seen = case.people.filter(part="survivor", in_error_at=None).order_by("number")
    choices = [{"value": str(one.id), "label": words.part_name(one, request.lang)} for one in seen]
    return [field("select", "child", _("Which child does it concern?"), options=choices, value=value("child"),
                  blank=_("None in particular, or all"), hint=None)]  # fmt: skip


def _code(kind: str, case: Case, request: StaffRequest, value: Value) -> list[Line]:
    choices = options(answers(KINDS[kind].choice), request.lang)
    if kind in MAY_LACK_CHOICE:
        choices.insert(0, {"value": "", "label": _("None")})
    return [field("radios", "code", QUESTIONS[KINDS[kind].choice](), options=choices, value=value("code"), hint=None)]


def _list(name: str, label: Callable[[], str]) -> Callable[..., list[Line]]:
    def made(kind: str, case: Case, request: StaffRequest, value: Value) -> list[Line]:
        return [field("select", name, label(), options=options(answers(name), request.lang), value=value(name), blank=_("Not known"), hint=None)]

    return made


def _category(kind: str, case: Case, request: StaffRequest, value: Value) -> list[Line]:
    choices = [{"value": code, "label": said.CATEGORIES[code]()} for code in (*CATEGORIES, "")]
    return [field("radios", "category", _("Felony or misdemeanour?"), options=choices, value=value("category"),
                  hint=_("The limits depend on it. If you do not know, those of both are shown."))]  # fmt: skip


def _age(kind: str, case: Case, request: StaffRequest, value: Value) -> list[Line]:
    return [field("text", "age", _("How old were they at that time?"), value=value("age"), narrow=True, inputmode="numeric",
                  hint=_("Years. A minor has other limits. Leave it empty if nobody knows: the limits of every age are shown."))]  # fmt: skip


def _until(kind: str, case: Case, request: StaffRequest, value: Value) -> list[Line]:
    return [field("text", "until", _("Until when does the order run?"), value=value("until"), narrow=True,
                  hint=dates(_("Leave it empty if the order does not say.")))]  # fmt: skip


def _court(kind: str, case: Case, request: StaffRequest, value: Value) -> list[Line]:
    choices = [{"value": unit.code, "label": unit.name} for unit in units(request.now) if pack().agency_kinds[unit.kind].is_court]
    return [field("select", "court", _("Which court?"), options=choices, value=value("court"), blank=_("Not known, or none of these"), hint=None)]


def _absent(kind: str, case: Case, request: StaffRequest, value: Value) -> list[Line]:
    choices = [{"value": "", "label": _("No")}, {"value": "yes", "label": _("Yes, in absence")}]
    return [field("radios", "absent", _("Was the accused absent?"), options=choices, value=value("absent"), hint=None)]


def _term(name: str, label: Callable[[], str]) -> Callable[..., list[Line]]:
    def made(kind: str, case: Case, request: StaffRequest, value: Value) -> list[Line]:
        units_of = (("years", _("years")), ("months", _("months")), ("days", _("days")))
        return [field("text", f"{name}_{part}", _("%(what)s: %(unit)s") % {"what": label(), "unit": unit}, value=value(f"{name}_{part}"), narrow=True, inputmode="numeric", hint=None)
                for part, unit in units_of]  # fmt: skip

    return made


def _money(kind: str, case: Case, request: StaffRequest, value: Value) -> list[Line]:
    choices = [{"value": code, "label": said.MONEY[code]()} for code in MONEY]
    return [field("radios", "money", _("Had money or a gift to do with it?"), options=choices, value=value("money"),
                  hint=_("If it was offered or given, somebody makes sure of the child within a day, and lawyer and prosecutor are told."))]  # fmt: skip


def _amount(kind: str, case: Case, request: StaffRequest, value: Value) -> list[Line]:
    label = _("How much is the fine, if there is one?") if kind == "sentenced" else _("How much?")
    named = [{"value": code, "label": said.money(Decimal(1), code).split(" ", 1)[1]} for code in pack().sitting.currencies]
    return [field("text", "amount", label, value=value("amount"), narrow=True, inputmode="decimal", hint=None),
            field("select", "currency", _("In which currency?"), options=named, value=value("currency") or pack().sitting.currencies[0], hint=None)]  # fmt: skip


def _file(kind: str, case: Case, request: StaffRequest, value: Value) -> list[Line]:
    return [field("text", "file", _("Which of the court's own files is it in now?"), value=value("file"), narrow=True, inputmode="numeric",
                  hint=_("Count them: 1 is the first file, 2 the one that was severed from it. This case stays one case."))]  # fmt: skip


def _document(kind: str, case: Case, request: StaffRequest, value: Value) -> list[Line]:
    rows = Document.objects.filter(case=case, compartment="justice").order_by("-id")[:100]
    if not rows:
        return []
    lists = pack().reasons["document"]
    named = [{"value": str(one.id), "label": f"{lists[one.kind].label(request.lang) if one.kind in lists else one.kind}, {short_date(one.recorded_at)}"}
             for one in rows]  # fmt: skip
    return [field("select", "document", _("Which paper says so?"), options=named, value=value("document"), blank=_("None of the file"), hint=None)]


FIELDS: dict[str, Callable[..., list[Line]]] = {
    "person": _person,
    "offence": _offence,
    "to_offence": lambda kind, case, request, value: [
        _articles("to_offence", _("Which article is it now?"), request, value("to_offence"))
    ],
    "child": _child,
    "code": _code,
    "money": _money,
    "category": _category,
    "age": _age,
    "ground": _list("ground", lambda: _("On what ground?")),
    "decider": _list("decider", lambda: _("Who decided it?")),
    "until": _until,
    "absent": _absent,
    "prison": _term("prison", lambda: _("Prison")),
    "suspended": _term("suspended", lambda: _("Of this suspended")),
    "amount": _amount,
    "file": _file,
    "court": _court,
    "document": _document,
}
"""Field -> how it is shown, in the order in which they are asked."""


def values_of(row: CourtFact, courts: Mapping[int, str], text: str) -> dict[str, Any]:
    """A fact as it would be typed."""
    terms = {f"{name}_{part}": str(value) for name in ("prison", "suspended") for part, value in row.detail.get(name, {}).items()}
    return {
        "at": typed_as(row.at, row.precision), "person": str(row.person_id or ""), "child": str(row.child_id or ""), "offence": row.offence,
        "code": row.code, "until": typed_as(row.until, "instant") if row.until else "", "court": courts.get(row.court, "") if row.court else "",
        "category": row.category, "age": "" if row.age is None else str(row.age), "text": text,
        "amount": "" if row.amount is None else f"{row.amount.normalize():f}", "currency": row.currency,
        "document": str(row.document_id or ""), "absent": "yes" if row.detail.get("absent") else "",
        **{name: str(row.detail.get(name, "")) for name in ("to_offence", "decider", "ground", "money", "file")}, **terms,
    }  # fmt: skip


def typed_as(at: datetime, precision: str) -> str:
    here = calendar().local(at)
    shapes = {"instant": "%Y-%m-%d %H:%M", "day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}
    return f"{here:{shapes[precision]}}"
