"""Two units become one, one closes: what is open has moved first, in every state, and the invariants of the chain hold."""

import uuid

import pytest
from django.conf import settings
from django.db import IntegrityError, ProgrammingError, connection, transaction

from samaki.agencies.models import Member, Membership, Unit
from samaki.agencies.queries import default_desk, unit_for
from samaki.cases.models import Case
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.handoffs import operations as handoffs
from samaki.handoffs.models import Handoff
from samaki.handoffs.states import ASKING, ENDED
from samaki.intake import operations as intake
from samaki.jobs.tick import tick
from samaki.journeys import doing, units
from samaki.ledger.models import LedgerEntry
from tests.acting import act, handoff_of, own_case, step_of, taken
from tests.everything import rows, value
from tests.handoffs.moving import BY_SENDER, LONG, PATHS, attempt, brought_to
from tests.journeys.invariants import holders_are_those_of_the_ledger, nothing_is_broken

STATES = sorted(PATHS)
HELD = "select id from step where holder = %s and state in ('open', 'on_hold')"
RUNNING = "select id from handoff where (from_unit = %(u)s or to_unit = %(u)s) and not state = any(%(ended)s)"
OF_A_UNIT = {  # column -> what becomes of it when a unit merges: it moves, or it tells the past and stays
    "step.holder": "open ones move", "handoff.from_unit": "moves", "handoff.to_unit": "moves", "report.holder": "moves",
    "member.unit": "moves", "unit.parent": "open ones move", "membership.unit": "ends and begins", "relation.unit": "ends and begins",
    "unit_area.unit": "ends and begins", "unit_service.unit": "ends and begins", "focal_point.unit": "ends and begins",
    "unit.merged_into": "stays", "unit_merge.unit": "stays", "unit_merge.into_unit": "stays", "former_name.unit": "stays",
    "case.opened_by_unit": "stays", "arrival.brought_by": "stays", "arrival.received_by": "stays",
    "case_in_list.unit": "follows the relations",
    "consent.unit": "stays", "consent.to_unit": "stays", "disclosure.from_unit": "stays", "disclosure.to_unit": "stays",
    "for_accused.unit": "stays", "subject_access.unit": "stays", "governance.unit": "stays",
    "governance_signature.unit": "stays", "outreach.unit": "stays", "mentor_input.unit": "stays",
    "gap.unit": "stays", "commitment.owner": "stays", "commitment.unit": "stays", "commitment_move.unit": "stays",
    "agency_word.unit": "stays", "old_list.unit": "stays",
    "stage_decision.unit": "stays", "area_money.unit": "stays", "area_money.caller": "stays", "mentor_call.unit": "stays",
    "mentoring.unit": "stays", "mentoring.mentor": "stays", "mentoring.made_in": "stays",
    "step_back_test.unit": "stays", "step_back_lot.unit": "stays", "step_back_signature.unit": "stays", "what_if_run.unit": "stays",
    "release_of_figures.unit": "stays", "release_answer.unit": "stays",
    "survey.unit": "stays", "list_study.unit": "stays", "pulse_round.unit": "stays", "unit_tie.unit": "stays", "unit_tie.other": "stays",
    **dict.fromkeys((f"duty_{table}.unit" for table in ("roster", "version", "swap", "change", "note", "number")), "stays"),
    "paper.unit": "stays", "paper.to_unit": "stays",
    **dict.fromkeys((f"workshop{table}.unit" for table in ("", "_session", "_invitation", "_seat", "_mark", "_sitting", "_opinion")),
        "stays"),
    "workshop_invitation.to_unit": "stays", "workshop_seat.to_unit": "stays",
    "peer_question.unit": "stays", "peer_answer.unit": "stays", "peer_card.unit": "stays",
}  # fmt: skip


def merge(cast, old, new, now, *, proposer, agrees):
    proposed = act(cast[proposer], units.propose_merge, now, unit=old, into=new, why="Decree 7")
    return act(cast[agrees], units.agree_to_merge, now, merge_id=proposed.id)


def fresh(username):
    return Member.objects.select_related("unit").get(username=username)


def unit(code):
    return Unit.objects.get(code=code)


def everything_is_sound():
    nothing_is_broken()
    holders_are_those_of_the_ledger()


