"""What is shown of sharing: the list of a case, one disclosure, one consent."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.agencies.queries import NamesThen, leads, names_then
from samaki.cases.models import Case, Person, Relation
from samaki.cases.remarks import remarks_on
from samaki.cases.rules import may
from samaki.cases.sharing import consenting, ordering, queries, rules
from samaki.cases.sharing.models import Consent, Disclosure
from samaki.cases.sharing.operations import code_of
from samaki.cases.sharing.queries import Received
from samaki.vault.sealing import CannotOpen
from samaki.web import which, words
from samaki.web.fields import field, options
from samaki.web.moments import long_date, short_date, short_moment
from samaki.web.pages import StaffRequest
from samaki.web.story import when_words

ON_THE_CASE = 6
"""Lines on the case page; the whole list has a page of its own."""


def short(case: Case, request: StaffRequest) -> list[dict[str, str]]:
    """The newest lines of who received what, for the case page."""
    return _lines(queries.received(case, request.now)[:ON_THE_CASE], request)


def whole(case: Case, request: StaffRequest) -> dict[str, Any]:
    """Everything that `staff/sharing.html` needs."""
    base = f"/cases/{case.code}/sharing"
    gives = may(rules.check_gives, case, request.member, request.now)
    consents = queries.consents_of(case)
    ways = [
        {"label": _("Share parts of this file"), "href": f"{base}/give/"},
        {"label": _("Record that you do not share"), "href": f"{base}/keep/"},
        {"label": _("Record what was answered (consent)"), "href": f"{base}/consent/"},
    ]
    if may(ordering.check_orders, case, request.member, request.now):
        ways.append({"label": _("Record an order of a court"), "href": f"{base}/order/"})
    if gives and leads(request.member, request.member.unit, request.now):
        ways.append({"label": _("Decide in the child's best interests"), "href": f"{base}/best-interests/"})
    return {
        "code": case.code,
        "case_href": f"/cases/{case.code}/",
        "ways": ways if gives else [],
        "lines": _lines(queries.received(case, request.now), request),
        "consents": _consents(consents, request),
        "carers": [_carer(one, case, request) for one in queries.carers_of(case)],
        "conflict": rules.has_conflicted_guardian(case, None),
    }


def _lines(found: list[Received], request: StaffRequest) -> list[dict[str, str]]:
    units = names_then({key for one in found for key in (one.to, one.by) if key})
    named = which.children(one.child_id for one in found)
    known: dict[UUID, list[Relation]] = {}
    return [_line(one, units, named, request, known) for one in found]


def _line(
    one: Received, units: NamesThen, named: dict[UUID, str], request: StaffRequest, known: dict[UUID, list[Relation]]
) -> dict[str, str]:
    told = {"to": units.at(one.to, one.at), "by": units.at(one.by, one.at)}
    names = {"shared": _("%(to)s, from %(by)s"), "refused": _("NOT given to %(to)s by %(by)s"),
             "asked": _("%(to)s was asked by %(by)s"), "took": _("%(to)s took a step over"),
             "opened": _("%(to)s, in an emergency"), "ordered": _("%(to)s, by order of a court")}  # fmt: skip
    what = queries.opened_to(one.row, request.member, known) if one.row is not None else one.what
    said = [parts_words(what, request.lang), named.get(one.child_id, "") if one.child_id else "", _why(one, request.lang),
            short_moment(one.at), _standing_words(one, request.now)]  # fmt: skip
    line = {"name": names[one.how] % told, "text": " · ".join(part for part in said if part)}
    return line | ({"href": f"/disclosures/{one.row.id}/", "link": _("Open")} if one.row is not None else {})


def _why(one: Received, language: str) -> str:
    if one.how in ("asked", "took"):
        title = words.step_title(one.why, language) if one.why else ""
        return title if one.how == "took" else _("to decide about: %(step)s") % {"step": title} if title else ""
    if one.how == "opened":
        return words.reason_name("emergency", one.why, language)
    if one.how == "ordered":
        day = one.row.ordered_on if one.row else None
        return _("order of %(date)s") % {"date": short_date(day)} if day else ""
    lists = "not_sharing" if one.how == "refused" else "sharing_ground"
    why = words.reason_name("sharing_purpose", one.why, language)
    return f"{why} ({words.reason_name(lists, one.ground, language)})"


def _standing_words(one: Received, now: datetime) -> str:
    if one.how == "refused":
        return ""
    if one.ended is not None:
        return _("ended %(date)s") % {"date": short_moment(one.ended)}
    if one.row is None or one.row.until is None:
        return _("still open")
    waits = one.row.waits_for_second
    text = _("until %(date)s; sealed parts wait for a second person") if waits else _("until %(date)s")
    return text % {"date": short_moment(one.row.until)}


def parts_words(codes: tuple[str, ...] | list[str], language: str) -> str:
    """`Identity, Care`: parts of the file."""
    known = pack().compartments
    return ", ".join(known[code].label(language) for code in known if code in codes)


def _consents(rows: list[Consent], request: StaffRequest) -> list[dict[str, str]]:
    named = which.children(row.child_id for row in rows)
    return [
        {
            "name": result_words(row),
            "text": " · ".join(part for part in (
                words.reason_name("sharing_purpose", row.purpose, request.lang), row.to_unit.short_name,
                named.get(row.child_id, ""), when_words(row)) if part),
            "href": f"/consents/{row.id}/",
            "link": _("Open"),
        }
        for row in rows
    ]  # fmt: skip


def result_words(row: Consent) -> str:
    """What came out of asking, in a word."""
    if row.withdrawn_at is not None:
        return _("Withdrawn")
    texts = {"given": _("Consent given"), "refused": _("Consent NOT given"), "incomplete": _("Consent not complete"),
             "decided": _("Best interests: share"), "decided_against": _("Best interests: do not share")}  # fmt: skip
    return texts[row.result]


def _carer(person: Person, case: Case, request: StaffRequest) -> dict[str, str]:
    return {
        "name": words.part_name(person, request.lang),
        "text": words.reason_name("standing", rules.standing(person), request.lang),
        "href": f"/cases/{case.code}/people/{person.id}/standing/",
        "link": _("Say how this person stands to the child"),
    }


# ---------------------------------------------------------------- one disclosure
def disclosure(row: Disclosure, request: StaffRequest) -> dict[str, Any]:
    """Everything that `staff/given.html` needs for what was shared, or was not."""
    code, seen = code_of(row), Case.objects.filter(id=row.case_id).exists()
    refused = row.kind == "refuse"
    over = row.ended_at is not None or (row.until is not None and row.until <= request.now)
    mine = rules.is_of(row.from_unit_id, request.member)
    return {
        "code": code,
        "back_href": f"/cases/{code}/sharing/" if seen else "/desk/",
        "title": _("Not shared") if refused else _("Shared, and ended") if over else _("Shared"),
        "state": "stopped" if refused or over else "held",
        "rows": _disclosure_rows(row, request),
        "wrote": _said(row.id, request) if mine else [],
        "review": may(rules.check_reviews, row, request.member, request.now),
        "waits": row.waits_for_review,
        "words": mine,
        "ordered": row.ordered,
        "second": row.waits_for_second and not over,
        "confirms": may(ordering.check_confirms, row, request.member, request.now),
        "stops": not row.ordered and may(rules.check_stops, row, request.member, request.now),
        "lifts": _lifting(row, request) if may(ordering.check_ends, row, request.member, request.now) else None,
        "reads": not refused and not over and rules.is_of(row.to_unit_id, request.member),
        "errors": getattr(request, "errors", []),
    }


def _lifting(row: Disclosure, request: StaffRequest) -> dict[str, Any]:
    """Ending what a court ordered: why, and where what was entered wrongly is corrected."""
    seen = Case.objects.filter(id=row.case_id).exists()
    why = field(
        "radios", "reason", _("Why does it end?"), options=options(pack().reasons["order_end"].values(), request.lang)
    )
    return {"reason": why, "correct": f"/disclosures/{row.id}/correct/" if seen else ""}


def _disclosure_rows(row: Disclosure, request: StaffRequest) -> list[dict[str, str]]:
    child = which.children([row.child_id]).get(row.child_id) if row.child_id else _("The whole case")
    lists, ground = ("not_sharing", row.reason) if row.kind == "refuse" else ("sharing_ground", row.ground)
    rows = [
        (_("From"), row.from_unit.name),
        (_("To"), row.to_unit.name),
        (_("About whom"), child or ""),
        (_("Parts of the file"), parts_words(queries.opened_to(row, request.member), request.lang)),
        (_("What for"), words.reason_name("sharing_purpose", row.purpose, request.lang)),
        (_("Order of"), long_date(row.ordered_on) if row.ordered_on else ""),
        (_("Number of the order"), ordering.number_of(row) if row.ordered else ""),
        (_("Ground") if row.kind == "share" else _("Why not"), words.reason_name(lists, ground, request.lang)),
        (_("Decided"), _by_whom(row.decided_by, row.from_unit_id, request, row.decided_at)),
        (_("Confirmed"), _by_whom(row.confirmed_by, row.confirmed_unit, request, row.confirmed_at)),
        (_("Until"), short_moment(row.until) if row.until else ""),
        (_("Ended"), _ended(row)),
        (_("To be looked at until"), short_moment(row.due_at) if row.due_at and row.waits_for_review else ""),
        (_("Looked at"), _review_words(row)),
    ]
    return [{"name": name, "text": text} for name, text in rows if text]


def _ended(row: Disclosure) -> str:
    if row.ended_at is None:
        return ""
    why = {"until": _("its time was over"), "withdrawn": _("consent was withdrawn"), "stopped": _("before its time"),
           "lifted": _("the court lifted the order"), "replaced": _("another order took its place"),
           "mistake": _("it was recorded by mistake")}  # fmt: skip
    return f"{short_moment(row.ended_at)}, {why.get(row.ended_why, '')}"


def _review_words(row: Disclosure) -> str:
    if row.reviewed_at is None:
        return ""
    said = _("it was right") if row.review == "upheld" else _("it was ended")
    return f"{short_moment(row.reviewed_at)}, {said}"


def _by_whom(member_id: UUID | None, unit: int | None, request: StaffRequest, at: datetime | None) -> str:
    """By name to those of the same unit; to others that it was decided, and when."""
    if member_id is None or at is None:
        return ""
    who = Member.objects.filter(id=member_id).first() if unit == request.member.unit_id else None
    return f"{who.name}, {short_moment(at)}" if who else short_moment(at)


def _said(key: UUID, request: StaffRequest) -> list[str]:
    try:
        return [one.text for one in remarks_on([key]).get(key, [])]
    except CannotOpen:  # its case is closed to us now
        return []


# ---------------------------------------------------------------- one consent
def consent(row: Consent, request: StaffRequest) -> dict[str, Any]:
    """The same for a consent, or a decision in a child's best interests."""
    child = rules.child_of(row.case, row.child_id)
    guardian = Person.objects.filter(id=row.guardian_id).first() if row.guardian_id else None
    grown_up = child is not None and rules.of_age(child)
    missing = consenting.lacking(row, rules.standing(guardian), grown_up=grown_up) if row.answers else []
    withdraws = row.withdrawn_at is None
    return {
        "code": row.case.code,
        "back_href": f"/cases/{row.case.code}/sharing/",
        "title": result_words(row),
        "state": "held" if row.carries else "stopped",
        "rows": _consent_rows(row, guardian, request),
        "missing": [_missing_words(code, request.lang) for code in missing] if row.result == "incomplete" else [],
        "wrote": _said(row.id, request) if row.unit_id == request.member.unit_id else [],
        "withdraw": [_withdrawal(request)] if withdraws and child and may(rules.check_asks, child, request.member, request.now) else [],
        "errors": getattr(request, "errors", []),
    }  # fmt: skip


