"""A look is questioned by the officer in one act; the member answers in time or the clock says so; the officer closes it."""

from datetime import timedelta

import pytest
from django.db import transaction

from samaki.cases import identity
from samaki.cases.documents import operations as documents
from samaki.cases.models import Case, Person
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.jobs.tick import tick
from samaki.journeys.guarding import conflicts, looks, questions, recusals
from samaki.journeys.guarding.models import LookQuestion
from samaki.journeys.guarding.words import ask, words_of
from samaki.ledger.models import LedgerEntry
from tests.acting import act, own_case, taken
from tests.cases.files import jpeg
from tests.everything import rows

WHY = "I had to call the family, who waited"
MONTH = timedelta(days=31)


@pytest.fixture
def look(cast, now):
    """Social affairs looked at a name."""
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, now)
    taken(case, "first_safe_contact", duty, social, now)
    with session("app", now, social.id):
        child = Person.objects.select_related("case").get(case=case)
    act(social, identity.record_identity, now, person=child, identity={"name_latin": "Sealedname"})
    act(social, identity.look_at_identity, now, person=child)
    with session("app", now, cast["privacy.social"].id):
        return LedgerEntry.objects.get(act="identity.look")


def asked(by, now, look, text=""):
    return act(by, questions.question_look, now, entry_id=look.id, text=text)


def answered(by, now, row, text=WHY):
    return act(by, questions.answer_look, now, question_id=row.id, text=text)


def closed(by, now, row, outcome="in_order", text=""):
    return act(by, questions.close_look, now, question_id=row.id, outcome=outcome, text=text)


def seen(member, now, **wanted):
    with session("app", now, member.id):
        found, _more = looks.page_of_looks(looks.Wanted(now - MONTH, now + MONTH, **wanted), conflicts.guarded())
        return [(entry.act, entry.who) for entry in found]


def test_an_officer_sees_every_look_of_the_own_agency_and_of_no_other(cast, now, look):
    assert seen(cast["privacy.social"], now) == [("identity.look", "social.pp")]
    assert seen(cast["privacy.ngo"], now) == []
    assert seen(cast["privacy.pp"], now) == [], "police see it at their case, not as a look of their people"
    assert seen(cast["social.pp"], now) == [], "a member without that role has no such page"
    assert seen(cast["privacy.social"], now, who="social.pp") == seen(cast["privacy.social"], now, case_id=look.case_id)
    assert seen(cast["privacy.social"], now, who="nobody") == []


def test_the_officer_reads_looks_and_nothing_else_of_cases(cast, now, look):
    with session("app", now, cast["privacy.social"].id):
        told = {entry.act for entry in looks.looks()}
    assert told == {"identity.look"}
    with session("app", now, cast["privacy.ngo"].id):
        assert not LedgerEntry.objects.exclude(act__in=questions.LOOKS).filter(case_id=look.case_id).exists()


def test_a_question_is_answered_and_closed(cast, now, look):
    row = asked(cast["privacy.social"], now, look)
    assert row.due_at > now
    assert questions.stands(answered(cast["social.pp"], now, row), now) == "answered"
    assert questions.stands(closed(cast["privacy.social"], now, row), now) == "closed"
    acts = rows("select act, who from ledger_entry where act like 'look.%%' order by id", role="auditor")
    assert acts == [("look.question", "privacy.social"), ("look.answer", "social.pp"), ("look.close", "privacy.social")]
    assert rows("select count(*) from look_question e where e::text like %s", [f"%{WHY}%"]) == [(0,)]


def test_only_who_looked_answers_and_only_once(cast, now, look):
    row = asked(cast["privacy.social"], now, look)
    for other in ("duty.pp", "privacy.ngo"):
        with pytest.raises(LookQuestion.DoesNotExist):
            answered(cast[other], now, row)
    with pytest.raises(NotAllowed):
        answered(cast["privacy.social"], now, row)
    with pytest.raises(Invalid):
        answered(cast["social.pp"], now, row, text=" ")
    answered(cast["social.pp"], now, row)
    with pytest.raises(CannotMove):
        answered(cast["social.pp"], now, row)


def test_nobody_is_asked_twice_at_once_and_nobody_asks_themselves(cast, now, look):
    asked(cast["privacy.social"], now, look)
    with pytest.raises(CannotMove):
        asked(cast["privacy.social"], now, look)
    for other in ("privacy.ngo", "duty.sr", "social.pp"):
        with pytest.raises((NotAllowed, LedgerEntry.DoesNotExist)):
            asked(cast[other], now, look)


def test_without_an_answer_it_is_closed_only_when_its_time_is_over(cast, now, look):
    row = asked(cast["privacy.social"], now, look)
    with pytest.raises(CannotMove, match="still has time"):
        closed(cast["privacy.social"], now, row, "no_answer", "nothing came")
    with session("app", now, cast["privacy.social"].id):
        assert ask("close_look", row.id, "no_answer", b"x") in ([(None,)], [])
    assert closed(cast["privacy.social"], row.due_at, row, "no_answer", "nothing came").outcome == "no_answer"


def test_the_clock_tells_who_leads_the_unit_once(cast, now, look):
    row = asked(cast["privacy.social"], now, look)
    for moment in (row.due_at - timedelta(minutes=1), row.due_at, row.due_at + timedelta(days=1)):
        assert not tick(moment).errors
    told = rows("select to_unit, audience from notice where kind = 'guard.look_unanswered' order by 2", role="worker")
    assert told == [(cast["social.pp"].unit_id, "head"), (cast["privacy.social"].unit_id, "privacy")]
    assert answered(cast["social.pp"], row.due_at + timedelta(days=2), row).answered_at, "late is better than never"


