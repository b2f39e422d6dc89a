"""What the ledger costs: an act with and without its entry at 8 writers, sealing, and verifying next to hashing alone.

In a database of its own folder (`--data`), with the durability of real work. Synthetic rows only.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from multiprocessing import get_context

from bench.figures import Figure
from samaki.cli import running

MOST_OF_AN_ACT, LEAST_OF_HASHING = 1.3, 0.25
CASES = 64


def add_options(parser):
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--acts", type=int, default=150, help="of each writer, in each round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--entries", type=int, default=50_000, help="in the log that is verified")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--json", action="store_true")


def run(options) -> list[Figure]:
    os.environ["SAMAKI_DEMO"] = "1"
    with running.system("bench", new=True):
        running.migrate()
        prepare(options.writers)
        found = {"writers": options.writers, "processes": options.processes, "load": os.getloadavg()[0]}
        found |= acts(options) | log(options) | verifying(options)
    found["commit"] = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False).stdout.strip()  # fmt: skip
    print(
        json.dumps(found, indent=1) if options.json else "\n".join(f"{name}: {value}" for name, value in found.items())
    )
    return [
        Figure("an act with its entry, beside one without", found["act_ratio"], "times", MOST_OF_AN_ACT),
        Figure(
            "verifying, beside hashing alone", found["verify_of_hashing"], "of its speed", LEAST_OF_HASHING, least=True
        ),
    ]


def prepare(writers):
    from samaki.agencies.models import Member
    from samaki.cases.models import Case
    from samaki.database import session
    from samaki.journeys import opening
    from samaki.simulation.cast import assemble

    now = datetime.now(UTC)
    if not Member.objects.exists():
        assemble(now.replace(year=now.year - 2), "a password of the bench")
    duty = Member.objects.select_related("unit__agency").get(username="duty.pp")
    with session("app", now, duty.id):
        missing = writers - Case.objects.count()
        for _ in range(missing):
            opening.open_own(area="12", urgency="normal", children=1, by=duty, now=now)


def acts(options):
    """Medians over rounds of alternating halves, so that the load of others meets both alike."""
    seconds = {True: [], False: []}
    with ProcessPoolExecutor(options.writers, get_context("spawn"), running.set_up_django) as pool:
        list(pool.map(write, [(number, 5, True) for number in range(options.writers)]))
        for turn in range(options.rounds * 2):
            ledgered = turn % 2 == 0
            given = [(number, options.acts, ledgered) for number in range(options.writers)]
            began = time.perf_counter()
            list(pool.map(write, given))
            seconds[ledgered].append(time.perf_counter() - began)
    number = options.writers * options.acts
    with_, without = (sorted(seconds[one])[options.rounds // 2] for one in (True, False))
    return {"acts_per_s_with": round(number / with_), "acts_per_s_without": round(number / without),
            "act_ratio": round(with_ / without, 2)}  # fmt: skip


def write(task):
    """Notes of one case by one member, each in a session of its own."""
    from samaki.agencies.models import Member
    from samaki.cases import operations as cases
    from samaki.cases.models import Case
    from samaki.database import session

    number, times, ledgered = task
    duty = Member.objects.select_related("unit__agency").get(username="duty.pp")
    keep = cases.record
    if not ledgered:
        cases.record = lambda *_given, **_named: None
    try:
        for _ in range(times):
            now = datetime.now(UTC)
            with session("app", now, duty.id):
                case = Case.objects.order_by("id")[number]
                cases.write_note(
                    case=case, compartment="justice", text="A synthetic note.", person=None, by=duty, now=now
                )
    finally:
        cases.record = keep


def log(options):
    """Fill the log up and seal it."""
    from django.db import connections

    from samaki.database import session
    from samaki.ledger import sealing

    now = datetime.now(UTC)
    began, sealed = time.perf_counter(), sealing.seal_all(now)
    missing = options.entries - sealing_size(now)
    if missing > 0:
        fill(missing, now)
    began = time.perf_counter()
    sealed = sealing.seal_all(now)
    seconds = time.perf_counter() - began
    head = time.perf_counter()
    with session("sealer", now):
        sealing.present_head()
    head = time.perf_counter() - head
    sealing.checkpoint(now)
    connections.close_all()
    return {"sealed_per_s": round(sealed / seconds) if sealed else None, "head_ms": round(head * 1000, 2)}


def sealing_size(now):
    from samaki.database import session
    from samaki.ledger.sealing import size_of_log

    with session("sealer", now):
        return size_of_log()


def fill(number, now):
    """Entries as acts write them, many in one statement."""
    from samaki.agencies.models import Member
    from samaki.database import session, uuid7
    from samaki.ledger.canonical import canonical_bytes
    from samaki.ledger.models import LedgerEntry

    duty = Member.objects.select_related("unit__agency").get(username="duty.pp")
    facts = {"step": "first_safe_contact", "state": "open", "urgency": "urgent", "due_at": "2026-03-03T02:00:00.000000Z",
             "holder": 12, "pathway": "kh-1"}  # fmt: skip
    for start in range(0, number, 2000):
        rows = []
        for _ in range(min(2000, number - start)):
            entry = LedgerEntry(who=duty.username, unit=duty.unit_id, act="step.opened", subject_kind="step", subject_id=uuid7(),
                                case_id=uuid7(), compartment="justice", occurred_at=now, recorded_at=now, facts=facts)  # fmt: skip
            entry.canonical = canonical_bytes(entry)
            rows.append(entry)
        with session("app", now, duty.id):
            LedgerEntry.objects.bulk_create(rows)


def verifying(options):
    """Entries per second: verified; the same bytes hashed alone by as many processes; the same bytes read and hashed."""
    from samaki.cli.sealed import verified

    began = time.perf_counter()
    found = verified([], options.processes)
    whole = time.perf_counter() - began
    if found.faults:
        raise running.Problem(f"The log is not well: {found.faults[0]}")
    size = found.size
    with ProcessPoolExecutor(options.processes, get_context("spawn"), running.set_up_django) as pool:
        list(pool.map(nothing, range(options.processes)))
        parts = [
            (size * one // options.processes, size * (one + 1) // options.processes) for one in range(options.processes)
        ]
        timed = list(pool.map(hashed, parts))
    hashing, reading = (max(one[place] for one in timed) for place in (0, 1))
    began = time.perf_counter()
    with ProcessPoolExecutor(options.processes, get_context("spawn"), running.set_up_django) as pool:
        list(pool.map(nothing, range(options.processes)))
        start_up = time.perf_counter() - began
    whole -= start_up if options.processes > 1 else 0
    return {
        "entries": size,
        "bytes_per_entry": round(found.content / size),
        "verified_per_s": round(size / whole),
        "hashed_alone_per_s": round(size / hashing),
        "read_and_hashed_per_s": round(size / reading),
        "verify_of_hashing": round(hashing / whole, 3),
        "verify_of_reading_and_hashing": round(reading / whole, 3),
        "start_of_processes_s": round(start_up, 2),
    }


def nothing(_number):
    time.sleep(0.2)  # every process of the pool gets one


def hashed(part):
    """(seconds to hash alone, seconds to read and hash) of the entries of these leaves."""
    from django.db import connections

    from samaki.database import current_alias, session

    question = "select e.canonical from ledger_leaf l join ledger_entry e on e.id = l.entry_id where l.index >= %s and l.index < %s"
    began = time.perf_counter()
    with session("auditor", datetime.now(UTC)), connections[current_alias()].cursor() as cursor:
        cursor.execute(question, list(part))
        contents = [bytes(row[0]) for row in cursor.fetchall()]
    for content in contents:
        sha256(b"\x00" + content).digest()
    reading = time.perf_counter() - began
    began = time.perf_counter()
    for content in contents:
        sha256(b"\x00" + content).digest()
    return time.perf_counter() - began, reading
