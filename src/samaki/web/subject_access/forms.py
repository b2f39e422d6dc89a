"""The requests of a case, and the form by which one is recorded."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.cases import queries as cases
from samaki.cases.models import Case, Person
from samaki.cases.rules import may
from samaki.cases.sharing.queries import carers_of
from samaki.cases.sharing.rules import standing
from samaki.journeys.subject_access import queries, rules
from samaki.journeys.subject_access.models import SubjectAccess
from samaki.web import which, words
from samaki.web.fields import field, mark, options
from samaki.web.hints import dates
from samaki.web.jinja import LANGUAGES
from samaki.web.moments import length, long_date
from samaki.web.pages import StaffRequest

Errors = list[dict[str, str]]


def of_case(case: Case, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """What was asked so far, and a new request where the unit may take one."""
    found = queries.requests_of(case)
    children = [child for child in cases.people_of(case).filter(part="survivor") if takes(case, child, request)]
    fields = _fields(case, children, request) if children else []
    mark(fields, errors)
    none = [] if found else [{"words": _("Nobody has asked your unit.")}]
    shut = (
        []
        if children
        else [
            {"words": _("Only a unit that works in a child's care or in the justice part records that somebody asks.")}
        ]
    )
    return {
        "title": _("What is held about the child"),
        "lead": _("A child, a guardian who protects the child, or the child's lawyer can ask what is held about the child, and receives "
                  "it. A confidentiality officer decides part by part what is given, within %(time)s.") % {"time": due_words()},
        "notes": [*_lines(found, request), *none, *shut],
        "fields": fields,
        "submit_label": _("Record that they ask"),
        "errors": errors,
        "back": {"href": f"/cases/{case.code}/", "label": _("Back"), "code": case.code},
    }  # fmt: skip


def due_words() -> str:
    """`30 days (not legally verified)`: the time of the pack, and what it rests on."""
    rule = pack().subject_access
    time = length(rule.due.amount, rule.due.unit)
    return time if rule.status == "statutory-verified" else _("%(time)s (not legally verified)") % {"time": time}


def takes(case: Case, child: Person, request: StaffRequest) -> bool:
    """Whether the reader's unit can record it for this child."""
    return may(rules.check_records, case, request.member, request.now) and may(
        rules.check_takes, case, child, request.member
    )


def state_words(row: SubjectAccess, request: StaffRequest) -> str:
    """How it stands, in a line."""
    if row.state == "asked":
        return _("to be decided by %(date)s") % {"date": long_date(row.due_at)}
    if row.state == "decided" and row.expires_at is not None:
        told = (
            _("can be collected until %(date)s")
            if row.expires_at > request.now
            else _("could be collected until %(date)s")
        )
        return told % {"date": long_date(row.expires_at)}
    return _("withdrawn") if row.state == "withdrawn" else _("recorded by mistake")


def _lines(found: list[SubjectAccess], request: StaffRequest) -> list[dict[str, str]]:
    named = which.children(row.child_id for row in found)
    return [
        {"words": " · ".join(part for part in (
            words.reason_name("subject_asker", row.asker, request.lang), named.get(row.child_id, ""), row.unit.name,
            long_date(row.asked_at), state_words(row, request)) if part),
         "href": f"/subject-access/{row.id}/", "label": _("Open")}
        for row in found
    ]  # fmt: skip


def _fields(case: Case, children: list[Person], request: StaffRequest) -> list[dict[str, Any]]:
    post, lang, lists = request.POST, request.lang, pack().reasons
    first = str(children[0].id) if len(children) == 1 else ""
    carers = [
        {"value": str(one.id), "label": words.labelled(words.part_name(one, lang), words.reason_name("standing", standing(one), lang))}
        for one in carers_of(case) if one.in_error_at is None
    ]  # fmt: skip
    return [
        field("select", "person", _("About which child?"), value=post.get("person", first)[:60], hint=None,
              options=[{"value": str(one.id), "label": words.part_name(one, lang)} for one in children], blank=_("Choose one")),
        field("radios", "asker", _("Who asks?"), options=options(lists["subject_asker"].values(), lang), value=post.get("asker", ""),
              hint=_("A guardian is given nothing before somebody has said that they protect the child.")),
        field("select", "guardian", _("Which guardian?"), options=carers, blank=_("No guardian asks"), value=post.get("guardian", "")[:60],
              hint=None),
        field("radios", "how", _("How did they ask?"), options=options(lists["subject_how"].values(), lang), value=post.get("how", ""),
              hint=None),
        field("radios", "language", _("In which language do they want it?"), value=post.get("language", ""), hint=None,
              options=[{"value": code, "label": LANGUAGES.get(code, code)} for code in pack().languages]),
        field("text", "asked_at", _("When did they ask?"), value=post.get("asked_at", ""), narrow=True,
              hint=dates(before=_("Leave it empty if it was today."))),
        field("area", "text", _("In your own words"), value=post.get("text", ""), rows=3,
              hint=_("How they are reached safely, who was there. Only your own unit reads this. No name.")),
    ]  # fmt: skip