def test_an_answered_question_calls_nobody(cast, now, look):
    row = answered(cast["social.pp"], now, asked(cast["privacy.social"], now, look))
    tick(row.due_at + timedelta(days=1))
    assert rows("select count(*) from notice where kind = 'guard.look_unanswered'", role="worker") == [(0,)]


def test_misuse_is_told_to_who_leads_the_unit(cast, now, look):
    row = answered(cast["social.pp"], now, asked(cast["privacy.social"], now, look))
    with pytest.raises(Invalid) as refusal:
        closed(cast["privacy.social"], now, row, "misuse")
    assert refusal.value.field == "text"
    with pytest.raises(Invalid) as refusal:
        closed(cast["privacy.social"], now, row, "whatever", "x")
    assert refusal.value.field == "outcome"
    closed(cast["privacy.social"], now, row, "misuse", "it was a neighbour")
    told = rows("select to_unit, audience from notice where kind = 'guard.look_misuse'", role="worker")
    assert told == [(cast["social.pp"].unit_id, "head")]


def test_the_database_alone_lets_nobody_else_ask(cast, now, look):
    for name in ("social.pp", "privacy.ngo"):
        with session("app", now, cast[name].id):
            row = LookQuestion(entry_id=look.id, member_id=cast["duty.pp"].id, unit=look.unit, asked_by=cast[name].id, sealed=b"x",
                               asked_unit=cast[name].unit_id, asked_at=now, due_at=now + MONTH)  # fmt: skip
            with pytest.raises(Exception, match="row-level security"), transaction.atomic():
                row.save(force_insert=True)


def test_counts_of_a_month_go_to_the_committees_and_the_oversight_and_to_nobody_else(cast, now, look):
    from tests.journeys.guarding.opening import answered as confirmed
    from tests.journeys.guarding.opening import asked as emergency
    from tests.journeys.guarding.test_walls import asked as wall
    from tests.journeys.guarding.test_walls import laid

    with session("app", now, cast["duty.pp"].id):
        code = Person.objects.select_related("case").first().case.code
    confirmed(cast["leader.pp"], now, emergency(cast["nurse.pp"], now, code, second=cast["leader.pp"].unit))
    with session("app", now, cast["duty.pp"].id):
        case = Case.objects.get(code=code)
    laid(cast, now, wall(cast, now, case))
    for name in ("oversight", "committee.pp", "focal.national"):
        with session("app", now, cast[name].id):
            assert looks.counts(now - MONTH, now + MONTH) == [
                ("emergency", cast["nurse.pp"].unit_id, "child_before_us", 1),
                ("wall", cast["duty.pp"].unit_id, "office", 1),
            ], "a wall is counted under the unit that it keeps out, also before it hides"
    for name in ("admin", "mentor", "privacy.pp", "duty.pp"):
        with session("app", now, cast[name].id):
            assert looks.counts(now - MONTH, now + MONTH) == []


def walled(cast, now, look, unit, to_unit, by, decider):
    """A wall between the case of the look and a unit, asked and agreed to."""
    with session("app", now, cast[by].id):
        case = Case.objects.get(id=look.case_id)
    row = act(cast[by], conflicts.ask_wall, now, case=case, unit=unit, to_unit=to_unit, decider=cast[decider].unit, reason="office",
              text="known", not_enough="the head", by_accused=False, else_known="", days=90, at_once=True)  # fmt: skip
    return act(cast[decider], conflicts.answer_wall, now, conflict_id=row.id, agreed=True, text="it is so")


@pytest.fixture
def police_look(cast, now):
    """The police of Phnom Penh, where their confidentiality officer sits too, looked at a document."""
    case = own_case(cast["duty.pp"], now)
    taken(case, "first_safe_contact", cast["duty.pp"], cast["social.pp"], now)
    made = act(cast["duty.pp"], documents.add_document, now, case=case, compartment="justice", kind="photograph", content=jpeg(),
               name="a.jpg", title="a picture")  # fmt: skip
    act(cast["duty.pp"], documents.look_at_document, now, document=made)
    with session("app", now, cast["privacy.pp"].id):
        return LedgerEntry.objects.get(act="document.look")


def test_a_wall_takes_no_question_away_and_is_not_told_by_one(cast, now, police_look):
    """Vanishing would tell the officer of the walled unit of the wall, and nobody would answer."""
    row = asked(cast["privacy.pp"], now, police_look)
    with session("app", now, cast["privacy.pp"].id):
        before = words_of(LookQuestion.objects.get(id=row.id))
    walled(cast, now, police_look, cast["duty.pp"].unit, cast["duty.national"].unit, "privacy.social", "privacy.ngo")
    later = now + timedelta(hours=1)
    for who in ("privacy.pp", "duty.pp"):
        with session("app", later, cast[who].id):
            assert not Case.objects.filter(id=police_look.case_id).exists(), who
            assert words_of(LookQuestion.objects.get(id=row.id)) == before, who
    assert before["act"] == "document.look"
    assert before["code"].startswith("PP-")
    answered(cast["duty.pp"], later, row)
    assert closed(cast["privacy.pp"], later, row).outcome == "in_order"


def test_nobody_steps_aside_from_a_question(cast, now, look):
    row = asked(cast["privacy.social"], now, look)
    with session("app", now, cast["social.pp"].id):
        case = Case.objects.get(id=look.case_id)
    act(
        cast["social.pp"],
        recusals.step_aside,
        now,
        case=case,
        member=cast["social.pp"],
        reason="family",
        text="a cousin",
    )
    assert answered(cast["social.pp"], now, row).answered_at == now
