"""A child's voice: told, wanted, never written over; heard again only after somebody has answered, and never a court held up by it."""

import pytest
from django.db import IntegrityError, transaction

from samaki.cases.remarks import remarks_on
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, Stale
from samaki.jobs.tick import tick
from samaki.journeys.desk import desk_items
from samaki.journeys.hearings.models import Hearing
from samaki.journeys.voice import asking, queries, saying
from samaki.journeys.voice.models import ChildVoice, HeardAgain
from samaki.ledger.models import LedgerEntry
from tests.acting import act, own_case
from tests.journeys.children.about import DAY, WHY, WISH, answered, asked, notices, other_of, told, wish
from tests.journeys.hearings.sitting import entered


def voices(by, now, child, sort="wants"):
    with session("app", now, by.id):
        found = queries.voices_of(child, sort)
        words = queries.words_of([row for topic in found for row in topic.said])
        return {topic.code: [(row.answer, words[row.id].get("text", "")) for row in topic.said] for topic in found}


def test_a_change_of_mind_is_written_above_what_was_said_and_a_mistake_brings_it_back(cast, now, child):
    social = cast["social.pp"]
    wish(social, now, child)
    nothing = wish(social, now + DAY, child, answer="nothing", text="")
    wish(social, now + DAY, child, topic="court", text="not to see him")
    assert voices(social, now + DAY, child) == {
        "live": [("nothing", ""), ("says", WISH)],
        "court": [("says", "not to see him")],
    }
    act(social, saying.mark_voice_error, now + DAY, voice_id=nothing.id, text="another child")
    with session("app", now + DAY, social.id):
        topic = next(one for one in queries.voices_of(child, "wants") if one.code == "live")
        assert topic.stands is not None
        assert (len(topic.said), topic.stands.answer) == (2, "says")
    with pytest.raises(CannotMove, match="taken back already"):
        act(social, saying.mark_voice_error, now + DAY, voice_id=nothing.id, text="again")
    with (
        pytest.raises(IntegrityError, match="stays as it was said"),
        session("app", now, social.id),
        transaction.atomic(),
    ):
        ChildVoice.objects.filter(answer="says").update(answer="nothing")


def test_what_a_child_says_is_read_with_its_care_and_by_who_wrote_it_and_never_with_the_other_child(
    cast, now, case, child
):
    police, social, stranger = cast["duty.pp"], cast["social.pp"], cast["ngo.pp"]
    wish(social, now, child)
    other = other_of(police, now, case, child)
    told(police, now, child, answer="again", interpreter="missing", language="vie", text="at the station")
    assert voices(police, now, child) == {}, "the police do not read what stands in the care"
    assert voices(police, now, child, "told") == {"rights": [("again", "at the station")]}
    assert voices(social, now, child, "told") == {"rights": [("again", "at the station")]}
    assert voices(stranger, now, child) == {}
    wish(police, now, other, text="to go home")
    assert voices(social, now, other) == {}, "the other child is another record"
    with pytest.raises(NotAllowed):
        wish(social, now, other)
    with pytest.raises(NotAllowed):
        wish(stranger, now, child)


def test_each_wrong_field_of_a_voice_is_said(cast, now, child):
    social = cast["social.pp"]
    with pytest.raises(Invalid) as refused:
        told(social, now, child, topic="x", answer="says", language="", interpreter="x", text="y" * 5000)
    assert sorted(one.field for one in refused.value.each) == ["answer", "interpreter", "language", "text", "topic"]
    with pytest.raises(Invalid, match="own words"):
        wish(social, now, child, text="\u200b ")
    with pytest.raises(Invalid, match="few words"):
        told(social, now, child, topic="other")


