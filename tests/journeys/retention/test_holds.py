"""What is held is never erased, whatever happens in which order; a hold asks to be looked at and ends by an act alone."""

import random
from contextlib import suppress
from datetime import timedelta

import pytest

from samaki.cases.models import Strand
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, Refusal
from samaki.jobs.tick import tick
from samaki.journeys import closing
from samaki.journeys.retention import holds, rules
from samaki.journeys.retention.models import Erasure, LegalHold
from samaki.notices.models import Notice
from tests.acting import act
from tests.everything import rows
from tests.journeys.retention.erasing import WORDS, answered, asked, closed, filled_case


@pytest.fixture
def case(cast, now):
    return closed(cast, filled_case(cast, now), now)


def held(cast, case, now, *, by="duty.pp", reason="appeal", days=30):
    return act(cast[by], holds.set_hold, now, case=case, reason=reason, text=WORDS, days=days)


def test_the_court_part_holds_by_itself(cast, now):
    case = filled_case(cast, now)
    with session("app", now, cast["duty.pp"].id):
        assert {"open", "court"} <= set(rules.stands_against(case.id, None))
    case = closed(cast, case, now)
    with session("app", now, cast["duty.pp"].id):
        assert rules.stands_against(case.id, None) == []
        key = Strand.objects.get(case=case, kind="justice").id
    act(cast["duty.pp"], closing.reopen_strand, now, strand_id=key, reason="other", text=WORDS)
    with session("app", now, cast["duty.pp"].id):
        assert "court" in rules.stands_against(case.id, None)


def test_it_ends_by_an_act_of_who_set_it_with_a_reason(cast, case, now):
    row = held(cast, case, now)
    with pytest.raises(NotAllowed):
        act(cast["social.pp"], holds.end_hold, now, hold_id=row.id, text="x")
    with pytest.raises(Invalid):
        act(cast["duty.pp"], holds.end_hold, now, hold_id=row.id, text=" ")
    with pytest.raises(CannotMove):
        held(cast, case, now)
    act(cast["privacy.pp"], holds.end_hold, now, hold_id=row.id, text=WORDS)
    with pytest.raises(CannotMove):
        act(cast["duty.pp"], holds.end_hold, now, hold_id=row.id, text="x")


def test_a_stranger_neither_sees_nor_sets_one(cast, case, now):
    held(cast, case, now)
    with session("app", now, cast["duty.sr"].id):
        assert not LegalHold.objects.exists()
        assert rules.stands_against(case.id, None) == []
    with pytest.raises(Refusal):
        held(cast, case, now, by="duty.sr")


def test_it_asks_to_be_looked_at_and_goes_on_standing(cast, case, now):
    row = held(cast, case, now, days=10)
    later = now + timedelta(days=11)
    assert tick(later).errors == []
    with session("app", later, cast["duty.pp"].id):
        assert Notice.objects.filter(kind="retention.hold_review", subject_id=row.id).count() == 1
        assert rules.stands_against(case.id, None) == ["held:appeal"]
    tick(later)
    act(cast["duty.pp"], holds.review_hold, later, hold_id=row.id, days=60)
    tick(later + timedelta(days=20))
    with session("app", later, cast["duty.pp"].id):
        assert Notice.objects.filter(kind="retention.hold_review", subject_id=row.id).count() == 1


@pytest.mark.parametrize("seed", range(8))
def test_nothing_under_hold_is_ever_erased(seed, cast, case, now):
    """Holds set and ended, parts opened and closed, erasures asked and answered at random: while something holds it, the key is there."""
    chance, at = random.Random(seed), now
    if seed % 2:
        held(cast, case, now)
    for _act in range(40):
        at += timedelta(days=chance.choice([0, 0, 1, 4, 9]))
        before = _standing(case)
        with session("app", at, cast["duty.pp"].id):
            mine = list(LegalHold.objects.filter(case_id=case.id, ended_at__isnull=True))
            part = Strand.objects.get(case=case, kind="justice")
        with session("app", at, cast["privacy.social"].id):
            waits = list(Erasure.objects.filter(agreed__isnull=True).order_by("-asked_at"))
        choices = [
            lambda at=at: held(cast, case, at, reason=chance.choice(["appeal", "other_case"])),
            lambda at=at, mine=mine: act(cast["duty.pp"], holds.end_hold, at, hold_id=chance.choice(mine).id, text="x"),
            lambda at=at, part=part: act(
                cast["duty.pp"], closing.reopen_strand, at, strand_id=part.id, reason="other", text="x"
            ),
            lambda at=at, part=part: act(
                cast["duty.pp"], closing.close_strand, at, strand_id=part.id, reason="other", text="x"
            ),
            lambda at=at: asked(cast, case, at),
            lambda at=at, waits=waits: answered(cast, waits[0], at, agreed=chance.random() < 0.8),
        ]
        with suppress(Refusal, IndexError):
            chance.choice(choices)()
        if before["stands"]:
            assert _standing(case)["keys"] == before["keys"], "something stood against it and its key is gone"
        if not _standing(case)["keys"]:
            break


def _standing(case):
    against = rows("select count(*) from app.stands_against(%s, null)", [case.id])[0][0]
    return {"stands": against, "keys": rows("select count(*) from data_key where case_id = %s", [case.id])[0][0]}
