"""The seal by the API: checkpoints that verify, proofs that hold, and nothing told of entries that are not one's own."""

import base64
import uuid

from django.utils import timezone

from samaki.database import session
from samaki.jobs import sealer
from samaki.ledger import sealing, witnessing
from samaki.ledger.merkle import is_consistent, is_included, leaf_hash
from samaki.ledger.models import LedgerEntry, LedgerReceipt
from samaki.ledger.notes import read
from tests.acting import own_case


def path_of(paper):
    return [bytes.fromhex(one) for one in paper["path"]]


def test_without_a_checkpoint_there_is_none(caller, cast):
    assert caller("duty.pp").get("/ledger/checkpoint").status_code == 404
    assert caller().get("/ledger/checkpoint").status_code == 401


def test_a_checkpoint_a_proof_and_the_way_between_two_checkpoints_hold(caller, cast):
    now = timezone.now()
    own_case(cast["duty.pp"], now)
    sealer.round_of(now)
    first = caller("duty.pp").read("/ledger/checkpoint")
    note = read(first["note"], first["key"])
    assert (note.size, note.root.hex(), first["number"]) == (first["size"], first["root"], 1)
    case = caller("duty.pp").read("/cases")["items"][0]["code"]
    entry = caller("duty.pp").read(f"/cases/{case}/timeline")["items"][0]
    for asked in (f"entry={entry['id']}", f"fingerprint={entry['fingerprint']}"):
        paper = caller("duty.pp").read(f"/ledger/proof?{asked}")
        leaf = bytes.fromhex(paper["leaf"])
        assert leaf == leaf_hash(base64.b64decode(paper["entry"]))
        assert is_included(leaf, paper["index"], note.size, path_of(paper), note.root)
    own_case(cast["duty.pp"], now)
    sealing.seal_all(now)
    sealing.checkpoint(now)
    paper = caller("duty.pp").read("/ledger/proof?first=1")
    second = read(paper["second"]["note"], paper["second"]["key"])
    assert is_consistent(note.size, second.size, note.root, second.root, path_of(paper))


def test_of_an_entry_that_is_not_ones_own_the_id_tells_nothing(caller, cast):
    now = timezone.now()
    own_case(cast["duty.pp"], now)
    sealer.round_of(now)
    with session("app", now, cast["duty.pp"].id):
        entry = LedgerEntry.objects.latest("id")
    strange = caller("duty.sr").get(f"/ledger/proof?entry={entry.id}")
    nothing = caller("duty.sr").get(f"/ledger/proof?entry={uuid.uuid4()}")
    assert (strange.status_code, strange.content) == (nothing.status_code, nothing.content)
    assert strange.status_code == 404
    fingerprint = leaf_hash(bytes(entry.canonical)).hex()
    paper = caller("duty.sr").read(f"/ledger/proof?fingerprint={fingerprint}")
    assert paper["entry"] is None  # who holds the print learns that it is sealed, and no word of it


def test_bad_questions_are_told(caller, cast):
    for asked, status in (("", 422), ("?fingerprint=xyz", 422), ("?entry=1", 422), ("?entry=abc", 422), (f"?entry={uuid.uuid4()}", 404),
                          ("?first=x", 422), ("?first=9", 404),
                          (f"?fingerprint={'0' * 32}", 404), ("?first=99999999999999999999", 422)):  # fmt: skip
        assert caller("duty.pp").get(f"/ledger/proof{asked}").status_code == status, asked


def test_a_program_of_a_witness_gives_its_receipt_by_asking(caller, cast):
    now = timezone.now()
    legal = cast["legal.pp"]
    with session("worker", now):
        witnessing.name_witness(unit=legal.unit_id, channel="program", now=now)
    sealer.round_of(now)
    caller("duty.pp").read("/ledger/checkpoint")
    with session("app", now, legal.id):
        assert LedgerReceipt.objects.get().received_at is None
    caller("legal.pp").read("/ledger/checkpoint")
    with session("app", now, legal.id):
        assert LedgerReceipt.objects.get().received_by == "legal.pp"
