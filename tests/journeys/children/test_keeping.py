"""A unit that is named as keeping a child and knows nothing of it: said until it is told, to who works for the child, and nothing opens."""

from datetime import timedelta

from samaki.cases.sharing import operations as sharing
from samaki.database import session
from samaki.handoffs import operations as handoffs
from samaki.journeys.danger import arrive
from samaki.journeys.desk import desk_items
from samaki.journeys.safeguarding.keeping import to_hand_on, untold_of
from tests.acting import act
from tests.everything import value
from tests.journeys.children.about import DAY, other_of
from tests.journeys.children.safe import gone, placed


def untold(by, now, child):
    with session("app", now, by.id):
        return [(one.sort, one.keeper) for one in untold_of(child)]


def on_desk(by, now):
    with session("app", now, by.id):
        return [(item.kind, item.late) for item in desk_items(by, now) if item.kind == "keeper"]


def test_who_was_named_as_keeper_is_told_by_nothing_and_that_is_said_until_a_step_is_offered(cast, now, case, child):
    social, ngo, police = cast["social.pp"], cast["ngo.pp"], cast["duty.pp"]
    assert untold(social, now, child) == []
    placed(social, now, child, keeper=ngo.unit)
    assert value("select count(*) from relation where unit = %s and case_id = %s", [ngo.unit_id, case.id]) == 0, (
        "naming opens nothing"
    )
    assert untold(social, now, child) == [("stay", ngo.unit_id)]
    assert untold(ngo, now, child) == [], "to who does not work for the child it is as if nobody kept it"
    assert untold(social, now, other_of(police, now, case, child)) == []
    assert on_desk(social, now + timedelta(minutes=1)) == [("keeper", False)]
    assert on_desk(social, now + DAY) == [("keeper", True)], "nothing drops: it stays, and is late"
    assert on_desk(police, now) == [], "one desk: of who named it"
    with session("app", now, social.id):
        [step, *_more] = to_hand_on(child, ngo.unit.kind, social.unit_id)
    asked = act(
        social,
        handoffs.hand_on,
        now,
        step_id=step.id,
        to_unit=ngo.unit,
        why="the child stays with you",
        urgency="urgent",
    )
    assert untold(social, now, child) == []
    assert on_desk(social, now + DAY) == []
    act(ngo, handoffs.decline, now, handoff_id=asked.id, reason="no_capacity", text="")
    assert untold(social, now, child) == [("stay", ngo.unit_id)], "a no tells nobody who keeps the child"


def test_what_is_shared_tells_it_as_long_as_it_is_read(cast, now, case, child):
    social, ngo = cast["social.pp"], cast["ngo.pp"]
    placed(social, now, child, keeper=ngo.unit)
    act(social, sharing.share, now, case=case, child=child, to_unit=ngo.unit, compartments=("care",), purpose="shelter",
        ground="risk_of_harm", until=now + 9 * DAY, text="why")  # fmt: skip
    assert untold(social, now, child) == []
    assert untold(social, now + 10 * DAY, child) == [("stay", ngo.unit_id)], "it ends by itself, and is said again"


def test_a_unit_that_received_the_child_is_told_too_and_a_later_stay_takes_its_place(cast, now, case, child):
    police, social, ngo = cast["duty.pp"], cast["social.pp"], cast["ngo.pp"]
    act(police, arrive, now, case=case, child=child, place="here", safe=True, received_by=ngo.unit)
    assert untold(police, now, child) == [("arrival", ngo.unit_id)]
    assert [kind for kind, _late in on_desk(police, now)] == ["keeper"]
    assert on_desk(social, now) == []
    placed(social, now + DAY, child, sort="kin")
    assert untold(social, now + DAY, child) == [], "the child is with its family by now"
    assert untold(police, now + DAY, child) == [("arrival", ngo.unit_id)], (
        "to who reads no care the arrival is the last word"
    )


def test_nobody_asks_a_keeper_while_the_child_is_missing_and_our_own_unit_knows(cast, now, case, child):
    social, ngo = cast["social.pp"], cast["ngo.pp"]
    placed(social, now, child, keeper=social.unit)
    assert untold(social, now, child) == []
    placed(social, now, child, keeper=ngo.unit)
    gone(social, now, child)
    assert untold(social, now, child) == []