def left_with(principal):
    """What still stands with a unit that has ended."""
    return rows(
        """select 'step' as what, state from step where holder = %(u)s and state in ('open', 'on_hold')
        union all select 'handoff', state from handoff where from_unit = %(u)s or to_unit = %(u)s
        union all select 'above', state from handoff where from_parent = %(u)s or to_parent = %(u)s
        union all select 'report', state from report where holder = %(u)s
        union all select 'notice', kind from notice where to_unit = %(u)s and seen_at is null
        union all select 'membership', role from membership where unit = %(u)s and until is null
        union all select 'relation', ground from relation where unit = %(u)s and until is null
        union all select 'area', area from unit_area where unit = %(u)s and until is null
        union all select 'below', code from unit where parent = %(u)s and until is null""",
        {"u": principal},
    )


@pytest.fixture
def standing(cast, now):
    """A hand-off in a state, sent or received by the NGO of Siem Reap; the other side is the police or the NGO of Phnom Penh."""

    def made(state, side):
        ours, other = cast["ngo.sr"], cast["ngo.pp"]
        return (
            brought_to(state, cast["duty.pp"], ours, now)
            if side == "received"
            else passed_on(state, ours, other, cast, now)
        )

    return made


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("side", ["sent", "received"])
def test_a_merge_moves_a_hand_off_in_every_state(state, side, standing, cast, now):
    handoff = standing(state, side)
    merge(cast, unit("ngo-sr"), unit("ngo-ps"), now, proposer="ngo.sr", agrees="ngo.ps")
    assert left_with(cast["ngo.sr"].unit_id) == []
    new, other = cast["ngo.ps"].unit_id, cast["ngo.pp"].unit_id
    moved = rows("select from_unit, to_unit, state from handoff where id = %s", [handoff.id])[0]
    assert moved == ((new, other) if side == "sent" else (cast["duty.pp"].unit_id, new)) + (state,)
    everything_is_sound()


def passed_on(state, sender, receiver, cast, now):
    """The sender has taken a step over from the police and passes it on."""
    step = taken(
        own_case(cast["duty.pp"], now, urgency="emergency"), "first_safe_contact", cast["duty.pp"], sender, now
    )
    passed = act(sender, handoffs.hand_on, now, step_id=step.id, to_unit=receiver.unit, why="why", urgency="emergency",
                 keep_draft=True)  # fmt: skip
    for name in PATHS[state].split():
        if name == "expire":
            tick(now + LONG)
        else:
            attempt(name, passed.id, sender if name in BY_SENDER else receiver, now)
    with session("app", now, sender.id):
        return Handoff.objects.get(id=passed.id)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("into", ["the receiver", "the sender"])
def test_a_merge_of_the_two_ends_of_a_hand_off_leaves_no_asking_of_oneself(state, into, standing, cast, now):
    handoff = standing(state, "sent")
    old, new = ("ngo-sr", "ngo-pp") if into == "the receiver" else ("ngo-pp", "ngo-sr")
    heads = {"ngo-sr": "ngo.sr", "ngo-pp": "ngo.pp"}
    merge(cast, unit(old), unit(new), now, proposer=heads[old], agrees=heads[new])
    stays = value("select state from handoff where id = %s", [handoff.id])
    assert stays == ("withdrawn" if state in ASKING else state)
    assert left_with(unit(old).principal) == []
    everything_is_sound()


@pytest.mark.parametrize("state", ["accepted", "in_progress", "on_hold"])
def test_what_was_taken_inside_the_one_unit_is_done_and_confirmed(state, standing, cast, now):
    handoff = standing(state, "sent")
    merge(cast, unit("ngo-sr"), unit("ngo-pp"), now, proposer="ngo.sr", agrees="ngo.pp")
    act(fresh("ngo.pp"), doing.do_step, now, step_id=handoff.step_id, outcome="seen_safe")
    act(fresh("ngo.sr"), handoffs.confirm, now, handoff_id=handoff.id)
    assert value("select state from handoff where id = %s", [handoff.id]) == "confirmed"
    everything_is_sound()


