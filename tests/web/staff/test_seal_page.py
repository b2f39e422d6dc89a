"""The page of the seal: what a witness takes along, and what a printed fingerprint is worth."""

import json
import re

from django.utils import timezone

from samaki.database import session
from samaki.jobs import sealer
from samaki.ledger import witnessing
from samaki.ledger.models import LedgerReceipt
from samaki.ledger.notes import read
from samaki.ledger.sealing import seal_all, signer
from tests.acting import own_case


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def printed(client, case):
    """The first fingerprint of the story."""
    page = client.get(f"/cases/{case.code}/timeline/").content.decode()
    return re.search(r'translate="no">((?:[0-9a-f]{8} ){3}[0-9a-f]{8})<', page)[1]


def test_an_empty_page_says_so(sign_in):
    found = text(sign_in("duty.pp").get("/ledger/"))
    assert "No checkpoint was signed yet." in found
    assert "No agency keeps checkpoints yet." in found


def test_a_printed_fingerprint_is_checked_under_its_checkpoint(sign_in, cast):
    now = timezone.now()
    case = own_case(cast["duty.pp"], now)
    client = sign_in("duty.pp")
    fingerprint = printed(client, case)
    assert "Nothing with this fingerprint is sealed" in text(client.get("/ledger/", {"fingerprint": fingerprint}))
    seal_all(now)
    assert "The next checkpoint will cover it" in text(client.get("/ledger/", {"fingerprint": fingerprint}))
    sealer.round_of(now)
    assert "under checkpoint 1" in text(client.get("/ledger/", {"fingerprint": fingerprint.upper()}))
    proof = json.loads(client.get("/ledger/proof/", {"fingerprint": fingerprint}).content)
    assert proof["leaf"].startswith(fingerprint.replace(" ", ""))
    assert json.loads(sign_in("duty.sr").get("/ledger/proof/", {"fingerprint": fingerprint}).content)["entry"] is None


def test_what_is_no_fingerprint_is_told_at_the_field(sign_in):
    client = sign_in("duty.pp")
    assert "This is no fingerprint" in text(client.get("/ledger/", {"fingerprint": "what"}))
    for wrong in ("", "what", "0" * 32):
        assert client.get("/ledger/proof/", {"fingerprint": wrong}).status_code == 404


def test_a_proof_that_does_not_hold_is_said_aloud(sign_in, cast, superuser):
    now = timezone.now()
    case = own_case(cast["duty.pp"], now)
    client = sign_in("duty.pp")
    sealer.round_of(now)
    from tests.ledger.test_sealing import owner_does

    owner_does("update ledger_checkpoint set note = replace(note, 'time 2', 'time 1')")
    assert "does NOT hold" in text(client.get("/ledger/", {"fingerprint": printed(client, case)}))


def test_a_witness_takes_the_checkpoint_along_and_the_page_says_so(sign_in, cast):
    now = timezone.now()
    legal = cast["legal.pp"]
    assert sign_in("legal.pp").post("/ledger/checkpoint/").status_code == 404
    with session("worker", now):
        witnessing.name_witness(unit=legal.unit_id, channel="notice", now=now)
    sealer.round_of(now)
    assert "Has taken no checkpoint yet." in text(sign_in("duty.pp").get("/ledger/"))
    assert "A signed checkpoint of the ledger waits" in text(sign_in("legal.pp").get("/desk/"))
    taken = sign_in("legal.pp").post("/ledger/checkpoint/")
    assert "attachment" in taken["Content-Disposition"]
    assert read(taken.content.decode(), signer().vkey).size > 0
    with session("app", now, legal.id):
        assert LedgerReceipt.objects.get().received_by == "legal.pp"
    assert "Took checkpoint 1" in text(sign_in("duty.pp").get("/ledger/"))
