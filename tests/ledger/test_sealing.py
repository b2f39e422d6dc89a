"""The sealer: every entry once, no gap, no fork, whatever is killed or comes late; and it never holds an act up."""

from datetime import timedelta

import psycopg
import pytest
from django.conf import settings

from samaki.database import roles, session
from samaki.database.folder import current
from samaki.ledger import sealing
from samaki.ledger.canonical import canonical_bytes
from samaki.ledger.merkle import Head, is_consistent, is_included, leaf_hash
from samaki.ledger.models import LedgerCheckpoint, LedgerEntry, LedgerLeaf
from samaki.ledger.notes import BadNote, read
from samaki.ledger.proving import consistency, inclusion
from tests.everything import rows, value
from tests.ledger.sealed import first_fault, verdict, write


def test_entries_become_leaves_without_gaps_and_the_root_is_theirs(cast, now):
    entries = write(cast["duty.pp"], now, 5)
    assert sealing.seal(now, most=3) == 3
    assert sealing.seal(now, most=3) == 2
    assert sealing.seal(now) == 0
    found = rows("select index, entry_id, hash from ledger_leaf order by index", role="auditor")
    assert [(index, entry) for index, entry, _hash in found] == [(place, one.id) for place, one in enumerate(entries)]
    head = Head()
    for _index, _entry, stored in found:
        head.add(bytes(stored))
    assert [bytes(stored) for *_rest, stored in found] == [leaf_hash(canonical_bytes(one)) for one in entries]
    made = sealing.checkpoint(now)
    assert (made.number, made.size, bytes(made.root)) == (1, 5, head.root())
    assert verdict(now).faults == []


def test_an_entry_that_waits_is_known_as_such(cast, now):
    write(cast["duty.pp"], now, 2)
    assert value("select count(*) from ledger_waiting", role="auditor") == 2
    found = verdict(now)
    assert (found.size, found.waiting, found.faults) == (0, 2, [])


def test_every_leaf_is_proved_under_its_checkpoint_and_every_checkpoint_under_the_next(cast, now):
    made = []
    for number in (1, 2, 4, 6, 1):
        write(cast["duty.pp"], now, number)
        sealing.seal_all(now)
        made.append(sealing.checkpoint(now))
    with session("app", now, cast["duty.pp"].id):
        for leaf in LedgerLeaf.objects.all():
            proof = inclusion(leaf)
            assert proof.checkpoint.size > leaf.index
            assert is_included(
                bytes(leaf.hash), leaf.index, proof.checkpoint.size, proof.path, bytes(proof.checkpoint.root)
            )
        for old, new in zip(made, made[1:], strict=False):
            assert is_consistent(old.size, new.size, bytes(old.root), bytes(new.root), consistency(old.size, new.size))


def test_the_note_is_signed_and_nothing_of_it_can_be_changed(cast, now):
    write(cast["duty.pp"], now, 1)
    sealing.seal(now)
    note, vkey = sealing.checkpoint(now).note, sealing.signer().vkey
    assert read(note, vkey).size == 1
    for wrong in (
        note.replace("\n1\n", "\n2\n"),
        note.replace("time 2026", "time 2025"),
        note.split("\n\n")[0],
        "",
        "x" * 99,
    ):
        with pytest.raises(BadNote):
            read(wrong, vkey)


def test_a_checkpoint_is_due_when_entries_were_added_or_after_a_quiet_time(cast, now):
    assert sealing.checkpoint_if_due(now).number == 1
    assert sealing.checkpoint_if_due(now + timedelta(minutes=6)) is None
    write(cast["duty.pp"], now, 1)
    sealing.seal(now)
    assert sealing.checkpoint_if_due(now + timedelta(minutes=4)) is None
    assert sealing.checkpoint_if_due(now + timedelta(minutes=6)).number == 2
    assert sealing.checkpoint_if_due(now + timedelta(minutes=17)).number == 3


def test_a_log_that_does_not_continue_its_last_checkpoint_is_neither_sealed_nor_signed(cast, now):
    write(cast["duty.pp"], now, 4)
    sealing.seal(now)
    sealing.checkpoint(now)
    owner_does("delete from ledger_leaf where index = 3")
    with pytest.raises(sealing.LogBroken):
        sealing.seal(now)
    with pytest.raises(sealing.LogBroken):
        sealing.checkpoint(now)


def test_entries_from_before_the_sealer_are_taken_into_an_empty_log_only(cast, now):
    write(cast["duty.pp"], now, 2)
    owner_does("delete from ledger_waiting")
    assert sealing.seal(now) == 2
    extra = write(cast["duty.pp"], now, 1)[0]
    owner_does("delete from ledger_waiting")
    assert sealing.seal(now) == 0
    fault = first_fault(now)
    assert (fault.reason, fault.entry) == ("never_sealed", extra.id)


