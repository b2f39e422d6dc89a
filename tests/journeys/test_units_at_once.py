"""Work that reaches a unit in the very moment in which it closes or becomes part of another: one of the two waits or is told."""

import uuid
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ObjectDoesNotExist

from samaki.agencies.models import Unit
from samaki.database import session
from samaki.database.refusals import CannotMove, NotAllowed, Refusal
from samaki.handoffs import operations as handoffs
from samaki.handoffs.models import Handoff
from samaki.intake import operations as intake
from samaki.journeys import opening, units
from tests.everything import rows
from tests.handoffs.test_race import ROUNDS, as_member, at_once, members, offered  # noqa: F401 (a fixture)
from tests.journeys.invariants import holders_are_those_of_the_ledger, nothing_is_broken

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def proposed(members, old, new, proposer):  # noqa: F811
    return as_member(members[proposer], units.propose_merge, unit=unit(old), into=unit(new), why="Decree")().id


def unit(code):
    return Unit.objects.get(code=code)


def sound():
    nothing_is_broken()
    holders_are_those_of_the_ledger()


def test_a_hand_off_is_accepted_while_its_receiver_becomes_part_of_another(members):  # noqa: F811
    drafts = [offered(members) for _one in range(3)]
    key = proposed(members, "social-pp", "social-ps", "social.pp")
    agree = as_member(members["social.ps"], units.agree_to_merge, merge_id=key)
    outcomes = at_once(agree, *[as_member(members["social.pp"], handoffs.accept, handoff_id=one.id) for one in drafts])
    assert not isinstance(outcomes[0], Exception), outcomes[0]
    for draft, outcome in zip(drafts, outcomes[1:], strict=True):
        state, holder = rows(
            "select h.state, t.holder from handoff h join step t on t.id = h.step_id where h.id = %s", [draft.id]
        )[0]
        assert isinstance(outcome, Handoff | Refusal | ObjectDoesNotExist), outcome
        new, police = members["social.ps"].unit_id, members["duty.pp"].unit_id
        assert (state, holder) in ((("accepted", new),) if isinstance(outcome, Handoff) else (("offered", police),))
    sound()


def test_work_is_offered_to_a_unit_that_closes(members):  # noqa: F811
    won = set()
    for number in range(min(ROUNDS, 3)):
        code, head = (("social-pp", "social.pp"), ("social-sr", "social.sr"), ("social-ps", "social.ps"))[number]
        duty = members["duty.pp"]
        case = as_member(duty, opening.open_own, area="12", urgency="urgent", children=1)()
        with session("app", datetime.now(UTC), duty.id):
            step = Handoff.objects.get(case=case, state="draft", step__kind="first_safe_contact").step_id
        drafted = as_member(
            duty, handoffs.hand_on, step_id=step, to_unit=unit("ngo-pp"), why="words", urgency="urgent", keep_draft=True
        )
        drafted()
        for (other,) in rows("select id from handoff where to_unit = %s and state = 'draft'", [members[head].unit_id]):
            as_member(duty, handoffs.discard, handoff_id=other)()
        offer = as_member(duty, handoffs.hand_on, step_id=step, to_unit=unit(code), why="words", urgency="urgent")
        close = as_member(members[head], units.close_unit, unit=unit(code), reason="decree")
        outcomes = at_once(offer, close)
        refused = [isinstance(one, CannotMove) for one in outcomes]
        assert sorted(refused) == [False, True], outcomes
        won.add(refused[0])
        sound()


def test_a_report_of_the_public_is_kept_whatever_closes(members):  # noqa: F811
    key = proposed(members, "police-ps", "police-pp", "duty.ps")

    def file():
        with session("intake", now := datetime.now(UTC)):
            told = intake.Told(what="words", where="Preah Sihanouk", danger="yes")
            return intake.file_report(told=told, key=uuid.uuid4(), channel="web", now=now)

    outcomes = at_once(as_member(members["officer.pp"], units.agree_to_merge, merge_id=key), *[file] * 5)
    assert not [one for one in outcomes if isinstance(one, Exception)], outcomes
    holders = {holder for (holder,) in rows("select distinct holder from report")}
    assert holders <= {members["duty.pp"].unit_id, members["duty.national"].unit_id}, (
        "the successor, else the national desk"
    )
    assert len(rows("select id from report")) == 5
    sound()


def test_a_case_is_opened_by_a_unit_that_closes(members):  # noqa: F811
    duty = members["duty.ps"]
    outcomes = at_once(
        as_member(duty, opening.open_own, area="18", urgency="urgent", children=1),
        as_member(duty, units.close_unit, unit=unit("police-ps"), reason="decree"),
    )
    assert sorted(isinstance(one, CannotMove | NotAllowed) for one in outcomes) == [False, True], outcomes
    sound()


def test_two_merges_of_one_unit_at_once(members):  # noqa: F811
    first = proposed(members, "ngo-pp", "ngo-ps", "ngo.pp")
    second = proposed(members, "ngo-ps", "ngo-sr", "ngo.sr")
    outcomes = at_once(
        as_member(members["ngo.ps"], units.agree_to_merge, merge_id=first),
        as_member(members["ngo.ps"], units.agree_to_merge, merge_id=second),
    )
    assert sum(not isinstance(one, Exception) for one in outcomes) >= 1, outcomes
    assert all(isinstance(one, Refusal) for one in outcomes if isinstance(one, Exception)), outcomes
    sound()
