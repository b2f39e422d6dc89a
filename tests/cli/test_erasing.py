"""An erasure on a living installation: neither its database with the key file, nor a backup from before, opens it again."""

import json
import os
import subprocess
import sys
from functools import partial

import pytest
from tests import places
from tests.cli.test_backup import restored
from tests.cli.test_keys import words
from tests.places import demonstration

from samaki.database.folder import ROOT

command = partial(places.command, within=400)
"""Many steps of a real installation, each with its own server: they may take their time."""

pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="about the embedded server")

BEGIN = """
import json, sys
from datetime import UTC, datetime, timedelta
from samaki.cli import running
with running.system('test') as folder:
    from samaki.agencies.models import Member, Unit
    from samaki.cases.models import Case, Person
    from samaki.database import roles, session
    from tests.acting import act
    from tests.journeys.retention.erasing import WAITS, WORDS, answered, asked, closed, filled_case
    now = datetime.now(UTC)
    cast = {one.username: one for one in Member.objects.select_related("unit__agency")}
"""

MAKE = """
    case = closed(cast, filled_case(cast, now - WAITS), now - WAITS)
    print(json.dumps({"id": str(case.id), "code": case.code}))
"""

ERASE = """
    with session("app", now, cast["duty.pp"].id):
        case = Case.objects.get(code=sys.argv[1])
    row = answered(cast, asked(cast, case, now - WAITS), now)
    print(json.dumps({"number": row.number, "keys": row.keys}))
"""

COUNT = """
    with roles.connected(folder) as connection:
        ask = lambda question: [[str(one) for one in row] for row in connection.execute(question).fetchall()]
        print(json.dumps({
            "cases": ask('select code, state, area, source, urgency, opened_at, closed_at from "case" order by 1'),
            "steps": ask("select id, kind, state, outcome, holder, opened_at, ended_at, due_at from step order by 1"),
            "people": ask("select id, part, sex, age from person order by 1"),
            "keys": ask("select coalesce(case_id, report_id) from data_key order by 1"),
            "names": ask("select case_id from name_keys order by 1"),
            "erased": ask('select code from "case" where erased_at is not null'),
            "copies": ask("select number, copies_ended_how from erasure order by 1"),
        }))
"""


def told(place, script, *given):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SAMAKI_", "DJANGO_"))}
    environment |= {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "SAMAKI_DATA": str(place / "data")}
    done = subprocess.run([sys.executable, "-c", BEGIN + script, *given], capture_output=True, text=True, timeout=400,
                          env=environment | {"DJANGO_SETTINGS_MODULE": "samaki.settings"})  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def base():
    with demonstration() as place:
        yield place


def test_neither_the_database_nor_a_backup_from_before_opens_it_again(base):
    made = told(base, MAKE)
    before, opened = told(base, COUNT), words(base)
    assert any("which nobody may read again" in word for word in opened.values())
    assert command("backup", str(base / "before.age"), base=base).returncode == 0
    checkpoint = base / "checkpoint"
    checkpoint.write_text(command("ledger", "checkpoint", base=base).stdout)
    old_key = (base / "data.keys/master.key").read_text()

    assert told(base, ERASE, made["code"])["keys"] == 1
    assert command("tick", base=base).returncode == 0
    after = told(base, COUNT)
    for what in ("cases", "steps", "people"):
        assert after[what] == before[what], "all that is counted is as it was"
    assert [key for key in before["keys"] if key not in after["keys"]] == [[made["id"]]]
    assert [made["id"]] not in after["names"]
    assert (base / "data.keys/erased").read_text().count(made["id"]) == 1

    # the dump of the database with its key file: no key there opens one of its values
    assert command("backup", str(base / "after.age"), base=base).returncode == 0
    left = _opens(base, made["id"])
    assert left["values"] > 3
    assert left["opened"] == 0
    found = command("ledger", "verify", "--checkpoint", str(checkpoint), base=base)
    assert (found.returncode, "Well: " in found.stdout) == (0, True), found.stderr

    # the backup from before, put back beside the list: erased again; its ledger is whole
    place = base / "back"
    place.mkdir()
    place.chmod(0o711)
    (place / "data.keys").mkdir(mode=0o700)
    (place / "data.keys/erased").write_text((base / "data.keys/erased").read_text())
    (place / "data.keys/master.key").write_text(old_key)
    done = command("restore", str(base / "before.age"), base=place)
    assert (done.returncode, "erased again" in done.stderr) == (0, True), done.stderr
    assert _opens(place, made["id"])["opened"] == 0
    assert told(place, COUNT)["erased"] == [[made["code"]]]

    # without the list it comes back: the certificate says so, and until when
    again = base / "elsewhere"
    done = restored(base / "before.age", again, key=old_key)
    assert done.returncode == 0, done.stderr
    assert _opens(again, made["id"])["opened"] > 3

    # the master key is exchanged and forgotten: the old backup opens with no key of this machine
    assert command("keys", "rotate", base=base).returncode == 0
    done = command("keys", "forget", "--now", base=base)
    assert done.returncode == 0, done.stderr
    assert told(base, COUNT)["copies"] == [["1", "keys"]]
    assert "copies ended" in command("retention", base=base).stdout
    new_key = (base / "data.keys/master.key").read_text()
    third = restored(base / "before.age", base / "third", key=new_key)
    assert (third.returncode, "older copy of the key file" in third.stderr) == (1, True)
    (again / "data.keys/master.key").write_text(new_key)  # and its rows, had somebody else opened the file
    assert _opens(again, made["id"])["opened"] == 0


