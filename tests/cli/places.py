"""A folder for an installation of its own, taken away at the end with what the server keeps elsewhere."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def folder() -> Iterator[Path]:
    """One that the server's user can enter."""
    place = Path(tempfile.mkdtemp(prefix="samaki-tests-", dir="/tmp"))
    place.chmod(0o711)
    try:
        yield place
    finally:
        if (place / "data/postgres").is_symlink():
            shutil.rmtree((place / "data/postgres").resolve(), ignore_errors=True)
        shutil.rmtree(place)
