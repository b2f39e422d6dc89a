"""Finding one person among many by a name written otherwise, with about the year of birth and the province.

`./samaki bench names`. A PostgreSQL 15 of Debian's (postgresql-15 with its contrib, for pg_trgm), in a cluster of its own, is
filled with synthetic people: a case, a relation, a sealed name and its blind keys for each, through the tables of the
migrations. The same questions are asked of `samaki.cases.finding.look_for`, as a member, with row security, opening what it
ranks; and of pg_trgm over the same names in clear in the same database, with the indexes that serve it best. Not counted on
either side: HTTP, the page, and the entries of the ledger.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.figures import Figure

MOST = 20
RECALL, SHARE_OF_TRIGRAM = 0.9, 0.5
SEED = 2015

TRIGRAM = """select id from bench_clear where {column} %% %(name)s and province = %(province)s
and (year between %(year)s - 2 and %(year)s + 2 or year is null) order by similarity({column}, %(name)s) desc limit 20"""

MOST_SHARED = """select max(n), count(*) filter (where n = 1)::float / count(*) from (
select count(*) as n from name_keys, unnest(keys) as k(key) group by key) shared"""


def run(options: argparse.Namespace) -> list[Figure]:
    """Prints recall, its ceiling and times."""
    from samaki.cli import outside, running

    if not outside.installed():
        raise running.Problem(outside.MISSING)
    with _folder(), outside.cluster() as place:
        os.environ.update(place)
        told = _measured(options)
    print(json.dumps(told, indent=None if options.json else 1))
    return [
        Figure(
            f"recall among {MOST}, of {told['people']:,} people",
            told["recall"],
            "",
            RECALL * told["ceiling"],
            least=True,
        ),
        Figure("finding one person, p95", told["p95_ms"], "ms", SHARE_OF_TRIGRAM * told["trigram_p95_ms"]),
        Figure("finding one person, p50", told["p50_ms"], "ms"),
        Figure("recall of pg_trgm over clear names", told["trigram_recall"]),
    ]


@contextmanager
def _folder() -> Iterator[None]:
    base = Path(tempfile.mkdtemp(prefix="samaki-bench-"))
    base.chmod(0o711)
    os.environ.update(SAMAKI_DATA=str(base / "data"), DJANGO_SETTINGS_MODULE="samaki.settings")
    try:
        yield
    finally:
        shutil.rmtree(base, ignore_errors=True)


def _measured(options: argparse.Namespace) -> dict[str, Any]:
    from samaki.cli import running

    with running.system("bench", new=True):
        running.migrate(verbosity=0)
        from django.db import connections

        from bench import people
        from bench.filling import fill
        from samaki.agencies.country import pack
        from samaki.agencies.models import Member
        from samaki.database import session
        from samaki.simulation.cast import assemble

        began, now = time.monotonic(), datetime.now(UTC)
        assemble(now.replace(year=now.year - 3), "a password of the bench")
        by = Member.objects.using("owner").select_related("unit").get(username="social.pp")
        everybody = list(people.people(options.people, [place.code for place in pack().places.provinces], options.seed))
        owner = connections["owner"]
        ids = fill(owner, everybody, by, now)
        _say(f"filled after {time.monotonic() - began:.0f} s")
        rng = random.Random(options.seed + 1)
        asked = [
            people.question(number, everybody[number], rng)
            for number in rng.sample(range(len(everybody)), options.questions)
        ]
        with session("app", now, by.id):
            for one in asked[:5]:
                _blind(one, now)
            found, ours = _timed(asked, lambda one: _blind(one, now))
        with owner.cursor() as cursor:
            for one in asked[:5]:
                _trigram(cursor, one)
            clear, theirs = _timed(asked, lambda one: _trigram(cursor, one))
            cursor.execute(MOST_SHARED)
            most_shared, alone = cursor.fetchone()
            cursor.execute(
                "select pg_total_relation_size('name_keys') / 1048576, max(cardinality(keys)) from name_keys"
            )
            size, keys = cursor.fetchone()
        hit = [ids[one.number] in answer for one, answer in zip(asked, found, strict=True)]
        hit_clear = [ids[one.number] in answer for one, answer in zip(asked, clear, strict=True)]
        kinds = sorted({one.kind for one in asked})
        return {
            "people": options.people, "questions": options.questions, "seed": options.seed, "load": round(os.getloadavg()[0], 1),
            "recall": round(sum(hit) / len(hit), 4),
            "ceiling": round(people.ceiling(asked, everybody, MOST), 4),
            "recall_by_kind": {kind: _rate(hit, asked, kind) for kind in kinds},
            "p50_ms": _percentile(ours, 50), "p95_ms": _percentile(ours, 95),
            "trigram_recall": round(sum(hit_clear) / len(hit_clear), 4),
            "trigram_recall_by_kind": {kind: _rate(hit_clear, asked, kind) for kind in kinds},
            "trigram_p50_ms": _percentile(theirs, 50), "trigram_p95_ms": _percentile(theirs, 95),
            "index_megabytes": size, "keys_of_one_at_most": keys,
            "people_of_the_most_shared_key": most_shared, "keys_of_one_person_alone": round(alone, 3),
            "seconds": round(time.monotonic() - began),
        }  # fmt: skip


def _blind(one: Any, now: datetime) -> list[Any]:
    from samaki.cases.finding import Question, look_for

    return [found.person.id for found in look_for(Question(one.name, one.year, one.province), now)]


def _trigram(cursor: Any, one: Any) -> list[Any]:
    """Over the names in clear; a name that was written in Khmer only is not found by Latin letters."""
    given = {"name": one.name, "year": one.year, "province": one.province}
    cursor.execute(TRIGRAM.format(column="latin"), given)
    return [key for (key,) in cursor.fetchall()]


def _timed(asked: list[Any], ask: Callable[[Any], list[Any]]) -> tuple[list[list[Any]], list[float]]:
    answers, times = [], []
    for one in asked:
        began = time.perf_counter()
        answers.append(ask(one))
        times.append((time.perf_counter() - began) * 1000)
    return answers, times


def _rate(hit: list[bool], asked: list[Any], kind: str) -> float:
    return round(statistics.mean(one for one, question in zip(hit, asked, strict=True) if question.kind == kind), 3)


def _percentile(times: list[float], percent: int) -> float:
    return round(statistics.quantiles(times, n=100)[percent - 1], 2)


def _say(sentence: str) -> None:
    print(f"bench: {sentence}", file=sys.stderr, flush=True)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this bench."""
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--seed", type=int, default=SEED)
