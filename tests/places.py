"""Folders for installations of their own, taken away at the end with what the server keeps elsewhere.

Migrating an empty database takes some twenty seconds, and a demonstration its time again: each is made once in a run, and copied for
those who only begin there.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from samaki.database.folder import ROOT, current

MATTERS = 13
"""Of the demonstration that is copied: one of each story."""


@contextmanager
def folder() -> Iterator[Path]:
    """An empty one that the server's user can enter."""
    place = Path(tempfile.mkdtemp(prefix="samaki-tests-", dir="/tmp"))
    place.chmod(0o711)
    try:
        yield place
    finally:
        if (place / "data/postgres").is_symlink():
            shutil.rmtree((place / "data/postgres").resolve(), ignore_errors=True)
        shutil.rmtree(place)


@contextmanager
def migrated() -> Iterator[Path]:
    """With a database of all migrations, which nobody has begun to use."""
    with folder() as place:
        copy("migrated", place)
        yield place


@contextmanager
def demonstration() -> Iterator[Path]:
    """With a demonstration of `MATTERS` reports and cases, by the real operations."""
    with folder() as place:
        copy("demonstration", place)
        yield place


def copy(kind: str, place: Path) -> None:
    """What is ready of this kind, made first by who asks first."""
    ready = current().path.parent / kind
    with open(current().path.parent / f"{kind}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            draft = ready.with_name(f"{kind}.draft")
            draft.mkdir(mode=0o711)
            if kind == "migrated":
                command("migrate", base=draft, within=300).check_returncode()
            else:
                copy("migrated", draft)
                command(
                    "demo", base=draft, SAMAKI_DEMO="1", SAMAKI_DEMO_CASES=str(MATTERS), within=300
                ).check_returncode()
            draft.rename(ready)
    subprocess.run(["cp", "-a", *ready.iterdir(), place], check=True)  # with the owner, who is the server's user


def command(
    *words: str | Path, base: Path, given: str = "", within: int = 300, **more: str
) -> subprocess.CompletedProcess[str]:
    """`./samaki` with these words, for the data folder of this place."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SAMAKI_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "samaki.cli", *words, "--data", str(base / "data")],
        capture_output=True,
        text=True,
        input=given,
        timeout=within,
        env={**environment, "PYTHONPATH": str(ROOT / "src"), **more},
    )
