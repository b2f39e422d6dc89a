"""The model of splink: each part of the name by sound and letters, birth, place, sex and list; u from a seeded sample, m by EM.

Where a finer question has sense only after a coarser one is answered yes (same letters after same sound, same district after same
province), it is a comparison of its own that is silent otherwise: its weights are then conditional, and add up.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from samaki.linkage.blocking import Guarded, count_pairs
from samaki.linkage.problems import Unlinkable
from samaki.linkage.records import Records

MISSING = """Linkage needs packages that the base installation does not have. Install them with:
  .venv/bin/uv pip install --python .venv --require-hashes -r requirements-linkage.txt"""
SAMPLE, TRAINING_PAIRS, PROBE, LEAST = 1_000_000, 250_000, 0.05, 50
LEAST_WEIGHT = -8
"""Pairs below are forgotten; the weight is log2 of the odds, at first as if each record had one other of its person."""
MEMORY = "2500MB"
SPELLINGS = """create table {part}_spellings as select {part}_latin, (sum(count(*)) over (partition by {part}_latin)
    / sum(count(*)) over (partition by {part}))::double as tf_{part}_latin from people where {part}_latin is not null
    group by {part}, {part}_latin"""
"""How frequent a spelling is among those that sound alike: the frequency of the sound is another comparison's."""
NUMBERS = ("unique_id", "year", "day")
NAMES_TRAINED_BY = (("year", "day", "province"), ("year", "district", "province", "sex"))
"""The first of these that makes TRAINED pairs: a rule of which many pairs are of one person, or EM learns what else goes together."""
OTHERS_TRAINED_BY = (("first", "last", "year"), ("first", "last", "district", "province"))
TRAINED = 300


def opened(threads: int | None = None) -> Any:
    """A database in memory. Raises Unlinkable where the packages of the extra are missing."""
    try:
        import duckdb
        import pyarrow  # noqa: F401
        import splink  # noqa: F401
    except ImportError:
        raise Unlinkable(MISSING) from None
    return duckdb.connect(config={
        "threads": threads or os.cpu_count() or 1, "memory_limit": MEMORY, "autoinstall_known_extensions": False,
    })  # fmt: skip


def connect(records: Records, threads: int | None = None) -> Any:
    """A database in memory with the table `people`; `unique_id` is the place of the record in the sequence. Raises Unlinkable."""
    check_enough(len(records))
    connection = opened(threads)
    import pyarrow

    columns = dict(_columns(records))
    arrays = [
        pyarrow.array(column, pyarrow.int32() if name in NUMBERS else pyarrow.string())
        for name, column in columns.items()
    ]
    connection.register("told", pyarrow.table(arrays, names=list(columns)))
    number_words(connection)
    connection.unregister("told")
    return connection


def number_words(connection: Any, found_in: Mapping[str, str] | None = None) -> None:
    """The table `people` of what was told: each column of words as an enumeration, so that pairs are compared by numbers. `found_in`: the
    table in which the different words of a column stand, where that is not `told` itself."""
    columns = [row[0] for row in connection.execute("describe told").fetchall()]
    words = [column for column in columns if column not in NUMBERS]
    for column in words:
        table = (found_in or {}).get(column, "told")
        different = f"select distinct {column} from {table} where {column} is not null order by 1"  # noqa: S608
        connection.execute(f"create type {column}_word as enum ({different})")
    as_words = ", ".join(f"{column}::{column}_word as {column}" if column in words else column for column in columns)
    connection.execute(f"create table people as select {as_words} from told")  # noqa: S608


def check_enough(records: int) -> None:
    """Raises Unlinkable where weights learnt from so few say nothing."""
    if records < LEAST:
        raise Unlinkable(
            f"There are {records} records in all. With fewer than {LEAST}, compare by hand: weights learnt from so few say nothing."
        )


def _columns(records: Records) -> Iterator[tuple[str, Sequence[object]]]:
    yield "unique_id", range(len(records))
    yield "source", records.lists
    yield "sex", records.sexes
    for rows in (records.spellings, records.births, records.places):
        yield from zip(rows[0]._fields, zip(*rows, strict=True), strict=True)


