"""What an operator gets wrong: a sentence at once, and never a password in it."""

import argparse
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from samaki.cli import heartbeat, members, running
from samaki.cli.findings import settings
from samaki.database import outside
from samaki.database.folder import ROOT, Folder

SECRET = "hidden-pw-77"  # noqa: S105 - it must never be printed

UNREADABLE = [
    f"mysql://a:{SECRET}@h/x",
    f"http://a:{SECRET}@h/x",
    f"postgresql://a:{SECRET}@h",
    f"postgresql://a:{SECRET}%zz@h/x",
    f"postgresql://a:at@{SECRET}@h/x",
    f"postgresql://a:no/{SECRET}@h/x",
    f"postgresql://a:{SECRET}@h:99999/x",
    f"postgresql://a:{SECRET}@h:port/x",
    f"{SECRET}",
    "postgresql://",
    f"host=h password={SECRET}",
]

UNREACHED = [
    f"postgresql://a:{SECRET}@no-such-host.invalid/x",
    f"postgresql://a:{SECRET}@127.0.0.1:1/x",
    f"postgresql://a:{SECRET}@127.0.0.1:1/x?sslmode=wrong",
    f"postgresql:///x?host=/nowhere&user=a&password={SECRET}",
]


def samaki(*words, data, **more):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SAMAKI_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "samaki.cli", *words, "--data", str(data)],
        capture_output=True,
        text=True,
        timeout=60,
        env={**environment, "PYTHONPATH": str(ROOT / "src"), **more},
    )


COMMANDS = (["up", "--no-demo", "--port=48762"], ["web"], ["worker"], ["tick"], ["token", "mentor"], ["migrate"], ["dsn"],
            ["dsn", "--owner"], ["simulate"], ["demo"])  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_says_that_the_url_is_wrong_in_one_sentence_without_its_password(words, tmp_path):
    done = samaki(*words, data=tmp_path / "new", DATABASE_URL=UNREADABLE[0])
    told = done.stdout + done.stderr
    assert done.returncode == 1
    assert told.startswith("samaki: DATABASE_URL cannot be read. It must be like postgresql://")
    assert told.count("\n") == 1
    assert SECRET not in told
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("url", UNREADABLE)
def test_no_complaint_about_a_url_quotes_it(url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(outside.ServerProblem) as told:
        outside.outside()
    assert SECRET not in str(told.value)
    assert told.value.__suppress_context__ or told.value.__context__ is None


@pytest.mark.parametrize("url", UNREACHED)
def test_a_server_that_does_not_answer_is_one_line_without_the_password(url, tmp_path):
    done = samaki("migrate", data=tmp_path / "new", DATABASE_URL=url)
    told = done.stdout + done.stderr
    assert done.returncode == 1
    assert told.startswith("samaki: The database of DATABASE_URL cannot be reached: ")
    assert told.count("\n") == 1
    assert SECRET not in told


@pytest.mark.parametrize("url", [UNREADABLE[0], UNREACHED[1]])
def test_the_doctor_makes_a_finding_of_it(url, tmp_path):
    done = samaki("doctor", data=tmp_path / "new", DATABASE_URL=url)
    assert done.returncode == 1
    assert "BAD   database" in done.stdout
    assert "DATABASE_URL" in done.stdout
    assert SECRET not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


REAL = datetime(2026, 3, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize("demo", [True, False])
@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(days=-4000), timedelta(minutes=4)])
def test_a_heartbeat_of_now_or_before_beats(demo, ahead):
    heartbeat.check_ahead(REAL + ahead, REAL, demo)


@pytest.mark.parametrize("ahead", [timedelta(minutes=6), timedelta(days=20), timedelta(days=730)])
def test_only_a_demonstration_is_moved_on(ahead):
    heartbeat.check_ahead(REAL + ahead, REAL, demo=True)
    with pytest.raises(running.Problem, match="lies ahead, and nothing was done"):
        heartbeat.check_ahead(REAL + ahead, REAL, demo=False)


def test_a_year_of_the_buddhist_era_is_refused_before_anything_is_touched(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "demo-password").write_text("x")
    done = samaki("tick", "--now", "2570-01-01T00:00:00Z", data=data)
    assert (done.returncode, done.stdout) == (2, "")
    assert "2570-01-01 00:00 UTC lies ahead, and nothing was done" in done.stderr
    assert "by 731 days at most" in done.stderr
    assert [place.name for place in data.iterdir()] == ["demo-password"]


