"""Sharing meets walls and emergencies: who is behind a wall receives and hears nothing, what an emergency opened is only read."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import Error, connection, transaction

from samaki.agencies.models import Unit
from samaki.cases import corrections
from samaki.cases import operations as cases
from samaki.cases.documents import operations as documents
from samaki.cases.models import Case, Person, Relation
from samaki.cases.sharing import consenting, operations, queries
from samaki.cases.sharing.models import Consent, Disclosure
from samaki.database import roles, session
from samaki.database.folder import current
from samaki.database.refusals import NoPart, NotAllowed
from samaki.intake import operations as intake
from samaki.intake.models import Report
from samaki.jobs.tick import tick
from samaki.journeys import opening
from samaki.journeys.guarding import conflicts, emergencies, looks, recusals, unsealing
from samaki.journeys.guarding.models import Unsealing
from samaki.journeys.guarding.words import ask
from tests.acting import act, own_case
from tests.cases.files import jpeg
from tests.cases.sharing import DAY, Matter
from tests.everything import rows
from tests.journeys.guarding.opening import answered, asked

HOUR = timedelta(hours=1)


@pytest.fixture
def matter(cast, now):
    return Matter(cast, now)


def walled(matter, now, unit, to_unit, *, at_once=False):
    """Social affairs' officer asks, the NGO's officer decides; or the police's, where the NGO itself is in conflict."""
    decider = "privacy.pp" if unit.agency_id == matter.ngo.unit.agency_id else "privacy.ngo"
    row = act(matter.cast["privacy.social"], conflicts.ask_wall, now, case=matter.case, unit=unit, to_unit=to_unit, reason="office",
              decider=matter.cast[decider].unit, text="x", not_enough="x", by_accused=False, else_known="", days=90,
              at_once=at_once)  # fmt: skip
    return act(matter.cast[decider], conflicts.answer_wall, now, conflict_id=row.id, agreed=True, text="x")


def police_walled(matter, now, **more):
    return walled(matter, now, matter.police.unit, matter.cast["duty.national"].unit, **more)


def told_since(unit, moment):
    return rows("select kind from notice where to_unit = %s and made_at >= %s", [unit, moment], role="worker")


# ---------------------------------------------------------------- a wall
def test_nothing_is_shared_with_a_unit_behind_a_wall_and_the_page_says_so_before_it_is_done(matter, now):
    police_walled(matter, now)
    for moment in (now, now + 9 * DAY):
        with pytest.raises(NoPart, match="no part"):
            matter.share(to=matter.police, now=moment)
        with pytest.raises(NoPart), session("app", moment, matter.social.id):
            operations.check_shares(case=matter.case, child=matter.child, to_unit=matter.police.unit, compartments=["care"],
                                    purpose="shelter", ground="legal_duty", until=moment + DAY, text="x", by=matter.social,
                                    now=moment)  # fmt: skip
    assert rows("select count(*) from disclosure") == [(0,)]


def test_the_database_alone_refuses_a_disclosure_and_its_relation(matter, now):
    police_walled(matter, now)
    row = {"case": matter.case, "from_unit": matter.social.unit, "to_unit": matter.police.unit, "kind": "share", "purpose": "shelter",
           "compartments": ["care"], "child_id": matter.child.id, "ground": "legal_duty", "decided_by": matter.social.id,
           "decided_at": now, "until": now + DAY, "call_at": now + DAY}  # fmt: skip
    with session("app", now, matter.social.id), pytest.raises(Error, match="no part"), transaction.atomic():
        Disclosure(**row).save(force_insert=True)
    with session("app", now, matter.social.id), pytest.raises(Error, match="no part"), transaction.atomic():
        Relation.objects.bulk_create([Relation(case=matter.case, child_id=matter.child.id, unit=matter.police.unit, compartment="care",
                                               ground="shared", since=now, until=now + DAY)])  # fmt: skip
    with session("app", now, matter.social.id):
        Disclosure(**row | {"kind": "refuse", "ground": "", "until": None, "call_at": None}).save(force_insert=True)