def test_an_entry_that_was_deleted_before_it_was_sealed_is_missed(cast, now):
    kept, gone = write(cast["duty.pp"], now, 2)
    owner_does("delete from ledger_entry where id = %s", gone.id)
    assert sealing.seal(now) == 1
    fault = first_fault(now)
    assert (fault.reason, fault.entry) == ("deleted_unsealed", gone.id)


@pytest.mark.parametrize("table", ["ledger_leaf", "ledger_node", "ledger_checkpoint"])
def test_nobody_who_connects_changes_what_is_sealed(table, db):
    for role in ("app", "worker", "intake", "public", "auditor", "sealer"):
        for right in ("update", "delete", "truncate"):
            assert value("select has_table_privilege(%s, %s, %s)", [settings.ROLES[role], table, right]) is False
        assert value("select has_table_privilege(%s, %s, 'insert')", [settings.ROLES[role], table]) is (
            role == "sealer"
        )


def owner_does(statement, *params):
    """As the owner, with row security laid down for a moment: what a superuser can do."""
    from django.db import connection

    from samaki.database import roles

    words = statement.split()
    table = words[1] if words[0] == "update" else words[2]
    with connection.cursor() as cursor:
        cursor.execute(f'set role "{roles.parameters(current(), "owner")["user"]}"')
        cursor.execute(f"alter table {table} no force row level security")
        cursor.execute(statement, params)
        cursor.execute(f"alter table {table} force row level security")
        cursor.execute(f'set role "{settings.ROLES["app"]}"')


# -- with committed rows: late transactions, two sealers, one that is killed


@pytest.fixture
def committed(transactional_db, django_db_blocker, owner, now):
    """Two connections of the application, and one entry's values."""
    place = {**roles.parameters(current(), "owner"), "dbname": owner.info.dbname}
    with psycopg.connect(**place) as early, psycopg.connect(**place) as late:
        for one in (early, late):
            one.execute(f'set role "{settings.ROLES["app"]}"')
            one.commit()
        yield early, late


def insert(connection, now):
    entry = LedgerEntry(who="x", act="note.write", subject_kind="step", occurred_at=now, recorded_at=now)
    entry.canonical = canonical_bytes(entry)
    connection.execute(
        "insert into ledger_entry (id, schema_version, who, act, subject_kind, compartment, occurred_at, occurred_precision,"
        " occurred_calendar, recorded_at, facts, canonical) values (%s, 1, 'x', 'note.write', 'step', '', %s, 'instant',"
        " 'gregorian', %s, '{}', %s)",
        [entry.id, now, now, entry.canonical],
    )
    return entry.id


def sealed_ids(owner):
    owner.execute(f'set role "{settings.ROLES["auditor"]}"')
    found = [row[0] for row in owner.execute("select entry_id from ledger_leaf order by index").fetchall()]
    owner.execute("reset role")
    return found


def test_what_commits_late_is_sealed_later_and_never_skipped(committed, owner, now):
    early, late = committed
    first = insert(late, now)  # the older key, still uncommitted
    second = insert(early, now)
    early.commit()
    assert sealing.seal(now) == 1
    assert sealed_ids(owner) == [second]
    late.commit()
    assert sealing.seal(now) == 1
    assert sealed_ids(owner) == [second, first]
    assert verdict(now).faults == []


def test_what_was_rolled_back_is_never_sealed(committed, owner, now):
    early, late = committed
    insert(early, now)
    early.rollback()
    kept = insert(late, now)
    late.commit()
    assert sealing.seal_all(now) == 1
    assert sealed_ids(owner) == [kept]


def test_acts_go_on_while_a_sealer_holds_its_lock_and_a_second_sealer_steps_back(committed, owner, now):
    early, late = committed
    insert(early, now)
    early.commit()
    with psycopg.connect(**{**roles.parameters(current(), "owner"), "dbname": owner.info.dbname}) as other:
        other.execute("select pg_advisory_xact_lock(%s)", [sealing.LOCK])
        assert sealing.seal(now) == 0
        late.execute("set local statement_timeout = '2s'")
        insert(late, now)
        late.commit()
    assert sealing.seal(now) == 2


def test_checkpoints_are_numbered_from_one(committed, now):
    assert [sealing.checkpoint(now).number for _ in range(3)] == [1, 2, 3]
    with session("auditor", now):
        assert LedgerCheckpoint.objects.count() == 3
