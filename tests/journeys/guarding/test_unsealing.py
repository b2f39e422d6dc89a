"""Who told us, and where a child stays: two persons, a reason, one look, for a short time, on the record."""

import uuid
from datetime import timedelta

import pytest
from django.db import transaction

from samaki.cases.models import Person
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.intake import operations as intake
from samaki.intake.models import Report, ReporterRecord
from samaki.journeys import danger
from samaki.journeys.guarding import unsealing
from samaki.journeys.guarding.models import Unsealing
from samaki.journeys.guarding.words import ask
from tests.acting import act, own_case, taken
from tests.everything import rows, seen_by

CONTACT, SAFE, PLACE, WHY = "Sealedreporter 012", "only at noon", "Sealedplace street 5", "the reporter may be followed"


@pytest.fixture
def report(cast, now):
    with session("intake", now):
        told = intake.Told(what="words", where="Phnom Penh", contact=CONTACT, contact_safe=SAFE)
        intake.file_report(told=told, key=uuid.uuid4(), channel="web", now=now)
    with session("app", now, cast["duty.pp"].id):
        return Report.objects.select_related("holder").get()


def asked(by, now, report):
    return act(by, unsealing.ask_reporter, now, report=report, reason="safety_of_reporter", text=WHY)


def agreed(by, now, row, yes=True):
    return act(by, unsealing.answer_unsealing, now, unsealing_id=row.id, agreed=yes, text="it is needed")


def opened(by, now, row):
    return act(by, unsealing.open_unsealed, now, unsealing_id=row.id)


def test_two_persons_open_it_once(cast, now, report):
    duty, officer = cast["duty.pp"], cast["privacy.pp"]
    row = agreed(officer, now, asked(duty, now, report))
    assert opened(duty, now, row) == {"contact": CONTACT, "safe": SAFE}
    with pytest.raises(CannotMove):
        opened(duty, now, row)


@pytest.mark.parametrize("state", ["asked", "refused", "over", "lapsed"])
def test_it_stays_closed_unless_it_was_agreed_to_and_in_time(state, cast, now, report):
    duty, officer = cast["duty.pp"], cast["privacy.pp"]
    row, then = asked(duty, now, report), now
    if state in ("refused", "over"):
        agreed(officer, now, row, yes=state == "over")
        then = now + timedelta(hours=1)
    if state == "lapsed":
        then = now + timedelta(days=9)
        with pytest.raises(CannotMove, match="in time"):
            agreed(officer, then, row)
    with session("app", then, duty.id):
        assert unsealing.stands(Unsealing.objects.get(), then) == state
        assert ask("open_unsealed", row.id) == [], "the database alone says no as well"
    with pytest.raises(CannotMove):
        opened(duty, then, row)


def test_who_asked_does_not_agree_even_as_an_officer(cast, now, report):
    row = asked(cast["duty.pp"], now, report)
    with pytest.raises(NotAllowed):
        agreed(cast["duty.pp"], now, row)
    with pytest.raises(NotAllowed, match="officer"):
        agreed(cast["officer.pp"], now, row)


def test_an_officer_of_another_agency_does_not_know_of_it(cast, now, report):
    row = asked(cast["duty.pp"], now, report)
    for name in ("privacy.social", "social.pp", "duty.sr"):
        with pytest.raises(Unsealing.DoesNotExist):
            agreed(cast[name], now, row)
        with session("app", now, cast[name].id), pytest.raises(Exception, match="may not answer"), transaction.atomic():
            ask("answer_unsealing", row.id, True, now + timedelta(hours=1), b"x")


def test_only_the_one_who_asked_looks_and_the_officer_does_not(cast, now, report):
    row = agreed(cast["privacy.pp"], now, asked(cast["duty.pp"], now, report))
    for name in ("officer.pp", "privacy.pp"):
        with pytest.raises(NotAllowed):
            opened(cast[name], now, row)
        with session("app", now, cast[name].id):
            assert ask("open_unsealed", row.id) == []
    assert opened(cast["duty.pp"], now, row)


def test_a_unit_that_passed_the_report_on_meanwhile_opens_nothing(cast, now, report):
    from samaki.intake import passing

    row = agreed(cast["privacy.pp"], now, asked(cast["duty.pp"], now, report))
    act(cast["duty.pp"], passing.pass_report, now, report_id=report.id, to_unit=cast["duty.ps"].unit, text="x")
    with session("app", now, cast["duty.pp"].id):
        assert ask("open_unsealed", row.id) == []
    with pytest.raises(CannotMove, match="no part"):
        opened(cast["duty.pp"], now, row)


