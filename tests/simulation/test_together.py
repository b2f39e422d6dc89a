"""The demonstration shows days in court that were put off and are ahead, a conference with what was agreed there, and
workshops."""

import random

from samaki.care.health.models import Examination
from samaki.cases.records import CareRecord
from samaki.court.models import CourtFact
from samaki.database import session
from samaki.journeys.identification.models import Identification
from samaki.journeys.joint_operation.models import OperationPlan
from samaki.simulation import cast as people
from samaki.simulation.demo import scene_in_court, scene_underway
from samaki.simulation.player import Player
from samaki.simulation.workshops import hold_workshops
from samaki.training.models import Workshop
from samaki.training.sums import kept_up
from samaki.training.sums import learnt as learnt_in
from tests.everything import rows


def test_a_case_in_court_has_a_day_put_off_and_a_new_one_ahead(cast, now):
    for number in range(3):
        scene_in_court(Player(now, random.Random(number), people.PP), 5 + number)
    found = rows("select state, at > %s, after_id is not null from hearing", [now])
    assert {one for one in found if not one[1]} == {("postponed", False, False)}
    assert {one[1:] for one in found if one[1]} == {(True, True)}
    assert set(rows("select sort, state from hearing_need")) == {("transport", "asked")}
    police, social = cast["duty.pp"].id, cast["social.pp"].id
    with session("app", now, police):
        assert OperationPlan.objects.exists()
        assert Identification.objects.filter(sort="decision").exists()
        assert CourtFact.objects.filter(kind="compensation_ordered").exists()
    with session("app", now, social):
        assert Examination.objects.exists()
        assert CareRecord.objects.filter(kind="note").exists()


def test_a_case_underway_is_spoken_of_and_somebody_does_what_was_agreed(cast, now):
    scene_underway(Player(now, random.Random(1), people.PP), 1)
    assert rows("select state, meets_at > %s from conference", [now]) == [("called", True)]
    assert rows("select state from conference_member order by 1") == [("invited",), ("joined",), ("joined",)]
    assert rows("select count(*) from conference_decision") == [(1,)]
    assert rows("select state, becomes, owner is not null from conference_action") == [("open", "commitment", True)]
    assert rows("select compartment from case_message") == [("care",)]


def test_a_workshop_was_held_with_its_gain_and_is_looked_at_again_and_another_takes_places(cast, now):
    hold_workshops(now)
    assert rows("select state, begins_at > %s, synthetic from workshop order by begins_at", [now]) == [
        ("finished", False, True),
        ("open", True, True),
    ]
    with session("app", now, cast["trainer"].id):
        held = Workshop.objects.get(state="finished")
        learnt, kept = learnt_in(held), kept_up(held)
    assert (learnt.n, learnt.one_only) == (7, 1)
    assert learnt.mean.gain > 0
    assert held.check_due_at < now
    assert (kept.due, kept.checked, kept.known, kept.in_post) == (7, 5, 5, 4)
    assert rows("select count(*) from workshop_opinion") == [(6,)]
    assert rows(
        "select count(*) from workshop_seat s join workshop w on w.id = workshop_id where w.state = 'open'"
    ) == [(3,)]
