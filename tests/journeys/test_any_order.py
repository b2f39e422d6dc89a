"""True facts of every room told in any order, of two children whose court files are severed and joined: all are accepted, every
invariant of the chain holds, and the other child stays another record."""

import uuid
from decimal import Decimal

from django.apps import apps
from django.db import connection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from samaki.care import needs
from samaki.conferences import actions, closing
from samaki.database import session
from samaki.intake import joining
from samaki.intake import operations as intake
from samaki.intake.models import Report
from samaki.jobs.tick import tick
from samaki.journeys import danger
from samaki.journeys.hearings import becoming, entering
from samaki.journeys.papers.operations import make_paper
from tests.acting import act
from tests.care import caring
from tests.care.health import tending
from tests.court import filing
from tests.everything import rows
from tests.journeys.children import about, safe
from tests.journeys.hearings import sitting
from tests.journeys.invariants import (
    due_times_of_lists_are_true,
    holders_are_those_of_the_ledger,
    nothing_is_broken,
)
from tests.journeys.whole_file import DAY, WholeFile

HOUR = sitting.HOUR

WAITING = {
    "care_goal": "state = 'open'",
    "care_service": "state in ('asked', 'begun')",
    "child_promise": "state = 'open'",
    "heard_again": "state = 'asked'",
    "safety_plan": "state = 'stands'",
    "missing_child": "state = 'missing'",
    "conference": "state = 'called'",
    "conference_action": "state = 'open' and becomes = 'commitment' and owner is not null",
}
"""Table -> its rows that wait for somebody."""

OF_A_CHILD = [
    model._meta.db_table
    for model in apps.get_app_config("samaki").get_models()
    if {"case_id", "child_id"} <= {one.column for one in model._meta.concrete_fields}
    and model._meta.db_table not in ("ledger_entry", "name_keys", "unsealing")
]


class Told:
    """What was true of two children of one case, fact by fact; `file` has what stood there before."""

    def __init__(self, file):
        self.file, self.police, self.social, self.ngo = file, file.police, file.social, file.ngo
        self.case, self.one, self.two, self.now = file.case, file.child, file.other, file.now
        self.accused = filing.named(self.police, self.now, self.case)
        self.service = caring.asked(self.social, self.now, self.one)
        self.need = caring.need(self.social, self.now, self.one)
        self.goal = caring.goal(self.ngo, self.now, self.two)
        self.measure = about.measure(self.social, self.now, self.one)
        self.promise = about.promised(self.social, self.now, self.one)
        self.gone = safe.gone(self.ngo, self.now, self.two)
        self.day = sitting.entered(self.police, self.now, self.case, self.now - 9 * DAY, children=(self.one, self.two))
        self.meeting = file.met(self.police, self.one, "justice", "x")
        [(self.action,)] = rows("select id from conference_action where conference_id = %s", [self.meeting.id])

    def court(self, kind, days, child, **given):
        def write(at):
            filing.wrote(
                self.police, at, self.case, kind, self.now - days * DAY, person=self.accused, child=child, **given
            )

        return write

    def facts(self):
        """Each takes the moment at which it is told."""
        one, two, police, social, ngo = self.one, self.two, self.police, self.social, self.ngo
        return {
            "charged for one": self.court("charged", 90, one, offence=filing.ARTICLE),
            "charged for two": self.court("charged", 90, two, offence=filing.ARTICLE),
            "severed": self.court("severed", 60, two, file=2),
            "joined": self.court("joined", 20, two, file=1),
            "judged": self.court("judged", 10, one, offence=filing.ARTICLE, code="convicted"),
            "compensation": self.court("compensation_ordered", 10, one, amount=Decimal(900), currency="USD"),
            "confirmed": lambda at: act(police, entering.confirm_hearing, at, hearing_id=self.day.id, source="paper"),
            "held": lambda at: act(police, becoming.hold_hearing, at, hearing_id=self.day.id, reason="ended"),
            "service began": lambda at: caring.moved(social, at, self.service, "begin", at=self.now - 5 * DAY),
            "service ended": lambda at: caring.moved(social, at, self.service, "end", reason="complete", view="helped", at=self.now - DAY),
            "need met": lambda at: act(social, needs.move_care_need, at, need_id=self.need.id, move="meet"),
            "followed": lambda at: caring.followed(social, at, one),
            "assessed": lambda at: caring.signed(ngo, at, two),
            "exposed": lambda at: tending.exposed(social, at, self.case, one, self.now - DAY),
            "examined": lambda at: tending.examined(social, at, self.case, one, at=self.now, shares="agreed"),
            "told": lambda at: about.told(ngo, at, two, occurred_at=self.now - 30 * DAY),
            "wish": lambda at: about.wish(social, at, one),
            "planned": lambda at: safe.planned(social, at, one, occurred_at=self.now - 40 * DAY),
            "reached": lambda at: safe.reached(social, at, one),
            "looked at a family": lambda at: safe.looked(social, at, one, occurred_at=self.now - 50 * DAY),
            "stays": lambda at: safe.placed(social, at, one, occurred_at=self.now - 45 * DAY),
            "arrived": lambda at: act(social, danger.arrive, at, case=self.case, child=one, place="x", safe=True,
                                      occurred_at=self.now - 45 * DAY),
            "found": lambda at: safe.found(ngo, at, self.gone),
            "ordered": lambda at: about.moved(social, at, self.measure, "order"),
            "provided": lambda at: about.moved(social, at, self.measure, "provide"),
            "kept": lambda at: about.said(social, at, self.promise, "keep"),
            "proposed": lambda at: about.proposed(social, at, one),
            "decided": lambda at: about.decided(police, at, one),
            "age": lambda at: about.aged(police, at, two, "child"),
            "asked again": lambda at: about.asked(police, at, two),
            "action done": lambda at: act(police, actions.say_action, at, action_id=self.action, answer="done", text=""),
            "met": lambda at: act(police, closing.close_conference, at, conference_id=self.meeting.id, present=self.present()),
            "paper": lambda at: act(police, make_paper, at, case=self.case, kind="protection", language="en"),
        }  # fmt: skip

    def present(self):
        return [key for (key,) in rows("select id from conference_member where conference_id = %s", [self.meeting.id])]


