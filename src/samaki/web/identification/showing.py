"""The page of how a child stands: decided by whom, proposed by whom, taken for a child or not."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.queries import NamesThen, names_then
from samaki.cases.models import Person
from samaki.cases.remarks import Said, remarks_on
from samaki.cases.rules import may
from samaki.countries import Coded
from samaki.journeys.identification import rules
from samaki.journeys.identification.models import Identification
from samaki.journeys.identification.queries import Standing
from samaki.journeys.identification.states import POSSIBLE
from samaki.web import words
from samaki.web.children.frame import Line, Reader, fold, href, line, mistake, reader_of, section
from samaki.web.fields import field, options
from samaki.web.hints import happened
from samaki.web.identification import words as said
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest
from samaki.web.story import when_words


def sections(child: Person, stands: Standing, request: StaffRequest) -> list[Line]:
    """Decisions, proposals, age; the newest first, what can be written beneath each."""
    reader = reader_of(child, request)
    decides = reader.writes and may(rules.check_decides, request.member)
    rows = [*stands.decisions, *stands.proposals, *stands.ages]
    names, remarks = names_then({row.unit for row in rows}), remarks_on([row.id for row in rows])

    def lines(found: list[Identification]) -> list[Line]:
        return [_line(row, names, remarks, reader, request) for row in reversed(found)]

    return [
        section("decide", _("Decided by the body that the law names"), lines(stands.decisions), empty=_("Nothing is decided yet."),
                lead="" if decides else _("Your unit does not decide this. Propose it, and hand on what you know."),
                folds=[_decide(child, stands, request)] if decides else []),
        section("propose", _("Proposed"), lines(stands.proposals), empty=_("Nobody has proposed anything."),
                lead=_("A proposal decides nothing."), folds=[_propose(child, request)] if reader.writes else []),
        section("age", _("Age"), lines(stands.ages), empty=_("Nobody has looked into the age."),
                folds=[_age(child, request)] if reader.writes else []),
    ]  # fmt: skip


def notes(stands: Standing, request: StaffRequest) -> list[dict[str, str]]:
    """How the child stands now; that help does not hang on it."""
    status = words.reason_name("victim_status", stands.status, request.lang)
    found = [{"state": said.SIGNS.get(stands.status, "next"), "words": _("Now: %(status)s.") % {"status": status}}]
    taken = _("Taken for a child.") if stands.is_child else _("Found to be an adult.")
    doubt = bool(stands.ages) and stands.ages[-1].age == "doubt"
    found.append(
        {
            "state": "held",
            "words": _("Age in doubt: taken for a child meanwhile.") if doubt and stands.is_child else taken,
        }
    )
    found.append({"state": "next", "words": _("Care and safety go on, whatever is decided here: no step ends by it.")})
    return found


def _line(
    row: Identification, names: NamesThen, remarks: dict[UUID, list[Said]], reader: Reader, request: StaffRequest
) -> Line:
    lang = request.lang
    if row.sort == "age":
        sign, answer = said.AGES[row.age]
        title, state = words.reason_name("age_method", row.method, lang), answer()
    else:
        sign, state = said.SIGNS.get(row.status, "next"), ""
        title = words.reason_name("victim_status", row.status, lang)
        state = words.reason_name("identification_form", row.form, lang) if row.form else _("A proposal")
    rows = [
        (_("Why it was decided again"), words.reason_name("identified_again", row.again, lang) if row.again else ""),
        (_("Years"), _years(row)),
        (_("By"), _("%(unit)s, %(time)s") % {"unit": names.at(row.unit, row.recorded_at), "time": when_words(row)}),
    ]  # fmt: skip
    mends = row.in_error_at is None and reader.mends(row)
    return line(
        title,
        state=sign,
        state_words=state,
        said=[one.text for one in remarks.get(row.id, [])],
        rows=rows,
        struck=row.in_error_at is not None,
        folds=[mistake(f"/identifications/{row.id}/mistake/", row.id)] if mends else [],
    )


def _years(row: Identification) -> str:
    """`14 to 16`."""
    if row.youngest is None and row.oldest is None:
        return ""
    if row.youngest is None or row.oldest is None or row.youngest == row.oldest:
        return digits(row.youngest if row.youngest is not None else row.oldest)
    return _("%(from)s to %(to)s") % {"from": digits(row.youngest), "to": digits(row.oldest)}


# ---------------------------------------------------------------- forms
def _decide(child: Person, stands: Standing, request: StaffRequest) -> dict[str, Any]:
    kind, lists = request.member.unit.kind, pack().reasons
    mine = [form for form in lists["identification_form"].values() if kind in (form.decided_by or ())]
    statuses = [one for one in lists["victim_status"].values() if one.code != POSSIBLE]
    again = field(
        "radios",
        "again",
        _("Why is it decided again?"),
        options=options(lists["identified_again"].values(), request.lang),
        hint=None,
    )
    fields = [
        _radios("status", _("What is decided?"), statuses, request),
        _radios("form", _("By which form?"), mine, request),
        *([again] if stands.decided is not None else []),
        _why(),
        field("text", "occurred_at", _("When was it decided?"), narrow=True, hint=happened()),
    ]  # fmt: skip
    return fold(href(child, "identification") + "decide/", _("Decide"), _("Record the decision"), fields)


def _propose(child: Person, request: StaffRequest) -> dict[str, Any]:
    fields = [
        _radios("status", _("What do you propose?"), list(pack().reasons["victim_status"].values()), request),
        _why(),
    ]
    return fold(href(child, "identification") + "propose/", _("Propose"), _("Send the proposal"), fields)


def _age(child: Person, request: StaffRequest) -> dict[str, Any]:
    found = [{"value": code, "label": name()} for code, (_sign, name) in said.AGES.items()]
    fields = [
        _radios("method", _("How was the age found?"), list(pack().reasons["age_method"].values()), request),
        field("radios", "age", _("What was found?"), options=found, hint=_("In doubt, choose so: the person is taken for a child.")),
        field("number", "youngest", _("Youngest possible age"), narrow=True, hint=None),
        field("number", "oldest", _("Oldest possible age"), narrow=True, hint=None),
        _why(),
        field("text", "occurred_at", _("When was it?"), narrow=True, hint=happened()),
    ]  # fmt: skip
    return fold(
        href(child, "identification") + "age/", _("The age was looked into"), _("Record what was found"), fields
    )


def _radios(name: str, label: str, entries: list[Any], request: StaffRequest) -> dict[str, Any]:
    known: list[Coded] = entries
    return field("radios", name, label, options=options(known, request.lang), hint=None)


def _why() -> dict[str, Any]:
    return field("area", "text", _("Why, in words"), rows=3,
                 hint=_("Sealed with the facts of the case: only who reads the justice part reads this."))  # fmt: skip
