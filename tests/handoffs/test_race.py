"""Two never accept one hand-off, and nothing is filed or done twice, however many press at once."""

import os
import threading
import uuid
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connections

from samaki.agencies.models import Member, Membership
from samaki.cases.models import Step
from samaki.database import session
from samaki.database.refusals import CannotMove, Refusal
from samaki.handoffs import operations as handoffs
from samaki.handoffs.models import Handoff
from samaki.intake import operations as intake
from samaki.intake.models import Report
from samaki.jobs.tick import tick
from samaki.journeys import closing, doing, moving, opening
from samaki.simulation.cast import assemble
from tests.journeys.invariants import nothing_is_broken

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

ROUNDS = 100 if os.environ.get("SAMAKI_NIGHTLY") == "1" else 12


@pytest.fixture
def members(transactional_db, owner):
    now = datetime(2024, 1, 1, tzinfo=UTC)
    assemble(now, "a password of the tests")
    connections["owner"].close()
    return {member.username: member for member in Member.objects.select_related("unit")}


def at_once(*stories):
    """Runs all stories at the same moment on connections of their own; returns what each gave or raised."""
    gate, outcomes = threading.Barrier(len(stories)), [None] * len(stories)

    def run(place, story):
        try:
            gate.wait(10)
            outcomes[place] = story()
        except Exception as error:
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, story)) for place, story in enumerate(stories)]
    [thread.start() for thread in threads]
    [thread.join(60) for thread in threads]
    return outcomes


def as_member(member, operation, **given):
    def story():
        now = datetime.now(UTC)
        with session("app", now, member.id):
            return operation(by=member, now=now, **given)

    return story


def offered(members):
    duty = members["duty.pp"]
    case = as_member(duty, opening.open_own, area="12", urgency="emergency", children=1)()
    with session("app", datetime.now(UTC), duty.id):
        draft = Handoff.objects.get(case=case, state="draft", step__kind="first_safe_contact")
    as_member(duty, handoffs.offer, handoff_id=draft.id)()
    return draft


def test_eight_accept_and_one_wins(members):
    social = members["social.pp"]
    for _round in range(ROUNDS):
        draft = offered(members)
        outcomes = at_once(*[as_member(social, handoffs.accept, handoff_id=draft.id) for _one in range(8)])
        assert sum(isinstance(outcome, Handoff) for outcome in outcomes) == 1, outcomes
        assert all(isinstance(outcome, Handoff | Refusal) for outcome in outcomes), outcomes


