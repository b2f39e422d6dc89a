"""What speaks for the accused is flagged with a reason, seen by who reads the justice part, said to be unread, never blocking."""

import pytest
from django.db import transaction
from django.db.utils import IntegrityError, ProgrammingError

from samaki.agencies.country import pack
from samaki.cases import operations as cases
from samaki.cases.documents import operations as documents
from samaki.cases.models import Relation, Step, Strand
from samaki.cases.remarks import remarks_on
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.journeys.accused import operations
from samaki.journeys.accused.models import ForAccused
from samaki.journeys.accused.queries import flags_of, taken_back, unread
from samaki.ledger.models import LedgerEntry
from tests.acting import act
from tests.cases.files import jpeg
from tests.cases.sharing import DAY, Matter
from tests.everything import rows


@pytest.fixture
def matter(cast, now):
    return Matter(cast, now)


def note(matter):
    return act(
        matter.police,
        cases.write_note,
        matter.now,
        case=matter.case,
        compartment="justice",
        text="He was elsewhere.",
        person=None,
    )


def flagged(matter, item=None, by=None, text="an alibi"):
    item = item or note(matter)
    return act(by or matter.police, operations.flag_for_accused, matter.now, case=matter.case, item=item, text=text)


def holds(matter, member, room="justice", ground="holds_step", child=None):
    """This member's unit works in a part of the case."""
    with session("app", matter.now, matter.police.id):
        Relation(case=matter.case, unit_id=member.unit_id, compartment=room, ground=ground, child_id=child,
                 since=matter.now).save(force_insert=True)  # fmt: skip


def seen(member, now, case):
    with session("app", now, member.id):
        return {row.id for row in flags_of(case)}


def waiting(member, now, case):
    with session("app", now, member.id):
        return {row.id for row in unread(flags_of(case), member.unit_id)}


def test_the_prosecution_and_the_court_see_it_with_why_and_others_do_not(matter, cast, now):
    row = flagged(matter)
    prosecutor = cast["prosecutor.pp"]
    assert seen(prosecutor, now, matter.case) == set()
    holds(matter, prosecutor)
    assert seen(prosecutor, now, matter.case) == {row.id}
    assert seen(matter.social, now, matter.case) == set()
    with session("app", now, prosecutor.id):
        assert [one.text for one in remarks_on([row.id])[row.id]] == ["an alibi"]


def test_a_document_of_a_closed_part_is_known_to_be_flagged_and_not_opened(matter, cast, now):
    paper = act(matter.social, documents.add_document, now, case=matter.case, compartment="care", kind="photograph", content=jpeg(),
                name="a.jpg", person=matter.child)  # fmt: skip
    holds(matter, matter.social)
    row = flagged(matter, item=paper, by=matter.social)
    prosecutor = cast["prosecutor.pp"]
    holds(matter, prosecutor)
    assert seen(prosecutor, now, matter.case) == {row.id}
    with pytest.raises(NotAllowed):
        act(prosecutor, operations.read_for_accused, now, flag_id=row.id)
    holds(matter, prosecutor, "care", child=matter.child.id)
    act(prosecutor, documents.look_at_document, now, document=paper)
    assert waiting(prosecutor, now, matter.case) == set()


def test_who_added_it_or_took_a_copy_before_it_was_flagged_knows_it(matter, cast, now):
    prosecutor = cast["prosecutor.pp"]
    holds(matter, prosecutor)
    theirs = act(
        prosecutor, cases.write_note, now, case=matter.case, compartment="justice", text="Elsewhere.", person=None
    )
    flagged(matter, item=theirs)
    assert waiting(prosecutor, now, matter.case) == set()


def test_it_is_unread_until_somebody_of_the_unit_says_that_it_was_read_and_who_flagged_it_knows_it(matter, cast, now):
    row, prosecutor = flagged(matter), cast["prosecutor.pp"]
    holds(matter, prosecutor)
    assert waiting(prosecutor, now, matter.case) == {row.id}
    assert waiting(matter.police, now, matter.case) == set()
    act(prosecutor, operations.read_for_accused, now + DAY, flag_id=row.id)
    assert waiting(prosecutor, now + DAY, matter.case) == set()
    with session("app", now + DAY, prosecutor.id):
        assert LedgerEntry.objects.filter(act="accused.read", subject_id=row.id, unit=prosecutor.unit_id).count() == 1


