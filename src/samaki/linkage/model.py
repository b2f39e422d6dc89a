"""The model of splink: levels by sound, letters, year, place and sex; u from a seeded sample, m by expectation maximisation."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from typing import Any

from samaki.linkage.blocking import Guarded
from samaki.linkage.problems import Unlinkable
from samaki.linkage.records import Record

MISSING = """Linkage needs packages that the base installation does not have. Install them with:
  .venv/bin/uv pip install --python .venv --require-hashes -r requirements-linkage.txt"""
SAMPLE, TRAINING_PAIRS, LEAST = 2_000_000, 1_000_000, 50
COLUMNS = (
    "unique_id",
    "source",
    "id",
    "name",
    "sound",
    "first",
    "last",
    "latin",
    "year",
    "sex",
    "province",
    "district",
)


def connect(records: Sequence[Record]) -> Any:
    """A database in memory with the table `people`; `unique_id` is the place of the record in the sequence. Raises Unlinkable."""
    try:
        import duckdb
        import pyarrow
        import splink  # noqa: F401
    except ImportError:
        raise Unlinkable(MISSING) from None
    if len(records) < LEAST:
        raise Unlinkable(
            f"There are {len(records)} records in all. With fewer than {LEAST}, compare by hand: weights learnt from so few say nothing."
        )
    connection = duckdb.connect(config={"threads": os.cpu_count() or 1, "autoinstall_known_extensions": False})
    rows = ((at, one.list, one.id, one.name, one.sound, *one.parts, one.latin, one.year, one.sex, one.province, one.district)
            for at, one in enumerate(records))  # fmt: skip
    kinds = {"unique_id": pyarrow.int64(), "year": pyarrow.int64()}
    arrays = [
        pyarrow.array(column, kinds.get(name, pyarrow.string()))
        for name, column in zip(COLUMNS, zip(*rows, strict=True), strict=True)
    ]
    table = pyarrow.table(arrays, names=list(COLUMNS))
    connection.register("told", table)
    connection.execute("create table people as select * from told")
    return connection


def scored(connection: Any, rules: Sequence[Guarded], seed: int) -> str:
    """The name of a table of pairs: `unique_id_l`, `unique_id_r`, `match_weight`, `match_probability`."""
    from splink import DuckDBAPI, Linker, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    kept = dict.fromkeys(one.runs for one in rules if one.runs)
    linker = Linker(
        DuckDBAPI(connection).register("people"), _settings([block_on(*rule) for rule in kept]), log_level=None
    )
    linker.training.estimate_probability_two_random_records_match([block_on("sound", "year", "district")], recall=0.2)
    linker.training.estimate_u_using_random_sampling(max_pairs=SAMPLE, seed=seed)
    for rule in (block_on("sound", "province"), block_on("year", "district", "sex")):
        linker.training.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=True, max_pairs=TRAINING_PAIRS, record_sample_proportion=1.0
        )
    return str(linker.inference.predict(threshold_match_weight=-8).physical_name)


def _settings(rules: list[Any]) -> Any:
    from splink import SettingsCreator
    from splink import comparison_level_library as levels
    from splink import comparison_library as comparisons

    def level(sql: str, label: str, **more: Any) -> Any:
        return levels.CustomLevel(sql, label).configure(**more)

    by_sound: dict[str, Any] = {"tf_adjustment_column": "sound"}
    name = comparisons.CustomComparison(output_column_name="name", comparison_levels=[
        level("sound_l is null or sound_r is null", "no name", is_null_level=True),
        level("sound_l = sound_r and latin_l = latin_r", "same letters", **by_sound),
        level("sound_l = sound_r and jaro_winkler_similarity(latin_l, latin_r) > 0.9", "same sound, like letters", **by_sound),
        level("sound_l = sound_r", "same sound", **by_sound),
        level("jaro_winkler_similarity(latin_l, latin_r) > 0.93", "like letters", **by_sound),
        level("damerau_levenshtein(sound_l, sound_r) <= 1", "one consonant apart", **by_sound),
        level("first_l = first_r and last_l = last_r", "first and last part"),
        level("jaro_winkler_similarity(latin_l, latin_r) > 0.85", "somewhat like letters"),
        levels.ElseLevel(),
    ])  # fmt: skip
    year = comparisons.CustomComparison(output_column_name="year", comparison_levels=[
        levels.NullLevel("year"), levels.ExactMatchLevel("year"),
        level("abs(year_l - year_r) = 1", "a year apart"), level("abs(year_l - year_r) = 2", "two years apart"), levels.ElseLevel(),
    ])  # fmt: skip
    place = comparisons.CustomComparison(output_column_name="province", comparison_levels=[
        levels.NullLevel("province"), levels.ExactMatchLevel("district"),
        level("province_l = province_r and (district_l is null or district_r is null)", "same province"),
        level("province_l = province_r", "other district"), levels.ElseLevel(),
    ])  # fmt: skip
    return SettingsCreator(link_type="dedupe_only", comparisons=[name, year, place, comparisons.ExactMatch("sex")],
                           blocking_rules_to_generate_predictions=rules, retain_matching_columns=False, max_iterations=15)  # fmt: skip