def test_what_was_shared_with_the_unit_ends_with_the_yes_and_stands_so_on_the_list(matter, now):
    given = matter.share(to=matter.police)
    other = matter.share(to=matter.legal)
    police_walled(matter, now + HOUR)
    with session("app", now + HOUR, matter.social.id):
        found = {one.row.id: one.ended for one in queries.received(matter.case, now + HOUR) if one.row is not None}
    assert found == {given.id: now + HOUR, other.id: None}
    assert rows("select count(*) from relation where unit = %s and until is null", [matter.police.unit_id]) == [(0,)]
    assert rows("select to_unit from notice where kind = 'sharing.share_cut'", role="worker") == [
        (matter.social.unit_id,)
    ]
    assert rows("select count(*) from ledger_entry where act = 'disclosure.end'", role="auditor") == [(1,)]
    later = now + 40 * DAY
    assert not tick(later).errors
    assert not [kind for (kind,) in told_since(matter.police.unit_id, later) if kind.startswith("sharing.")]


def test_only_the_officer_who_agreed_ends_what_was_shared_and_only_in_that_act(matter, now):
    given = matter.share(to=matter.police)
    row = police_walled(matter, now)
    for name in ("privacy.ngo", "privacy.social", "duty.pp", "social.pp"):
        with (
            session("app", now + HOUR, matter.cast[name].id),
            pytest.raises(Error, match="cannot be laid"),
            transaction.atomic(),
        ):
            Disclosure.objects.raw("select * from app.end_shared_behind(%s)", [row.id])[0]
    assert rows("select ended_at from disclosure where id = %s", [given.id]) == [(now,)]


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("later", [HOUR, 9 * DAY])
def test_corrections_withdrawals_and_holds_are_not_told_behind_a_wall(matter, now, at_once, later):
    """The police could read all of it before: they worked in it, and what was theirs was shared on with another's consent."""
    consent = matter.consent(matter.guardian(), to=matter.legal)
    matter.share(by=matter.police, to=matter.legal, ground="consent", parts=("justice",), days=30)
    matter.share(to=matter.police, parts=("care",), days=30)
    matter.share(to=matter.legal, parts=("care",), days=30)
    note = act(
        matter.social, cases.write_note, now, case=matter.case, compartment="care", text="words", person=matter.child
    )
    papers = [act(matter.social, documents.add_document, now, case=matter.case, compartment="care", kind="photograph",
                  person=matter.child, content=jpeg(color=(number, 0, 0))) for number in (1, 2)]  # fmt: skip
    police_walled(matter, now + timedelta(minutes=1), at_once=at_once)
    then = now + later
    act(
        matter.social,
        corrections.correct_note,
        then,
        case=matter.case,
        compartment="care",
        record_id=note.id,
        text="other words",
    )
    act(matter.social, documents.hold_document, then, document=papers[0])
    act(matter.social, documents.mark_document_error, then, document=papers[1], text="wrong one")
    act(matter.social, consenting.withdraw_consent, then, consent_id=consent.id, why="child", text="she said so")
    assert told_since(matter.police.unit_id, then) == []
    assert {kind for (kind,) in told_since(matter.legal.unit_id, then)} >= {
        "sharing.fact_corrected", "sharing.share_withdrawn", "document.held"
    }, "who is behind no wall is told all of it"  # fmt: skip


