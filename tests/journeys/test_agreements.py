"""Agreements between agencies: who keeps and who reads them, when both are told, and what whoever shares is shown."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.jobs.tick import tick
from samaki.journeys.agreements import operations, queries
from samaki.journeys.agreements.models import Agreement
from tests.acting import act, own_case
from tests.everything import rows, seen_by

DAY = timedelta(days=1)
WHY = "Secretword: what keeps a child safe, and court dates"


def recorded(cast, now, by="privacy.pp", **given):
    """Between the police of Phnom Penh and the aftercare NGO there."""
    return act(cast[by], operations.record_agreement, now, **{
        "one": cast["duty.pp"].unit.agency, "other": cast["ngo.pp"].unit.agency, "purposes": ["safety_now"],
        "compartments": ["justice", "care"], "text": WHY, "signed_on": date(2026, 2, 1),
        "review_by": date(2026, 9, 1)} | given)  # fmt: skip


def told(row):
    return rows(
        "select to_unit, audience, kind from notice where subject_id = %s order by made_at, to_unit",
        [row.id],
        role="worker",
    )


def test_both_agencies_read_it_and_nobody_else(cast, now):
    row = recorded(cast, now)
    readers = set()
    for name, member in cast.items():
        with session("app", now, member.id):
            if Agreement.objects.filter(id=row.id).exists():
                readers.add(name)
    assert readers == {"duty.pp", "officer.pp", "privacy.pp", "ngo.pp", "privacy.ngo", "admin"}, (
        "and who administers both"
    )
    assert rows("select count(*) from agreement t where t::text like '%%Secretword%%'") == [(0,)]


def test_only_who_administers_or_answers_for_one_of_the_two_keeps_it(cast, now):
    for by in ("duty.pp", "officer.pp", "privacy.social", "oversight", "mentor"):
        with pytest.raises(NotAllowed):
            recorded(cast, now, by=by)
    row = recorded(cast, now)
    for by in ("duty.pp", "ngo.pp"):
        with pytest.raises(NotAllowed):
            act(cast[by], operations.end_agreement, now, agreement_id=row.id, text="x")
        with session("app", now, cast[by].id), connection.cursor() as cursor:
            cursor.execute("update agreement set version = 9")
            assert cursor.rowcount == 0
    with pytest.raises(Agreement.DoesNotExist):
        act(cast["privacy.social"], operations.end_agreement, now, agreement_id=row.id, text="x")
    act(cast["privacy.ngo"], operations.end_agreement, now, agreement_id=row.id, text="the other side ends it")
    with pytest.raises(CannotMove):
        act(
            cast["privacy.pp"],
            operations.review_agreement,
            now,
            agreement_id=row.id,
            review_by=date(2026, 12, 1),
            text="x",
        )


@pytest.mark.parametrize("wrong", [
    {"review_by": None}, {"review_by": date(2026, 3, 3)}, {"review_by": date(2040, 1, 1)}, {"signed_on": None},
    {"signed_on": date(2026, 4, 1)}, {"purposes": []}, {"purposes": ["no such"]}, {"compartments": []}, {"compartments": ["reporter"]},
    {"text": " "}, {"other": None},
])  # fmt: skip
def test_it_names_what_for_and_by_when(wrong, cast, now):
    with pytest.raises(Invalid):
        recorded(cast, now, **wrong)


def test_both_are_told_thirty_days_before_on_the_day_and_then_for_ever(cast, now):
    row = recorded(cast, now)
    assert not tick(row.due_at - 31 * DAY).acted["agreement"]
    tick(row.due_at - 30 * DAY)
    officers = {cast["privacy.pp"].unit_id, cast["privacy.ngo"].unit_id}
    assert {(unit, kind) for unit, _audience, kind in told(row)} == {(unit, "agreement.soon") for unit in officers}
    tick(row.due_at - DAY)
    assert len(told(row)) == 2
    tick(row.due_at)
    tick(row.due_at + 30 * DAY)
    assert len(told(row)) == 6
    with session("app", row.due_at, cast["duty.pp"].id):
        assert operations.stands(Agreement.objects.get(), row.due_at) == "overdue"
    act(
        cast["privacy.pp"],
        operations.review_agreement,
        row.due_at,
        agreement_id=row.id,
        review_by=date(2027, 3, 1),
        text="it works",
    )
    with session("app", row.due_at, cast["duty.pp"].id):
        assert operations.stands(Agreement.objects.get(), row.due_at) == "in_force"
    assert rows("select act from ledger_entry where subject_id = %s order by id", [row.id], role="auditor")[-1] == (
        "agreement.review",
    )


@pytest.mark.parametrize("leaving", [
    "update unit set until = %s where code = 'mentor'",
    "update membership set until = %s where unit = (select principal from unit where code = 'mentor')",
    "update member set access_until = %s where unit = (select principal from unit where code = 'mentor')",
])  # fmt: skip
def test_when_the_mentor_leaves_what_names_it_is_due_at_once(leaving, cast, now):
    row = recorded(cast, now, other=cast["mentor"].unit.agency)
    kept = recorded(cast, now)
    with session("app", now, cast["admin"].id), seen_by("definer") as cursor:
        cursor.execute(leaving, [now])
    tick(now + timedelta(minutes=1))
    assert rows("select due_at <= %s from agreement where id = %s", [now, row.id]) == [(True,)]
    assert {kind for _unit, _audience, kind in told(row)} == {"agreement.due"}
    assert told(kept) == []


def test_what_whoever_shares_is_shown(cast, now):
    police, ngo = cast["duty.pp"].unit.agency_id, cast["ngo.pp"].unit.agency_id

    def shown(purpose="safety_now", parts=("justice",), at=now):
        with session("app", at, cast["duty.pp"].id):
            return queries.covering(police, ngo, purpose, parts, at)[0]

    assert shown() == "none"
    row = recorded(cast, now)
    assert shown() == "covers"
    assert shown(purpose="shelter") == "narrower"
    assert shown(parts=("justice", "identity")) == "narrower"
    assert shown(at=row.due_at) == "overdue"
    act(cast["privacy.ngo"], operations.end_agreement, now, agreement_id=row.id, text="over")
    assert shown() == "none"


def test_the_page_before_the_second_press_says_so_and_holds_nobody_back(cast, client):
    now = timezone.now()
    case = own_case(cast["duty.pp"], now)
    client.force_login(cast["duty.pp"])
    given = {"to_unit": "ngo-pp", "compartments": ["justice"], "purpose": "safety_now", "ground": "risk_of_harm", "text": "x",
             "until": f"{now + 9 * DAY:%Y-%m-%d}"}  # fmt: skip
    page = client.post(f"/cases/{case.code}/sharing/give/", given).content.decode()
    assert "your agencies have recorded none. On this ground you share without it." in page
    today = now.date()
    recorded(cast, now, signed_on=today - DAY, review_by=today + 99 * DAY)
    page = client.post(f"/cases/{case.code}/sharing/give/", given).content.decode()
    assert "Agreement: in force" in page


def test_an_officer_records_reviews_and_ends_it_on_the_pages(cast, client):
    client.force_login(cast["privacy.pp"])
    today = timezone.localdate()
    form = {"one": "police-pp", "other": "ngo-pp", "purposes": ["safety_now"], "compartments": ["justice"], "text": "x",
            "signed_on": f"{today}", "review_by": f"{today + 200 * DAY}"}  # fmt: skip
    assert client.post("/agreements/new/", form | {"review_by": "x"}).status_code == 422
    sent = client.post("/agreements/new/", form)
    assert sent.status_code == 302
    there = sent["Location"]
    assert there in client.get("/agreements/").content.decode()
    assert client.post(f"{there}review/", {"review_by": f"{today + 300 * DAY}", "text": "it works"}).status_code == 302
    client.force_login(cast["duty.pp"])
    assert client.get(there).status_code == 200
    assert client.get("/agreements/new/").status_code == 403
    assert client.post(f"{there}end/", {"text": "x"}).status_code == 403
    client.force_login(cast["duty.sr"])
    assert client.get(there).status_code == 404
    client.force_login(cast["privacy.ngo"])
    assert client.post(f"{there}end/", {"text": "a new one was signed"}).status_code == 302
    assert rows("select ended_at is not null from agreement") == [(True,)]
