"""What a database superuser can do to the ledger, and what the verifier says of it."""

import random
from datetime import timedelta
from types import SimpleNamespace

import pytest
from psycopg import sql

from samaki.agencies.models import Member
from samaki.database import session, uuid7
from samaki.ledger import sealing
from samaki.ledger.canonical import FIELDS, canonical_bytes
from samaki.ledger.chunks import CHUNK, check_chunk, fault_of
from samaki.ledger.merkle import Head, leaf_hash
from samaki.ledger.models import LedgerEntry
from samaki.ledger.notes import Signer
from tests.ledger.sealed import first_fault, verdict

COLUMNS = (*FIELDS, "canonical")

CHANGED = {
    "uuid": "gen_random_uuid()",
    "int2": "coalesce({0}, 0) + 1",
    "int4": "coalesce({0}, 0) + 1",
    "text": "coalesce({0}, '') || 'x'",
    "timestamptz": "{0} + interval '1 microsecond'",
    "jsonb": "{0} || '{{\"forged\": 1}}'",
    "bytea": "coalesce({0}, '') || '\\x01'",
}
"""Type of a column -> another value."""


@pytest.fixture
def log(transactional_db, superuser, owner, now):
    """70 entries under three checkpoints, committed; returns a function by which the superuser says a statement."""
    return sealed_log(superuser, now, (20, 30, 20))


def sealed_log(superuser, now, parts):
    place = superuser.execute("select gen_random_uuid()").fetchone()[0]
    member = SimpleNamespace(username="duty.pp", unit_id=1, id=place, pk=place, _meta=Member._meta)
    for number in parts:
        fill(superuser, member, now, number)
        sealing.seal_all(now + timedelta(minutes=1))
        sealing.checkpoint(now + timedelta(minutes=1))
    return superuser


def fill(superuser, member, now, number):
    """Entries as the application writes them; the superuser only carries them in, many at once."""
    made = []
    for one in range(number):
        at = now + timedelta(seconds=one)
        entry = LedgerEntry(who=member.username, unit=1, act="note.write", subject_kind="member", subject_id=member.id,
                            occurred_at=at, recorded_at=at, facts={"n": one, "why": "ok"}, digest=b"\x01\x02")  # fmt: skip
        entry.canonical = canonical_bytes(entry)
        made.append(entry)
    columns = [field.column for field in LedgerEntry._meta.fields]
    statement = sql.SQL("insert into ledger_entry ({}) values ({})").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.SQL(", ").join(sql.Placeholder() * len(columns)))  # fmt: skip
    with superuser.cursor() as cursor:
        cursor.executemany(statement, [[prepared(getattr(one, name)) for name in columns] for one in made])


def prepared(value):
    from psycopg.types.json import Jsonb

    return Jsonb(value) if isinstance(value, dict) else value


def types_of(superuser):
    return dict(superuser.execute(
        "select column_name, udt_name from information_schema.columns where table_name = 'ledger_entry'").fetchall())  # fmt: skip


def entry_at(superuser, index):
    return superuser.execute("select entry_id from ledger_leaf where index = %s", [index]).fetchone()[0]


def change(superuser, column, kind, entry):
    """Another value in one column of one row; answers how to take it back."""
    name = sql.Identifier(column)
    old = superuser.execute(sql.SQL("select {} from ledger_entry where id = %s").format(name), [entry]).fetchone()[0]
    statement = f"update ledger_entry set {column} = {CHANGED[kind].format(column)} where id = %s returning id"
    new_id = superuser.execute(statement, [entry]).fetchone()[0]
    return lambda: superuser.execute(
        sql.SQL("update ledger_entry set {} = %s where id = %s").format(name), [prepared(old), new_id])  # fmt: skip


def test_an_untouched_log_is_well(log, now):
    found = verdict(now)
    assert (found.size, found.checkpoints, found.waiting, found.late, found.faults) == (70, 3, 0, 0, [])


def test_every_column_of_sampled_rows(log, now):
    kinds = types_of(log)
    assert set(kinds) == set(COLUMNS)
    for index in random.Random(7).sample(range(70), 20):
        entry = entry_at(log, index)
        for column in COLUMNS:
            back = change(log, column, kinds[column], entry)
            fault = first_fault(now)
            assert (fault.index, fault.entry) == (index, entry), column
            if column not in ("id", "canonical"):
                assert fault.columns == (column,)
            back()
    assert verdict(now).faults == []


