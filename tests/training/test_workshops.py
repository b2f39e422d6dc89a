"""Workshops: quotas and the waiting list, the same person twice, ticks and their correction, the test once, opinions of nobody."""

from datetime import timedelta

import pytest

from samaki.agencies.country import after, pack
from samaki.agencies.entries import FocalPoint
from samaki.commitments.promising import take_commitment
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, Stale
from samaki.jobs.tick import tick
from samaki.threads.peers.models import PeerCard
from samaki.training import attending, closing, inviting, planning, queries, rules, sums
from samaki.training.models import Workshop, WorkshopOpinion, WorkshopSeat, WorkshopSitting
from samaki.training.promising import promises_of, write_promise
from samaki.training.states import STATES, WORKSHOP, may_move
from samaki.training.words import in_room, room_number, room_token, words_of
from tests.acting import act
from tests.everything import rows
from tests.training import holding
from tests.training.holding import (
    RIGHT,
    WRONG,
    everybody_came,
    finished,
    invited,
    joined,
    moved,
    opened,
    outside,
    planned,
    running,
    sat,
    seats,
    sessions,
)

MINUTE = timedelta(minutes=1)


def seen(cast, who, now, ask, *given):
    with session("app", now, cast[who].id):
        return ask(*given)


def notices(kind):
    return rows("select to_unit from notice where kind = %s order by 1", [kind], role="worker")


def test_each_move_leads_where_the_table_says():
    ends = {"open": ["begin", "cancel", "change", "invite"], "planned": ["cancel", "change", "invite", "open"],
            "running": ["cancel", "change", "finish", "invite", "promise", "test"],
            "finished": ["check", "promise"], "cancelled": []}  # fmt: skip
    assert {state: sorted(move for move in WORKSHOP if may_move(move, state)) for state in STATES} == ends


def test_a_workshop_has_its_sessions_opens_to_whom_it_invites_and_moves_with_all_of_them(cast, now):
    row = planned(cast, now)
    told = sessions(cast, now, row)
    assert [one.code for one in told] == [one.code for one in pack().training.sessions_of("partners")]
    with pytest.raises(CannotMove):
        moved(cast, now, row, "open")
    code = invited(cast, now, row)
    with pytest.raises(CannotMove):
        joined(now, code)
    assert notices("training.workshop_invited") == []
    moved(cast, now, row, "open")
    assert notices("training.workshop_invited") == [(cast["duty.pp"].unit_id,)]
    given = {"workshop_id": row.id, "places": 20, "place": "Hall", "note": ""}
    later = row.begins_at.date() + timedelta(days=3)
    with pytest.raises(Stale):
        act(cast["trainer"], planning.change_workshop, now, first_day=later, version=1, **given)
    act(cast["trainer"], planning.change_workshop, now, first_day=later, version=2, **given)
    assert [one.starts_at - before.starts_at for one, before in zip(sessions(cast, now, row), told, strict=True)] == [
        timedelta(days=3)
    ] * 7
    assert notices("training.workshop_moved") == [(cast["duty.pp"].unit_id,)]
    for who in ("duty.pp", "oversight", "social.pp"):
        with pytest.raises(NotAllowed):
            act(cast[who], planning.cancel_workshop, now, workshop_id=row.id)
    moved(cast, now, row, "cancel")
    assert notices("training.workshop_cancelled") == [(cast["duty.pp"].unit_id,)]
    with pytest.raises(CannotMove):
        joined(now, code)


