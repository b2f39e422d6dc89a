"""Two officers of different agencies erase: the keys and names are gone, what is sealed stays shut, all that counts remains."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from samaki.agencies.models import Unit
from samaki.cases import finding, queries
from samaki.cases import operations as cases
from samaki.cases.models import Case, Person, Strand
from samaki.database import session
from samaki.database.refusals import CannotMove, Erased, Invalid, NotAllowed
from samaki.journeys import closing
from samaki.journeys.guarding import conflicts, recusals
from samaki.journeys.guarding.models import Recusal
from samaki.journeys.guarding.words import words_of
from samaki.journeys.retention import certificate, erasing, holds
from samaki.journeys.retention.models import Erasure
from samaki.ledger.canonical import canonical_bytes
from samaki.ledger.models import LedgerEntry
from samaki.notices.models import Notice
from samaki.vault import sealing as vault
from samaki.vault.models import DataKey
from tests.acting import act, own_case, taken
from tests.everything import rows, seen_by
from tests.journeys.retention.erasing import NAME, WAITS, WORDS, answered, asked, closed, erased, filled_case


@pytest.fixture
def case(cast, now):
    return closed(cast, filled_case(cast, now), now)


def keys(case):
    return rows("select count(*) from data_key where case_id = %s", [case.id])[0][0]


def sealed_values(cast, case, at):
    with session("app", at, cast["duty.pp"].id), connection.cursor() as cursor:
        cursor.execute("select id, sealed from justice_record union all select id, sealed from document union all"
                       " select id, sealed from document_file where form = 'original' order by 1")  # fmt: skip
        found = cursor.fetchall()
    with session("app", at, cast["social.pp"].id), connection.cursor() as cursor:
        cursor.execute("select id, sealed from identity_record where case_id = %s", [case.id])
        return [(key, bytes(value)) for key, value in (*found, *cursor.fetchall())]


def test_the_keys_and_the_names_are_gone_and_everything_else_stands(cast, case, now):
    sealed = sealed_values(cast, case, now)
    assert keys(case) == 1
    steps = rows("select kind, state, outcome, opened_at, ended_at from step where case_id = %s order by id", [case.id])
    before = rows("select count(*) from name_keys where case_id = %s", [case.id])
    assert before != [(0,)]
    row = answered(cast, asked(cast, case, now), now + WAITS)
    assert (row.keys, row.names, row.key_version) == (1, before[0][0], 1)
    assert row.number
    assert keys(case) == 0
    assert rows("select count(*) from name_keys where case_id = %s", [case.id]) == [(0,)]
    assert (
        rows("select kind, state, outcome, opened_at, ended_at from step where case_id = %s order by id", [case.id])
        == steps
    )
    assert len(sealed) == 4, "a name, a note, a title and the file are there, and open for nobody"
    assert sealed_values(cast, case, now + WAITS) == sealed
    later = now + WAITS
    with session("app", later, cast["duty.pp"].id):
        assert Case.objects.get(id=case.id).erased_at == later
        with pytest.raises(Erased):
            queries.case_of(case.code)
        assert queries.case_of(case.code, erased=True) == case
        with pytest.raises(vault.CannotOpen):
            vault.key_of(case_id=case.id)
        record = queries.TABLES["justice"].objects.filter(case=case).first()
        assert bytes(record.sealed)[:1] == vault.VERSION, "the sealed words stay where they were"


def test_search_finds_nothing_any_more(cast, case, now):
    live, later, social = own_case(cast["duty.pp"], now), now + WAITS, cast["social.pp"]
    taken(live, "first_safe_contact", cast["duty.pp"], social, now)
    question = finding.Question(NAME, None, "12")
    with session("app", now, social.id):
        assert finding.find_people(question=question, purpose="step", case=live, by=social, now=now)
    answered(cast, asked(cast, case, now), later)
    with session("app", later, social.id):
        assert not finding.find_people(question=question, purpose="step", case=live, by=social, now=later)


def test_the_certificate_says_both_dates_and_stands_in_the_ledger(cast, case, now):
    row = answered(cast, asked(cast, case, now), now + WAITS)
    assert bytes(row.sha256) == certificate.digest_of(row.certificate)
    for part in (f"no. {row.number}", case.code, f"{row.erased_at:%Y-%m-%d %H:%M} UTC", f"{row.copies_due_at:%Y-%m-%d %H:%M} UTC",
                 "privacy.pp", "privacy.social", "NOT erased"):  # fmt: skip
        assert part in row.certificate
    assert WORDS not in row.certificate
    assert NAME not in row.certificate
    with session("app", now + WAITS, cast["duty.pp"].id):
        entry = LedgerEntry.objects.get(act="erasure.done", case_id=case.id)
    assert entry.facts["sha256"] == bytes(row.sha256).hex()
    assert entry.facts["number"] == row.number


def test_entries_and_their_digests_stay_as_they_were(cast, case, now):
    with session("app", now, cast["duty.pp"].id):
        before = {entry.id: bytes(entry.canonical) for entry in LedgerEntry.objects.filter(case_id=case.id)}
    answered(cast, asked(cast, case, now), now + WAITS)
    with session("app", now + WAITS, cast["duty.pp"].id):
        after = {entry.id: entry for entry in LedgerEntry.objects.filter(case_id=case.id)}
    assert before.items() <= {key: bytes(entry.canonical) for key, entry in after.items()}.items()
    assert all(bytes(entry.canonical) == canonical_bytes(entry) for entry in after.values())


def test_nobody_decides_alone_too_soon_too_late_or_twice(cast, case, now):
    row = asked(cast, case, now)
    for by in ("privacy.pp", "duty.pp", "privacy.ngo"):
        with pytest.raises((NotAllowed, Erasure.DoesNotExist)):
            answered(cast, row, now + WAITS, by=by)
    with pytest.raises(CannotMove, match="still has time"):
        answered(cast, row, now + timedelta(days=1))
    with pytest.raises(CannotMove, match="in time"):
        answered(cast, row, now + timedelta(days=60))
    with pytest.raises(CannotMove, match="asked for already"):
        asked(cast, case, now)
    answered(cast, row, now + WAITS)
    with pytest.raises(CannotMove, match="answered already"):
        answered(cast, row, now + WAITS)
    assert keys(case) == 0


def test_a_no_erases_nothing_and_can_be_said_at_once(cast, case, now):
    row = answered(cast, asked(cast, case, now), now, agreed=False)
    assert (row.agreed, row.erased_at, keys(case)) == (False, None, 1)
    assert erasing.stands(row, now) == "refused"


def test_the_second_officer_is_of_another_agency_and_the_reason_is_true(cast, case, now):
    with pytest.raises(Invalid, match="another agency"):
        asked(cast, case, now, decider="duty.pp")
    with pytest.raises(Invalid, match="not over yet"):
        asked(cast, case, now, reason="period_over")
    with pytest.raises(NotAllowed, match="confidentiality officer"):
        asked(cast, case, now, by="duty.pp")


def test_open_work_stands_against_it(cast, now):
    case = filled_case(cast, now)
    with pytest.raises(CannotMove, match="open work"):
        asked(cast, case, now)


def test_who_works_on_it_is_told_before_and_can_hold_it(cast, case, now):
    row = asked(cast, case, now)
    with session("app", now, cast["duty.pp"].id):
        assert Notice.objects.filter(kind="retention.erasure_asked", subject_id=row.id, case_id=case.id).exists()
    act(cast["duty.pp"], holds.set_hold, now, case=case, reason="appeal", text=WORDS, days=30)
    with pytest.raises(CannotMove, match="legal hold"):
        answered(cast, row, now + WAITS)
    assert keys(case) == 1


def test_the_database_itself_refuses_what_is_held(cast, case, now):
    """Past every rule of Python: the officers' yes is written by hand, then the function that erases is called."""
    row, later = asked(cast, case, now), now + WAITS
    act(cast["duty.pp"], holds.set_hold, now, case=case, reason="appeal", text=WORDS, days=30)
    with session("app", later, cast["privacy.social"].id), connection.cursor() as cursor:
        cursor.execute("select app.answer_erasure(%s, true, '')", [row.id])
        with pytest.raises(DatabaseError, match="may not be erased: held:appeal"), transaction.atomic():
            cursor.execute("select app.erase(%s, %s)", [row.id, later])
    with session("app", later, cast["duty.pp"].id), connection.cursor() as cursor:
        for call in ("app.erase(%s, now())", "app.certify_erasure(%s, 'x', '')", "app.answer_erasure(%s, true, '')"):
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(f"select {call}", [row.id])
    assert keys(case) == 1