@pytest.mark.parametrize("wrong", [
    "facts = jsonb_set(facts, '{n}', '9.0')", "facts = jsonb_set(facts, '{n}', '9.5')", "facts = '[]'",
    "facts = facts || '{\"why\": \"\\\"\"}'", "act = 'note.write\"', compartment = '\"'", "who = who || '\\'",
    "unit = null", "case_id = subject_id", "recorded_at = 'infinity'", "occurred_at = '0044-03-15 BC'",
])  # fmt: skip
def test_what_a_hasty_comparison_would_pass_over(wrong, log, now):
    entry = entry_at(log, 9)
    log.execute(f"update ledger_entry set {wrong} where id = %s", [entry])
    fault = first_fault(now)
    assert (fault.reason, fault.index, fault.entry) == ("columns_changed", 9, entry)


@pytest.mark.parametrize("bytes_of_it", [
    "'\\x'", "'\\x00ff'", "substr(canonical, 1, length(canonical) - 1)",
    "overlay(canonical placing '\\xff' from position('note.write'::bytea in canonical))",
    "overlay(canonical placing '\\xff' from position('\"n\":'::bytea in canonical))",
    "overlay(canonical placing '\\x7b7b' from position('\"n\":'::bytea in canonical))",
])  # fmt: skip
def test_bytes_that_are_no_entry_any_more_are_named_though_their_leaf_was_rewritten(bytes_of_it, log, now):
    entry = entry_at(log, 9)
    log.execute(f"update ledger_entry set canonical = {bytes_of_it} where id = %s", [entry])
    log.execute(
        "update ledger_leaf set hash = sha256('\\x00' || canonical) from ledger_entry e where e.id = entry_id and e.id = %s",
        [entry],
    )
    fault = first_fault(now)
    assert (fault.reason, fault.index, fault.entry) == ("columns_changed", 9, entry)


@pytest.mark.parametrize("wrong", ["hash = ''", "hash = hash || '\\x00'", "entry_id = gen_random_uuid()"])
def test_a_leaf_that_is_no_leaf_is_named(wrong, log, now):
    log.execute(f"update ledger_leaf set {wrong} where index = 9")
    assert first_fault(now).index == 9


def test_an_entry_with_marks_in_its_texts_is_well(transactional_db, superuser, owner, now):
    member = SimpleNamespace(username='a "quoted" \\ name\n', unit_id=1, id=uuid7(), _meta=Member._meta)
    fill(superuser, member, now, 3)
    sealing.seal_all(now)
    assert verdict(now).faults == []


def test_columns_and_bytes_changed_together_differ_from_the_leaf(log, now):
    entry = entry_at(log, 33)
    log.execute("update ledger_entry set who = 'another' where id = %s", [entry])
    rewrite_bytes(log, entry)
    fault = first_fault(now)
    assert (fault.reason, fault.index, fault.entry) == ("entry_changed", 33, entry)


def rewrite_bytes(superuser, entry):
    """Canonical bytes as the application would have written them for what the columns now say."""
    names = sql.SQL(", ").join(map(sql.Identifier, FIELDS))
    row = superuser.execute(sql.SQL("select {} from ledger_entry where id = %s").format(names), [entry]).fetchone()
    content = canonical_bytes(SimpleNamespace(**dict(zip(FIELDS, row, strict=True))))
    superuser.execute("update ledger_entry set canonical = %s where id = %s", [content, entry])
    return content


def test_a_deleted_entry_is_named(log, now):
    entry = entry_at(log, 41)
    log.execute("delete from ledger_entry where id = %s", [entry])
    fault = first_fault(now)
    assert (fault.reason, fault.index, fault.entry) == ("entry_missing", 41, entry)


def test_an_entry_that_was_added_past_the_sealer_is_named(log, now):
    log.execute("set session_replication_role = replica")  # no trigger runs
    log.execute("create temp table copy as select * from ledger_entry where id = %s", [entry_at(log, 3)])
    log.execute("update copy set id = gen_random_uuid()")
    added = log.execute("insert into ledger_entry select * from copy returning id").fetchone()[0]
    log.execute("set session_replication_role = origin")
    fault = first_fault(now)
    assert (fault.reason, fault.entry) == ("never_sealed", added)