def test_a_quota_holds_who_comes_later_waits_and_moves_up(cast, now):
    row = planned(cast, now, places=3)
    police, ngo = invited(cast, now, row, places=2), invited(cast, now, row, unit="ngo.pp", places=2, sure=True)
    moved(cast, now, row, "open")
    first = joined(now, police, name="One")
    assert [first.state, joined(now, police, name="Two").state] == ["registered"] * 2
    third, fourth = joined(now + MINUTE, police, name="Three"), joined(now, ngo, name="Four")
    assert (third.state, fourth.state) == ("waiting", "registered")
    assert joined(now + 2 * MINUTE, ngo, name="Five").state == "waiting", (
        "of its unit a place is free, of the room none"
    )
    assert joined(now, police, name="One", key=first.key) == first, "a form that was sent again on a weak network"
    with pytest.raises(CannotMove):
        joined(now, police, name=" ONE ", phone="012-345-678")
    _other, elsewhere = opened(cast, now)
    with pytest.raises(CannotMove):
        joined(now, elsewhere, name="Six", key=first.key)
    assert outside(now, inviting.give_place_back, key=first.key) == 1
    state = {one["name"]: one["state"] for one in people(cast, now, row)}
    assert state == {
        "One": "withdrawn",
        "Two": "registered",
        "Three": "registered",
        "Four": "registered",
        "Five": "waiting",
    }
    assert joined(now, police, name="One").state == "waiting"
    assert joined(now, police, name="Seven").state == "waiting"
    with pytest.raises(CannotMove, match="waiting list"):
        joined(now, police, name="Eight")
    act(cast["trainer"], planning.change_workshop, now, workshop_id=row.id, first_day=row.begins_at.date(), places=9, place="Hall",
        note="", version=2)  # fmt: skip
    invited(cast, now, row, places=5)
    assert {one["state"] for one in people(cast, now, row) if one["name"] != "One"} == {"registered"}
    two = next(one["id"] for one in people(cast, now, row) if one["name"] == "Two")
    act(cast["trainer"], inviting.withdraw_seat, now, seat_id=two)
    with pytest.raises(CannotMove):
        act(cast["trainer"], inviting.withdraw_seat, now, seat_id=two)


def people(cast, now, row):
    with session("app", now, cast["trainer"].id):
        return [
            {"id": one.seat.id, "name": one.name, "state": one.seat.state, "like": one.like}
            for one in queries.people_of(row, withdrawn=True)
        ]


def test_names_are_sealed_and_alike_ones_are_shown_to_the_organiser_alone(cast, now):
    row, code, _keys = running(cast, now, people=2)
    joined(now, code, name="Sok Dara 0", phone="012 999 999")
    assert [one["like"] for one in people(cast, now, row)] == [True, True, False]
    alone = joined(now, code, name="Sok Dara 7", phone="")
    assert joined(now, code, name="Sok Dara 7", phone="").key != alone.key, "two of one name, neither with a number"
    assert joined(now, code, name="Sok Dara 7", phone="", key=alone.key) == alone
    for who in ("duty.pp", "officer.pp", "oversight", "admin", "social.pp"):
        assert seen(cast, who, now, WorkshopSeat.objects.count) == 0
        assert seen(cast, who, now, Workshop.objects.count) == 1
    assert seen(cast, "mentor", now, WorkshopSeat.objects.count) == 5
    whole = rows("select t::text from workshop_seat t", role="definer")
    assert not [one for one in whole if "Dara" in str(one) or "012 345" in str(one)]


def test_the_number_of_a_room_holds_five_minutes_and_the_one_before_it(cast, now):
    row, _code, keys = running(cast, now)
    one, other = sessions(cast, now, row)[:2]
    shown = [room_number(one.id, now), room_token(one.id, now)]
    assert all(in_room(one.id, text, now + 4 * MINUTE) and in_room(one.id, text, now + 6 * MINUTE) for text in shown)
    assert not any(in_room(one.id, text, now + 11 * MINUTE) or in_room(other.id, text, now) for text in shown)
    assert not in_room(one.id, "", now)
    assert holding.signed(now, keys[0], one) == one.id
    assert holding.signed(now, keys[0], one) == one.id, "twice is once"
    assert seen(cast, "trainer", now, queries.marks_of, [one, other]) == {(one.id, seats(cast, now, row)[0].id)}
    with pytest.raises(Invalid):
        outside(now, attending.sign_in_room, key=keys[0], session_id=None, shown="nothing")


