"""The doctor finds what is wrong, and says what mends it."""

import json

import pytest
from tests.jobs.post_office import Desk, open_office, point_at

from samaki.cli import doctor, living
from samaki.cli.__main__ import parser
from samaki.cli.doctor import findings
from samaki.cli.findings import gateways, machine, mail, settings
from samaki.database.folder import Folder
from samaki.vault import keyfile


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.delenv("SAMAKI_KEY_FILE", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("SAMAKI_DATA", str(tmp_path / "data"))
    one = Folder(tmp_path / "data")
    one.make()
    return one


def test_a_fresh_key_is_fine(folder):
    keyfile.ensure(folder)
    assert machine.key_file(folder).level == "ok"
    assert machine.key_place(folder).level == "ok"


def test_a_key_that_others_may_read_is_bad(folder):
    place = keyfile.ensure(folder)
    place.chmod(0o644)
    found = machine.key_file(folder)
    assert (found.level, f"chmod 600 {place}" in found.sentence) == ("bad", True)


def test_a_key_in_the_data_folder_is_bad(folder, monkeypatch):
    monkeypatch.setenv("SAMAKI_KEY_FILE", str(folder.path / "master.key"))
    assert machine.key_place(folder).level == "bad"


def test_a_missing_key_beside_a_database_is_bad(folder):
    assert machine.key_file(folder).level == "warn"
    folder.home.mkdir()
    assert machine.key_file(folder).level == "bad"


def test_ways_that_only_the_running_processes_have_are_not_called_off(folder, monkeypatch):
    monkeypatch.setenv("SAMAKI_TEXTS", "/nowhere/texts.toml")
    known = living.settings()
    monkeypatch.delenv("SAMAKI_TEXTS")
    assert gateways.of_file(folder, "texts", "SAMAKI_TEXTS", "a guide", dict).level == "ok"
    with living.sign(folder, "web", settings=known):
        found = gateways.of_file(folder, "texts", "SAMAKI_TEXTS", "a guide", dict)
    assert found.level == "warn"
    assert "on in the running web, but SAMAKI_TEXTS is not set here" in found.sentence
    for name in ("TEXTS", "CALLS", "PUSH_KEY", "PUSH_CONTACT"):
        monkeypatch.setenv(f"SAMAKI_{name}", "x")
    assert settings.look(folder).level == "ok"


@pytest.mark.parametrize(
    ("rows", "level"),
    [
        ([], "ok"),
        ([("sent", 3, True)], "ok"),
        ([("login", 3, True)], "bad"),
        ([("login", 1, False), ("sent", 2, True)], "warn"),
        ([("login", 1, True), ("sent", 2, False)], "bad"),
        ([("later", 1, True), ("sent", 2, False)], "warn"),
    ],
)
def test_what_the_gateway_answered_is_said_and_not_only_that_its_port_is_open(folder, monkeypatch, rows, level):
    monkeypatch.setattr(gateways, "_outcomes", lambda *_asked: rows)
    found = gateways.answered(folder, "texts", "text_out", "SAMAKI_TEXTS")
    assert found.level == level
    assert ("wrong user or password, or nothing at that path" in found.sentence) == any(
        outcome == "login" for outcome, *_rest in rows
    )


def test_a_demonstration_is_named(folder):
    assert machine.demonstration(folder).level == "ok"
    folder.demo_password.write_text("x")
    assert machine.demonstration(folder).level == "warn"
    assert machine.secrets(folder).level == "bad"


def test_without_a_database_the_doctor_still_answers(folder):
    found = findings(folder)
    assert found[-1].what == "database"
    assert all(one.sentence for one in found)


def test_a_process_is_seen_for_as_long_as_it_lives(folder):
    import subprocess
    import sys

    code = "import sys, time\nfrom samaki.cli import living\nfrom samaki.database.folder import current\n"
    code += "with living.sign(current(), 'worker', port=7): print('here', flush=True); time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline() == "here\n"
        assert living.held(folder, "worker") == {"pid": process.pid, "port": 7}
    finally:
        process.kill()
        process.wait()
    assert living.held(folder, "worker") is None


def test_json_is_for_programs(folder, capsys):
    code = doctor.run_doctor(parser().parse_args(["doctor", "--json"]))
    found = json.loads(capsys.readouterr().out)
    assert found["worst"] in ("ok", "warn", "bad")
    assert code == (1 if found["worst"] == "bad" else 0)
    assert {frozenset(one) for one in found["findings"]} == {frozenset({"what", "level", "sentence"})}


def test_the_doctor_makes_no_key(folder):
    findings(folder)
    assert not keyfile.path(folder).exists()


def test_mail_is_said_to_be_off_or_on_and_the_server_is_asked(folder, monkeypatch, tmp_path):
    monkeypatch.delenv("SAMAKI_MAIL_HOST", raising=False)
    off = mail.channel(folder)
    assert (off.level, off.sentence.startswith("off: nobody is mailed")) == ("ok", True)
    desk = Desk()
    with open_office(desk) as port:
        point_at(monkeypatch, port)
        on = mail.channel(folder)
        assert (on.level, on.sentence) == ("ok", f"on: 127.0.0.1:{port} answers, without encryption, on this machine.")
        assert (desk.conversations, desk.taken) == (1, [])
        monkeypatch.setenv("SAMAKI_MAIL_SECURITY", "starttls")
        assert mail.channel(folder).level == "bad"
    assert "does not answer" in mail.channel(folder).sentence
    secret = tmp_path / "secret"
    secret.write_text("x")
    secret.chmod(0o644)
    monkeypatch.setenv("SAMAKI_MAIL_USER", "samaki")
    monkeypatch.setenv("SAMAKI_MAIL_PASSWORD_FILE", str(secret))
    assert f"chmod 600 {secret}" in mail.channel(folder).sentence
    monkeypatch.setenv("SAMAKI_MAIL_FROM", "nobody")
    assert mail.channel(folder).sentence.startswith("Nobody is mailed. SAMAKI_MAIL_FROM")
