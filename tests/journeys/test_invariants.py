"""Hypothesis drives reports, cases, hand-offs, steps, strands and the clock at random against the real database; the
invariants of the chain hold after every act."""

import os
import random
import uuid
from collections import Counter
from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.cases import holding
from samaki.database import session
from samaki.database.refusals import Refusal
from samaki.handoffs import operations as handoffs
from samaki.handoffs.models import Handoff
from samaki.handoffs.states import CLOCK, MOVES
from samaki.intake import operations as intake
from samaki.jobs.tick import tick
from samaki.journeys import closing, doing, opening
from tests.everything import rows, value

NIGHTLY = os.environ.get("SAMAKI_NIGHTLY") == "1"

WORKING = ("duty.pp", "officer.pp", "duty.sr", "duty.ps", "social.pp", "ngo.pp", "prosecutor.pp", "court.pp", "legal.pp",
           "nurse.pp", "duty.national", "leader.pp")  # fmt: skip

REASONS = {"decline": "no_capacity", "dispute": "no_means", "fail": "unsafe", "hold": "waiting_order"}


class Chain(RuleBasedStateMachine):
    """A small country in which everybody acts in any order, often wrongly."""

    cast = {}
    start = None
    done = None  # how often each operation went through, over all examples: a machine that only fails proves nothing

    def __init__(self):
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        self.now, self.refused = self.start, 0

    def teardown(self):
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)

    @initialize(seed=st.integers(0, 2**32))
    def begin(self, seed):
        self.chance = random.Random(seed)
        self.report("Phnom Penh", "yes")
        self.report("nobody knows this place", "unknown")

    # ------------------------------------------------------------ acts
    def act(self, username, operation, **given):
        self.now += timedelta(minutes=self.chance.choice((1, 7, 40, 300)))
        member = self.cast[username]
        try:
            with session("app", self.now, member.id):
                operation(by=member, now=self.now, **given)
            Chain.done[operation.__name__] += 1
        except (Refusal, ObjectDoesNotExist):
            self.refused += 1

    def anybody(self):
        return self.chance.choice(WORKING)

    def of_unit(self, principal):
        ours = [name for name in WORKING if self.cast[name].unit_id == principal]
        return self.chance.choice(ours) if ours and self.chance.random() < 0.85 else self.anybody()

    def pick(self, statement):
        found = rows(statement)
        return self.chance.choice(found) if found else None

    @rule(
        where=st.sampled_from(("Phnom Penh", "ក្រុងព្រះសីហនុ", "somewhere")),
        danger=st.sampled_from(("yes", "no", "unknown")),
    )
    def report(self, where, danger):
        with session("intake", self.now):
            told = intake.Told(what="words", where=where, danger=danger)
            intake.file_report(
                told=told, key=uuid.UUID(int=self.chance.getrandbits(128), version=4), channel="web", now=self.now
            )

    @rule(act=st.sampled_from(("acknowledge", "open", "open", "close")))
    def work_on_report(self, act):
        found = self.pick("select id, holder from report where state in ('new', 'acknowledged') order by id")
        if found:
            operation = {"acknowledge": intake.acknowledge, "open": opening.open_from_report, "close": intake.close}[
                act
            ]
            given = {"reason": "not_substantiated"} if act == "close" else {}
            self.act(self.of_unit(found[1]), operation, report_id=found[0], **given)

    @rule(children=st.integers(0, 2), urgency=st.sampled_from(("emergency", "urgent", "normal")))
    def own_case(self, children, urgency):
        if Chain.done["open_own"] > 6 * (1 + Chain.done["accept"]):
            return
        self.act(self.chance.choice(("duty.pp", "duty.sr", "social.pp")), opening.open_own, area="12", urgency=urgency,
                 children=children)  # fmt: skip

    @rule(good=st.booleans())
    def do_step(self, good):
        found = self.pick("select id, holder, kind from step where state in ('open', 'on_hold') order by id")
        if found:
            kind = pack().step_kinds[found[2]]
            outcome = self.chance.choice(list(kind.outcomes)) if good else "no such outcome"
            conditions = [f.condition for f in kind.follows if f.condition and self.chance.random() < 0.5]
            self.act(self.of_unit(found[1]), doing.do_step, step_id=found[0], outcome=outcome, conditions=conditions,
                     support_level=self.chance.choice((None, 1, 5)))  # fmt: skip

    @rule(act=st.sampled_from(("hold", "resume", "skip", "stop", "assign", "reassign")))
    def change_step(self, act):
        found = self.pick("select id, holder from step where state in ('open', 'on_hold') order by id")
        if found is None:
            return
        who, key = self.of_unit(found[1]), {"step_id": found[0]}
        unit = self.chance.choice(list(Unit.objects.all()))
        operation, given = {
            "hold": (
                holding.hold_step,
                {"reason": "waiting_order", "until": self.now + timedelta(days=self.chance.choice((1, 6, 60)))},
            ),
            "resume": (holding.resume_step, {}),
            "skip": (doing.skip_step, {"reason": "done_before"}),
            "stop": (doing.stop_step, {"reason": "replaced"}),
            "assign": (holding.assign_step, {"worker": self.cast[self.anybody()]}),
            "reassign": (holding.reassign_step, {"to_unit": unit, "text": "why"}),
        }[act]
        self.act(who, operation, **key, **given)

    @rule(urgency=st.sampled_from(("emergency", "urgent", "normal")), draft=st.booleans())
    def hand_on(self, urgency, draft):
        found = self.pick("select id, holder, kind from step where state in ('open', 'on_hold') order by id")
        if found:
            may = [unit for unit in Unit.objects.all() if unit.kind in pack().step_kinds[found[2]].may_hold]
            self.act(self.of_unit(found[1]), handoffs.hand_on, step_id=found[0], to_unit=self.chance.choice(may), why="why",
                     urgency=urgency, keep_draft=draft)  # fmt: skip

    @rule(name=st.sampled_from(("offer", "receive", "accept", "accept", "accept_by_phone", "confirm_phone", "deny_phone",
                                "decline", "dispute", "resolve", "ask", "answer", "withdraw", "start", "hold", "resume",
                                "fail", "confirm", "mark_error", "discard", "complete")))  # fmt: skip
    def move(self, name):
        found = self.pick(
            "select id, from_unit, to_unit, step_id, state from handoff order by (ended_at is null) desc, id desc limit 12"
        )
        if found is None:
            return
        legal = [one.name for one in MOVES.values() if found[4] in one.sources and one.by != CLOCK]
        if legal and self.chance.random() < 0.75:
            name = self.chance.choice(legal)
        sender = name in ("offer", "discard", "accept_by_phone", "answer", "withdraw", "confirm", "mark_error")
        who = self.of_unit(found[1] if sender else found[2])
        given = {"handoff_id": found[0]}
        if name in REASONS:
            given["reason"] = REASONS[name]
        given |= {
            "accept_by_phone": {"who": "Somebody", "number": "000"},
            "resolve": {"to": self.chance.choice(("accepted", "withdrawn", "offered"))},
            "ask": {"question": "?"},
            "answer": {"answer": "!"},
            "mark_error": {"text": "why"},
            "hold": {"until": self.now + timedelta(days=3)},
        }.get(name, {})
        if name == "complete":
            kind = value("select kind from step where id = %s", [found[3]])
            given["outcome"] = self.chance.choice(list(pack().step_kinds[kind].outcomes))
            self.act(who, doing.complete_handoff, **given)
        else:
            self.act(who, getattr(handoffs, name), **given)

    @rule(act=st.sampled_from(("close", "close", "reopen")))
    def strand(self, act):
        found = self.pick("select id, kind from strand order by id")
        if found:
            who = self.chance.choice(
                ("prosecutor.pp", "court.pp", "duty.pp") if found[1] == "justice" else ("social.pp", "ngo.pp")
            )
            operation = closing.close_strand if act == "close" else closing.reopen_strand
            reason = {
                "close": self.chance.choice(("convicted", "care_goals_reached", "duplicate")),
                "reopen": "new_evidence",
            }[act]
            self.act(who, operation, strand_id=found[0], reason=reason)

    @rule(jump=st.sampled_from((1, 20, 90, 60 * 5, 60 * 26, 60 * 24 * 4, 60 * 24 * 40)))
    def time_passes(self, jump):
        self.now += timedelta(minutes=jump)
        report = tick(self.now)
        assert report.errors == []
        assert value(DUE, [self.now] * 3) == 0, "a due row was left"

    @rule(length=st.integers(1, 6))
    def a_stretch_of_work(self, length):
        """Several acts in a row, weighted as in life; the invariants are checked after each."""
        for _act in range(length):
            work = self.chance.choices(
                (
                    lambda: self.work_on_report("open"),
                    lambda: self.hand_on(self.chance.choice(("emergency", "urgent", "normal")), False),
                    lambda: self.move("accept"),
                    lambda: self.do_step(True),
                    lambda: self.change_step(self.chance.choice(("hold", "resume", "skip", "reassign"))),
                    lambda: self.time_passes(self.chance.choice((20, 300, 60 * 26))),
                ),
                weights=(2, 5, 12, 5, 1, 2),
            )[0]
            work()
            self.everything_open_has_one_holder_and_one_due_time()
            self.no_open_strand_stands_without_an_open_step()
            self.a_holder_changed_only_by_an_accepted_hand_off_or_a_supervisor()

    # ------------------------------------------------------------ invariants
    @invariant()
    def everything_open_has_one_holder_and_one_due_time(self):
        assert (
            value(
                "select count(*) from report where state in ('new', 'acknowledged')"
                " and (holder is null or due_at is null or call_at is null)"
            )
            == 0
        )
        assert (
            value(
                "select count(*) from step where state in ('open', 'on_hold')"
                " and (holder is null or due_at is null or call_at is null)"
            )
            == 0
        )

    @invariant()
    def no_open_strand_stands_without_an_open_step(self):
        assert value(
            "select count(*) from strand s where s.state = 'open' and not exists"
            " (select 1 from step t where t.strand_id = s.id and t.state in ('open', 'on_hold'))"
        ) == 0  # fmt: skip

    @invariant()
    def a_holder_changed_only_by_an_accepted_hand_off_or_a_supervisor(self):
        told = rows(HOLDERS, role="auditor")
        now_held = {str(key): holder for key, holder in rows("select id, holder from step")}
        assert {str(key): holder for key, holder, _ground, _who in told} == now_held
        assert all(ground in ("opened", "handoff", "reassigned") and who != "clock" for _k, _h, ground, who in told)

    @invariant()
    def nobody_else_asks_for_or_has_taken_the_same_step(self):
        assert value("select count(*) from (select step_id from handoff where state in ('draft', 'offered', 'received',"
                     " 'needs_information', 'accepted_by_phone', 'disputed') group by step_id having count(*) > 1) x") == 0  # fmt: skip

    @invariant()
    def what_waits_has_a_clock(self):
        assert value(
            "select count(*) from handoff where state in ('offered', 'received', 'needs_information', 'accepted_by_phone',"
            " 'disputed', 'accepted', 'on_hold', 'completed') and call_at is null"
        ) == 0  # fmt: skip

    @invariant()
    def the_sender_still_sees_what_it_handed_on(self):
        found = (
            self.pick("select from_unit, count(*) from handoff group by from_unit order by from_unit")
            if hasattr(self, "chance")
            else None
        )
        ours = [name for name in WORKING if found and self.cast[name].unit_id == found[0]]
        if ours:
            with session("app", self.now, self.cast[ours[0]].id):
                assert Handoff.objects.filter(from_unit=self.cast[ours[0]].unit).count() == found[1]


DUE = """select (select count(*) from report where call_at <= %s) + (select count(*) from step where call_at <= %s)
  + (select count(*) from handoff where call_at <= %s)"""

HOLDERS = """select distinct on (subject_id) subject_id, coalesce((facts->>'to')::int, (facts->>'holder')::int),
  coalesce(facts->>'ground', 'opened'), who
from ledger_entry where act in ('step.open', 'step.holder') order by subject_id, recorded_at desc, id desc"""


@pytest.mark.parametrize("part", range(25 if NIGHTLY else 1))
def test_the_invariants_hold_after_every_act(part, cast, now):
    Chain.cast, Chain.start, Chain.done = cast, now, Counter()
    examples, length = (20, 80) if NIGHTLY else (14, 45)
    run_state_machine_as_test(
        Chain,
        settings=settings(
            max_examples=examples,
            stateful_step_count=length,
            deadline=None,
            derandomize=not NIGHTLY,
            database=None,
            phases=[Phase.generate],  # told as it is: shrinking takes many minutes
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    assert {"open_from_report", "do_step", "hand_on", "accept"} <= set(Chain.done), Chain.done
    print(dict(Chain.done))