def test_a_tick_is_corrected_and_what_was_taken_away_is_not_signed_back(cast, now):
    row, _code, keys = running(cast, now, people=2)
    one, (first, second) = sessions(cast, now, row)[0], seats(cast, now, row)
    holding.signed(now, keys[0], one)

    def tick_those(*there):
        return act(
            cast["trainer"],
            attending.tick_list,
            now,
            session_id=one.id,
            present=set(there),
            listed={first.id, second.id},
        )

    assert tick_those(second.id) == 2
    holding.signed(now, keys[0], one)
    assert seen(cast, "trainer", now, queries.marks_of, [one]) == {(one.id, second.id)}
    assert tick_those(first.id, second.id) == 1
    moved(cast, now, row, "finish")
    with pytest.raises(CannotMove):
        tick_those(first.id)


def test_each_part_is_sat_once_while_it_is_open_and_a_paper_can_be_entered_anew(cast, now):
    row, _code, keys = running(cast, now, people=2)
    with pytest.raises(CannotMove):
        sat(now, keys[0], "before")
    holding.tested(cast, now, row, "before")
    with pytest.raises(Invalid):
        sat(now, keys[0], "before", {"night": "never"})
    with pytest.raises(Invalid):
        sat(now, keys[0], "before", {})
    sat(now, keys[0], "before", WRONG | {"night": "duty"})
    sat(now, keys[0], "before", RIGHT)
    paper = next(one for one in seats(cast, now, row) if seen(cast, "trainer", now, queries.sittings_of, one) == {})
    for answers in (WRONG, RIGHT):
        act(cast["trainer"], attending.enter_sitting, now, seat_id=paper.id, part="before", answers=answers)
    found = seen(
        cast, "trainer", now, lambda: sorted((one.how, len(one.correct)) for one in WorkshopSitting.objects.all())
    )
    assert found == [("paper", 8), ("phone", 1)], "sent again it stays as it was first"
    assert seen(cast, "duty.pp", now, WorkshopSitting.objects.count) == 0
    with session("intake", now):
        assert queries.seat_of(keys[0]).sat == {"before": 1}, "only they read how many they had right"


@pytest.mark.parametrize("pairs", [4, 5])
def test_what_was_learnt_is_shown_in_sums_of_five_and_more(cast, now, pairs):
    row, _code, keys = running(cast, now, people=pairs + 1)
    for part, answers in (("before", WRONG), ("after", RIGHT)):
        holding.tested(cast, now, row, part)
        for key in keys[: pairs + (part == "before")]:
            sat(now, key, part, answers)
    told = seen(cast, "oversight", now, sums.learnt, row)
    assert (told.n, told.one_only) == (pairs, 1)
    if pairs < 5:
        assert (told.items, told.mean, told.before) == ({}, None, None)
        return
    assert (told.before, told.after, told.mean.gain) == (0, 1, 8)
    assert {(one.n, one.gain) for one in told.items.values()} == {(5, 1.0)}
    assert told.items["night"].interval.low > 0


def test_an_opinion_hangs_on_nobody_and_is_shown_from_five_on(cast, now):
    row, _code, keys = running(cast, now, people=5)
    for number, key in enumerate(keys, start=1):
        outside(now, closing.give_opinion, key=key, answers={"useful": str(number)}, text="More time for the court")
        assert len(seen(cast, "trainer", now, sums.opinions, row)) == (number == 5)
        assert len(seen(cast, "trainer", now, sums.said, row)) == 5 * (number == 5)
    assert seen(cast, "trainer", now, sums.opinions, row)[0].counts == (1,) * 5
    assert seen(cast, "duty.pp", now, sums.said, row) == []

    with pytest.raises(CannotMove):
        outside(now, closing.give_opinion, key=keys[0], answers={"useful": "1"}, text="")
    assert {field.name for field in WorkshopOpinion._meta.fields} == {"id", "workshop", "unit", "answers", "sealed"}


def test_who_was_there_has_a_certificate_that_can_be_checked(cast, now):
    row, code, keys = running(cast, now, people=2)
    (first, second), told = seats(cast, now, row), sessions(cast, now, row)
    for number, one in enumerate(told):
        act(cast["trainer"], attending.tick_list, now, session_id=one.id, present={first.id} | ({second.id} if number < 5 else set()),
            listed={first.id, second.id})  # fmt: skip
    moved(cast, now, row, "finish")
    codes = [one.certificate_code for one in seats(cast, now, row)]
    assert codes[0]
    assert codes[1] is None, "five of seven sessions are less than three quarters"
    with session("intake", now):
        found = queries.certificate_of(codes[0].lower())
        assert (found.came, found.sessions, found.whole) == (7, 7, True)
        assert queries.certificate_of("ABCDEFGHJKMN") is None
        assert queries.seat_of(keys[0]).certificate == codes[0]
    with pytest.raises(CannotMove):
        joined(now, code, name="Late")