def test_an_officer_of_an_agency_in_conflict_has_no_say(cast, case, now):
    row = (
        asked(cast, case, now, by="privacy.social", decider="privacy.pp")
        if _sees(cast["privacy.social"], case, now)
        else None
    )
    if row is None:
        row = asked(cast, case, now)
    wall = act(cast["privacy.social"], conflicts.ask_wall, now, case=case, unit=Unit.objects.get(code="police-pp"),
               to_unit=Unit.objects.get(code="police-national"), decider=cast["privacy.ngo"].unit, reason="office", text="x",
               not_enough="x", by_accused=False, else_known="", days=90, at_once=True)  # fmt: skip
    act(cast["privacy.ngo"], conflicts.answer_wall, now, conflict_id=wall.id, agreed=True, text="x")
    with session("app", now, cast["privacy.pp"].id):
        assert not Erasure.objects.filter(id=row.id).exists()


def _sees(member, case, now):
    with session("app", now, member.id):
        return Case.objects.filter(id=case.id).exists()


def test_what_was_erased_takes_nothing_new(cast, now):
    case, _row = erased(cast, now)
    duty, later = cast["duty.pp"], now + WAITS
    with session("app", later, duty.id):
        strand = Strand.objects.filter(case=case, kind="justice").get()
        child = Person.objects.select_related("case").get(case=case, part="survivor")
        shown = Case.objects.get(id=case.id)
    for told in (
        lambda: act(duty, closing.reopen_strand, later, strand_id=strand.id, reason="other", text=WORDS),
        lambda: act(duty, cases.write_note, later, case=shown, compartment="justice", text=WORDS),
        lambda: act(duty, holds.set_hold, later, case=shown, reason="appeal", text=WORDS, days=30),
    ):
        with pytest.raises((Erased, vault.CannotOpen)):
            told()
    with session("app", later, duty.id):
        with pytest.raises(DatabaseError, match="erased"), transaction.atomic():
            vault.new_key(later, case_id=case.id)
        assert not DataKey.objects.filter(case_id=case.id).exists()
        assert child


def test_reasons_sealed_under_the_key_file_are_put_over(cast, now):
    duty = cast["duty.pp"]
    case = filled_case(cast, now)
    aside = act(
        cast["officer.pp"], recusals.step_aside, now, case=case, member=cast["officer.pp"], reason="family", text=WORDS)  # fmt: skip
    with session("app", now, duty.id):
        assert words_of(Recusal.objects.get(id=aside.id)) == {"text": WORDS}
    case, row = erased(cast, now, case=closed(cast, case, now))
    with session("app", now + WAITS, duty.id):
        assert words_of(Recusal.objects.get(id=aside.id)) == {}
    assert "Put over          1 " in row.certificate


def test_a_certificate_is_never_changed(cast, now):
    _case, row = erased(cast, now)
    with seen_by("definer") as cursor, pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        cursor.execute("update erasure set certificate = 'x' where id = %s", [row.id])