@settings(
    max_examples=2,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(chance=st.randoms(use_true_random=False))
def test_true_facts_of_every_room_are_accepted_in_any_order_and_severed_children_stay_apart(cast, now, chance):
    told = Told(WholeFile(cast, now, children=2, opened=False))
    facts = list(told.facts().items())
    chance.shuffle(facts)
    at = now + 2 * DAY  # the conference is over by then
    for name, fact in facts:
        at += chance.choice((HOUR, 7 * HOUR, DAY))
        try:
            fact(at)
        except Exception as refusal:
            raise AssertionError(f"{name} was refused after {[one for one, _fact in facts]}") from refusal
        if chance.random() < 0.3:
            assert tick(at).errors == []
        nothing_is_broken()
    holders_are_those_of_the_ledger()
    due_times_of_lists_are_true([told.police, told.social, told.ngo], at)
    for table, waits in WAITING.items():
        assert rows(f"select id from {table} where {waits} and call_at is null") == [], table  # noqa: S608 - names of this file
    made = filing.standing(told.police, at, told.case, told.accused)
    assert {one.file for one in made.charges.values()} == {1}, "severed, and joined again"
    _apart(told.ngo, told.one, told.two, at)
    _apart(told.social, told.two, told.one, at)


def _apart(member, other, own, at):
    """Who works for one child reads no row of the other one, in no table."""
    seen = 0
    with session("app", at, member.id), connection.cursor() as cursor:
        for table in OF_A_CHILD:
            cursor.execute(f'select count(*) from "{table}" where child_id = %s', [other.id])  # noqa: S608 - tables of ours
            assert cursor.fetchone() == (0,), table
            cursor.execute(f'select count(*) from "{table}" where child_id = %s', [own.id])  # noqa: S608
            seen += cursor.fetchone()[0]
    assert seen > 5, "and reads those of its own"


def test_a_report_that_was_joined_and_split_again_leaves_every_invariant(cast, now):
    police = cast["duty.pp"]
    with session("intake", now):
        for what in ("first words", "second words"):
            told = intake.Told(what=what, where="Phnom Penh", danger="unknown")
            intake.file_report(told=told, key=uuid.uuid4(), channel="web", now=now)
    with session("app", now, police.id):
        first, second = Report.objects.order_by("id")
    act(police, joining.join_report, now, report_id=second.id, into=first.id, text="the same house")
    nothing_is_broken()
    holders_are_those_of_the_ledger()
    act(
        police,
        joining.split_report,
        now + HOUR,
        report_id=first.id,
        what="another matter",
        where="Siem Reap",
        text="two houses",
    )
    nothing_is_broken()
    assert tick(now + DAY).errors == []
    nothing_is_broken()
