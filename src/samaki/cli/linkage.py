"""`link`: which records of lists are of the same person; `encode`: lists as codes under a key. Files in, files out, no database."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from samaki.cli.running import Problem, say

if TYPE_CHECKING:
    from samaki.linkage.blocking import Guarded
    from samaki.linkage.people import Pair
    from samaki.linkage.records import Records
    from samaki.linkage.reviewing import Measured, Review

SURE, DOUBTFUL, LEAST = 0.95, 0.4, 0.02


def add(commands: Any) -> None:
    """Put both commands on the parser."""
    link = commands.add_parser("link", help="which records of FILE.csv ... are of one person, and counts for mse")
    link.add_argument("files", type=Path, nargs="+", metavar="FILE",
                      help="a list: columns id, name, birth, sex, place; or a list of codes that `encode` wrote")  # fmt: skip
    link.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new folder for what is found")
    link.add_argument("--sure", type=float, default=SURE, help="how likely a pair must be to count as one person")
    link.add_argument(
        "--review", type=int, default=0, metavar="N", help="write review.csv: N pairs for somebody to look at"
    )
    link.add_argument("--reviewed", type=Path, metavar="FILE", help="review.csv with same_person filled in (y, n)")
    link.add_argument("--seed", type=int, default=2015)
    link.set_defaults(run=run_link)
    encode = commands.add_parser(
        "encode", help="a list as codes under a key, for agencies that may not see each other's names"
    )
    encode.add_argument(
        "file", type=Path, nargs="?", metavar="LIST", help="a list: columns id, name, birth, sex, place"
    )
    encode.add_argument(
        "--key", type=Path, metavar="FILE", help="the key that the agencies share, and whoever links never sees"
    )
    encode.add_argument("--new-key", type=Path, metavar="FILE", help="write a new key and end")
    encode.add_argument(
        "--out", type=Path, metavar="DIR", help="a new folder: the codes, and which code is which record"
    )
    encode.add_argument(
        "--salt-by-year", action="store_true", help="harder to attack; loses whoever's years of birth differ"
    )
    encode.set_defaults(run=run_encode)


def run_link(options: argparse.Namespace) -> int:
    """Writes pairs.csv, doubtful.csv, people.csv, of two lists or more histories.csv, and review.csv; readable by the owner alone."""
    from samaki.linkage import Unlinkable, people, reviewing, writing

    if not DOUBTFUL <= options.sure < 1:
        raise Problem(f"--sure lies between {DOUBTFUL} and 1.", 2)
    _must_be_new(options.out)
    try:
        review = reviewing.read(options.reviewed) if options.reviewed else None
        records, judge = _read(options.files, options.seed)
        verdicts = _places(review, records) if review else {}
        pairs = judge()
    except Unlinkable as problem:
        raise Problem(str(problem)) from None
    settled = people.settled(pairs, verdicts) if verdicts else pairs
    sure = [pair for pair in settled if pair.likely >= options.sure]
    doubtful = [pair for pair in settled if DOUBTFUL <= pair.likely < options.sure]
    of = people.clusters(sure, len(records), [key for key, same in verdicts.items() if not same])
    options.out.mkdir(mode=0o700, parents=True)
    writing.pairs(options.out / "pairs.csv", sure, records)
    writing.pairs(options.out / "doubtful.csv", doubtful, records)
    writing.everybody(options.out, of, records)
    if options.review:
        drawn = reviewing.drawn(pairs, options.sure, options.review, options.seed)
        writing.review(options.out / "review.csv", drawn, records)
    print(
        f"{len(records):,} records, {len(set(of)):,} people; {len(sure):,} pairs sure, {len(doubtful):,} doubtful. {options.out}"
    )
    if review:
        _say_review(review)
    return 0


def _must_be_new(folder: Path) -> None:
    if folder.exists():
        raise Problem(f"{folder} exists already: name a new folder, so that nothing of an earlier run is mixed in.")


def _read(files: Sequence[Path], seed: int) -> tuple[Records, Callable[[], list[Pair]]]:
    """The records of lists of names or of codes, and how to get the pairs that are not plainly of two. Raises Unlinkable, OSError."""
    from samaki.linkage import Unlinkable, coded, encoding, loading, people

    of_codes = [encoding.is_coded(path) for path in files]
    if any(of_codes) and not all(of_codes):
        raise Unlinkable("Some of these lists hold codes and others names: encode all of them with one key, or none.")
    if all(of_codes):
        lists = encoding.read_all(files)
        return coded.records_of(lists), lambda: people.pairs_at_least(*coded.judged(lists), LEAST)
    connection, records_in = loading.loaded(files)
    records = records_in()
    return records, lambda: _judged(connection, len(records), seed)


def _judged(connection: Any, records: int, seed: int) -> list[Pair]:
    from samaki.linkage import blocking, judging, model, people

    rules = blocking.guarded(connection, records)
    _say_rules(rules)
    return people.pairs_at_least(
        connection, judging.judged(connection, model.scored(connection, rules, seed), records), LEAST
    )


def _places(review: Review, records: Records) -> dict[tuple[int, int], bool]:
    """The verdicts by the places of their records. Raises Unlinkable where a record is on none of the lists."""
    from samaki.linkage import Unlinkable

    at = {key: number for number, key in enumerate(zip(records.lists, records.ids, strict=True))}
    found = {}
    for keys, same in review.verdicts.items():
        missing = [key for key in sorted(keys) if key not in at]
        if missing:
            raise Unlinkable(f"The review names the record {missing[0][1]} of {missing[0][0]}, which is on no list given here. "
                             "Give the same lists as then.")  # fmt: skip
        left, *right = sorted(at[key] for key in keys)
        if right:
            found[left, right[0]] = same
    return found


def _say_rules(rules: Sequence[Guarded]) -> None:
    for one in rules:
        if one.runs != one.asked:
            narrowed = f"narrowed to {' + '.join(one.runs)}: {one.pairs:,}" if one.runs else "left out"
            say(f"The rule {' + '.join(one.asked)} would compare {one.pairs_asked:,} pairs; {narrowed}.")


def _say_review(review: Review) -> None:
    from samaki.linkage import reviewing

    for one in review.answers:
        print(
            f"{one.name}: {one.pairs:,} pairs; of those looked at {one.same} are one person, {one.other} are not, {one.open} left open."
        )
    print(_measured("Precision, of the pairs called sure before the review", reviewing.precision(review)))
    print(_measured("Recall, of the pairs that were compared and not plainly of two people", reviewing.recall(review)))


def _measured(name: str, found: Measured | None) -> str:
    if found is None:
        return f"{name}: not known; in each stratum at least one pair must be answered."
    return f"{name}: {found.share:.3f} ({found.interval.low:.3f} to {found.interval.high:.3f}), {found.looked_at} pairs looked at."


def run_encode(options: argparse.Namespace) -> int:
    """Writes the codes, to be given away, and which code is which record, to be kept; or a new key."""
    from samaki.linkage import Unlinkable, encoding, records, writing

    if options.new_key:
        encoding.new_key(options.new_key)
        print(f"{options.new_key}: give it to the other agencies by hand or sealed, never to whoever links.")
        return 0
    if not (options.file and options.key and options.out):
        raise Problem("Give a LIST, --key FILE and --out DIR; or --new-key FILE.", 2)
    _must_be_new(options.out)
    try:
        key, told = encoding.read_key(options.key), records.read(options.file)
    except Unlinkable as problem:
        raise Problem(str(problem)) from None
    mixed, decoy, before = encoding.with_decoys(told, encoding.chance())
    options.out.mkdir(mode=0o700, parents=True)
    rows = encoding.rows_of(
        encoding.encoded(mixed, key, options.salt_by_year), decoy, encoding.scheme_of(key, options.salt_by_year)
    )
    writing.table(options.out / options.file.name, encoding.COLUMNS, rows)
    which = ([number, told.ids[at]] for number, at in enumerate(before, 1) if at >= 0)
    writing.table(options.out / f"keep-{options.file.name}", ["code_id", "id"], which)
    print(f"{options.out / options.file.name}: {len(told):,} codes and {len(mixed) - len(told):,} decoys. Give this file to whoever links. "
          f"Keep keep-{options.file.name} and the key to yourselves. Codes can be attacked: see the guide.")  # fmt: skip
    return 0
