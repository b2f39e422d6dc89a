"""Peers ask, peers answer: every member reads; authors correct; what names a child is hidden at once; a card needs a third agency."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, Stale
from samaki.threads.peers import operations, queries
from samaki.threads.peers.models import PeerQuestion
from samaki.threads.peers.queries import Wanted
from samaki.threads.peers.words import words_of
from tests.acting import act
from tests.everything import rows
from tests.threads.peering import TITLE, answered, approved, asked, card

HOUR = timedelta(hours=1)


def read_by(cast, who, now, row):
    with session("app", now, cast[who].id):
        return type(row).objects.filter(id=row.id).exists()


def listed(cast, now, who="ngo.pp", before=None, limit=queries.PAGE, **wanted):
    with session("app", now, cast[who].id):
        found, following = queries.questions(Wanted(**wanted), before, limit)
        return [one.title for one in found], following


def notices(kind):
    return rows("select to_unit, audience from notice where kind = %s order by 1", [kind], role="worker")


def test_every_member_reads_a_question_and_nobody_who_is_not_signed_in(cast, now):
    row = asked(cast, now)
    assert all(read_by(cast, who, now, row) for who in ("ngo.pp", "court.sr", "mentor", "oversight"))
    with session("app", now):
        assert not PeerQuestion.objects.exists()
    assert rows("select count(*) from peer_question where sealed like %s", [f"%{TITLE}%".encode()]) in ([(0,)], [])


def test_members_of_any_agency_answer_and_who_asked_says_what_helped(cast, now):
    row = asked(cast, now)
    first, second = answered(cast, now, row), answered(cast, now, row, by="ngo.pp")
    assert notices("peer.answered_peers") == [(cast["duty.pp"].unit_id, "desk")] * 2
    with pytest.raises(NotAllowed):
        act(cast["social.pp"], operations.mark_helped, now, answer_id=first.id, helped=True)
    act(cast["duty.pp"], operations.mark_helped, now, answer_id=second.id, helped=True)
    with session("app", now, cast["court.pp"].id):
        assert [one.id for one in queries.answers_of(row)] == [second.id, first.id], "what helped stands first"
        assert [(one.answers, one.helped) for one in queries.questions(Wanted())[0]] == [(2, True)]
    with pytest.raises(CannotMove):
        act(cast["duty.pp"], operations.mark_helped, now, answer_id=second.id, helped=True)
    act(cast["duty.pp"], operations.mark_helped, now, answer_id=second.id, helped=False)


def test_the_form_warns_once_and_takes_it_when_somebody_has_looked(cast, now):
    with pytest.raises(Invalid) as refused:
        asked(cast, now, text="what of PP-26-7KQ4MX, 012 345 678?")
    assert refused.value.field == "sure"
    assert "code of a case" in refused.value.sentence
    assert "telephone" in refused.value.sentence
    assert rows("select count(*) from ledger_entry where act like 'peer.%%'", role="auditor") == [(0,)]
    row = asked(cast, now, text="our office: 012 345 678", sure=True)
    with pytest.raises(Invalid):
        answered(cast, now, row, text="a@b.example")


def test_a_name_a_place_and_a_code_are_shown_and_what_was_confirmed_is_kept_as_confirmed(cast, now):
    named = "The child Sok Dara of Prey Nob liked it"
    with pytest.raises(Invalid, match="Sok Dara.*Prey Nob") as refused:
        asked(cast, now, title=named)
    assert "Not everything is found" in refused.value.sentence
    row = asked(cast, now, title=named, sure=True)
    with pytest.raises(Invalid, match="words about one child"):
        answered(cast, now, row, text="ក្មេងស្រីឈ្មោះ ស្រីមុំ អាយុ ១២ ឆ្នាំ")
    with pytest.raises(Invalid, match="a code of a case"):
        card(cast, now, answered(cast, now, row), title="PP 26 QRVNGP")
    answered(cast, now, row, text="PP 26 QRVNGP", sure=True)
    facts = rows(
        "select act, facts -> 'confirmed' from ledger_entry where act like 'peer.%%' order by id", role="auditor"
    )
    assert facts == [("peer.ask", '["name", "place"]'), ("peer.answer", None), ("peer.answer", '["case"]')]


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"title": " "}, "title"), ({"text": ""}, "text"), ({"title": "x" * 201}, "title"), ({"text": "x" * 4001}, "text"),
     ({"topic": "nothing"}, "topic"), ({"area": "zz"}, "area")],
    ids=range(6),
)  # fmt: skip
def test_a_wrong_field_is_named(changed, field, cast, now):
    with pytest.raises(Invalid) as refused:
        asked(cast, now, **changed)
    assert [one.field for one in refused.value.each] == [field]


def test_only_its_author_corrects_it_and_nothing_of_the_old_words_is_kept(cast, now):
    row = asked(cast, now, title="Chenda", sure=True)
    new = {"what": "question", "key": row.id, "title": "A girl", "text": "x", "sure": False}
    with pytest.raises(NotAllowed):
        act(cast["officer.pp"], operations.correct_peers, now, version=1, **new)
    act(cast["duty.pp"], operations.correct_peers, now + HOUR, version=1, **new)
    with pytest.raises(Stale):
        act(cast["duty.pp"], operations.correct_peers, now + HOUR, version=1, **new)
    with session("app", now, cast["ngo.pp"].id):
        found = PeerQuestion.objects.get(id=row.id)
        assert words_of(found) == {"title": "A girl", "text": "x"}
        assert (found.corrected_at, found.version) == (now + HOUR, 2)


def test_what_is_taken_back_is_read_by_nobody_else(cast, now):
    row = asked(cast, now)
    with pytest.raises(NotAllowed):
        act(cast["officer.pp"], operations.take_back_peers, now, what="question", key=row.id)
    act(cast["duty.pp"], operations.take_back_peers, now, what="question", key=row.id)
    assert [read_by(cast, who, now, row) for who in ("duty.pp", "officer.pp", "privacy.pp")] == [True, False, False]
    with pytest.raises(PeerQuestion.DoesNotExist):
        answered(cast, now, row)


def test_what_names_a_child_is_hidden_at_once_until_an_officer_has_looked(cast, now):
    row = asked(cast, now)
    reply = answered(cast, now, row)
    kept = card(cast, now, reply)
    approved(cast, now, kept)
    act(cast["court.sr"], operations.flag_peers, now, what="answer", key=reply.id)
    for one in (reply, kept):
        assert [read_by(cast, who, now, one) for who in ("court.sr", "ngo.pp", "privacy.ngo")] == [False, False, True]
    assert read_by(cast, "social.pp", now, reply), "its author reads it and can correct it"
    assert notices("guard.peer_flagged") == [(cast["privacy.social"].unit_id, "privacy")], (
        "officers of the author's agency"
    )
    with session("app", now, cast["ngo.pp"].id):
        assert queries.cards_of_step("first_safe_contact") == []
    given = {"what": "answer", "key": reply.id}
    with pytest.raises(NotAllowed):
        act(cast["social.pp"], operations.decide_flag, now, upheld=False, **given)
    act(cast["privacy.ngo"], operations.decide_flag, now, upheld=False, **given)
    assert read_by(cast, "court.sr", now, reply)
    assert read_by(cast, "court.sr", now, kept)
    with pytest.raises(CannotMove):
        act(cast["court.sr"], operations.flag_peers, now, **given)
    act(
        cast["social.pp"],
        operations.correct_peers,
        now + HOUR,
        title=None,
        text="other words",
        version=2,
        sure=False,
        **given,
    )
    act(cast["court.sr"], operations.flag_peers, now + HOUR, **given)


def test_what_does_name_a_child_loses_its_words_for_ever(cast, now):
    row = asked(cast, now, text="Chenda of the third house", sure=True)
    act(cast["ngo.pp"], operations.flag_peers, now, what="question", key=row.id)
    act(cast["privacy.ngo"], operations.decide_flag, now, what="question", key=row.id, upheld=True)
    with session("app", now, cast["duty.pp"].id):
        found = PeerQuestion.objects.get(id=row.id)
        assert words_of(found) == {"title": "", "text": ""}
    assert not read_by(cast, "ngo.pp", now, row)
    with pytest.raises(CannotMove):
        act(cast["privacy.ngo"], operations.decide_flag, now, what="question", key=row.id, upheld=False)
    with pytest.raises(CannotMove):
        act(
            cast["duty.pp"],
            operations.correct_peers,
            now,
            what="question",
            key=row.id,
            title="x",
            text="x",
            version=2,
            sure=False,
        )


def test_a_card_needs_somebody_of_a_third_agency(cast, now):
    reply = answered(cast, now, asked(cast, now))
    row = card(cast, now, reply)
    assert row.agency_id == cast["social.pp"].unit.agency_id, "that of who answered stands on it"
    with pytest.raises(CannotMove):
        card(cast, now, reply)
    for who in ("duty.pp", "officer.pp", "social.pp"):
        with pytest.raises(NotAllowed):
            approved(cast, now, row, by=who)
    with session("app", now, cast["court.pp"].id):
        assert queries.cards_of_step("first_safe_contact") == []
    approved(cast, now, row)
    with session("app", now, cast["court.pp"].id):
        assert [words_of(one)["title"] for one in queries.cards_of_step("first_safe_contact")] == ["Sit lower"]
        assert queries.cards_of_step("verification") == []
    with pytest.raises(CannotMove):
        act(
            cast["duty.pp"],
            operations.correct_peers,
            now,
            what="card",
            key=row.id,
            title="x",
            text="x",
            version=1,
            sure=False,
        )
    act(cast["duty.pp"], operations.take_back_peers, now, what="card", key=row.id)
    with session("app", now, cast["court.pp"].id):
        assert queries.cards_of_step("first_safe_contact") == []
    card(cast, now, reply)


def test_the_database_refuses_what_the_application_may_not_write(cast, now):
    row = asked(cast, now)
    reply = answered(cast, now, row)
    for statement in (
        f"update peer_question set topic = 'court' where id = '{row.id}'",
        f"update peer_answer set helped_at = now() where id = '{reply.id}'",
        f"update peer_question set hidden_at = null where id = '{row.id}'",
        f"delete from peer_question where id = '{row.id}'",
    ):
        with (
            pytest.raises(ProgrammingError),
            transaction.atomic(),
            session("app", now, cast["duty.pp"].id),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    with session("app", now, cast["officer.pp"].id), connection.cursor() as cursor:
        cursor.execute("update peer_question set withdrawn_at = now() where id = %s", [row.id])
        assert cursor.rowcount == 0, "another member of the same unit"
    with (
        pytest.raises((ProgrammingError, IntegrityError)),
        transaction.atomic(),
        session("app", now, cast["duty.pp"].id),
    ):
        PeerQuestion(
            agency_id=row.agency_id,
            unit_id=row.unit_id,
            by_member=cast["officer.pp"].id,
            topic="court",
            made_at=now,
            sealed=b"",
        ).save(force_insert=True)


def test_who_follows_a_topic_is_told_at_their_unit_once_and_no_more_afterwards(cast, now):
    for who in ("ngo.pp", "social.pp", "duty.pp"):
        act(cast[who], operations.follow_topic, now, topic="court", follow=True)
    act(cast["ngo.pp"], operations.follow_topic, now, topic="court", follow=True)
    asked(cast, now, topic="court")
    told = sorted(cast[who].unit_id for who in ("ngo.pp", "social.pp"))
    assert [unit for unit, _audience in notices("peer.asked_peers")] == told, "not the unit that asks"
    asked(cast, now, topic="interview")
    act(cast["ngo.pp"], operations.follow_topic, now, topic="court", follow=False)
    asked(cast, now, topic="court")
    assert len(notices("peer.asked_peers")) == 3
    with session("app", now, cast["ngo.pp"].id):
        assert queries.followed(cast["ngo.pp"].id) == set() == queries.followed(cast["social.pp"].id)


def test_search_by_words_topic_and_place_and_page_after_page(cast, now):
    for number in range(5):
        asked(
            cast,
            now,
            title=f"Question {number}",
            area="12" if number % 2 else "",
            topic="court" if number < 2 else "health",
        )
    asked(cast, now, title="សំណួរអំពីតុលាការ", by="social.pp")
    assert listed(cast, now, text="question 3") == (["Question 3"], None)
    assert listed(cast, now, text="តុលាការ") == (["សំណួរអំពីតុលាការ"], None)
    assert listed(cast, now, topic="court") == (["Question 1", "Question 0"], None)
    assert listed(cast, now, area="17")[0] == ["សំណួរអំពីតុលាការ", "Question 4", "Question 2", "Question 0"]
    assert listed(cast, now, mine=cast["social.pp"].id) == (["សំណួរអំពីតុលាការ"], None)
    first, following = listed(cast, now, limit=4)
    assert len(first) == 4
    assert following
    assert listed(cast, now, limit=4, before=following) == (["Question 1", "Question 0"], None)
    assert listed(cast, now, text="nothing like it") == ([], None)


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_and_a_question_cost_the_same_whatever_their_length(count, cast, now, django_assert_num_queries):
    for _number in range(count):
        row = asked(cast, now)
    for _number in range(count):
        answered(cast, now, row)
    with session("app", now, cast["ngo.pp"].id):
        with django_assert_num_queries(2):
            assert len(queries.questions(Wanted())[0]) == count
        with django_assert_num_queries(2):
            assert queries.cards_of(queries.answers_of(row)) == {}


def test_who_writes_without_end_waits_until_tomorrow(cast, now, monkeypatch):
    monkeypatch.setattr("samaki.threads.peers.rules.MOST_A_DAY", 2)
    asked(cast, now), asked(cast, now)
    with pytest.raises(NotAllowed):
        asked(cast, now)
    asked(cast, now + timedelta(days=1, hours=1))


def test_no_entry_of_the_ledger_holds_a_word(cast, now):
    reply = answered(cast, now, asked(cast, now, title="Secretword", text="Secretword"), text="Secretword")
    card(cast, now, reply, title="Secretword", text="Secretword")
    found = rows("select act, facts::text from ledger_entry where act like 'peer.%%' order by id", role="auditor")
    assert [name for name, _facts in found] == ["peer.ask", "peer.answer", "peer.keep"]
    assert not any("Secret" in facts for _name, facts in found)
