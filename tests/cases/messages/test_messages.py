"""Messages on a case: by part of the file, to somebody, read, corrected by a new one; quietly, and for nobody who may not read there."""

import pytest
from django.db import ProgrammingError, connection, transaction

from samaki.cases.holding import assign_step
from samaki.cases.messages.models import CaseMessage
from samaki.cases.messages.operations import correct_message, read_messages, write_message
from samaki.cases.messages.queries import messages_of, reachable, unread
from samaki.cases.models import Person
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.ledger.models import LedgerEntry
from tests.acting import act, own_case, step_of, taken
from tests.everything import rows


@pytest.fixture
def case(cast, now):
    """Two children: social services work for the first in care, the police for the case in justice."""
    made = own_case(cast["duty.pp"], now, children=2)
    taken(made, "first_safe_contact", cast["duty.pp"], cast["social.pp"], now)
    return made


def child(cast, case, now, by="social.pp"):
    with session("app", now, cast[by].id):
        return Person.objects.filter(case=case, part="survivor").select_related("case").order_by("-number").first()


def written(
    cast, case, now, by="duty.pp", compartment="justice", text="who calls the mother?", child=None, mentions=()
):
    return act(
        cast[by],
        write_message,
        now,
        case=case,
        compartment=compartment,
        child=child,
        text=text,
        mentions=list(mentions),
    )


def texts(cast, case, now, by):
    with session("app", now, cast[by].id):
        return [one.text for one in messages_of(case)]


def told(kind):
    return {unit for (unit,) in rows("select to_unit from notice where kind = %s", [f"talk.{kind}"], role="worker")}


def test_a_message_is_read_by_who_reads_that_part_of_that_child_and_by_nobody_else(cast, case, now):
    of = child(cast, case, now)
    written(cast, case, now, by="social.pp", compartment="care", child=of, text="she sleeps badly")
    written(cast, case, now, text="the van was seen")
    assert texts(cast, case, now, "social.pp") == ["she sleeps badly"]
    assert texts(cast, case, now, "duty.pp") == ["the van was seen"]
    assert texts(cast, case, now, "officer.pp") == ["the van was seen"], "of the same unit"
    for who in ("ngo.pp", "duty.sr", "mentor", "oversight", "admin"):
        assert texts(cast, case, now, who) == []
        with pytest.raises(NotAllowed):
            written(cast, case, now, by=who)
    with pytest.raises(Invalid, match="not open to your unit"):
        written(cast, case, now, compartment="care")
    with pytest.raises(Invalid, match="Choose the child"):
        written(cast, case, now, by="social.pp", compartment="care")
    for room, text in (("placement", "x"), ("reporter", "x"), ("justice", " "), ("justice", "x" * 4001)):
        with pytest.raises(Invalid):
            written(cast, case, now, compartment=room, text=text)


def test_units_that_read_it_are_told_quietly_and_somebody_who_works_on_it_is_meant(cast, case, now):
    step = step_of(cast["social.pp"], now, case, "first_safe_contact")
    act(cast["social.pp"], assign_step, now, step_id=step.id, worker=cast["social.pp"])
    with session("app", now, cast["duty.pp"].id):
        assert {one.member.username for one in reachable(case, cast["duty.pp"], now) if not one.kind} == {"officer.pp"}
        assert {one.kind for one in reachable(case, cast["duty.pp"], now) if one.kind} == {"first_safe_contact"}, (
            "they handed it on, and see who does it"
        )
    row = written(cast, case, now, mentions=[cast["officer.pp"].id])
    assert told("message_mentioned") == {cast["duty.pp"].unit_id}
    for who in ("social.pp", "ngo.pp"):
        with pytest.raises(Invalid, match="Choose people who work on this part"):
            written(cast, case, now, mentions=[cast[who].id])
    notice = rows("select facts, case_code, urgency from notice where subject_id = %s", [row.id], role="worker")
    assert notice == [("{}", case.code, "normal")], "no name, no word"
    with session("app", now, cast["duty.pp"].id):
        entry = LedgerEntry.objects.get(act="message.write")
    assert set(entry.facts) == {"count"}


def test_what_was_read_is_marked_by_who_read_it_and_a_correction_is_read_anew(cast, case, now):
    row = written(cast, case, now, text="at three")
    officer = cast["officer.pp"]
    with session("app", now, officer.id):
        assert unread(case.id, officer) == [row.id]
    assert act(officer, read_messages, now, case=case, messages=[row.id]) == 1
    with pytest.raises(CannotMove, match="read these already"):
        act(officer, read_messages, now, case=case, messages=[row.id])
    with pytest.raises(CannotMove):
        act(cast["social.pp"], read_messages, now, case=case, messages=[row.id])
    with pytest.raises(NotAllowed, match="Only who wrote"):
        act(officer, correct_message, now, message_id=row.id, text="at four")
    newer = act(cast["duty.pp"], correct_message, now, message_id=row.id, text="at four")
    with pytest.raises(CannotMove, match="corrected already"):
        act(cast["duty.pp"], correct_message, now, message_id=row.id, text="at five")
    with pytest.raises(CaseMessage.DoesNotExist):
        act(cast["ngo.pp"], correct_message, now, message_id=newer.id, text="x")
    with session("app", now, officer.id):
        (shown,) = messages_of(case)
        assert (shown.text, shown.before, shown.read(officer)) == ("at four", ["at three"], False)
        assert unread(case.id, officer) == [newer.id]


def test_the_database_lets_nobody_rewrite_or_take_a_message_away(cast, case, now):
    row = written(cast, case, now)
    for statement in (
        "update case_message set made_at = made_at where id = %s",
        "delete from case_message where id = %s",
    ):
        with (
            session("app", now, cast["duty.pp"].id),
            connection.cursor() as cursor,
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
        ):
            cursor.execute(statement, [row.id])