def test_who_agrees_comes_into_the_directory_by_the_keeper_of_their_unit(cast, now):
    row, keys = finished(cast, now, people=2, contact=True)
    assert notices("training.workshop_cards") == [(cast["duty.pp"].unit_id,)]
    outside(now, inviting.agree_to_card, key=keys[1], agrees=False)
    offered = seen(cast, "officer.pp", now, queries.offered_cards, cast["officer.pp"].unit_id)
    assert [name for _seat, name, _phone in offered] == ["Sok Dara 0"]
    assert seen(cast, "social.pp", now, queries.offered_cards, cast["duty.pp"].unit_id) == []
    with pytest.raises(NotAllowed):
        act(cast["duty.pp"], closing.keep_contact_card, now, seat_id=offered[0][0].id, matter="any")
    act(cast["officer.pp"], closing.keep_contact_card, now, seat_id=offered[0][0].id, matter="any")
    with pytest.raises(CannotMove):
        act(cast["officer.pp"], closing.keep_contact_card, now, seat_id=offered[0][0].id, matter="any")
    assert FocalPoint.objects.filter(unit=cast["duty.pp"].unit, name_en="Sok Dara 0", phone="012 345 000").count() == 1
    given = {
        "title": "Sit lower",
        "text": "Sit lower than the child",
        "topic": "interview",
        "step_kind": "first_safe_contact",
        "sure": False,
    }
    act(cast["trainer"], closing.write_practice, now, workshop_id=row.id, **given)
    assert seen(cast, "duty.pp", now, lambda: PeerCard.objects.get().approved_at) is None


def test_half_a_year_later_the_clock_asks_until_everybody_was_looked_at(cast, now):
    row, _keys = finished(cast, now, people=5)
    due = after(now, pack().training.check_after)
    tick(due - MINUTE)
    assert notices("training.workshop_check_due") == []
    tick(due)
    tick(due + MINUTE)
    assert notices("training.workshop_check_due") == [(cast["trainer"].unit_id,)]
    for number, one in enumerate(seats(cast, due, row)):
        with pytest.raises(Invalid):
            act(cast["trainer"], closing.check_seat, due, seat_id=one.id, in_post="no", observed=["hands_on"])
        act(
            cast["trainer"],
            closing.check_seat,
            due,
            seat_id=one.id,
            in_post="no" if number == 4 else "yes",
            observed=[],
        )
    told = seen(cast, "oversight", due, sums.kept_up, row)
    assert (told.due, told.checked, told.known, told.in_post, told.seen) == (5, 5, 5, 4, {}), (
        "four seen at work are too few"
    )
    last = seats(cast, due, row)[4]
    act(cast["trainer"], closing.check_seat, due, seat_id=last.id, in_post="yes", observed=["hands_on"])
    assert seen(cast, "oversight", due, sums.kept_up, row).seen["hands_on"] == (1, 5)
    tick(due + timedelta(days=60))
    assert notices("training.workshop_check_due") == [(cast["trainer"].unit_id,)]
    with pytest.raises(WorkshopSeat.DoesNotExist):
        act(cast["duty.pp"], closing.check_seat, due, seat_id=last.id, in_post="no", observed=[])


