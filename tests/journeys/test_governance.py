"""Who governs: one writes it, members of different agencies sign it, a change needs them anew, and a clock asks again."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, Stale
from samaki.jobs.tick import tick
from samaki.journeys.governance import operations, queries
from samaki.journeys.governance.models import Governance, GovernanceSignature
from samaki.journeys.governance.paper import canonical, digest
from samaki.journeys.guarding.words import words_of
from tests.acting import act
from tests.everything import rows, seen_by
from tests.journeys.governing import drafted, in_a_year, last_number, paper, signed

DAY = timedelta(days=1)


def state(cast, row, now, by="duty.sr"):
    with session("app", now, cast[by].id):
        return queries.stands(Governance.objects.get(id=row.id), queries.newest().number, now)


def published():
    with seen_by("public") as cursor:
        cursor.execute("select words from governance_published")
        return [json.loads(row[0]) for row in cursor.fetchall()]


def told(row, kind):
    return rows(
        "select to_unit, audience from notice where subject_id = %s and kind = %s order by 1",
        [row.id, kind],
        role="worker",
    )


def acts(row):
    return [
        name
        for (name,) in rows("select act from ledger_entry where subject_id = %s order by id", [row.id], role="auditor")
    ]


def test_it_is_in_force_when_two_agencies_have_signed(cast, now):
    row = drafted(cast, now)
    assert state(cast, row, now) == "waits"
    signed(cast, row, "officer.pp", now=now)
    assert state(cast, row, now) == "waits"
    signed(cast, row, "privacy.pp", now=now)
    assert state(cast, row, now) == "waits", "two of one agency are one agency"
    assert published() == []
    signed(cast, row, "ngo.pp", now=now)
    assert state(cast, row, now) == "in_force"
    assert acts(row) == ["governance.draft", *["governance.sign"] * 3]
    assert rows("select facts->>'state' from ledger_entry where act = 'governance.sign' order by id", role="auditor") == [
        ("waits",), ("waits",), ("in_force",)]  # fmt: skip


def test_the_mentor_may_sign_and_does_not_count(cast, now):
    row = drafted(cast, now)
    signed(cast, row, "mentor", "officer.pp", now=now)
    assert state(cast, row, now) == "waits"
    assert rows("select s.counts from governance_signature s order by signed_at, id") == [(False,), (True,)]
    signed(cast, row, "social.pp", now=now)
    assert state(cast, row, now) == "in_force"


def test_only_the_oversight_and_administrators_write_it(cast, now):
    for by in ("officer.pp", "duty.pp", "mentor", "privacy.pp", "trainer"):
        with pytest.raises(NotAllowed):
            drafted(cast, now, by=by)
    assert drafted(cast, now, by="admin").number == 1
    assert drafted(cast, now, by="oversight", payer="another").number == 2


def test_who_speaks_for_no_agency_does_not_sign(cast, now):
    row = drafted(cast, now)
    for by in ("duty.pp", "leader.pp", "trainer"):
        with pytest.raises(NotAllowed):
            signed(cast, row, by, now=now)
    signed(cast, row, "officer.pp", now=now)
    with pytest.raises(CannotMove):
        signed(cast, row, "officer.pp", now=now)
    with pytest.raises(Invalid):
        signed(cast, row, "ngo.pp", now=now, office=" ")


def test_a_change_is_a_new_version_that_nobody_has_signed(cast, now):
    first = drafted(cast, now)
    signed(cast, first, "officer.pp", "ngo.pp", now=now)
    later = now + DAY
    second = drafted(cast, later, payer="The ministry")
    assert second.sha256 != first.sha256
    assert (state(cast, first, later), state(cast, second, later)) == ("in_force", "waits")
    with pytest.raises(CannotMove):
        signed(cast, first, "social.pp", now=later)
    signed(cast, second, "officer.pp", now=later)
    assert state(cast, second, later) == "waits", "the signatures of the first one are not the second one's"
    signed(cast, second, "social.pp", now=later)
    assert (state(cast, first, later), state(cast, second, later)) == ("ended", "in_force")
    with session("app", later, cast["duty.sr"].id):
        assert words_of(Governance.objects.get(id=first.id))["payer_en"] == "Secretword payer (en)", "it stays readable"
    assert len(published()) == 1


def test_a_version_that_nobody_signed_is_replaced(cast, now):
    first = drafted(cast, now)
    drafted(cast, now, payer="The ministry")
    assert state(cast, first, now) == "replaced"
    with pytest.raises(CannotMove):
        drafted(cast, now, payer="The ministry")


def test_two_who_write_at_once_do_not_write_over_one_another(cast, now):
    drafted(cast, now)
    with pytest.raises(Stale):
        act(cast["admin"], operations.draft_governance, now, paper=paper(now), after=0)


def test_who_saw_another_text_does_not_sign_this_one(cast, now):
    row = drafted(cast, now)
    with pytest.raises(Stale):
        act(cast["officer.pp"], operations.sign_governance, now, governance_id=row.id, sha256="0" * 64, office="Head")
    with session("app", now, cast["officer.pp"].id):
        found = Governance.objects.get(id=row.id)
        text = canonical(found.number, found.needed, found.not_counted, words_of(found))
    assert digest(text) == row.sha256
    assert text.startswith(
        'samaki-governance-1\n{"needed":2,"not_counted":["mentor"],"number":1,"words":{"contact_en":'
    )


def test_a_signature_withdrawn_ends_it_and_officers_are_told(cast, now):
    row = drafted(cast, now)
    signed(cast, row, "officer.pp", "ngo.pp", "social.pp", now=now)
    withdraw = {"governance_id": row.id, "text": "Secretword: we were not asked"}
    with pytest.raises(NotAllowed):
        act(cast["duty.pp"], operations.withdraw_signature, now, **withdraw)
    with pytest.raises(Invalid):
        act(cast["ngo.pp"], operations.withdraw_signature, now, **withdraw | {"text": " "})
    act(cast["ngo.pp"], operations.withdraw_signature, now, **withdraw)
    assert state(cast, row, now) == "in_force", "two are left"
    assert told(row, "governance.governs_no_more") == []
    act(cast["social.pp"], operations.withdraw_signature, now, **withdraw)
    assert state(cast, row, now) == "ended"
    assert published() == []
    assert {unit for unit, _audience in told(row, "governance.governs_no_more")} == {
        cast[name].unit_id for name in ("oversight", "privacy.pp", "privacy.ngo", "privacy.social")
    }
    with pytest.raises(NotAllowed):
        act(cast["ngo.pp"], operations.withdraw_signature, now, **withdraw)
    with pytest.raises(CannotMove):
        signed(cast, row, "court.pp", now=now)
    again = drafted(cast, now)
    signed(cast, again, "ngo.pp", "court.pp", now=now)
    assert state(cast, again, now) == "in_force", "the same words, written and signed anew"
    assert acts(row)[-2:] == ["governance.withdraw"] * 2


def test_officers_are_told_thirty_days_before_on_the_day_and_then_for_ever(cast, now):
    row = drafted(cast, now)
    assert not tick(row.due_at).acted["governance"], "nobody is asked for what is not in force"
    signed(cast, row, "officer.pp", "ngo.pp", now=now)
    assert not tick(row.due_at - 31 * DAY).acted["governance"]
    assert tick(row.due_at - 30 * DAY).errors == []
    officers = {cast[name].unit_id for name in ("oversight", "privacy.pp", "privacy.ngo")}
    assert {unit for unit, _audience in told(row, "governance.governs_soon")} == officers
    assert state(cast, row, row.due_at - DAY) == "soon"
    assert told(row, "governance.governs_due") == []
    tick(row.due_at)
    assert {unit for unit, _audience in told(row, "governance.governs_due")} == officers
    assert state(cast, row, row.due_at) == "due"
    assert len(published()) == 1, "it stays in force: nobody is shut out because a day has passed"
    before = len(told(row, "governance.governs_due"))
    tick(row.due_at + 30 * DAY)
    assert len(told(row, "governance.governs_due")) == 2 * before
    at = row.due_at + 31 * DAY
    second = drafted(cast, at)
    signed(cast, second, "officer.pp", "ngo.pp", now=at)
    tick(at + 30 * DAY)
    assert len(told(row, "governance.governs_due")) == 2 * before, "the clock of the one before stands still"


@pytest.mark.parametrize("wrong", [
    {"payer": ""}, {"payer": "x" * 201}, {"seizure": "x" * 501}, {"enough": None}, {"enough": 1}, {"enough": 6}, {"sheets": None},
    {"sheets": 17}, {"drill_alone": ""}, {"drill_by": ""}, {"review_by": None}, {"controller": "Dara Sok, police"},
    {"contact": "ask PISETH YIM"},
])  # fmt: skip
def test_what_is_missing_too_long_or_names_a_person_is_refused(wrong, cast, now):
    with pytest.raises(Invalid) as refused:
        drafted(cast, now, **wrong)
    named = {one.field.removesuffix("_en").removesuffix("_km") for one in refused.value.each}
    assert named & {*wrong, "drill_alone"}
    assert last_number(cast["oversight"], now) == 0


def test_days_are_such_that_somebody_looks_again(cast, now):
    for day in (now.date(), in_a_year(now) + DAY):
        with pytest.raises(Invalid):
            drafted(cast, now, review_by=day)
    with pytest.raises(Invalid):
        drafted(cast, now, drill_on=now.date() + 2 * DAY)
    row = drafted(cast, now, review_by=in_a_year(now), drill_on=None, drill_alone="", drill_by="", drill_found="")
    with session("app", now, cast["duty.sr"].id):
        assert "drill_by_en" not in words_of(Governance.objects.get(id=row.id))


def test_every_member_reads_it_and_who_is_none_does_not(cast, now):
    row = drafted(cast, now)
    signed(cast, row, "officer.pp", now=now)
    for member in cast.values():
        with session("app", now, member.id):
            assert (Governance.objects.count(), GovernanceSignature.objects.count()) == (1, 1), member.username
    with session("app", now):
        assert (Governance.objects.count(), GovernanceSignature.objects.count()) == (0, 0)
    assert rows("select count(*) from governance t where t::text like '%%Secretword payer%%'") == [(0,)]


def test_the_database_takes_no_version_and_no_signature_of_another(cast, now):
    row = drafted(cast, now)
    columns = "id, number, sealed, sha256, needed, not_counted, published, review_by, due_at, drafted_by, unit, made_at, synthetic"
    forged = f"insert into governance ({columns}) select gen_random_uuid(), 9, sealed, sha256, 2, not_counted, published, review_by, due_at, %s, %s, made_at, false from governance"  # noqa: E501, S608
    duty, officer, ngo = cast["duty.pp"], cast["officer.pp"], cast["ngo.pp"]
    refused(duty, now, forged, [duty.id, duty.unit_id], "row-level security")
    refused(cast["oversight"], now, forged, [cast["admin"].id, duty.unit_id], "row-level security")
    refused(cast["oversight"], now, "update governance set in_force_at = now()", [], "permission denied")
    signature = "insert into governance_signature (id, governance_id, member_id, unit, counts, sealed, sha256, signed_at) values (gen_random_uuid(), %s, %s, %s, true, '', %s, now())"  # noqa: E501
    refused(officer, now, signature, [row.id, ngo.id, ngo.unit_id, row.sha256], "row-level security")
    refused(officer, now, signature, [row.id, officer.id, ngo.unit_id, row.sha256], "row-level security")
    refused(duty, now, signature, [row.id, duty.id, duty.unit_id, row.sha256], "row-level security")
    refused(officer, now, signature, [row.id, officer.id, officer.unit_id, "0" * 64], "only the newest version")
    mentor = cast["mentor"]
    with session("app", now, mentor.id), connection.cursor() as cursor:
        cursor.execute(signature, [row.id, mentor.id, mentor.unit_id, row.sha256])
    assert rows("select counts from governance_signature") == [(False,)], "whether it counts is not theirs to say"
    signed(cast, row, "officer.pp", now=now)
    with session("app", now, ngo.id), connection.cursor() as cursor:
        cursor.execute("update governance_signature set withdrawn_at = now()")
        assert cursor.rowcount == 0
    refused(
        officer, now, "update governance_signature set counts = false, sha256 = ''", [], "never changed, only withdrawn"
    )
    refused(officer, now, "insert into governance_published (id) values (gen_random_uuid())", [], "permission denied")


def refused(by, now, statement, given, words):
    """The statement as this member; `words` of what the database says."""
    with (
        pytest.raises((ProgrammingError, IntegrityError), match=words),
        session("app", now, by.id),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, given)


def test_the_public_role_reads_what_is_published_and_nothing_else(cast, now):
    row = drafted(cast, now)
    signed(cast, row, "officer.pp", "ngo.pp", now=now)
    [words] = published()
    assert set(words) == {f"{name}_{tongue}" for name in ("controller", "host", "contact") for tongue in ("km", "en")}
    for table in ("governance", "governance_signature", "member", "agreement"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            seen_by("public") as cursor,
        ):
            cursor.execute(f"select * from {table}")  # noqa: S608


def test_the_text_that_is_signed_is_frozen():
    assert canonical(1, 2, ["mentor"], {"b": "ក", "a": "x"}) == (
        'samaki-governance-1\n{"needed":2,"not_counted":["mentor"],"number":1,"words":{"a":"x","b":"ក"}}'
    )
