"""A round: who opens it, one answer each, nothing that joins a mark with an answer, and only sums afterwards."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.pulse.answering import answer_pulse, waits_for
from samaki.pulse.country import pulse
from samaki.pulse.models import PulseMark, PulseRound
from samaki.pulse.operations import close_round, open_round, withdraw_round
from samaki.pulse.words import ask
from tests.acting import act
from tests.everything import rows, value

WEEKS = timedelta(days=21)
PEOPLE = ("duty.pp", "officer.pp", "social.pp", "ngo.pp", "legal.pp", "court.pp", "prosecutor.pp")


def opened(cast, now):
    return act(cast["oversight"], open_round, now, closes_at=now + WEEKS)


def answer(cast, now, row, who, choice="4"):
    return act(cast[who], answer_pulse, now, round_id=row.id, answers=dict.fromkeys(pulse().questions, choice))


@pytest.mark.parametrize("who", ["mentor", "duty.pp", "admin"])
def test_only_who_oversees_opens_and_ends_a_round(cast, now, who):
    with pytest.raises(NotAllowed):
        act(cast[who], open_round, now, closes_at=now + WEEKS)
    row = opened(cast, now)
    for operation in (close_round, withdraw_round):
        with pytest.raises(NotAllowed):
            act(cast[who], operation, now, round_id=row.id)
    with session("app", now, cast[who].id):
        assert ask("pulse_sums", row.id) == []
        assert ask("pulse_forget", row.id) == [(False,)]
        assert PulseRound.objects.filter(id=row.id).update(state="closed") == 0


def test_partners_are_asked_once_a_year_for_a_week_to_sixty_days(cast, now):
    for days in (6, 61):
        with pytest.raises(Invalid):
            act(cast["oversight"], open_round, now, closes_at=now + timedelta(days=days))
    row = opened(cast, now)
    with pytest.raises(CannotMove):
        opened(cast, now)
    act(cast["oversight"], withdraw_round, now, round_id=row.id)
    row = act(cast["oversight"], close_round, now, round_id=opened(cast, now).id)
    with pytest.raises(CannotMove):
        opened(cast, now)
    with pytest.raises(CannotMove):
        act(cast["oversight"], close_round, now, round_id=row.id)
    with session("app", now, cast["oversight"].id), pytest.raises(IntegrityError), transaction.atomic(using="default"):
        PulseRound.objects.filter(id=row.id).update(figures=[])


def test_each_answers_once_and_in_time_and_who_asks_and_the_mentor_do_not(cast, now):
    row = opened(cast, now)
    with session("app", now, cast["duty.pp"].id):
        assert waits_for(cast["duty.pp"]).id == row.id
    answer(cast, now, row, "duty.pp")
    with session("app", now, cast["duty.pp"].id):
        assert waits_for(cast["duty.pp"]) is None
    for who, when in (("duty.pp", now), ("mentor", now), ("oversight", now), ("ngo.pp", now + WEEKS)):
        with pytest.raises(CannotMove):
            answer(cast, when, row, who)
    with pytest.raises(Invalid):
        answer(cast, now, row, "ngo.pp", "6")
    assert value("select count(*) from pulse_answer") == 1


def test_no_member_reads_a_mark_or_an_answer_nor_writes_one_past_the_function(cast, now):
    row = opened(cast, now)
    answer(cast, now, row, "duty.pp")
    with (
        session("app", now, cast["oversight"].id),
        pytest.raises(ProgrammingError),
        transaction.atomic(using="default"),
    ):
        list(PulseMark.objects.all())
    with session("app", now, cast["ngo.pp"].id), pytest.raises(IntegrityError), transaction.atomic(using="default"):
        ask("pulse_answer", row.id, "{}")
    assert value("select count(*) from pulse_answer") == 1


def test_the_database_refuses_a_second_mark(cast, now):
    row = opened(cast, now)
    given = {"r": row.id, "m": cast["duty.pp"].id}
    with pytest.raises(IntegrityError), transaction.atomic():
        rows(
            "insert into pulse_mark (id, round_id, member_id) select gen_random_uuid(), %(r)s, %(m)s"
            " from generate_series(1, 2) returning 1",
            given,
        )


def test_whoever_dumps_both_tables_can_join_no_mark_with_an_answer(cast, now):
    """The attack of who has the database: keys, transactions, commands, places and order of all rows, after every answer."""
    row = opened(cast, now)
    orders, keys = set(), set()
    for number, who in enumerate(PEOPLE):
        answer(cast, now + timedelta(minutes=number), row, who, str(number % 6))
        marks = rows("select xmin::text, cmin::text, id, member_id from pulse_mark order by ctid")
        answers = rows("select xmin::text, cmin::text, id, answers->>'night' from pulse_answer order by ctid")
        assert len(marks) == len(answers) == number + 1
        for found in (marks, answers):  # one transaction and one command wrote them all: nothing tells one from another
            assert len({one[:2] for one in found}) == 1
        fresh = {one[2] for one in (*marks, *answers)}
        assert not keys & fresh
        keys |= fresh
        orders.add(tuple(PEOPLE.index(name) for one in marks for name in PEOPLE if cast[name].id == one[3]))
    assert any(list(order) != sorted(order) for order in orders)
    columns = rows(
        "select column_name, data_type from information_schema.columns where table_name in ('pulse_mark', 'pulse_answer')"
    )
    assert {name for name, _type in columns} == {"id", "round_id", "member_id", "kind", "area", "answers"}
    assert not any("time" in kind or "serial" in kind for _name, kind in columns)


def test_the_ledger_tells_of_the_round_alone(cast, now):
    row = opened(cast, now)
    for who in PEOPLE:
        answer(cast, now, row, who)
    act(cast["oversight"], close_round, now, round_id=row.id)
    told = rows(
        "select who, act, facts->>'number' from ledger_entry where act like 'pulse%%' order by id", role="auditor"
    )
    assert told == [("oversight", "pulse.open", None), ("oversight", "pulse.close", str(len(PEOPLE)))]


def test_a_closed_round_keeps_sums_of_five_or_more_and_nothing_else(cast, now):
    row = opened(cast, now)
    for number, who in enumerate(PEOPLE):
        answer(cast, now, row, who, "5" if number else "1")
    row = act(cast["oversight"], close_round, now, round_id=row.id)
    assert (row.answered, row.state) == (len(PEOPLE), "closed")
    assert not rows("select 1 from pulse_mark union all select 1 from pulse_answer")
    whole = [one for one in row.figures if one["kind"] == "*"]
    assert {(one["n"], one["agree"]) for one in whole} == {(len(PEOPLE), len(PEOPLE) - 1)}
    assert all(one["n"] >= 5 for one in row.figures)


def test_every_cell_of_a_round_has_at_least_five_who_are_asked(cast, now):
    row, sizes = opened(cast, now), {}
    for unit, cell in row.cells.items():
        sizes[tuple(cell)] = sizes.get(tuple(cell), 0) + value(
            "select count(*) from member where is_active and unit = %s", [int(unit)]
        )
    assert row.invited == sum(sizes.values())
    assert min(sizes.values()) >= 5