def test_it_is_taken_back_only_with_a_reason_and_both_stay_in_the_ledger(matter, now):
    row = flagged(matter)
    with pytest.raises(Invalid):
        act(matter.police, operations.take_back_flag, now, flag_id=row.id, text=" ")
    act(matter.police, operations.take_back_flag, now, flag_id=row.id, text="another man")
    assert seen(matter.police, now, matter.case) == set()
    with session("app", now, matter.police.id):
        assert [one.text for one in remarks_on([row.id])[row.id]] == ["an alibi", "another man"]
        acts = LedgerEntry.objects.filter(subject_id=row.id).order_by("recorded_at", "id")
        assert sorted(acts.values_list("act", flat=True)) == ["accused.flag", "accused.take_back"]
    with pytest.raises(CannotMove):
        act(matter.police, operations.take_back_flag, now, flag_id=row.id, text="once more")
    flagged(matter)


def test_only_who_flagged_it_or_a_court_takes_it_back_and_who_weighs_it_is_told(matter, cast, now):
    prosecutor, court = cast["prosecutor.pp"], cast["court.pp"]
    for member in (prosecutor, court):
        holds(matter, member)
    theirs = flagged(matter, by=prosecutor)
    with pytest.raises(NotAllowed, match="who flagged it"):
        act(matter.police, operations.take_back_flag, now, flag_id=theirs.id, text="no")
    assert seen(matter.police, now, matter.case) == {theirs.id}
    act(court, operations.take_back_flag, now, flag_id=theirs.id, text="the court has looked")
    assert told(theirs) == {prosecutor.unit_id}, "who flagged it is told"
    with session("app", now, matter.police.id):
        strand = Strand.objects.get(case=matter.case, kind="justice")
        Step(case=matter.case, strand=strand, compartment="justice", kind="prosecutor_decision", pathway_version="1",
             holder=prosecutor.unit, urgency="normal", due_at=now + DAY, call_at=now + DAY,
             opened_at=now).save(force_insert=True)  # fmt: skip
    ours = flagged(matter)
    with pytest.raises(NotAllowed, match="who flagged it"):
        act(prosecutor, operations.take_back_flag, now, flag_id=ours.id, text="not relevant")
    assert seen(prosecutor, now, matter.case) == {ours.id}
    act(matter.police, operations.take_back_flag, now, flag_id=ours.id, text="another man")
    assert told(ours) == {prosecutor.unit_id}, "who decides is told what the police take back"
    with session("app", now, prosecutor.id):
        assert {row.id for row in taken_back(matter.case)} == {theirs.id, ours.id}
    with session("app", now, matter.social.id):
        assert taken_back(matter.case) == []


def told(row):
    sql = "select to_unit from notice where kind = 'accused.flag_ended' and subject_id = %s"
    return {unit for (unit,) in rows(sql, [row.id], role="worker")}


def test_what_is_no_flag_is_refused(matter, now):
    item = note(matter)
    with pytest.raises(Invalid):
        flagged(matter, item=item, text="")
    with pytest.raises(Invalid):
        act(matter.police, operations.flag_for_accused, now, case=matter.case, item=None, text="why")
    with pytest.raises(NotAllowed):
        flagged(matter, item=item, by=matter.social)
    flagged(matter, item=item)
    with pytest.raises(CannotMove):
        flagged(matter, item=item)


def test_the_database_refuses_who_does_not_work_in_justice_and_a_flag_that_changes(matter, cast, now):
    row, court = flagged(matter), cast["court.pp"]
    act(matter.police, _share, now, matter=matter, court=court)
    assert seen(court, now, matter.case) == {row.id}
    with session("app", now, court.id), pytest.raises(ProgrammingError), transaction.atomic():
        ForAccused(case=matter.case, item="justice_record", item_id=row.id, room="justice", unit=court.unit, flagged_by=court.id,
                   flagged_at=now).save(force_insert=True)  # fmt: skip
    with session("app", now, court.id):
        assert ForAccused.objects.filter(id=row.id).update(ended_at=now, ended_by=court.id) == 0
    with session("app", now, matter.police.id), pytest.raises(IntegrityError), transaction.atomic():
        ForAccused.objects.filter(id=row.id).update(item_id=row.id)


def _share(*, matter, court, by, now):
    from samaki.cases.sharing.operations import share

    return share(case=matter.case, child=None, to_unit=court.unit, compartments=["justice"], purpose="trial", ground="legal_duty",
                 until=now + DAY, text="x", by=by, now=now)  # fmt: skip


def test_the_steps_in_which_it_is_weighed_are_those_of_who_prosecutes_and_judges():
    weighed = {code for code, kind in pack().step_kinds.items() if kind.weighs_evidence}
    assert {"prosecutor_decision", "trial", "judgment"} <= weighed
    for code in weighed:
        assert set(pack().step_kinds[code].may_hold) <= {"prosecution", "court", "court_appeal", "court_supreme"}, code
