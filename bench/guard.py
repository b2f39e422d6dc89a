"""What guarding costs: pages of a case as they are, and the same pages without row security, encryption and the entry of the look.

`./samaki bench guard`. In one process and one database, by turns: the application's role as it is, with every value sealed and each look
written; and that role past row security, every sealed value and key known beforehand, no entry. The case is of one unit alone, so that both
show the same. Processor time of the page and of the database together, medians of rounds; the limit is a ratio of the two.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest import mock

from bench.figures import Figure

LIMIT = 1.8
CASES, NOTES, DOCUMENTS = 2000, 6, 3
WHO = "duty.pp"
NOTE = "The neighbour saw a car in the evening; the child went back to the house and said nothing."


def run(options: argparse.Namespace) -> list[Figure]:
    """Prints a table, or JSON; the limit is times the same page without."""
    from bench import lists

    with lists.folder_of_its_own(options.keep):
        from samaki.cli import running

        with running.system("bench", new=True) as folder, lists.beyond(folder) as connection:
            running.migrate()
            lists.fill(connection, options.cases)
            found = _measured(connection, options)
    if options.json:
        print(json.dumps({"cases": options.cases, "limit": LIMIT, "load": os.getloadavg()[0], "pages": found}))
    else:
        print(f"limit {LIMIT} x the same page without; {options.cases} cases; load {os.getloadavg()[0]:.1f}")
        print(f"{'page':28} {'with ms':>8} {'(db)':>6} {'without':>8} {'(db)':>6} {'ratio':>6}")
        for row in found:
            print(f"{row['page']:28} {row['with_ms']:8.2f} {row['with_database_ms']:6.2f} {row['without_ms']:8.2f} "
                  f"{row['without_database_ms']:6.2f} {row['ratio']:6.2f}{'' if row['ratio'] <= LIMIT else '  OVER'}")  # fmt: skip
    return [Figure(row["page"], row["ratio"], "times the page without", LIMIT) for row in found]


def _measured(connection: Any, options: argparse.Namespace) -> list[dict[str, Any]]:
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    from bench import lists, pages

    settings.ALLOWED_HOSTS = ["localhost"]
    visitor = pages.Visitor(get_wsgi_application(), lists.signed_in(WHO))
    visitor.get("/desk/")
    case, document = _a_case()
    asked = {
        "the case": f"/cases/{case}/",
        "its notes": f"/cases/{case}/notes/",
        "a document": f"/cases/{case}/documents/{document}/",
    }
    return [_compared(name, visitor, path, connection, options) for name, path in asked.items()]


def _compared(name: str, visitor: Any, path: str, connection: Any, options: argparse.Namespace) -> dict[str, Any]:
    """Both by turns, so that other work on the machine makes both dearer."""
    from django.conf import settings

    from bench import pages

    costs: dict[bool, list[Any]] = {True: [], False: []}
    for _round in range(options.rounds):
        for guarded in (True, False):
            with _unguarded(connection, not guarded):
                visitor.get(path)
                backends = pages.backends_of(connection, settings.ROLES["app"])
                costs[guarded].append(pages.measure(name, visitor, path, b"", backends, options.runs, rounds=1))
    if abs(len(visitor.get(path)[1]) - _length_without(visitor, path, connection)) > 500:
        raise SystemExit(f"{path} shows something else without row security: the figures would say nothing.")
    figures = {key: statistics.median(c.python_ms + (c.database_ms or 0) for c in costs[key]) for key in costs}
    database = {key: statistics.median(c.database_ms or 0 for c in costs[key]) for key in costs}
    return {"page": name, "queries": costs[True][0].queries, "queries_without": costs[False][0].queries,
            "with_ms": figures[True], "with_database_ms": database[True], "without_ms": figures[False],
            "without_database_ms": database[False], "ratio": figures[True] / figures[False]}  # fmt: skip


def _length_without(visitor: Any, path: str, connection: Any) -> int:
    with _unguarded(connection, True):
        return len(visitor.get(path)[1])


@contextmanager
def _unguarded(connection: Any, off: bool) -> Iterator[None]:
    """The application's role past row security; every opened value and every key remembered; no look written."""
    from django.conf import settings

    from samaki.cases.documents import operations as documents
    from samaki.vault import sealing

    if not off:
        yield
        return
    opened: dict[bytes, bytes] = {}
    keys: dict[Any, bytes] = {}
    unseal, key_of = sealing.unseal_bytes, sealing.key_of

    def known(key: bytes, sealed: Any, place: str) -> bytes:
        raw = bytes(sealed)
        return opened[raw] if raw in opened else opened.setdefault(raw, unseal(key, raw, place))

    def known_key(*, case_id: Any = None, report_id: Any = None) -> bytes:
        named = case_id or report_id
        return keys[named] if named in keys else keys.setdefault(named, key_of(case_id=case_id, report_id=report_id))

    role = settings.ROLES["app"]
    _set(connection, role, "bypassrls")
    try:
        with (
            mock.patch.object(sealing, "unseal_bytes", known),
            mock.patch.object(sealing, "key_of", known_key),
            mock.patch.object(documents, "_write", return_value=None),
        ):
            yield
    finally:
        _set(connection, role, "nobypassrls")


def _set(connection: Any, role: str, right: str) -> None:
    """A plan that the server has kept stays as it was planned: the application connects anew."""
    from django.db import connections

    connection.execute(f'alter role "{role}" {right}')
    own = connections["default"]
    own.close()
    if getattr(own, "pool", None):
        own.close_pool()


def _a_case() -> tuple[str, str]:
    """(code, document) of a case that one unit alone works on, with notes and photographs."""
    from PIL import Image

    from samaki.agencies.models import Member
    from samaki.cases.documents.operations import add_document
    from samaki.cases.operations import write_note
    from samaki.database import session
    from samaki.journeys.opening import open_own

    now = datetime.now(UTC)
    member = Member.objects.select_related("unit__agency").get(username=WHO)
    with session("app", now, member.id):
        case = open_own(area="12", urgency="urgent", children=1, by=member, now=now)
        for number in range(NOTES):
            write_note(case=case, compartment="justice", text=f"{NOTE} {number}", by=member, now=now)
        for number in range(DOCUMENTS):
            photograph = BytesIO()
            Image.new("RGB", (64, 48 + number), "grey").save(photograph, "JPEG")
            document = add_document(case=case, compartment="justice", kind="photograph", content=photograph.getvalue(),
                                    title=f"Photograph {number}", by=member, now=now)  # fmt: skip
    return case.code, str(document.id)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this bench."""
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--runs", type=int, default=40, help="pages in each of the rounds")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--keep", type=Path, default=None, metavar="DIR", help="keep the filled database here")