def test_who_asks_to_hear_a_child_again_says_why_and_the_case_manager_answers(cast, now, case, child):
    police, social = cast["duty.pp"], cast["social.pp"]
    row = asked(police, now, child)
    assert (row.state, row.holder) == ("asked", social.unit_id)
    assert notices("again_asked") == [social.unit_id]
    with session("app", now, social.id):
        [seen] = queries.askings_of(child)
        assert queries.words_of([seen])[seen.id] == {"topic": "the door", "recording": "police, box 4"}
        assert remarks_on([row.id]) == {}, "why, in words, stands in the justice part"
        assert [item.kind for item in desk_items(social, now) if item.kind == "asking"] == ["asking"]
    with session("app", now, police.id):
        assert [said.text for said in remarks_on([row.id])[row.id]] == [WHY]
    with pytest.raises(NotAllowed, match="lawyer or the case manager"):
        answered(police, now, row)
    with pytest.raises(Invalid):
        answered(social, now, row, "disagree")
    with pytest.raises(Invalid):
        answered(social, now, row, "other_way")
    with pytest.raises(Invalid, match="answered otherwise"):
        answered(social, now, row, "agree", way="recording")
    with pytest.raises(CannotMove, match="asked just this already") as twice:
        asked(police, now, child)
    assert twice.value.about == ("heard_again", row.id)
    with pytest.raises(Stale):
        answered(social, now, row, version=7)
    made = answered(social, now, row, "other_way", way="recording", text="it is clear", version=1)
    assert (made.state, made.way, made.call_at) == ("other_way", "recording", None)
    assert notices("again_answered") == [police.unit_id]
    anew = answered(social, now + DAY, row, "disagree", text="the child is ill")
    assert (anew.state, anew.way) == ("disagreed", "")
    with session("app", now + DAY, social.id):
        assert desk_items(social, now + DAY) == [
            item for item in desk_items(social, now + DAY) if item.kind != "asking"
        ]
        acts = LedgerEntry.objects.filter(act__startswith="again.").order_by("id")
        assert [(one.act, one.facts["state"]) for one in acts] == [
            ("again.ask", "asked"),
            ("again.answer", "other_way"),
            ("again.answer", "disagreed"),
        ]
        assert all("reason" not in one.facts for one in acts)
    gone = act(police, asking.withdraw_again, now + DAY, asking_id=row.id, text="the recording is enough")
    assert gone.state == "withdrawn"
    with pytest.raises(CannotMove):
        answered(social, now + DAY, row)


def test_an_answer_never_holds_up_a_court(cast, now, case, child):
    police, social = cast["duty.pp"], cast["social.pp"]
    day = entered(police, now, case, children=(child,), purpose="child_heard")
    row = asked(police, now, child, hearing=day)
    answered(social, now, row, "disagree", text="no")
    with session("app", now, police.id):
        after = Hearing.objects.get(id=day.id)
        assert (after.state, after.at, after.version) == (day.state, day.at, day.version)
        assert [one.state for one in queries.askings_for(day.id)] == ["disagreed"]
    entered(police, now, case, at=now + 30 * DAY, children=(child,), purpose="child_heard")
    soon = entered(police, now, case, at=now + DAY / 4, children=(child,))
    assert asked(police, now, child, hearing=soon).due_at <= soon.at, "answered before the day, where that comes first"


def test_where_nobody_works_for_the_child_who_asked_holds_it_and_silence_is_called(cast, now, case, child):
    police, social = cast["duty.pp"], cast["social.pp"]
    other = other_of(police, now, case, child)
    alone = asked(police, now, other)
    assert alone.holder == police.unit_id
    row = asked(police, now, child)
    tick(row.due_at + DAY / 24)
    assert notices("again_late") == sorted([social.unit_id, police.unit_id])
    tick(row.due_at + 3 * DAY)
    assert notices("again_late").count(police.unit_id) == 3, "from the second time on who asked is told as well"
    with session("app", now + 9 * DAY, social.id):
        found = HeardAgain.objects.get(id=row.id)
        assert (found.level, found.state) == (2, "asked")
        assert found.call_at is not None
    answered(social, now + 9 * DAY, row)
    before = len(notices("again_late"))
    answered(police, now + 9 * DAY, alone)
    tick(now + 60 * DAY)
    assert len(notices("again_late")) == before


def test_a_child_is_not_taken_from_another_case(cast, now, case, child):
    police = cast["duty.pp"]
    elsewhere = entered(police, now, own_case(police, now))
    with pytest.raises(Invalid, match="hearing of this case"):
        asked(police, now, child, hearing=elsewhere)
