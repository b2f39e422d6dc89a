"""The clock of a server of the tests, moved: each process of it that begins with this folder on its path reads how far from a file.

`up` and its children begin before any of our modules are there, so the two names by which the program asks for the time are replaced
as soon as their modules are: `django.utils.timezone.now` (pages, API) and `datetime` in `samaki.jobs.worker` (the heartbeat, texts,
mail). Everything else of the processes is as it always is.
"""

import importlib.abc
import importlib.machinery
import os
import sys
from datetime import UTC, datetime, timedelta

AHEAD = os.environ.get("MOVED_CLOCK", "")


def moved(zone=UTC):
    """The time now, and as many seconds as the file says."""
    with open(AHEAD) as file:
        return datetime.now(zone) + timedelta(seconds=float(file.read() or 0))


class Moved:
    """In the place of `datetime` where only `now` is asked of it."""

    now = staticmethod(moved)


REPLACED = {"django.utils.timezone": ("now", moved), "samaki.jobs.worker": ("datetime", Moved)}


class Finder(importlib.abc.MetaPathFinder):
    """Finds what others find; after one of the two modules was run, its name is replaced."""

    def find_spec(self, name, path=None, target=None):
        if name not in REPLACED:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        run = spec.loader.exec_module

        def exec_module(module):
            run(module)
            setattr(module, *REPLACED[name])

        spec.loader.exec_module = exec_module
        return spec


if AHEAD:
    sys.meta_path.insert(0, Finder())