def test_a_copied_entry_that_was_let_into_the_seal_contradicts_itself(log, now):
    log.execute("create temp table copy as select * from ledger_entry where id = %s", [entry_at(log, 3)])
    log.execute("update copy set id = gen_random_uuid()")
    added = log.execute("insert into ledger_entry select * from copy returning id").fetchone()[0]
    sealing.seal_all(now)
    fault = first_fault(now)
    assert (fault.reason, fault.index, fault.entry, fault.columns) == ("columns_changed", 70, added, ("id",))


def test_an_entry_dated_back_is_counted_as_late(log, now):
    fill(log, SimpleNamespace(username="duty.pp", id=entry_at(log, 0)), now - timedelta(days=30), 1)
    sealing.seal_all(now)
    found = verdict(now)
    assert (found.late, found.faults) == (1, [])


def test_two_entries_that_changed_places_are_named(log, now):
    one, other = entry_at(log, 12), entry_at(log, 50)
    log.execute("update ledger_leaf set entry_id = gen_random_uuid() where index = 12")
    log.execute("update ledger_leaf set entry_id = %s where index = 50", [one])
    log.execute("update ledger_leaf set entry_id = %s where index = 12", [other])
    fault = first_fault(now)
    assert (fault.index, fault.entry) == (12, other)


def test_contents_of_two_entries_that_changed_places_are_named(log, now):
    one, other = entry_at(log, 12), entry_at(log, 50)
    log.execute(
        "update ledger_entry a set act = b.act, facts = b.facts, canonical = b.canonical from ledger_entry b"
        " where (a.id = %s and b.id = %s) or (a.id = %s and b.id = %s)", [one, other, other, one])  # fmt: skip
    fault = first_fault(now)
    assert (fault.index, fault.entry) == (12, one)


@pytest.mark.parametrize(("statement", "index"), [
    ("update ledger_leaf set hash = sha256('x') where index = 25", 25),
    ("delete from ledger_leaf where index = 25", 25),
    ("update ledger_leaf set index = 900 where index = 25", 25),
])  # fmt: skip
def test_a_changed_leaf_is_named(log, now, statement, index):
    log.execute(statement)
    assert first_fault(now).index == index


def test_entry_and_leaf_rewritten_together_leave_the_interval_between_checkpoints(log, now):
    entry = entry_at(log, 33)
    log.execute("update ledger_entry set who = 'another' where id = %s", [entry])
    log.execute("update ledger_leaf set hash = %s where index = 33", [leaf_hash(rewrite_bytes(log, entry))])
    rewrite_nodes(log)
    fault = first_fault(now)
    assert (fault.reason, fault.after, fault.until, fault.number) == ("interval", 20, 50, 2)


def rewrite_nodes(superuser):
    """All subtrees again from the leaves, as a forger would."""
    head, found = Head(), []
    for (stored,) in superuser.execute("select hash from ledger_leaf order by index").fetchall():
        found += head.add(bytes(stored))
    superuser.execute("truncate ledger_node")
    with superuser.cursor() as cursor:
        cursor.executemany("insert into ledger_node values (%s, %s, %s)", [(*node, one) for node, one in found])


def test_changed_subtrees_are_seen(log, now):
    log.execute("update ledger_node set hash = sha256('x') where level = 3 and index = 2")
    assert first_fault(now).reason == "subtrees_changed"


def cut(superuser, size):
    """The log as if nothing had happened after `size` leaves."""
    superuser.execute(
        "delete from ledger_entry where id in (select entry_id from ledger_leaf where index >= %s)", [size]
    )
    superuser.execute("delete from ledger_leaf where index >= %s", [size])
    superuser.execute("delete from ledger_checkpoint where size > %s", [size])
    rewrite_nodes(superuser)


def test_a_cut_tail_is_seen_by_the_logs_own_checkpoint(log, now):
    log.execute("delete from ledger_entry where id in (select entry_id from ledger_leaf where index >= 60)")
    log.execute("delete from ledger_leaf where index >= 60")
    fault = verdict(now).faults[-1]
    assert (fault.reason, fault.after, fault.until) == ("truncated", 60, 70)