def _opens(place, case_id):
    """Of the sealed values of one case: how many there are, and how many any key of the place opens."""
    script = """
import json, sys, django
django.setup()
from contextlib import suppress
from django.apps import apps
from samaki.database import roles
from samaki.database.folder import current
from samaki.vault import sealing
from samaki.vault.models import SealedRow
from samaki.vault.wrapping import CannotOpen, unwrap
values = opened = 0
with roles.connected(current()) as connection:
    keys = []
    for key, wrapped in connection.execute("select id, wrapped from data_key").fetchall():
        with suppress(CannotOpen):
            keys.append(unwrap(wrapped, key))
    for model in apps.get_models():
        table, column = model._meta.db_table, getattr(model, "SEALED", "")
        if issubclass(model, SealedRow) and any(f.column == "case_id" for f in model._meta.fields):
            for row, sealed in connection.execute(f"select id, {column} from {table} where case_id = %s", [sys.argv[1]]).fetchall():
                if table in ("erasure",):
                    continue
                values += 1
                for key in keys:
                    with suppress(CannotOpen):
                        sealing.unseal_bytes(key, sealed, f"{table}.{column}.{row}")
                        opened += 1
print(json.dumps({"values": values, "opened": opened}))
"""
    whole = "from samaki.cli import running\nwith running.database('test'):\n" + "\n".join(
        f"    {line}" for line in script.strip().splitlines()
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SAMAKI_", "DJANGO_"))}
    environment |= {
        "PYTHONPATH": str(ROOT / "src"),
        "SAMAKI_DATA": str(place / "data"),
        "DJANGO_SETTINGS_MODULE": "samaki.settings",
    }
    if place.name == "elsewhere":  # its key file is another one now: past the check of a start
        whole = whole.replace("running.database('test')", "embedded.running(current(), 'test')")
        whole = "from samaki.database import embedded\nfrom samaki.database.folder import current\n" + whole
    done = subprocess.run(
        [sys.executable, "-c", whole, str(case_id)], capture_output=True, text=True, timeout=400, env=environment
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_the_disk_is_cleaned_and_the_operator_says_what_was_destroyed(base):
    made = told(base, MAKE)
    told(base, ERASE, made["code"])
    assert "copies NOT ended" in command("retention", base=base).stdout
    assert command("retention", "destroyed", base=base).returncode == 2
    assert command("retention", "destroyed", "--before", "2999-01-01", base=base).returncode == 2
    done = command("retention", "destroyed", "--before", "2000-01-01", base=base)
    assert "of 0 erasures" in done.stderr
    assert "copies NOT ended" in command("retention", base=base).stdout
    done = command("retention", "clean", base=base)
    assert (done.returncode, "no longer in the files" in done.stderr) == (0, True), done.stderr
