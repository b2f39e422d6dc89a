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
from samaki.cases import holding, identity
from samaki.cases import operations as cases
from samaki.cases.models import Case, Person
from samaki.database import session
from samaki.database.refusals import Refusal
from samaki.handoffs import operations as handoffs
from samaki.handoffs.models import Handoff
from samaki.handoffs.states import CLOCK, MOVES
from samaki.intake import operations as intake
from samaki.intake import passing
from samaki.jobs.tick import tick
from samaki.journeys import closing, danger, doing, mending, mistakes, moving, opening
from tests.everything import rows, value
from tests.journeys.changing_units import ChangingUnits
from tests.journeys.invariants import (
    due_times_of_lists_are_true,
    holders_are_those_of_the_ledger,
    nothing_is_broken,
)

NIGHTLY = os.environ.get("SAMAKI_NIGHTLY") == "1"

WORKING = ("duty.pp", "officer.pp", "duty.sr", "duty.ps", "social.pp", "ngo.pp", "prosecutor.pp", "court.pp", "legal.pp",
           "nurse.pp", "duty.national", "leader.pp")  # fmt: skip

REASONS = {"decline": "no_capacity", "dispute": "no_means", "fail": "unsafe", "hold": "waiting_order"}


class Chain(ChangingUnits, RuleBasedStateMachine):
    """A small country in which everybody acts in any order, often wrongly."""

    cast = {}
    start = None
    done = None  # how often each operation went through, over all examples: a machine that only fails proves nothing

    def __init__(self):
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        self.now, self.refused = self.start, 0
        self.cast = dict(Chain.cast)

    def teardown(self):
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)

    @initialize(seed=st.integers(0, 2**32))
    def begin(self, seed):
        self.chance = random.Random(seed)
        self.report("Phnom Penh", "yes")
        self.report("nobody knows this place", "unknown")
        self.work_on_report("open")
        self.a_stretch_of_work(self.chance.randint(0, 40))  # half of the examples begin in the middle of things

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

    def pick(self, statement, role="definer"):
        found = rows(statement, role=role)
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

    @rule(act=st.sampled_from(("acknowledge", "open", "open", "close", "pass", "pass")))
    def work_on_report(self, act):
        found = self.pick("select id, holder from report where state in ('new', 'acknowledged') order by id")
        if found:
            operation = {"acknowledge": intake.acknowledge, "open": opening.open_from_report, "close": intake.close,
                         "pass": passing.pass_report}[act]  # fmt: skip
            given = {
                "close": {"reason": "not_substantiated"},
                "pass": {"to_unit": self.chance.choice(list(Unit.objects.all())), "text": "why"},
            }.get(act, {})
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
            "reassign": (moving.reassign_step, {"to_unit": unit, "text": "why"}),
        }[act]
        self.act(who, operation, **key, **given)

    @rule(urgency=st.sampled_from(("emergency", "urgent", "normal")), draft=st.booleans())
    def hand_on(self, urgency, draft):
        found = self.pick("select id, holder, kind from step where state in ('open', 'on_hold') order by id")
        if found:
            may = [unit for unit in Unit.objects.all() if unit.kind in pack().step_kinds[found[2]].may_hold]
            may = may or list(Unit.objects.all())  # nobody in this small country may: it will be refused
            self.act(self.of_unit(found[1]), handoffs.hand_on, step_id=found[0], to_unit=self.chance.choice(may), why="why",
                     urgency=urgency, keep_draft=draft)  # fmt: skip

    @rule(name=st.sampled_from(("offer", "receive", "accept", "accept", "accept_by_phone", "confirm_phone", "deny_phone",
                                "decline", "dispute", "resolve", "ask", "answer", "withdraw", "start", "hold", "resume",
                                "fail", "confirm", "mark_error", "discard", "complete", "take_back", "unconfirm")))  # fmt: skip
    def move(self, name):
        found = self.pick(
            "select id, from_unit, to_unit, step_id, state from handoff order by (ended_at is null) desc, id desc limit 12"
        )
        if found is None:
            return
        legal = [one.name for one in MOVES.values() if found[4] in one.sources and one.by != CLOCK]
        legal = [one for one in legal if one != "mark_error" or self.chance.random() < 0.1]
        if legal and self.chance.random() < 0.75:
            name = self.chance.choice(legal)
        sender = name in (
            "offer", "discard", "accept_by_phone", "answer", "withdraw", "confirm", "unconfirm", "mark_error",
        )  # fmt: skip
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
            "take_back": {"text": "why"},
            "unconfirm": {"text": "why"},
            "hold": {"until": self.now + timedelta(days=3)},
        }.get(name, {})
        if name == "complete":
            kind = value("select kind from step where id = %s", [found[3]])
            given["outcome"] = self.chance.choice(list(pack().step_kinds[kind].outcomes))
            self.act(who, doing.complete_handoff, **given)
        elif name == "take_back":
            self.act(who, mending.take_back_handoff, **given)
        else:
            self.act(who, getattr(handoffs, name), **given)

    @rule(
        what=st.sampled_from(
            ("take_back", "take_back", "correct", "start", "person", "arrival", "decline", "report", "lower")
        )
    )
    def mend(self, what):
        """Somebody was tired: what was just recorded was wrong. Who recorded it tries, and sometimes anybody else."""
        found = self.pick(MENDABLE[what], "auditor" if what == "arrival" else "definer")
        if found is None:
            return
        unit, key, kind = found
        who, why = self.of_unit(unit), {"text": "why"}
        if what == "correct":
            outcomes = list(pack().step_kinds[kind].outcomes)
            self.act(who, mending.correct_step, step_id=key, outcome=self.chance.choice(outcomes), **why)
        elif what in ("person", "lower"):
            self.mend_seen(what, who, key)
        elif what == "decline":
            self.act(who, handoffs.regret_decline, handoff_id=key)
        elif what == "report":
            self.act(who, intake.reopen_report, report_id=key, **why)
        elif what == "arrival":
            self.act(who, mistakes.mark_arrival_error, arrival_id=key, **why)
        else:
            operation = mending.take_back_step if what == "take_back" else mending.mark_step_error
            self.act(who, operation, step_id=key, **why)

    def mend_seen(self, what, who, key):
        with session("app", self.now, self.cast[who].id):
            person = Person.objects.select_related("case").filter(id=key).first()
            case = Case.objects.filter(id=key).first()
        if what == "person" and person is not None:
            self.act(who, mistakes.mark_person_error, person=person, text="why")
        if what == "lower" and case is not None:
            self.act(who, mistakes.lower_urgency, case=case, urgency="normal", text="why")

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
                "reopen": self.chance.choice(("new_evidence", "closed_in_error")),
            }[act]
            self.act(who, operation, strand_id=found[0], reason=reason)

    @rule(what=st.sampled_from(("child", "family", "identity", "note", "arrival", "start", "describe", "urgency")))
    def work_on_file(self, what):
        found = self.pick("select case_id, holder from step order by id")
        if found is None:
            return
        who = self.of_unit(found[1])
        with session("app", self.now, self.cast[who].id):
            case = Case.objects.filter(id=found[0]).first()
            children = (
                list(case.people.filter(part="survivor").select_related("case").order_by("number")) if case else []
            )
            child = self.chance.choice(children) if children else None
        if child is None or (what == "child" and child.number > 3):
            return
        operation, given = {
            "child": (opening.add_child, {"case": case, "identity": {"name_latin": "Synthetic"}}),
            "family": (opening.add_other, {"case": case, "part": "family", "child": child}),
            "identity": (identity.record_identity, {"person": child, "identity": {"name_latin": "Synthetic"}}),
            "note": (cases.write_note, {"case": case, "compartment": "care", "text": "words", "person": child}),
            "arrival": (danger.arrive, {"case": case, "child": child, "place": "somewhere",
                                         "safe": self.chance.choice((True, False, None))}),
            "urgency": (danger.raise_urgency, {"case": case, "urgency": self.chance.choice(("urgent", "emergency"))}),
            "start": (doing.start_step, {"case_id": case.id, "kind": self.chance.choice(list(pack().step_kinds)),
                                         "person_id": self.chance.choice((None, child.id))}),
            "describe": (cases.describe_person, {"person": child, "sex": "female", "age": 14, "age_estimated": True,
                                                 "version": None}),
        }[what]  # fmt: skip
        self.act(who, operation, **given)

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
                    lambda: self.mend(self.chance.choice(list(MENDABLE))),
                    lambda: self.time_passes(self.chance.choice((20, 300, 60 * 26))),
                ),
                weights=(2, 5, 12, 5, 1, 2, 2),
            )[0]
            work()
            nothing_is_broken()
            holders_are_those_of_the_ledger()

    # ------------------------------------------------------------ invariants
    @invariant()
    def nothing_waits_on_nobody(self):
        nothing_is_broken()

    @invariant()
    def holders_change_only_on_the_record(self):
        holders_are_those_of_the_ledger()

    @invariant()
    def cases_stand_where_their_due_times_say(self):
        """Of some units after each act, so that all are asked often."""
        asked = self.chance.sample(WORKING, len(WORKING) if NIGHTLY else 4)
        due_times_of_lists_are_true([self.cast[name] for name in asked], self.now)

    @invariant()
    def every_sender_still_sees_what_it_handed_on(self):
        there = "select from_unit, count(*) from handoff h join unit u on u.principal = h.from_unit where u.until is null group by 1"
        for unit, sent in rows(there):  # a unit that has closed has no members who could look
            ours = [name for name in WORKING if self.cast[name].unit_id == unit]
            if ours:
                with session("app", self.now, self.cast[ours[0]].id):
                    assert Handoff.objects.filter(from_unit=self.cast[ours[0]].unit).count() == sent