def test_accept_against_withdraw_and_against_the_clock(members):
    social, duty = members["social.pp"], members["duty.pp"]
    for _round in range(ROUNDS // 2):
        draft = offered(members)
        late = datetime.now(UTC).replace(year=2035)
        outcomes = at_once(
            as_member(social, handoffs.accept, handoff_id=draft.id),
            as_member(duty, handoffs.withdraw, handoff_id=draft.id),
            lambda when=late: tick(when),
        )
        assert not any(
            isinstance(one, Exception) and not isinstance(one, Refusal | ObjectDoesNotExist) for one in outcomes
        ), outcomes
        with session("app", datetime.now(UTC).replace(year=2036), duty.id):
            state = Handoff.objects.get(id=draft.id).state
            holder = Step.objects.get(id=draft.step_id).holder_id
        assert (holder == social.unit_id) == (state == "accepted"), (state, holder)


def test_a_step_is_done_once(members):
    duty = members["duty.pp"]
    case = as_member(duty, opening.open_own, area="12", urgency="urgent", children=0)()
    with session("app", datetime.now(UTC), duty.id):
        step = Step.objects.get(case=case)
    outcomes = at_once(*[as_member(duty, doing.do_step, step_id=step.id, outcome="confirmed") for _one in range(4)])
    assert sum(isinstance(outcome, Step) for outcome in outcomes) == 1, outcomes
    with session("app", datetime.now(UTC), duty.id):
        assert Step.objects.filter(case=case, kind="investigation_plan").count() == 1


def test_a_storm_of_retries_files_one_report(members):
    key, now = uuid.uuid4(), datetime.now(UTC)
    told = intake.Told(what="words", where="Phnom Penh")

    def file():
        with session("intake", now):
            return intake.file_report(told=told, key=key, channel="web", now=now)

    outcomes = at_once(*[file for _one in range(8)])
    assert len(set(map(str, outcomes))) == 1, outcomes
    with session("app", now, members["duty.pp"].id):
        assert Report.objects.count() == 1


def test_two_open_a_case_from_one_report_and_one_case_is_there(members):
    now = datetime.now(UTC)
    with session("intake", now):
        intake.file_report(told=intake.Told(what="words", where="Phnom Penh"), key=uuid.uuid4(), channel="web", now=now)
    duty = members["duty.pp"]
    with session("app", now, duty.id):
        report = Report.objects.get()
    outcomes = at_once(*[as_member(duty, opening.open_from_report, report_id=report.id) for _one in range(4)])
    assert sum(not isinstance(outcome, Exception) for outcome in outcomes) == 1, outcomes


def test_two_workers_call_once(members):
    offered(members)
    late = datetime.now(UTC).replace(year=2035)
    at_once(lambda: tick(late), lambda: tick(late), lambda: tick(late))
    from samaki.notices.models import Notice

    with session("worker", late):
        told = list(Notice.objects.filter(kind="handoff.expired").values_list("subject_id", "to_unit"))
    assert len(told) == len(set(told)) > 0


def seven_colleagues(member):
    """Members of one unit: the one of the cast and seven more."""
    made = [member]
    for number in range(7):
        colleague = Member(
            username=f"{member.username}.{number}",
            unit=member.unit,
            name_en="Synthetic",
            name_km="Synthetic",
            password="!",
        )
        colleague.save(using="owner", force_insert=True)
        for role in ("desk", "worker"):
            Membership(member=colleague, unit=member.unit, role=role, since=datetime(2024, 1, 1, tzinfo=UTC)).save(
                using="owner", force_insert=True
            )
        made.append(colleague)
    connections["owner"].close()
    return made


def test_eight_colleagues_accept_and_the_worker_is_the_one_who_won(members):
    colleagues = seven_colleagues(members["social.pp"])
    for _round in range(ROUNDS // 2):
        draft = offered(members)
        outcomes = at_once(*[as_member(one, handoffs.accept, handoff_id=draft.id) for one in colleagues])
        (winner,) = [outcome for outcome in outcomes if isinstance(outcome, Handoff)]
        losers = [outcome for outcome in outcomes if not isinstance(outcome, Handoff)]
        assert all(isinstance(one, CannotMove) and one.sentence for one in losers), losers
        with session("app", datetime.now(UTC), winner.worker_id):
            assert Step.objects.get(id=draft.step_id).worker_id == winner.worker_id


def test_accept_against_a_supervisor_who_moves_the_step(members):
    social, officer, ngo = members["social.pp"], members["officer.pp"], members["ngo.pp"]
    for _round in range(ROUNDS // 2):
        draft = offered(members)
        outcomes = at_once(
            as_member(social, handoffs.accept, handoff_id=draft.id),
            as_member(officer, moving.reassign_step, step_id=draft.step_id, to_unit=ngo.unit, text="why"),
        )
        assert sum(isinstance(one, Handoff | Step) for one in outcomes) == 1, outcomes
        assert all(isinstance(one, Handoff | Step | Refusal | ObjectDoesNotExist) for one in outcomes), outcomes
        nothing_is_broken()


def test_closing_against_doing_and_handing_on_leaves_no_work_on_a_closed_strand(members):
    duty = members["duty.pp"]
    for _round in range(ROUNDS // 2):
        case = as_member(duty, opening.open_own, area="12", urgency="urgent", children=1)()
        with session("app", datetime.now(UTC), duty.id):
            step, strand = Step.objects.get(case=case, kind="verification"), case.strands.get(kind="justice")
        outcomes = at_once(
            as_member(duty, closing.close_strand, strand_id=strand.id, reason="duplicate"),
            as_member(duty, doing.do_step, step_id=step.id, outcome="confirmed"),
            as_member(
                duty, handoffs.hand_on, step_id=step.id, to_unit=members["duty.sr"].unit, why="words", urgency="urgent"
            ),
        )
        assert all(not isinstance(one, Exception) or isinstance(one, Refusal) for one in outcomes), outcomes
        nothing_is_broken()
