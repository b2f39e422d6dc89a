"""What units promise: their own at once, others' when they take it; kept with evidence, moved with a reason, called until answered."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from samaki.commitments import promising
from samaki.commitments.gaps import raise_gap
from samaki.commitments.models import Commitment, CommitmentMove
from samaki.commitments.queries import commitments, history, is_late
from samaki.commitments.words import words_of
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.jobs.tick import tick
from samaki.journeys import units
from tests.acting import act
from tests.everything import rows

DAY = timedelta(days=1)


def promised(by, owner, now, days=30, **given):
    told = {"text": "A number that answers at night.", "due_on": (now + days * DAY).date()} | given
    return act(by, promising.promise, now, owner=owner.unit, **told)


def read(by, now):
    with session("app", now, by.id):
        return [(row.id, row.state) for row in commitments()]


def notices(kind):
    return rows(
        "select to_unit, audience from notice where kind = %s order by made_at, to_unit", [f"gap.pledge_{kind}"]
    )


def test_a_unit_promises_for_itself_and_asks_another_one(cast):
    now, police, social, leader = timezone.now(), cast["duty.pp"], cast["social.pp"], cast["leader.pp"]
    gap = act(police, raise_gap, now, area="12", kind="night_number", what="", text="", known_since=now.date())
    own = promised(police, police, now, gap=gap)
    assert (own.state, own.area) == ("open", "12")
    asked = promised(police, social, now, source="workshop")
    assert (asked.state, notices("asked")) == ("asked", [(social.unit_id, "desk")])
    for refused in (promising.keep_commitment, promising.refuse_commitment):
        with pytest.raises(NotAllowed):
            act(police, refused, now, commitment_id=asked.id, text="...")
    with pytest.raises(CannotMove):
        act(social, promising.keep_commitment, now, commitment_id=asked.id, text="...")
    act(social, promising.take_commitment, now, commitment_id=asked.id)
    with pytest.raises(NotAllowed):
        act(police, promising.withdraw_commitment, now, commitment_id=asked.id, text="...")
    act(
        social,
        promising.move_commitment,
        now,
        commitment_id=asked.id,
        due_on=(now + 90 * DAY).date(),
        text="The line comes in May.",
    )
    with pytest.raises(Invalid):
        act(social, promising.keep_commitment, now, commitment_id=asked.id, text=" ")
    kept = act(social, promising.keep_commitment, now, commitment_id=asked.id, text="It answered on three nights.")
    assert (kept.state, kept.moved, kept.call_at) == ("kept", 1, None)
    assert (kept.due_on - kept.first_due_on).days == 60
    again = act(social, promising.reopen_commitment, now, commitment_id=asked.id, text="It was another one.")
    assert (again.state, again.due_on, again.ended_at) == ("open", kept.due_on, None)
    with session("app", now, social.id):
        told = [(one.move, one.state, words_of(one).get("text", "")) for one in history(again)]
    assert told == [
        ("write", "asked", ""), ("take", "open", ""), ("move", "open", "The line comes in May."),
        ("keep", "kept", "It answered on three nights."), ("reopen", "open", "It was another one."),
    ]  # fmt: skip
    assert read(leader, now) == [], "it is between the two units"
    assert len(read(cast["oversight"], now)) == len(read(cast["court.pp"], now)) == 2, (
        "heads and the oversight read all of them"
    )
    with session("app", now, cast["oversight"].id), pytest.raises(NotAllowed):
        promising.miss_commitment(commitment_id=again.id, text="...", by=cast["oversight"], now=now)


def test_nobody_answers_and_the_clock_goes_up_until_somebody_does(cast):
    now, police, social = timezone.now(), cast["duty.pp"], cast["social.pp"]
    row, asked = promised(police, police, now), promised(police, social, now, days=300)
    committee = cast["oversight"].unit_id
    for days in (8, 16, 24, 31, 34, 42, 43):
        assert not tick(now + days * DAY).errors
    assert notices("soon") == [(police.unit_id, "desk")]
    assert notices("late") == [(police.unit_id, "desk"), (police.unit_id, "head"), (police.unit_id, "head")]
    assert notices("late_still") == [(committee, "privacy")]
    assert (social.unit_id, "head") in notices("unanswered")
    assert (committee, "privacy") in notices("unanswered_still")
    with session("app", now + 50 * DAY, police.id):
        assert is_late(Commitment.objects.get(id=row.id), now + 50 * DAY)
    act(police, promising.miss_commitment, now + 50 * DAY, commitment_id=row.id, text="No money was found.")
    act(social, promising.refuse_commitment, now + 50 * DAY, commitment_id=asked.id, text="It is not our work.")
    before = rows("select count(*) from notice where kind like 'gap.%%'")
    assert not tick(now + 300 * DAY).errors
    assert rows("select count(*) from notice where kind like 'gap.%%'") == before, (
        "what is answered is called about no more"
    )


def test_what_a_unit_promised_goes_with_it_into_another(cast):
    now, police, other = timezone.now(), cast["duty.pp"], cast["duty.sr"]
    row = promised(other, other, now)
    proposed = act(other, units.propose_merge, now, unit=other.unit, into=police.unit, why="Decree 7")
    act(cast["officer.pp"], units.agree_to_merge, now, merge_id=proposed.id)
    later = now + DAY
    assert (row.id, "open") in read(police, later)
    act(police, promising.keep_commitment, later, commitment_id=row.id, text="Both desks have it.")


def test_a_line_of_the_history_is_never_changed(cast):
    now, police = timezone.now(), cast["duty.pp"]
    promised(police, police, now)
    with session("app", now, police.id):
        for change in (
            lambda: CommitmentMove.objects.update(move="keep"),
            lambda: CommitmentMove.objects.all().delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
