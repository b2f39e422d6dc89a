"""A child's safety: made with the child, in versions; a family first, never a condition; a missing child calls until it is found."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.cases.models import Step
from samaki.cases.signs import signs
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, Stale
from samaki.jobs.tick import tick
from samaki.journeys.danger import arrive
from samaki.journeys.desk import desk_items
from samaki.journeys.mistakes import mark_arrival_error
from samaki.journeys.safeguarding import missing, placing, planning, queries
from samaki.journeys.safeguarding.models import ChildPlacement, MissingChild, SafeContact, SafetyPlan
from samaki.journeys.safeguarding.states import MISSING, PLAN, STAY
from samaki.ledger.models import LedgerEntry
from tests.acting import act
from tests.journeys.children.about import DAY, other_of
from tests.journeys.children.safe import FEAR, REACH, SEEN, found, gone, looked, placed, planned, reached, told

HOUR = timedelta(hours=1)


def safety(by, now, child):
    with session("app", now, by.id):
        return queries.safety_of(child)


def on_desk(by, now):
    with session("app", now, by.id):
        return [(item.kind, item.late) for item in desk_items(by, now) if item.kind in ("plan", "basis", "missing")]


def test_a_plan_is_made_with_the_child_looked_at_again_and_replaced(cast, now, case, child):
    social = cast["social.pp"]
    for wrong, field in (({"words": {}}, "fears"), ({"assent": ""}, "assent"), ({"agreed_with": ["x"]}, "agreed_with"),
                         ({"words": {"fears": "x" * 5000}}, "fears"), ({"review_at": now - DAY}, "review_at")):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            planned(social, now, child, **wrong)
        assert refused.value.field == field
    first = planned(social, now, child)
    assert (first.number, first.state, first.review_at) == (1, "stands", first.call_at)
    assert (first.review_at - now).days == pack().caring.safety.plan.amount
    assert on_desk(social, now) == [("plan", False)]
    assert on_desk(social, first.review_at + HOUR) == [("plan", True)]
    tick(first.review_at + HOUR)
    assert told("plan_due") == [social.unit_id]
    later = first.review_at + 2 * HOUR
    kept = act(
        social, planning.review_safety_plan, later, plan_id=first.id, assent="no", review_at=later + DAY, version=1
    )
    assert (kept.assent, kept.level, kept.version) == ("no", 0, 2)
    with pytest.raises(Stale):
        act(social, planning.review_safety_plan, later, plan_id=first.id, assent="yes", version=1)
    second = planned(social, later, child, words={"do": "to the pagoda"})
    shown = safety(social, later, child)
    assert [(row.number, row.state) for row in shown.plans] == [(2, "stands"), (1, "replaced")]
    assert shown.words[first.id] == {"fears": FEAR, "people": "aunt"}, "what was agreed before stays"
    act(social, planning.mark_safety_plan_error, later, plan_id=second.id, text="never agreed")
    assert [(row.number, row.state) for row in safety(social, later, child).plans] == [(2, "in_error"), (1, "stands")]
    with pytest.raises(CannotMove):
        act(social, planning.mark_safety_plan_error, later, plan_id=second.id, text="again")
    with pytest.raises(Invalid):
        act(social, planning.end_safety_plan, later, plan_id=first.id, text=" ")
    act(social, planning.end_safety_plan, later, plan_id=first.id, text="she lives with her aunt now")
    with pytest.raises(CannotMove):
        act(social, planning.review_safety_plan, later, plan_id=first.id, assent="yes")
    assert on_desk(social, later) == []
    with pytest.raises(IntegrityError, match="stays as it was"), session("app", now, social.id), transaction.atomic():
        SafetyPlan.objects.filter(id=first.id).update(number=F("number") + 5)


def test_who_works_for_the_child_reads_how_it_is_reached_and_not_its_plan(cast, now, case, child):
    police, social = cast["duty.pp"], cast["social.pp"]
    with pytest.raises(Invalid):
        reached(social, now, child, ways=[], never=[], words={})
    row = reached(social, now, child)
    planned(social, now, child)
    placed(social, now, child)
    for reader in (police, social):
        with session("app", now, reader.id):
            assert queries.contacts_of([child.id])[child.id][1] == {"when": REACH}
    other = other_of(police, now, case, child)
    with session("app", now, social.id):
        assert queries.contacts_of([other.id]) == {}, "the other child is another record"
    anew = reached(police, now + HOUR, child, ways=["office"], words={})
    assert [one.id for one in safety(police, now + HOUR, child).contacts] == [anew.id, row.id]
    act(police, planning.mark_safe_contact_error, now + HOUR, contact_id=anew.id, text="the other child")
    with session("app", now + HOUR, police.id):
        assert queries.contacts_of([child.id])[child.id][0].id == row.id, "what was said before stands again"
    for stranger in ("ngo.pp", "duty.sr", "prosecutor.pp"):
        with session("app", now, cast[stranger].id):
            for table in (SafeContact, SafetyPlan, ChildPlacement, MissingChild):
                assert not table.objects.exists()
        with pytest.raises((NotAllowed, CannotMove)):
            reached(cast[stranger], now, child)


def test_a_family_comes_first_and_no_child_waits_for_it(cast, now, case, child):
    social = cast["social.pp"]
    shelter = Unit.objects.filter(kind="ngo_aftercare").first()
    bare = placed(social, now, child)
    with session("app", now, social.id):
        assert queries.warnings_of(bare, queries.safety_of(child), {}) == ["no_ground", "no_family"]
    assert (bare.due_at, on_desk(social, now)) == (bare.call_at, [("basis", False)])
    tick(bare.due_at + HOUR)
    assert told("basis_due") == [social.unit_id]
    looked(social, now, child, text="the uncle drinks")
    assert queries.warnings_of(bare, safety(social, now, child), {}) == ["no_ground"]
    for wrong, field in (({"sort": "x"}, "sort"), ({"basis": ""}, "basis"), ({"looked": "kin"}, "looked_why"),
                         ({"looked": "shelter", "looked_why": "cannot"}, "looked"), ({"basis_until": now + DAY}, "basis_until"),
                         ({"basis": "court", "basis_until": now - DAY}, "basis_until")):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            placed(social, now, child, **wrong)
        assert refused.value.field == field
    ground = {"basis": "court", "basis_until": now + 90 * DAY}
    with pytest.raises(Stale):
        act(social, placing.set_custody_basis, now + HOUR, placement_id=bare.id, version=9, **ground)
    known = act(social, placing.set_custody_basis, now + HOUR, placement_id=bare.id, **ground)
    assert (known.basis, known.due_at, known.call_at) == ("court", now + 90 * DAY, now + 90 * DAY)
    assert on_desk(social, now + HOUR) == [], "an end that is far ahead stands on no desk"
    kept = placed(
        social, now + HOUR, child, sort="centre", basis="social", keeper=shelter, looked="foster", looked_why="no_time"
    )
    free = {shelter.principal: queries.Free(True, 0, now)}
    assert queries.warnings_of(kept, safety(social, now + HOUR, child), free) == ["full", "several"]
    with pytest.raises(Invalid):
        act(social, placing.end_placement, now + DAY, placement_id=bare.id, reason="other")
    with pytest.raises(Invalid, match="before it began"):
        act(social, placing.end_placement, now + DAY, placement_id=bare.id, reason="moved", occurred_at=now - DAY)
    ended = act(social, placing.end_placement, now + DAY, placement_id=bare.id, reason="moved")
    assert (ended.state, ended.call_at) == ("ended", None)
    with pytest.raises(CannotMove):
        act(social, placing.set_custody_basis, now + DAY, placement_id=bare.id, basis="social")
    shown = safety(social, now + DAY, child)
    assert [(row.sort, row.state) for row in shown.places if row.state != "not_taken"] == [
        ("centre", "stays"),
        ("shelter", "ended"),
    ]
    assert {(row.sort, row.why) for row in shown.looked_at} == {("kin", "not_safe"), ("foster", "no_time")}
    act(social, placing.mark_placement_error, now + DAY, placement_id=kept.id, text="another child")
    assert safety(social, now + DAY, child).stays == []


def test_a_missing_child_is_told_at_once_and_the_clock_calls_until_it_is_found(cast, now, case, child):
    police, social = cast["duty.pp"], cast["social.pp"]
    before = {"place": "the house by the river", "safe": True, "received_by": social.unit, "occurred_at": now - DAY}
    act(social, arrive, now, case=case, child=child, **before)
    with session("app", now, social.id):
        assert queries.whereabouts_of(child).answered
    row = gone(social, now, child, occurred_at=now - HOUR)
    assert police.unit_id in told("child_missing")
    with session("app", now, social.id):
        assert child.id in signs(case.id).danger, "it counts as not safe"
        assert Step.objects.filter(case=case, kind="immediate_safety", child_id=child.id).exists()
        [one] = [one for one in queries.tonight_of(social.unit_id) if one.child_id == child.id]
        assert (one.missing, one.answered) == (now - HOUR, False)
    with pytest.raises(CannotMove, match="already"):
        gone(police, now, child)
    assert on_desk(social, now) == [("missing", True)]
    with session("app", now, police.id):
        assert queries.words_of([MissingChild.objects.get(id=row.id)])[row.id] == {"text": SEEN}
    first = now + HOUR
    for n in range(4):
        tick(first + n * timedelta(hours=4) + HOUR / 60)
    assert told("child_still_missing").count(social.unit_id) == 4, "day and night, for ever"
    assert police.unit_id in told("child_still_missing")
    with session("app", now + DAY, social.id):
        assert MissingChild.objects.get(id=row.id).level == 2
    with pytest.raises(Invalid, match="before it went missing"):
        found(police, now + DAY, row, occurred_at=now - DAY)
    with pytest.raises(Invalid):
        found(police, now + DAY, row, how="")
    back = found(police, now + DAY, row, text="at the market")
    assert (back.state, back.call_at) == ("found", None)
    assert social.unit_id in told("child_found")
    before = len(told("child_still_missing"))
    tick(now + 9 * DAY)
    assert len(told("child_still_missing")) == before
    with session("app", now + 9 * DAY, social.id):
        assert child.id in signs(case.id).danger, "found is not safe: an arrival says that"
        assert LedgerEntry.objects.filter(act="missing.call").count() == 4


def test_an_arrival_finds_a_missing_child_and_its_mistake_begins_the_search_again(cast, now, case, child):
    social = cast["social.pp"]
    row = gone(social, now, child)
    there = act(social, arrive, now + HOUR, case=case, child=child, place="with her aunt", safe=True)

    def state():
        with session("app", now + HOUR, social.id):
            kept = MissingChild.objects.get(id=row.id)
            return kept.state, kept.call_at is not None, child.id in signs(case.id).danger

    assert state() == ("found", False, False)
    act(social, mark_arrival_error, now + HOUR, arrival_id=there.id, text="it was her sister")
    assert state() == ("missing", True, True)
    act(social, arrive, now + HOUR, case=case, child=child, place=None, safe=None)
    assert state() == ("missing", True, True), "a place that nobody knows finds nobody"
    act(social, missing.mark_missing_error, now + HOUR, missing_id=row.id, text="she was at school")
    assert state() == ("in_error", False, False)
    assert cast["duty.pp"].unit_id in told("missing_undone")


def test_every_move_leads_somewhere_that_the_table_knows():
    for table, last in ((PLAN, {"in_error"}), (STAY, {"in_error"}), (MISSING, {"in_error"})):
        reachable = {state for moves in table.values() for state in moves.values()}
        assert reachable <= set(table)
        assert {state for state, moves in table.items() if not moves} == last