def test_the_step_goes_on_with_the_same_worker_and_the_same_clock(cast, now):
    handoff = brought_to("accepted", cast["duty.pp"], cast["social.sr"], now)
    before = rows("select worker_id, due_at, call_at, state from step where id = %s", [handoff.step_id])
    merge(cast, unit("social-sr"), unit("social-pp"), now, proposer="social.sr", agrees="social.pp")
    assert rows("select worker_id, due_at, call_at, state from step where id = %s", [handoff.step_id]) == before
    act(fresh("social.sr"), doing.do_step, now, step_id=handoff.step_id, outcome="seen_safe")
    assert (
        handoff_of(cast["duty.pp"], now, step_of(cast["duty.pp"], now, handoff.case, "first_safe_contact")).state
        == "completed"
    )
    everything_is_sound()


def test_members_reports_areas_and_notices_go_with_it(cast, now):
    with session("intake", now):
        told = intake.Told(what="words", where="Siem Reap", danger="yes")
        intake.file_report(told=told, key=uuid.uuid4(), channel="web", now=now)
    merge(cast, unit("police-sr"), unit("police-pp"), now, proposer="duty.sr", agrees="officer.pp")
    moved, new = fresh("duty.sr"), cast["duty.pp"].unit_id
    assert (moved.unit_id, moved.roles(now)) == (new, frozenset({"desk", "worker", "team_lead", "head"}))
    assert unit_for("police_ahtjp", "17", now).code == "police-pp"
    report = value("select id from report")
    act(moved, intake.acknowledge, now, report_id=report)
    with session("app", now, moved.id):
        acts = set(LedgerEntry.objects.filter(report_id=report).values_list("act", flat=True))
    assert {"report.file", "report.move", "report.acknowledge"} <= acts, (
        "the past of the report is seen by who took it over"
    )
    everything_is_sound()


def test_units_below_and_the_desk_of_the_unrouted_go_with_it(cast, now):
    merge(cast, unit("police-national"), unit("police-pp"), now, proposer="duty.national", agrees="officer.pp")
    assert default_desk(now).code == "police-pp"
    assert unit("police-sr").parent_id == unit("police-pp").principal
    assert unit("police-pp").parent_id is None, "never below itself"
    everything_is_sound()


def test_nobody_joins_a_unit_or_empties_one_alone(cast, now):
    social, into = unit("social-sr"), unit("social-pp")
    for stranger in ("duty.pp", "ngo.pp", "leader.pp", "mentor", "admin"):
        with pytest.raises(NotAllowed):
            act(cast[stranger], units.propose_merge, now, unit=social, into=into, why="Decree 7")
    proposed = act(cast["social.sr"], units.propose_merge, now, unit=social, into=into, why="Decree 7")
    with pytest.raises(NotAllowed):
        act(cast["social.sr"], units.agree_to_merge, now, merge_id=proposed.id)
    act(cast["social.pp"], units.refuse_merge, now, merge_id=proposed.id)
    with pytest.raises(CannotMove):
        act(cast["social.pp"], units.agree_to_merge, now, merge_id=proposed.id)
    assert unit("social-sr").until is None


@pytest.mark.parametrize(("old", "new", "refusal"), [
    ("social-sr", "social-sr", Invalid), ("social-sr", "ngo-sr", Invalid)])  # fmt: skip
def test_only_two_open_units_of_one_kind_become_one(old, new, refusal, cast, now):
    with pytest.raises(refusal):
        act(cast["social.sr"], units.propose_merge, now, unit=unit(old), into=unit(new), why="Decree 7")


def test_the_administrator_decides_only_where_nobody_leads(cast, now):
    with pytest.raises(NotAllowed):
        act(cast["admin"], units.close_unit, now, unit=unit("social-sr"), reason="decree")
    act(cast["admin"], units.close_unit, now, unit=unit("commune-ps"), reason="decree")  # no head, and no unit above


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("side", ["sent", "received"])
def test_a_unit_with_open_work_closes_only_after_all_of_it_has_moved(state, side, standing, cast, now):
    standing(state, side)
    closing, head = unit("ngo-sr"), cast["ngo.sr"]
    held = [key for (key,) in rows(HELD, [head.unit_id])]
    if held or rows(RUNNING, {"u": head.unit_id, "ended": list(ENDED)}):
        with pytest.raises(CannotMove, match="Move all of it"):
            act(head, units.close_unit, now, unit=closing, reason="decree")
        assert not act(head, units.move_all_work, now, unit=closing, to_unit=unit("ngo-ps"), text="it closes")
        everything_is_sound()
    act(head, units.close_unit, now, unit=closing, reason="decree")
    assert {what for what, _state in left_with(head.unit_id)} <= {"handoff", "notice"}, "what has ended stays as it was"
    assert fresh("ngo.sr").roles(now) == frozenset()
    assert {value("select holder from step where id = %s", [key]) for key in held} <= {cast["ngo.ps"].unit_id}
    everything_is_sound()