MENDABLE = {
    "take_back": "select holder, id, kind from step where state in ('done', 'skipped', 'stopped') order by id desc limit 8",
    "correct": "select holder, id, kind from step where state = 'done' order by id desc limit 8",
    "start": "select holder, id, kind from step where state in ('open', 'on_hold') order by id desc limit 8",
    "person": """select s.holder, p.id, '' from person p join step s on s.case_id = p.case_id order by p.id desc, s.id limit 8""",
    "arrival": "select unit, subject_id, '' from ledger_entry where act = 'child.arrive' order by id desc limit 4",
    "decline": "select to_unit, id, '' from handoff where state = 'declined' order by id desc limit 4",
    "report": "select holder, id, '' from report where state = 'closed' order by id desc limit 4",
    "lower": "select holder, case_id, '' from step order by id desc limit 8",
}
"""What may have been recorded by mistake: the unit that tries to mend it, its key, its kind."""

DUE = """select (select count(*) from report where call_at <= %s) + (select count(*) from step where call_at <= %s)
  + (select count(*) from handoff where call_at <= %s)"""


@pytest.mark.parametrize("part", range(25 if NIGHTLY else 1))
def test_the_invariants_hold_after_every_act(part, cast, now):
    Chain.cast, Chain.start, Chain.done = cast, now, Counter()
    examples, length = (20, 80) if NIGHTLY else (12, 40)
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
    often = {"open_from_report", "do_step", "hand_on"} | (set() if NIGHTLY else {"accept"})  # at random, not always
    assert often <= set(Chain.done), Chain.done
    print(dict(Chain.done))