def test_nobody_reads_the_record_by_a_plain_question(cast, now, report):
    row = agreed(cast["privacy.pp"], now, asked(cast["duty.pp"], now, report))
    with session("app", now, cast["duty.pp"].id), pytest.raises(Exception, match="denied"), transaction.atomic():
        list(ReporterRecord.objects.all())
    assert row.opened_at is None


def test_each_of_it_is_in_the_ledger_without_a_word_of_it(cast, now, report):
    duty, officer = cast["duty.pp"], cast["privacy.pp"]
    opened(duty, now, agreed(officer, now, asked(duty, now, report)))
    acts = rows("select act, who, compartment from ledger_entry where act like %s or act like %s order by id",
                ["unsealing.%", "reporter.%"], role="auditor")  # fmt: skip
    assert acts == [("unsealing.ask", "duty.pp", "reporter"), ("unsealing.agree", "privacy.pp", "reporter"),
                    ("reporter.look", "duty.pp", "reporter")]  # fmt: skip
    for word in (CONTACT, SAFE, WHY, "it is needed"):
        assert rows("select count(*) from ledger_entry e where e::text like %s", [f"%{word}%"], role="auditor") == [
            (0,)
        ]
        assert rows("select count(*) from unsealing e where e::text like %s", [f"%{word}%"]) == [(0,)]


def test_a_look_that_cannot_be_recorded_shows_nothing_and_is_not_used_up(cast, now, report, monkeypatch):
    row = agreed(cast["privacy.pp"], now, asked(cast["duty.pp"], now, report))
    monkeypatch.setattr("samaki.ledger.operations.add", lambda *_given, **_named: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        opened(cast["duty.pp"], now, row)
    monkeypatch.undo()
    assert opened(cast["duty.pp"], now, row)


def test_the_officer_is_told_that_it_was_opened(cast, now, report):
    opened(cast["duty.pp"], now, agreed(cast["privacy.pp"], now, asked(cast["duty.pp"], now, report)))
    told = rows("select kind, to_unit, audience from notice where kind like 'guard.%%' order by id", role="worker")
    assert ("guard.unsealed", cast["privacy.pp"].unit_id, "privacy") in told


@pytest.mark.parametrize(
    ("given", "field"), [({"reason": "curious"}, "reason"), ({"text": ""}, "text"), ({"text": "\n "}, "text")]
)
def test_what_is_wrong_is_told_at_its_field(given, field, cast, now, report):
    with pytest.raises(Invalid) as refusal:
        act(
            cast["duty.pp"],
            unsealing.ask_reporter,
            now,
            report=report,
            **{"reason": "court_order", "text": "x"} | given,
        )
    assert refusal.value.field == field


@pytest.fixture
def placed(cast, now):
    """Social affairs recorded where the child stays; the hospital has a step for the child and does not see it."""
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, now)
    taken(case, "first_safe_contact", duty, social, now)
    with session("app", now, social.id):
        child = Person.objects.select_related("case").get(case=case)
    act(social, danger.arrive, now, case=case, child=child, place=PLACE, safe=True, brought_by=None)
    return case, child


def test_a_sealed_address_is_opened_in_the_same_way(cast, now, placed):
    _case, child = placed
    duty = cast["duty.pp"]
    row = act(duty, unsealing.ask_placement, now, child=child, reason="safety_of_child", text=WHY)
    assert row.decider == cast["privacy.social"].unit_id, "who keeps the address decides"
    with pytest.raises(Unsealing.DoesNotExist):
        agreed(cast["privacy.ngo"], now, row)
    assert opened(duty, now, agreed(cast["privacy.social"], now, row)) == {"place": PLACE}
    looks = rows("select who, child_id, compartment from ledger_entry where act = 'placement.look'", role="auditor")
    assert looks == [("duty.pp", child.id, "placement")]


def test_an_address_of_a_child_whom_the_unit_has_left_is_not_opened(cast, now, placed):
    _case, child = placed
    row = agreed(cast["privacy.social"], now, act(cast["duty.pp"], unsealing.ask_placement, now, child=child,
                                                  reason="safety_of_child", text=WHY))  # fmt: skip
    with seen_by("definer") as cursor:
        cursor.execute("update relation set until = %s where unit = %s", [now, cast["duty.pp"].unit_id])
    with pytest.raises(CannotMove, match="no part"):
        opened(cast["duty.pp"], now, row)


def test_a_stranger_cannot_ask(cast, now, placed, report):
    _case, child = placed
    with pytest.raises((NotAllowed, Person.DoesNotExist)):
        act(cast["duty.sr"], unsealing.ask_placement, now, child=child, reason="safety_of_child", text=WHY)