@pytest.mark.parametrize("bind", ["0.0.0.0", "::", "192.0.2.1"])  # noqa: S104 - it must be refused
@pytest.mark.parametrize("words", [["web"], ["up", "--no-demo"]], ids=" ".join)
def test_a_demonstration_listens_on_this_machine_only(bind, words, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "demo-password").write_text("x")
    more = ["--bind", bind] if words == ["web"] else []
    done = samaki(*words, *more, "--port=48763", data=data, SAMAKI_BIND=bind)
    assert (done.returncode, done.stdout) == (2, "")
    assert "holds a demonstration" in done.stderr
    assert "listens on 127.0.0.1 only" in done.stderr


def test_a_real_installation_listens_where_it_is_told(tmp_path):
    running.check_bind(Folder(tmp_path), "0.0.0.0")  # noqa: S104
    with pytest.raises(running.Problem, match="no address of this machine"):
        running.check_bind(Folder(tmp_path), "everywhere")


def test_the_data_folder_is_named_without_detours(tmp_path):
    (tmp_path / "here").mkdir()
    done = samaki("tick", data=tmp_path / "here" / ".." / "d2")
    assert f"There is no database in {tmp_path}/d2 yet" in done.stderr


WRONG = [
    ("SAMAKI_HOSTS", "https://a.example/x"),
    ("SAMAKI_HOSTS", "a.example,b.example"),
    ("SAMAKI_HOSTS", "good.example *"),
    ("SAMAKI_URL", "notaurl"),
    ("SAMAKI_URL", "ftp://a.example"),
    ("SAMAKI_URL", "https://a.example:port"),
    ("SAMAKI_BIND", "everywhere"),
    ("SAMAKI_WEB_THREADS", "many"),
    ("SAMAKI_WEB_PROCESSES", "0"),
    ("SAMAKI_DEMO_CASES", "-1"),
    ("SAMAKI_DORMANT_DAYS", "soon"),
    ("SAMAKI_BEHIND_PROXY", "yes"),
    ("SAMAKI_PACK", "atlantis"),
    ("SAMAKI_ROLE_PREFIX", "Samaki-1"),
    ("SAMAKI_DEBUG", "1"),
]


@pytest.fixture
def clean(monkeypatch):
    for name in [name for name in os.environ if name.startswith("SAMAKI_") and name != "SAMAKI_DATA"]:
        monkeypatch.delenv(name)


@pytest.mark.parametrize(("name", "text"), WRONG, ids=" ".join)
def test_the_doctor_names_a_setting_that_cannot_be_meant(name, text, clean, monkeypatch, tmp_path):
    monkeypatch.setenv(name, text)
    found = settings.look(Folder(tmp_path))
    assert (found.level, name in found.sentence) == ("bad", True)


def test_good_settings_are_fine_and_an_unknown_one_is_told(clean, monkeypatch, tmp_path):
    for name, text in (("HOSTS", "samaki.example.org localhost"), ("URL", "https://samaki.example.org"), ("PACK", "kh"),
                       ("BIND", "0.0.0.0"), ("WEB_THREADS", "8"), ("ROLE_PREFIX", "north")):  # fmt: skip
        monkeypatch.setenv(f"SAMAKI_{name}", text)
    assert settings.look(Folder(tmp_path)).level == "ok"
    monkeypatch.setenv("SAMAKI_HOST", "samaki.example.org")
    found = settings.look(Folder(tmp_path))
    assert (found.level, "SAMAKI_HOST:" in found.sentence) == ("warn", True)


def test_a_number_that_is_none_is_a_sentence(tmp_path):
    done = samaki("web", "--port=48764", data=tmp_path, SAMAKI_WEB_THREADS="many")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "samaki: SAMAKI_WEB_THREADS must be a whole number from 1 to 256.\n"


def test_the_demonstration_tells_how_far_it_is_in_a_few_lines(capsys):
    for told in range(53):
        members.tell(told, 52)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "samaki: writing the demonstration: 52 reports and cases, once; this takes some minutes ..."
    assert [line.split()[1] for line in lines[1:]] == ["1", "6", "11", "16", "21", "26", "32", "37", "42", "47", "52"]


def test_a_moment_is_read(tmp_path):
    with pytest.raises(argparse.ArgumentTypeError):
        heartbeat.moment("soon")