def test_work_goes_to_the_kinds_that_may_hold_it_and_the_rest_is_listed(cast, now):
    brought_to("accepted", cast["duty.pp"], cast["social.sr"], now)
    with pytest.raises(Invalid):
        act(cast["social.sr"], units.move_all_work, now, unit=unit("social-sr"), to_unit=unit("appeal"), text="why")
    left = act(cast["social.sr"], units.move_all_work, now, unit=unit("social-sr"), to_unit=unit("ngo-sr"), text="why")
    assert not left.of("step")
    everything_is_sound()


def test_a_hold_ends_with_the_unit_that_set_it(cast, now):
    handoff = brought_to("on_hold", cast["duty.pp"], cast["social.sr"], now)
    act(cast["social.sr"], units.move_all_work, now, unit=unit("social-sr"), to_unit=unit("social-ps"), text="why")
    assert value("select state from handoff where id = %s", [handoff.id]) == "in_progress"
    assert value("select state from step where id = %s", [handoff.step_id]) == "open"
    everything_is_sound()


def test_the_desk_of_the_unrouted_never_closes_before_another_takes_its_place(cast, now):
    with pytest.raises(CannotMove, match="cannot be routed"):
        act(cast["duty.national"], units.close_unit, now, unit=unit("police-national"), reason="decree")
    left = act(
        cast["duty.national"],
        units.move_all_work,
        now,
        unit=unit("police-national"),
        to_unit=unit("police-sr"),
        text="y",
    )
    assert not left
    act(cast["duty.national"], units.close_unit, now, unit=unit("police-national"), reason="decree")
    assert default_desk(now).code == "police-sr"
    everything_is_sound()


def test_no_work_reaches_a_closed_unit_whatever_is_tried(cast, now):
    handoff = brought_to("draft", cast["duty.pp"], cast["social.pp"], now)
    stale = unit("social-sr")
    act(cast["social.sr"], units.close_unit, now, unit=unit("social-sr"), reason="decree")
    with pytest.raises(CannotMove, match="This unit is closed"):
        act(
            cast["duty.pp"],
            handoffs.hand_on,
            now,
            step_id=handoff.step_id,
            to_unit=stale,
            why="words",
            urgency="urgent",
        )
    with connection.cursor() as cursor:
        cursor.execute(f'set role "{settings.ROLES["definer"]}"')
        with pytest.raises(IntegrityError, match="this unit is closed"):
            cursor.execute("update step set holder = %s", [stale.principal])


def test_every_column_that_names_a_unit_has_its_answer(db):
    """A new table with a unit in it must say here what a merge does with it, and the merge must do it."""
    found = rows("""select c.conrelid::regclass::text, a.attname from pg_constraint c
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        where c.contype = 'f' and c.confrelid = 'unit'::regclass""")  # fmt: skip
    assert {f"{table.strip(chr(34))}.{column}" for table, column in found} == set(OF_A_UNIT)


def test_who_is_in_a_unit_is_never_written_by_a_page(cast, now):
    member = cast["duty.pp"]
    row = Membership(member=member, unit=unit("social-pp"), role="head", since=now)
    with (
        session("app", now, member.id),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        row.save(force_insert=True)


def test_a_case_is_seen_by_the_unit_that_took_over_and_no_longer_by_one_that_ended(cast, now):
    brought_to("accepted", cast["duty.pp"], cast["social.sr"], now)
    merge(cast, unit("social-sr"), unit("social-pp"), now, proposer="social.sr", agrees="social.pp")
    for username, sees in (("social.pp", 1), ("social.sr", 1), ("social.ps", 0)):
        with session("app", now, cast[username].id):
            assert Case.objects.count() == sees, username
