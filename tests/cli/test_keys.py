"""Keys of a living installation are exchanged: every sealed word opens as before, the copy from before does not."""

import json
import os
import re
import subprocess
import sys

import pytest
from tests.places import command, demonstration

from samaki.database.folder import ROOT

pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="about the embedded server")

OPEN_ALL = """
import hashlib, json, sys, django
django.setup()
from django.apps import apps
from samaki.database.folder import current
from samaki.database import roles
from samaki.vault import rotation, sealing
from samaki.vault.models import SealedRow
from samaki.vault.wrapping import unwrap
opened = {}
with roles.connected(current()) as connection:
    ask = lambda question: connection.execute(question).fetchall()
    keys = {owner: unwrap(wrapped, key) for owner, wrapped, key in
            ask("select coalesce(case_id, report_id), wrapped, id from data_key")}
    for model in apps.get_models():
        table, column = model._meta.db_table, getattr(model, "SEALED", "")
        owners = [n for n in ("report_id", "case_id") if any(f.column == n for f in model._meta.fields)]
        of_no_case = [purpose for purpose, (other, _column) in rotation.TABLES.items() if other == table]
        if not issubclass(model, SealedRow) or of_no_case and of_no_case[0] not in rotation.OF_NO_CASE:
            continue
        only = "where case_id is not null" if of_no_case else ""
        owner = "id" if table == "report" else f'coalesce({", ".join(owners)})'
        for owner, key, sealed in ask(f'select {owner}, id, {column} from {table} {only}'):
            content = sealing.unseal_bytes(keys[owner], sealed, f"{table}.{column}.{key}")
            opened[str(key)] = hashlib.sha256(content).hexdigest() if table == "document_file" else content.decode()
    for purpose, (table, column) in rotation.TABLES.items():
        only = "where case_id is null" if purpose in rotation.OF_NO_CASE else ""
        for key, sealed in ask(f"select id, {column} from {table} {only}"):
            opened[str(key)] = sealing.installation_unseal(purpose, sealed, f"{table}.{column}.{key}")
print(json.dumps(opened))
"""


@pytest.fixture(scope="module")
def base():
    """A demonstration without its country: the stories, by the real operations."""
    with demonstration() as place:
        yield place


def words(base):
    """Every sealed value of the database, opened."""
    script = "from samaki.cli import running\nwith running.database('test'):\n" + "\n".join(
        f"    {line}" for line in OPEN_ALL.strip().splitlines()
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SAMAKI_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=90,
        env={**environment, "PYTHONPATH": str(ROOT / "src"), "SAMAKI_DATA": str(base / "data"),
             "DJANGO_SETTINGS_MODULE": "samaki.settings"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_every_word_opens_after_the_exchange_and_the_old_key_is_of_no_use(base):
    place = base / "data.keys/master.key"
    old, before = place.read_text(), words(base)
    assert len(before) > 20

    checkpoint = base / "checkpoint"
    checkpoint.write_text(command("ledger", "checkpoint", base=base).stdout)

    assert command("keys", "forget", base=base).stderr.strip().endswith("./samaki keys rotate")
    done = command("keys", "rotate", base=base)
    assert (done.returncode, "master key 2 seals from now on" in done.stderr) == (0, True)
    assert words(base) == before
    shown = command("keys", base=base).stdout.splitlines()
    assert [line.split(":")[0] for line in shown] == ["master key 1, opens only", "master key 2, seals"]
    assert shown[0].endswith(": 0 cases and reports")

    early = command("keys", "forget", base=base)
    assert (early.returncode, "with --now" in early.stderr) == (1, True)
    done = command("keys", "forget", "--now", base=base)
    assert (done.returncode, "NOT erased" in done.stdout) == (0, True)
    assert old.strip() not in place.read_text()
    assert words(base) == before
    assert command("tick", base=base).returncode == 0
    command("ledger", "checkpoint", base=base)
    checked = command("ledger", "verify", "--checkpoint", str(checkpoint), base=base)
    assert checked.returncode == 0, checked.stdout + checked.stderr  # signed by the key that the witnesses know

    kept = place.read_text()
    place.write_text(old)
    try:
        assert command("tick", base=base).returncode == 1
    finally:
        place.write_text(kept)


def test_an_exchange_that_was_killed_goes_on(base):
    place, before = base / "data.keys/master.key", words(base)
    command("keys", "rotate", base=base)
    first = place.read_text()
    (base / "data/key-check").write_text("x" * 64 + "\n")  # as if killed between the key file and the note, worse
    assert command("keys", "rotate", base=base).returncode == 1
    (base / "data/key-check").unlink()
    assert command("keys", "rotate", base=base).returncode == 0
    assert place.read_text() == first
    assert words(base) == before


def test_a_lost_key_file_comes_back_from_three_of_five_holders(base):
    place, before, to = base / "data.keys/master.key", words(base), base / "sheets"
    assert command("keys", "share", base=base).returncode == 2
    beside = command("keys", "share", "--holders", "5", "--need", "3", "--to", str(base / "data/x"), base=base)
    assert (beside.returncode, "must not lie beside" in beside.stderr) == (2, True)
    assert command("keys", "share", "--holders", "5", "--need", "3", "--to", str(to), base=base).returncode == 0
    papers = [path.read_text() for path in sorted(to.iterdir())]
    assert (len(papers), "Any 3 of them" in papers[0]) == (5, True)
    typed = [" ".join(re.findall(r"\d+\. ([a-z]+)", paper)) for paper in papers]
    command("keys", "rotate", base=base)
    kept = place.read_text()
    place.unlink()
    assert command("tick", base=base).returncode == 1
    assert command("keys", "recover", base=base, given="\n".join(typed[:2]) + "\n\n").returncode == 1
    assert command("keys", "recover", base=base, given="\n".join(typed[1:4]) + "\n\n").returncode == 0
    assert place.read_text() == kept
    assert words(base) == before