def note_of(superuser, number):
    return superuser.execute("select note from ledger_checkpoint where number = %s", [number]).fetchone()[0]


def test_a_tail_cut_with_its_checkpoints_is_caught_by_an_old_checkpoint_of_a_witness(log, now):
    held = note_of(log, 3)
    cut(log, 50)
    assert verdict(now).faults == []  # nothing here knows of it any more
    fault = first_fault(now, held)
    assert (fault.reason, fault.after, fault.until) == ("held_truncated", 50, 70)


def test_a_log_rewritten_and_signed_anew_is_caught_by_an_old_checkpoint_of_a_witness(log, now):
    first, second = note_of(log, 1), note_of(log, 2)
    entry = entry_at(log, 33)
    log.execute("update ledger_entry set who = 'another' where id = %s", [entry])
    log.execute("update ledger_leaf set hash = %s where index = 33", [leaf_hash(rewrite_bytes(log, entry))])
    rewrite_nodes(log)
    log.execute("truncate ledger_checkpoint")
    for _ in range(3):
        sealing.checkpoint(now)
    assert verdict(now).faults == []
    assert first_fault(now, first) is None  # it was signed before the place that was rewritten
    fault = first_fault(now, first, second)
    assert (fault.reason, fault.until) == ("held_forked", 50)


def test_a_checkpoint_of_another_log_is_foreign(log, now):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    other = Signer(Ed25519PrivateKey.generate()).sign(20, b"\0" * 32, now)
    assert first_fault(now, other).reason == "held_signature"


@pytest.mark.parametrize(("statement", "reason"), [
    ("delete from ledger_checkpoint where number = 2", "checkpoint_missing"),
    ("update ledger_checkpoint set size = 19 where number = 1", "checkpoint_changed"),
    ("update ledger_checkpoint set root = sha256('x') where number = 1", "checkpoint_changed"),
    ("update ledger_checkpoint set note = replace(note, '2026', '2025') where number = 1", "checkpoint_signature"),
])  # fmt: skip
def test_a_changed_checkpoint_is_seen(log, now, statement, reason):
    log.execute(statement)
    assert first_fault(now).reason == reason


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_leaf", "ledger_node"])
def test_an_emptied_table_is_seen(log, now, table):
    log.execute(f"truncate {table}")
    assert verdict(now).faults


def test_a_log_of_several_chunks_is_well(log, superuser, now):
    sealed_log(superuser, now, (CHUNK + 5,))
    assert verdict(now, note_of(log, 1)).faults == []
    assert verdict(now).size == CHUNK + 75


@pytest.mark.nightly
def test_two_hundred_sampled_rows_of_ten_thousand(transactional_db, superuser, owner, now):
    log = sealed_log(superuser, now, (2500, 2500, 2500, 2500))
    kinds = types_of(log)
    for index in random.Random(2015).sample(range(10_000), 200):
        entry = entry_at(log, index)
        for number, column in enumerate(COLUMNS):
            back = change(log, column, kinds[column], entry)
            if number == index % len(COLUMNS):
                fault = first_fault(now)
            else:
                start = index // CHUNK * CHUNK
                with session("auditor", now):
                    fault = check_chunk(start, min(start + CHUNK, 10_000), []).faults[0]
            assert (fault.index, fault.entry) == (index, entry), column
            back()


@pytest.mark.nightly
def test_every_row_of_ten_thousand_by_the_function_of_the_leaf(transactional_db, superuser, owner, now):
    log = sealed_log(superuser, now, (10_000,))
    with session("auditor", now):
        stored = {row[0]: bytes(row[1]) for row in log.execute("select entry_id, hash from ledger_leaf").fetchall()}
        entries = list(LedgerEntry.objects.all())
    for entry in entries:
        assert fault_of(0, entry.id, stored[entry.id], entry.canonical, entry) is None
        for column in COLUMNS:
            changed = SimpleNamespace(**{name: getattr(entry, name) for name in COLUMNS})
            setattr(changed, column, b"other" if column in ("canonical", "digest") else "other")
            assert fault_of(0, entry.id, stored[entry.id], changed.canonical, changed) is not None, column