def scored(connection: Any, rules: Sequence[Guarded], seed: int) -> str:
    """The name of a table of pairs: `unique_id_l`, `unique_id_r`, `match_weight`, `match_probability`."""
    from splink import DuckDBAPI, Linker, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    kept = dict.fromkeys(one.runs for one in rules if one.runs)
    records, lists = connection.execute("select count(*), count(distinct source) from people").fetchall()[0]
    settings = _settings([block_on(*rule) for rule in kept], records, lists)
    database = DuckDBAPI(connection)
    linker = Linker(database.register("people"), settings, log_level=None)
    for part in ("first", "last"):
        connection.execute(SPELLINGS.format(part=part))
        linker.table_management.register_term_frequency_lookup(database.register(f"{part}_spellings"), f"{part}_latin")
    linker.training.estimate_u_using_random_sampling(max_pairs=SAMPLE, seed=seed)
    by_name = next(
        (rule for rule in NAMES_TRAINED_BY if count_pairs(connection, rule) >= TRAINED), NAMES_TRAINED_BY[-1]
    )
    for rule in (by_name, *OTHERS_TRAINED_BY):
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*rule), estimate_without_term_frequencies=True, max_pairs=TRAINING_PAIRS,
            record_sample_proportion=probe(records),
        )  # fmt: skip
    return str(linker.inference.predict(threshold_match_weight=LEAST_WEIGHT).physical_name)


def probe(records: int) -> float:
    """The share of records from which splink guesses how many pairs a training rule makes; of few records all."""
    return max(PROBE, min(1.0, 100_000 / records))


def _settings(rules: list[Any], records: int, lists: int) -> Any:
    from splink import SettingsCreator

    told = [*_part("first"), *_part("last"), _middle(), _birth(), *_place(), _same("sex")]
    told += [_same("source")] if lists > 1 else []
    return SettingsCreator(link_type="dedupe_only", comparisons=told, blocking_rules_to_generate_predictions=rules,
                           probability_two_random_records_match=1 / records, retain_matching_columns=False, max_iterations=100)  # fmt: skip


def _comparison(name: str, levels: list[tuple[str, dict[str, Any]]]) -> Any:
    """The first level is where nothing can be said; one for all else is added."""
    from splink import comparison_level_library as level
    from splink import comparison_library as comparison

    silent, *said = levels
    return comparison.CustomComparison(output_column_name=name, comparison_levels=[
        level.CustomLevel(silent[0], "nothing told").configure(is_null_level=True),
        *(level.CustomLevel(sql, sql).configure(**more) for sql, more in said), level.ElseLevel(),
    ])  # fmt: skip


def _part(part: str) -> Iterator[Any]:
    """One part of the name: its sound by how rare the sound is, and among those that sound alike its letters."""
    latin, other = f"{part}_latin_l", f"{part}_latin_r"
    # one slip or exchange of neighbours is at most two slips, which is told ten times sooner: the dear question is asked of few
    one_off = f"levenshtein({latin}, {other}) <= 2 and damerau_levenshtein({latin}, {other}) <= 1"
    like = f"jaro_winkler_similarity({latin}, {other}) > 0.8"
    yield _comparison(part, [
        (f"{part}_l is null or {part}_r is null", {}), (f"{part}_l = {part}_r", {"tf_adjustment_column": part}), (one_off, {}), (like, {}),
    ])  # fmt: skip
    yield _comparison(f"{part}_letters", [
        (f"{latin} is null or {other} is null or {part}_l <> {part}_r", {}),
        (f"{latin} = {other}", {"tf_adjustment_column": f"{part}_latin"}), (one_off, {}),
        (like, {}),
    ])  # fmt: skip


def _middle() -> Any:
    return _comparison("middle", [
        ("middle_l is null or middle_r is null", {}), ("middle_l = middle_r", {"tf_adjustment_column": "middle"}),
        ("middle_l = '' or middle_r = ''", {}),
    ])  # fmt: skip


def _birth() -> Any:
    swapped = "day_l // 100 = day_r % 100 and day_l % 100 = day_r // 100"
    near = "(day_l // 100 = day_r // 100 or day_l % 100 = day_r % 100)"
    return _comparison("birth", [
        ("year_l is null or year_r is null", {}),
        ("year_l = year_r and day_l = day_r", {}),
        (f"year_l = year_r and {swapped}", {}),
        (f"year_l = year_r and {near}", {}),
        ("year_l = year_r and (day_l is null or day_r is null)", {}),
        ("abs(year_l - year_r) <= 2 and day_l = day_r", {}),
        ("abs(year_l - year_r) = 1 and (day_l is null or day_r is null)", {}),
        ("abs(year_l - year_r) = 2 and (day_l is null or day_r is null)", {}),
        ("abs(year_l - year_r) <= 2", {}),
    ])  # fmt: skip


def _place() -> Iterator[Any]:
    """Province by how many live there; district within one province; commune within one district."""
    yield _comparison("province", [
        ("province_l is null or province_r is null", {}), ("province_l = province_r", {"tf_adjustment_column": "province"}),
    ])  # fmt: skip
    for part, whole in (("district", "province"), ("commune", "district")):
        yield _comparison(part, [
            (f"{part}_l is null or {part}_r is null or {whole}_l <> {whole}_r", {}), (f"{part}_l = {part}_r", {}),
        ])  # fmt: skip


def _same(column: str) -> Any:
    return _comparison(column, [(f"{column}_l is null or {column}_r is null", {}), (f"{column}_l = {column}_r", {})])
