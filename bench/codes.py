"""What linking by codes under a key costs: recall at precision .97 by names, by codes, and by codes salted with the year of birth.

`./samaki bench codes`. The same generated lists as `bench linkage`; encoding and linking are timed apart.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench.figures import Figure

SEED = 2015


def run(options: argparse.Namespace) -> list[Figure]:
    """Prints JSON; nothing is asked of it."""
    from bench.lists_of_people import write

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samaki.settings")
    with tempfile.TemporaryDirectory(prefix="samaki-bench-") as name:
        folder = Path(name)
        write(folder, options.records, options.seed)
        names = _names(folder, options)
        told = {"by names": names} | {
            "by codes, salted by year" if by_year else "by codes": _codes(folder, options, by_year)
            for by_year in (False, True)
        }
    print(json.dumps(told, indent=None if options.json else 1))
    of = f"of {options.records:,} records"
    return [Figure(f"recall at precision .97 {how}, {of}", one["recall"]) for how, one in told.items()] + [
        Figure("precision of what is called sure by codes", told["by codes"]["sure_precision"]),
        Figure("recall of what is called sure by codes", told["by codes"]["sure_recall"]),
        Figure(
            "encoding, a thousand records", round(told["by codes"]["encoding"] / options.records * 1000, 4), "s of CPU"
        ),
        Figure("linking by codes", told["by codes"]["linking"], "s of CPU"),
    ]


def _names(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    from bench import linkage

    connection, table, by, _rules, ids = linkage._ours(folder, options.threads, options.seed)
    return linkage.judged(connection, table, by, ids, folder)


def _codes(folder: Path, options: argparse.Namespace, by_year: bool) -> dict[str, Any]:
    import pyarrow

    from bench import linkage
    from bench.lists_of_people import LISTS
    from samaki.linkage import coded, encoding, records

    began, key, rng = time.process_time(), b"a key of the bench, of no use else", np.random.default_rng(options.seed)
    lists, ids = [], []
    for name in LISTS:
        told = records.read(folder / f"{name}.csv")
        mixed, decoy, before = encoding.with_decoys(told, rng)
        bits = encoding.encoded(mixed, key, by_year)
        lists.append(
            encoding.Coded(name, [str(at) for at in range(len(mixed))], bits, decoy, encoding.scheme_of(key, by_year))
        )
        ids += [told.ids[at] for at in before if at >= 0]
    encoded = time.process_time()
    connection, table = coded.judged(lists, options.threads)
    linked = time.process_time()
    sources = coded.records_of(lists).lists
    keys = pyarrow.table(
        [pyarrow.array(range(len(ids)), pyarrow.int64()), list(sources), ids], names=["unique_id", "source", "id"]
    )
    connection.register("keys", keys)
    return linkage.judged(connection, table, "match_probability", "keys", folder) | {
        "encoding": round(encoded - began, 2), "linking": round(linked - encoded, 2),
    }  # fmt: skip


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this bench."""
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--records", type=int, default=50_000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=SEED)