def test_two_years_later_nobody_is_named_and_what_was_learnt_stays(cast, now):
    row, code, keys = running(cast, now, people=5, contact=True)
    for part in ("before", "after"):
        holding.tested(cast, now, row, part)
        for key in keys:
            sat(now, key, part)
    everybody_came(cast, now, row)
    moved(cast, now, row, "finish")
    certificate = seats(cast, now, row)[0].certificate_code
    abandoned, open_code = opened(cast, now - holding.AGO)
    joined(now, open_code)
    late = after(row.ends_at, pack().training.names_kept) + timedelta(days=4)
    assert tick(late - timedelta(days=8)).acted.get("workshop_seat") is None
    assert [one["name"] for one in people(cast, late, abandoned)] == ["Sok Dara"]

    told = tick(late)
    assert (told.acted["workshop_seat"], told.errors) == (6, [])
    assert tick(late + MINUTE).acted.get("workshop_seat") is None
    for one in (row, abandoned):
        assert {each["name"] for each in people(cast, late, one)} == {"The name is not kept any more"}
        assert not any(each["like"] for each in people(cast, late, one))
    assert seen(cast, "trainer", late, sums.learnt, row).n == 5
    assert seen(cast, "officer.pp", late, queries.offered_cards, cast["officer.pp"].unit_id) == []
    with session("intake", late):
        assert queries.seat_of(keys[0]) is None
        found = queries.certificate_of(certificate)
        assert (found.name, found.came, found.whole) == ("", 7, True), (
            "the paper has the name, the ledger the fingerprint"
        )
    with pytest.raises(CannotMove):
        joined(late, open_code, name="Late")
    entries = rows("select facts->>'count' from ledger_entry where act = 'workshop.forget' order by 1", role="auditor")
    assert entries == [("1",), ("5",)]


def test_a_session_that_has_not_begun_is_neither_ticked_nor_signed(cast, now):
    row, code = opened(cast, now)
    key = joined(now, code).key
    moved(cast, row.begins_at, row, "begin")
    first, second = sessions(cast, now, row)[:2]
    there = {one.id for one in seats(cast, now, row)}

    def tick(when, one, present):
        given = {"session_id": one.id, "present": present, "listed": there}
        return act(cast["trainer"], attending.tick_list, when, **given)

    door = first.starts_at - rules.EARLY
    with pytest.raises(CannotMove, match="has not begun"):
        tick(door - MINUTE, first, there)
    with pytest.raises(CannotMove, match="has not begun"):
        holding.signed(door - MINUTE, key, first)
    assert tick(door, first, there) == 1, "people come early"
    assert holding.signed(door, key, first) == first.id
    with pytest.raises(CannotMove, match="has not begun"):
        tick(first.ends_at, sessions(cast, now, row)[-1], there)
    ahead = {"session_id": first.id, "starts_at": second.starts_at, "minutes": 30, "trainers": "", "materials": ""}
    with pytest.raises(CannotMove, match="ticked"):
        act(cast["trainer"], planning.change_session, door, **ahead)
    assert tick(door, first, set()) == 1
    act(cast["trainer"], planning.change_session, door, **ahead)
    assert tick(door, first, set()) == 0, "what was taken away can be looked at whenever it is"


def test_a_workshop_that_is_cut_short_says_why(cast, now):
    row, code = opened(cast, now)
    joined(now, code)
    moved(cast, row.begins_at, row, "begin")
    given = {"workshop_id": row.id}
    for why in ("", "  ", "x" * 501):
        with pytest.raises(Invalid) as refusal:
            act(cast["trainer"], closing.finish_workshop, row.ends_at - MINUTE, why=why, **given)
        assert refusal.value.field == "why"
    ended = act(cast["trainer"], closing.finish_workshop, row.ends_at - MINUTE, why="The hall was flooded", **given)
    assert ended.state == "finished"
    read = seen(cast, "ngo.pp", now, lambda: words_of(Workshop.objects.get(id=row.id)))
    assert read == {"place": "Hall", "note": "", "why": "The hall was flooded"}
    facts = rows("select facts->>'kind' from ledger_entry where act = 'workshop.finish'", role="auditor")
    assert facts == [("cut_short",)], "the ledger says that it was, not why"
    other, _code, _keys = running(cast, now)
    moved(cast, other.ends_at, other, "finish")
    assert "why" not in seen(cast, "trainer", now, lambda: words_of(Workshop.objects.get(id=other.id)))