def test_functions_that_name_the_units_of_a_case_say_nothing_of_those_behind_a_wall_and_nothing_to_them(matter, now):
    matter.share(to=matter.police)
    asking = {
        "who_received": ("select unit from app.who_received(%s, %s, '', %s)", (matter.case.id, matter.child.id, now)),
        "working_in": ("select unit from app.working_in(%s, 'care', %s) as unit", (matter.case.id, matter.child.id)),
    }

    def answers(by, moment, name):
        statement, values = asking[name]
        with session("app", moment, by.id), connection.cursor() as cursor:
            cursor.execute(statement, values)
            return {unit for (unit,) in cursor.fetchall()}

    for name in asking:
        assert matter.police.unit_id in answers(matter.social, now, name), name
    police_walled(matter, now)
    for name in asking:
        assert matter.police.unit_id not in answers(matter.social, now + HOUR, name), name
        assert answers(matter.police, now + HOUR, name) == set(), name
    act(matter.social, recusals.step_aside, now, case=matter.case, member=matter.social, reason="family", text="x")
    for name in asking:
        assert answers(matter.social, now + HOUR, name) == set(), "who stepped aside asks in vain"


# ---------------------------------------------------------------- an emergency
def opened(matter, now):
    nurse = matter.cast["nurse.pp"]
    row = asked(nurse, now, matter.case.code, compartments=("care",), second=matter.cast["leader.pp"].unit)
    answered(matter.cast["leader.pp"], now, row)
    return nurse


