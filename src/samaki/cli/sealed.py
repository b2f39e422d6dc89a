"""`ledger`: the signed head, verifying everything, witnesses, and the log for verifying elsewhere."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from samaki.cli import running
from samaki.cli.verdicts import as_json, told

if TYPE_CHECKING:
    from samaki.ledger.chunks import Chunk
    from samaki.ledger.verifying import Task, Verdict

AT_ONCE = 4
"""Chunks from which on more than one process verifies."""


def add(commands: Any) -> None:
    """Put the command and its parts on the parser."""
    ledger = commands.add_parser("ledger", help="the sealed ledger: checkpoint, verify, witnesses, export")
    parts = ledger.add_subparsers(title="parts", metavar="PART", required=True)
    checkpoint = parts.add_parser("checkpoint", help="seal what waits, sign the head and print it")
    checkpoint.set_defaults(run=run_checkpoint)
    verify = parts.add_parser("verify", help="verify everything; exit 1 with the first bad entry named")
    verify.add_argument("--checkpoint", type=Path, action="append", default=[], metavar="FILE",
                        help="a checkpoint kept elsewhere, to be proved a beginning of this log")  # fmt: skip
    verify.add_argument("--json", action="store_true")
    verify.add_argument("--processes", type=int, default=os.cpu_count() or 1, metavar="N", help="default: the cores")
    verify.set_defaults(run=run_verify)
    key = parts.add_parser("key", help="the verification key, for witnesses")
    key.set_defaults(run=run_key)
    export = parts.add_parser("export", help="all entries' bytes in their order, for verifying elsewhere")
    export.add_argument("file", type=Path, metavar="FILE")
    export.set_defaults(run=run_export)
    witness = parts.add_parser("witness", help="list, add UNIT or end UNIT: who outside holds checkpoints")
    witness.add_argument("what", choices=("list", "add", "end"))
    witness.add_argument("unit", nargs="?", metavar="UNIT", help="the unit's code")
    witness.add_argument("--channel", choices=("notice", "program"), default="notice")
    witness.set_defaults(run=run_witness)
    for part in parts.choices.values():
        part.add_argument("--data", type=Path, default=argparse.SUPPRESS, metavar="DIR", help=argparse.SUPPRESS)


def run_checkpoint(options: argparse.Namespace) -> int:
    """The note on stdout, nothing else."""
    with running.system("ledger"):
        from samaki.jobs.sealer import hand_out
        from samaki.ledger import sealing

        now = datetime.now(UTC)
        try:
            sealing.seal_all(now)
            made = sealing.checkpoint(now)
        except sealing.LogBroken as problem:
            raise running.Problem(str(problem)) from problem
        hand_out(made, now)
    print(made.note, end="")
    return 0


def run_key(options: argparse.Namespace) -> int:
    """One line."""
    with running.system("ledger"):
        from samaki.ledger.sealing import signer

        print(signer().vkey)
    return 0


def run_verify(options: argparse.Namespace) -> int:
    """Exit 1 when anything is wrong."""
    held = [_read(file) for file in options.checkpoint]
    with running.system("ledger"):
        found = verified(held, options.processes)
        if options.json:
            print(json.dumps(as_json(found, list(zip(options.checkpoint, held, strict=True))), indent=1))
        else:
            print(told(found, len(held)), file=sys.stderr if found.faults else sys.stdout)
    return 1 if found.faults else 0


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")[:20_000]
    except (OSError, UnicodeDecodeError) as error:
        raise running.Problem(f"The checkpoint {file} cannot be read: {error}", 2) from error


def verified(held: Iterable[str], processes: int) -> Verdict:
    """The verdict of the auditor's role, by so many processes."""
    from samaki.database import session
    from samaki.ledger.sealing import signer
    from samaki.ledger.verifying import verify

    with session("auditor", datetime.now(UTC)):
        return verify(signer().vkey, held, lambda tasks: in_processes(tasks, processes))


def in_processes(tasks: list[Task], processes: int) -> Iterator[Chunk]:
    """The chunks in their order."""
    if processes < 2 or len(tasks) < AT_ONCE:
        yield from map(one_chunk, tasks)
        return
    with ProcessPoolExecutor(processes, get_context("spawn"), running.set_up_django) as pool:
        yield from pool.map(one_chunk, tasks)


def one_chunk(task: Task) -> Chunk:
    """One chunk in a session of its own: processes share none."""
    from samaki.database import session
    from samaki.ledger.chunks import check_chunk

    with session("auditor", datetime.now(UTC)):
        return check_chunk(*task)


def run_export(options: argparse.Namespace) -> int:
    """One line per leaf: the entry's canonical bytes in base64, as `verifier/samaki_verify.py log` reads them."""
    with running.system("ledger"):
        from samaki.database import session
        from samaki.ledger.verifying import contents

        number = 0
        with options.file.open("w") as file, session("auditor", datetime.now(UTC)):
            for line in contents():
                file.write(line + "\n")
                number += 1
    running.say(
        f"{number} entries are in {options.file}. They hold no names, but who did what in which case: keep it safe."
    )
    return 0


def run_witness(options: argparse.Namespace) -> int:
    """Naming and ending are acts of the operator, in the ledger."""
    with running.system("ledger"):
        from samaki.database import session
        from samaki.database.refusals import Refusal

        now = datetime.now(UTC)
        try:
            with session("worker", now):
                _change_witness(options, now)
        except Refusal as refusal:
            raise running.Problem(refusal.sentence) from refusal
        with session("worker", now):
            _list_witnesses(now)
    return 0


def _change_witness(options: argparse.Namespace, now: datetime) -> None:
    from samaki.agencies.models import Unit
    from samaki.ledger import witnessing

    if options.what == "list":
        return
    unit = Unit.objects.filter(code=options.unit or "").first()
    if unit is None:
        raise running.Problem("Name a unit by its code, as /directory/ shows it.", 2)
    if options.what == "add":
        witnessing.name_witness(unit=unit.principal, channel=options.channel, now=now)
    else:
        witnessing.end_witness(unit=unit.principal, now=now)


def _list_witnesses(now: datetime) -> None:
    from samaki.agencies.models import Unit
    from samaki.ledger import witnessing

    codes = dict(Unit.objects.values_list("principal", "code"))
    found = witnessing.standings(now)
    for one in found:
        taken = f"checkpoint {one.number} at {one.received_at:%Y-%m-%d %H:%M} UTC" if one.received_at else "nothing yet"
        print(f"{codes.get(one.witness.unit, '?'):20} {one.witness.channel:8} took {taken}")
    if not found:
        print("Nobody outside holds a checkpoint: ./samaki ledger witness add UNIT")