def _withdrawal(request: StaffRequest) -> dict[str, Any]:
    return field("radios", "why", _("Why?"), options=options(pack().reasons["withdrawal"].values(), request.lang))


def _consent_rows(row: Consent, guardian: Person | None, request: StaffRequest) -> list[dict[str, str]]:
    questions = pack().reasons["consent_question"]
    answers = [(questions[code].label(request.lang), _yes_no(yes)) for code, yes in _in_order(row.answers)
               if code != consenting.FIRST]  # fmt: skip
    child = which.children([row.child_id]).get(row.child_id, "")
    who = words.part_name(guardian, request.lang) if guardian else _("A guardian") if row.guardian_id else ""
    rows = [
        (_("About whom"), child),
        (_("To"), row.to_unit.name),
        (_("What for"), words.reason_name("sharing_purpose", row.purpose, request.lang)),
        (_("When"), when_words(row)),
        (_("Written down by"), row.unit.name),
        (_("Decided"), _by_whom(row.recorded_by, row.unit_id, request, row.recorded_at) if not row.answers else ""),
        (questions[consenting.FIRST].label(request.lang) if row.answers else "",
         words.reason_name("assent", row.assent, request.lang) if row.answers else ""),
        *answers,
        (_("%(who)s agrees") % {"who": who}, _yes_no(row.guardian_agrees) if row.guardian_id else ""),
        (_("Withdrawn"), f"{short_moment(row.withdrawn_at)}, {words.reason_name('withdrawal', row.withdrawn_why, request.lang)}"
         if row.withdrawn_at else ""),
    ]  # fmt: skip
    return [{"name": name, "text": text} for name, text in rows if text]


def _in_order(answers: dict[str, bool]) -> list[tuple[str, bool]]:
    return [(code, answers[code]) for code in pack().reasons["consent_question"] if code in answers]


def _missing_words(code: str, language: str) -> str:
    if code == "guardian":
        return _("A guardian who protects the child has not agreed.")
    if code == "standing":
        return _("It is not known whether this guardian protects the child: say so on the page “Who received what”; this consent becomes "
                 "complete by that.")  # fmt: skip
    return pack().reasons["consent_question"][code].label(language)


def _yes_no(answer: bool | None) -> str:
    return _("Yes") if answer else _("No")