def test_what_an_emergency_opened_is_read_and_given_to_nobody(matter, now):
    written = act(
        matter.social, cases.write_note, now, case=matter.case, compartment="care", text="words", person=matter.child
    )
    nurse = opened(matter, now)
    with session("app", now, nurse.id):
        assert Case.objects.filter(id=matter.case.id).exists()
        assert Person.objects.filter(case=matter.case).exists()
    for tried in (
        lambda: matter.share(by=nurse),
        lambda: matter.refuse(by=nurse),
        lambda: matter.consent(by=nurse),
        lambda: act(nurse, documents.add_document, now, case=matter.case, compartment="care", kind="photograph", person=matter.child,
                    content=jpeg()),
        lambda: act(nurse, cases.write_note, now, case=matter.case, compartment="care", text="x", person=matter.child),
        lambda: act(nurse, corrections.correct_note, now, case=matter.case, compartment="care", record_id=written.id, text="x"),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            tried()


def test_the_database_alone_lets_an_emergency_give_ask_and_add_nothing(matter, now):
    made = matter.consent(matter.guardian())
    given = matter.share()
    nurse = opened(matter, now)
    base = {
        "case_id": matter.case.id,
        "child_id": matter.child.id,
        "purpose": "shelter",
        "to_unit_id": matter.ngo.unit_id,
    }
    for row in (
        Disclosure(**base, from_unit=nurse.unit, kind="share", compartments=["care"], ground="legal_duty", decided_by=nurse.id,
                   decided_at=now, until=now + DAY, call_at=now + DAY),
        Consent(**base, unit=nurse.unit, result="refused", recorded_by=nurse.id, occurred_at=now, recorded_at=now),
    ):  # fmt: skip
        with session("app", now, nurse.id), pytest.raises(Error, match="row-level security"), transaction.atomic():
            row.save(force_insert=True)
    with session("app", now, nurse.id), connection.cursor() as cursor:
        assert not Consent.objects.filter(id=made.id).exists()
        assert not Disclosure.objects.filter(id=given.id).exists()
        cursor.execute("select app.works_for(%s, %s)", [matter.case.id, matter.child.id])
        assert cursor.fetchone() == (False,)
    checks = rows("select with_check from pg_policies where tablename = 'document' and policyname = 'app_insert'")
    assert "emergency" in checks[0][0]


def test_the_list_of_who_received_what_names_who_opened_it_in_an_emergency(matter, now):
    nurse = opened(matter, now)

    def lines(moment):
        with session("app", moment, matter.social.id):
            return [one for one in queries.received(matter.case, moment) if one.how == "opened"]

    (line,) = lines(now)
    assert (line.to, line.what, line.why, line.ended) == (nurse.unit_id, ("care",), "child_before_us", None)
    assert lines(now + 2 * DAY)[0].ended == now + DAY, "it has ended by itself"
    with session("app", now, nurse.id):
        key = emergencies.open_on(matter.case, now)[0].id
    act(nurse, emergencies.end_emergency, now + HOUR, emergency_id=key)
    assert lines(now + 2 * HOUR)[0].ended == now + HOUR


def test_who_told_us_is_not_asked_for_by_who_only_reads_the_case(cast, now):
    """Their report became a case, and its justice part was shared for the whole case: the report is seen, its source is not."""
    with session("intake", now):
        intake.file_report(
            told=intake.Told(what="words", where="Phnom Penh", contact="012"), key=uuid4(), channel="web", now=now
        )
    police, ngo = cast["duty.pp"], cast["ngo.pp"]
    with session("app", now, police.id):
        report = Report.objects.select_related("holder").get()
    case = act(police, opening.open_from_report, now, report_id=report.id)
    act(police, operations.share, now, case=case, child=None, to_unit=ngo.unit, compartments=["justice"], purpose="safety_now",
        ground="legal_duty", until=now + DAY, text="x")  # fmt: skip
    with session("app", now, ngo.id):
        report = Report.objects.select_related("holder").get()
    with pytest.raises(NotAllowed):
        act(ngo, unsealing.ask_reporter, now, report=report, reason="court_order", text="x")
    row = Unsealing(what="reporter", report_id=report.id, case_id=case.id, reason="court_order", unit=ngo.unit_id, asked_by=ngo.id,
                    asked_at=now, lapses_at=now + DAY, decider=ngo.unit_id, sealed=b"x")  # fmt: skip
    with session("app", now, ngo.id):
        row.save(force_insert=True)
    with session("app", now, cast["privacy.ngo"].id):
        ask("answer_unsealing", row.id, True, now + DAY, b"x")
    with session("app", now, ngo.id):
        assert ask("open_unsealed", row.id) == [], "the database alone gives it to who works on the case"
    mine = act(police, unsealing.ask_reporter, now, report=report, reason="court_order", text="x")
    act(cast["privacy.pp"], unsealing.answer_unsealing, now, unsealing_id=mine.id, agreed=True, text="x")
    assert act(police, unsealing.open_unsealed, now, unsealing_id=mine.id)["contact"] == "012"


# ---------------------------------------------------------------- the officer's month
def test_what_was_shared_without_consent_stands_in_the_month_of_the_officer_and_of_no_other(cast, now):
    """Another unit of the police shared: their officer reads that, and nothing else that it shared."""
    other = cast["duty.sr"]
    with connection.cursor() as cursor:
        cursor.execute(f'set role "{roles.parameters(current(), "owner")["user"]}"')
        Unit.objects.filter(principal=other.unit_id).update(agency=cast["privacy.pp"].unit.agency_id)
        cursor.execute(f'set role "{settings.ROLES["app"]}"')
    case = own_case(other, now)
    share = {"case": case, "child": None, "to_unit": cast["ngo.pp"].unit, "compartments": ["justice"], "until": now + DAY, "text": "why",
             "purpose": "safety_now"}  # fmt: skip
    given = act(other, operations.share, now, ground="risk_of_harm", **share)
    act(other, operations.share, now, ground="legal_duty", **share)
    for name, found in (("privacy.pp", [given.id]), ("privacy.ngo", []), ("privacy.social", []), ("nurse.pp", [])):
        assert overrides(cast[name], now) == found, name
    with session("app", now, cast["privacy.pp"].id):
        assert list(Disclosure.objects.values_list("id", flat=True)) == [given.id]
    with session("app", now, cast["oversight"].id):
        assert ("override", other.unit_id, "risk_of_harm", 1) in looks.counts(now - DAY, now + DAY)
        assert not Disclosure.objects.exists()


def overrides(officer, now) -> list[UUID]:
    with session("app", now, officer.id):
        return [one.id for one in looks.month(now - DAY, now + DAY, conflicts.guarded()).overrides]