def test_more_places_than_there_are_is_asked_about_once_and_who_comes_later_waits(cast, now):
    row = planned(cast, now, places=6)
    invited(cast, now, row, places=5)
    with pytest.raises(Invalid, match="would have 7 places, and the workshop has 6") as refusal:
        invited(cast, now, row, unit="ngo.pp", places=2)
    assert refusal.value.field == "sure"
    ngo = invited(cast, now, row, unit="ngo.pp", places=2, sure=True)
    police = invited(cast, now, row, places=4)  # what the unit had is not counted twice
    moved(cast, now, row, "open")
    states = [joined(now, police, name=f"Sok {at}").state for at in range(4)]
    states += [joined(now, ngo, name=f"Chan {at}").state for at in range(2)]
    assert states == ["registered"] * 6
    invited(cast, now, row, unit="ngo.pp", places=3, sure=True)
    assert joined(now, ngo, name="Chan 3").state == "waiting", "of its unit a place is free, of the room none"


def test_a_link_that_is_lost_is_given_anew_and_the_old_one_opens_nothing(cast, now):
    row, code, (key,) = running(cast, now)
    holding.tested(cast, now, row, "before")
    sat(now, key, "before")
    (seat,) = seats(cast, now, row)
    for who in ("duty.pp", "oversight"):
        with pytest.raises(WorkshopSeat.DoesNotExist):
            act(cast[who], inviting.renew_link, now, seat_id=seat.id)
    renewed = words_of(act(cast["trainer"], inviting.renew_link, now, seat_id=seat.id))["key"]
    assert renewed != key
    with session("intake", now):
        assert queries.seat_of(key) is None
        assert queries.seat_of(renewed).sat == {"before": 8}, "what was sat stays"
    with pytest.raises(CannotMove, match="has a place already"):
        joined(now, code, name="Sok Dara 0", phone="012 345 000", key=key)
    act(cast["trainer"], inviting.withdraw_seat, now, seat_id=seat.id)
    with pytest.raises(CannotMove):
        act(cast["trainer"], inviting.renew_link, now, seat_id=seat.id)


def test_two_of_one_number_are_shown_to_the_organiser(cast, now):
    row, code, _keys = running(cast, now, people=2)
    joined(now, code, name="Chan Rith", phone="012 345-001")
    told = seen(cast, "trainer", now, lambda: [(one.name, one.shared) for one in queries.people_of(row)])
    assert told == [("Chan Rith", True), ("Sok Dara 0", False), ("Sok Dara 1", True)]


def test_where_nobody_has_a_certificate_the_clock_asks_for_nobody(cast, now):
    row, _code, _keys = running(cast, now)
    moved(cast, now, row, "finish")
    tick(after(now, pack().training.check_after))
    assert notices("training.workshop_check_due") == []


def test_a_place_in_no_state_is_opened_by_a_wrong_key(cast, now):
    opened(cast, now)
    for key in ("", "ABCDEFGHJKMN", "x" * 500, "'; drop table workshop; --"):
        with session("intake", now):
            assert queries.seat_of(key) is None
            assert queries.invited_by(key) is None
        with pytest.raises(CannotMove):
            outside(now, inviting.give_place_back, key=key)


def test_what_a_unit_promises_at_a_workshop_is_asked_of_it_and_stands_among_the_promises(cast, now):
    row, _code = opened(cast, now)
    given = {"owner": cast["duty.pp"].unit, "text": "A number for the night", "due_on": now.date() + timedelta(days=60)}
    with pytest.raises(CannotMove):
        act(cast["trainer"], write_promise, now, workshop_id=row.id, **given)
    moved(cast, now, row, "begin")
    with pytest.raises(NotAllowed):
        act(cast["duty.pp"], write_promise, now, workshop_id=row.id, **given)
    with pytest.raises(Invalid):
        act(cast["trainer"], write_promise, now, workshop_id=row.id, **(given | {"owner": None, "text": ""}))
    made = act(cast["trainer"], write_promise, now, workshop_id=row.id, **given)
    assert (made.state, made.source, made.source_what, made.area) == ("asked", "workshop", str(row.id), "12")
    assert notices("gap.pledge_asked") == [(cast["duty.pp"].unit_id,)]
    act(cast["duty.pp"], take_commitment, now, commitment_id=made.id)
    assert [one.state for one in seen(cast, "trainer", now, promises_of, row)] == ["open"]
    assert seen(cast, "leader.pp", now, promises_of, row) == [], "between the two units, heads and who oversees"
