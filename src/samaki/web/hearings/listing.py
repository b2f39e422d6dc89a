"""Hearings in lists: of a case, of a calendar, and the next one beside a case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.agencies.queries import NamesThen, names_then
from samaki.cases.models import Case, Person
from samaki.cases.rules import may
from samaki.journeys.hearings import queries, rules
from samaki.journeys.hearings.queries import Shown
from samaki.journeys.hearings.states import AHEAD
from samaki.web import words
from samaki.web.hearings import words as said
from samaki.web.hearings.releases import lines as releases
from samaki.web.pages import StaffRequest

Line = dict[str, Any]


def of_case(case: Case, request: StaffRequest) -> Line:
    """All hearings of a case that the reader may know of, the latest day first; releases beside them."""
    found = queries.shown(queries.hearings_of(case)[: queries.MOST])
    writes = may(rules.check_writes, case, request.member, request.now)
    base = f"/cases/{case.code}"
    return {
        "code": case.code,
        "case_href": f"{base}/",
        "lines": lines(found, request, {case.id: case.code}),
        "new_href": f"{base}/hearings/new/" if writes else "",
        "releases": releases(case, request),
        "release_href": f"{base}/releases/new/" if writes else "",
    }


def lines(found: list[Shown], request: StaffRequest, codes: dict[UUID, str]) -> list[Line]:
    """For a list: when, what for, where, how it stands, what is ready and what is not; three queries for any number."""
    courts = names_then({one.row.court for one in found if one.row.court})
    named = people_named({key for one in found for key in people_of(one)}, request.lang)
    members = members_named({going.member_id for one in found for going in one.going}, request)
    return [_line(one, request, codes.get(one.row.case_id, ""), courts, named, members) for one in found]


def _line(
    one: Shown, request: StaffRequest, code: str, courts: NamesThen, named: dict[UUID, str], members: dict[UUID, str]
) -> Line:
    sign, stands = said.stands(one.row)
    why = said.reason(one.row, request.lang)
    return {
        "href": f"/hearings/{one.row.id}/",
        "day": one.row.at,
        "hour": said.hour(one.row),
        "exact": one.row.precision in ("instant", "day"),
        "when": said.when(one.row),
        "title": said.purpose(one.row, request.lang),
        "code": code,
        "where": said.where(one, courts),
        "state": sign,
        "state_words": f"{stands}: {why}" if why else stands,
        "called": ", ".join(named[key] for key in sorted(one.children) if key in named),
        "ready": [{"state": "done" if need.state == "ready" else "overdue", "words": said.need(need, named)} for need in one.needs],
        "clashes": clash_words(one, named, members),
        "unready": bool(one.unready or one.clashes),
        "ahead": one.row.state in AHEAD,
    }  # fmt: skip


def clash_words(one: Shown, named: dict[UUID, str], members: dict[UUID, str]) -> list[str]:
    """With what it falls together: of a colleague by name, of somebody of another unit as such."""
    somebody = {"child": _("A child"), "person": _("Somebody of another unit"), "room": ""}
    found = [
        said.CLASHES[clash.why]() % {"who": named.get(clash.who) or members.get(clash.who) or somebody[clash.why]}
        if clash.who else said.CLASHES[clash.why]()
        for clash in one.clashes
    ]  # fmt: skip
    return list(dict.fromkeys(found))


def people_named(keys: Iterable[UUID], lang: str) -> dict[UUID, str]:
    """Person -> `Child 1`, `Witness 2`: those that the reader may know of."""
    wanted = set(keys)
    return {one.id: words.part_name(one, lang) for one in Person.objects.filter(id__in=wanted)} if wanted else {}


def members_named(keys: Iterable[UUID], request: StaffRequest) -> dict[UUID, str]:
    """Members of the reader's own unit by name; of others nobody."""
    wanted = set(keys)
    found = Member.objects.filter(id__in=wanted, unit=request.member.unit) if wanted else ()
    return {one.id: one.name for one in found}


def people_of(one: Shown) -> set[UUID]:
    return one.children | {need.person_id for need in one.needs if need.person_id}


def beside_case(case: Case, request: StaffRequest) -> Line | None:
    """For the case page: the next hearing, and what of it is not ready."""
    row = queries.next_of(case, request.now)
    if row is None:
        return None
    [one] = queries.shown([row])
    named = people_named(people_of(one), request.lang)
    sign, stands = said.stands(row)
    courts = names_then({row.court} if row.court else set())
    return {
        "when": said.when(row),
        "words": f"{said.purpose(row, request.lang)}. {said.where(one, courts)}",
        "ready": [{"open": need.state == "ready", "late": need.state != "ready", "words": said.need(need, named)} for need in one.needs],
        "note": stands if sign == "offered" else "",
        "href": f"/hearings/{row.id}/",
    }  # fmt: skip
