"""Pages of trust of the demonstration have something on them: who governs, what was agreed, a complaint, a wall, a question, a hold."""

import random
from datetime import timedelta

from samaki.simulation import cast as people
from samaki.simulation.demo import scene_in_court, scene_underway
from samaki.simulation.player import Player
from samaki.simulation.safeguards import safeguarded
from tests.everything import rows


def test_each_of_them_is_there_and_waits_for_somebody(cast, now):
    scene_in_court(Player(now, random.Random(5), people.PP), 5)
    scene_underway(Player(now, random.Random(1), people.PP), 1)
    safeguarded(now)
    assert rows("select in_force_at is not null, synthetic from governance") == [(True, True)]
    assert len(rows("select 1 from governance_signature")) == 4
    soon = now + timedelta(days=30)
    assert rows("select due_at < %s, ended_at is null from agreement order by due_at", [soon]) == [
        (True, True),
        (False, True),
    ]
    assert rows("select state, synthetic from complaint order by received_at") == [("asked", True), ("received", True)]
    of_it = rows("select c.about && array[u.agency_id] from complaint c join unit u on u.principal = c.handler")
    assert of_it == [(False,), (False,)], "somebody of another agency looks into it"
    assert rows("select agreed, until > %s from conflict", [now]) == [(True, True)]
    assert rows("select answered_at is null, due_at > %s from look_question", [now]) == [(True, True)]
    assert rows("select reason, ended_at is null from legal_hold order by set_at") == [
        ("appeal", False),
        ("compensation", True),
    ]
