"""From a sheet to PDF, in a process of its own: whatever a text does there, it takes no more memory and time than that process may."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from samaki.database.refusals import CannotMove

SECONDS, QUEUE = 40, 15
"""Of waiting for one paper, and for the one before it: together less than the minute after which the database ends a session that rests."""

ALONE = {"RAYON_NUM_THREADS": "2", "MALLOC_ARENA_MAX": "2"}
"""All that the process knows of where it runs: on a machine of many cores, too, it stays within its memory."""

_ONE = BoundedSemaphore(1)
"""One paper at a time in each process of the pages: five at once would take the memory of five."""


@dataclass(frozen=True)
class Pressed:
    """A PDF and how many pages it has."""

    content: bytes = field(repr=False)
    pages: int


def press(sheet: Mapping[str, Any]) -> Pressed:
    """Typeset what `typeset.typ` reads: see there. The letters pass through a pipe, and stand in no file.

    Raises CannotMove where it takes too long or too much, with what to do instead.
    """
    told = json.dumps({"sheet": sheet, "fonts": _fonts()}, ensure_ascii=False).encode()
    command = [sys.executable, "-I", str(Path(__file__).with_name("typeset.py"))]
    if not _ONE.acquire(timeout=QUEUE):
        raise _too_long()
    try:
        done = subprocess.run(command, input=told, capture_output=True, timeout=SECONDS, env=ALONE, check=False)
    except subprocess.TimeoutExpired:
        raise _too_long() from None
    finally:
        _ONE.release()
    if done.returncode:
        raise _too_long()
    pages, _line, content = done.stdout.partition(b"\n")
    return Pressed(content, int(pages))


def _too_long() -> CannotMove:
    return CannotMove(
        _("This paper could not be made: it is too long, or the machine is too busy. Try again, or choose one child.")
    )


def _fonts() -> list[str]:
    """The folders of the fonts of the pages."""
    named = [one for one in settings.STATICFILES_DIRS if isinstance(one, tuple)]
    return [str(folder) for name, folder in named if name.startswith("fonts")]
