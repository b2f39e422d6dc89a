"""The verifier that needs no Samaki: it believes what the log proves, and nothing that was changed on the way."""

import importlib.util
import json
import subprocess
import sys

import pytest

from samaki.database import session
from samaki.database.folder import ROOT
from samaki.ledger import papers, sealing
from samaki.ledger.models import LedgerCheckpoint, LedgerEntry, LedgerLeaf
from samaki.ledger.proving import inclusion
from samaki.ledger.verifying import contents
from tests.ledger.sealed import write

FILE = ROOT / "verifier" / "samaki_verify.py"


@pytest.fixture(scope="module")
def verifier():
    spec = importlib.util.spec_from_file_location("samaki_verify", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def papers_of(cast, now, tmp_path):
    """Files of a log of 12 entries under three checkpoints: notes, one inclusion, one consistency, the log."""
    for number in (5, 6, 1):
        write(cast["duty.pp"], now, number)
        sealing.seal_all(now)
        sealing.checkpoint(now)
    vkey = sealing.signer().vkey
    with session("app", now, cast["duty.pp"].id):
        made = list(LedgerCheckpoint.objects.order_by("number"))
        leaf = LedgerLeaf.objects.get(index=3)
        entry = LedgerEntry.objects.get(id=leaf.entry_id)
        save(tmp_path / "inclusion.json", papers.of_inclusion(inclusion(leaf), vkey, entry))
        save(tmp_path / "consistency.json", papers.of_consistency(made[0], made[2], vkey))
    for one in made:
        (tmp_path / f"{one.number}.txt").write_text(one.note, encoding="utf-8")
    with session("auditor", now):
        (tmp_path / "log.txt").write_text("\n".join(contents()) + "\n")
    return tmp_path, vkey


def save(path, value):
    path.write_text(json.dumps(value, default=str))


def says(verifier, papers_of, capsys, *words):
    folder, vkey = papers_of
    code = verifier.main(["--key", vkey, *(str(folder / one) if "." in one else one for one in words)])
    told = capsys.readouterr()
    return code, told.out + told.err


def test_what_is_true_is_believed(verifier, papers_of, capsys):
    for words, answer in (
        (("checkpoint", "1.txt"), "over 5 entries"),
        (("inclusion", "inclusion.json"), "at place 3 of 5"),
        (("consistency", "consistency.json"), "the log of 12 entries goes on from that of 5"),
        (("consistency", "consistency.json", "--first", "1.txt", "--second", "3.txt"), "goes on"),
        (
            ("log", "log.txt", "--checkpoint", "1.txt", "--checkpoint", "2.txt", "--checkpoint", "3.txt"),
            "12 entries give 3",
        ),
    ):
        code, told = says(verifier, papers_of, capsys, *words)
        assert code == 0, told
        assert answer in told


def test_another_key_is_not_believed(verifier, papers_of, capsys):
    folder, vkey = papers_of
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from samaki.ledger.notes import Signer

    other = Signer(Ed25519PrivateKey.generate())
    for key in (other.vkey, vkey[:-4] + "AAA=", "nonsense"):
        assert verifier.main(["--key", key, "checkpoint", str(folder / "1.txt")]) == 1
    assert "NOT WELL" in capsys.readouterr().err


@pytest.mark.parametrize(("file", "change", "words"), [
    ("1.txt", lambda text: text.replace("\n5\n", "\n6\n"), ("checkpoint", "1.txt")),
    ("1.txt", lambda text: text.split("\n\n")[0], ("checkpoint", "1.txt")),
    ("inclusion.json", lambda text: text.replace('"index": 3', '"index": 2'), ("inclusion", "inclusion.json")),
    ("inclusion.json", lambda text: "{}", ("inclusion", "inclusion.json")),
    ("log.txt", lambda text: text[:40] + ("A" if text[40] != "A" else "B") + text[41:], ("log", "log.txt", "--checkpoint", "1.txt")),
    ("log.txt", lambda text: "\n".join(text.split("\n")[:8]) + "\n", ("log", "log.txt", "--checkpoint", "3.txt")),
    ("log.txt", lambda text: "\n".join(reversed(text.strip().split("\n"))), ("log", "log.txt", "--checkpoint", "2.txt")),
])  # fmt: skip
def test_what_was_changed_is_not_believed(verifier, papers_of, capsys, file, change, words):
    path = papers_of[0] / file
    text = path.read_text(encoding="utf-8")
    assert change(text) != text
    path.write_text(change(text), encoding="utf-8")
    code, told = says(verifier, papers_of, capsys, *words)
    assert (code, told.startswith("NOT WELL")) == (1, True)


def test_a_proof_of_another_pair_of_checkpoints_is_not_believed(verifier, papers_of, capsys):
    code, told = says(verifier, papers_of, capsys, "consistency", "consistency.json", "--first", "2.txt")
    assert (code, "NOT WELL" in told) == (1, True)
    code, told = says(
        verifier, papers_of, capsys, "consistency", "consistency.json", "--first", "3.txt", "--second", "1.txt"
    )
    assert (code, "it was cut" in told) == (1, True)


def test_it_runs_alone(papers_of):
    folder, vkey = papers_of
    given = [sys.executable, "-I", str(FILE), "--key", vkey, "inclusion", str(folder / "inclusion.json")]
    done = subprocess.run(given, capture_output=True, text=True, timeout=60, cwd="/", check=False)
    assert (done.returncode, done.stdout[:3]) == (0, "ok:"), done.stderr
    assert "samaki." not in "".join(line for line in FILE.read_text().splitlines() if "import" in line)
