"""Linkage of generated lists: plain splink and `./samaki link` in one run, by turns, each in a process of its own with as many threads.

`./samaki bench linkage --records 1000000`. Both read the same CSV files and end with a table of scored pairs; seconds, processor seconds
and the most memory are of that. Recall is the share of true pairs among those ranked above the last place where precision is still .97,
with Wilson's interval (pairs taken as independent, which pairs of one person are not quite). Plain splink: the names as written, its own
Jaro-Winkler levels with term frequencies, the same fields, and exact rules of the same shape as ours. The ceiling: who reads every name
truly must still choose among those of one name who agree at least as well in every other field.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench.figures import Figure

PRECISION, RECALL, TIMES, MEMORY_MIB, SEED = 0.97, 0.80, 1.2, 4096, 2015
ASKED_OF = 1_000_000
"""The limits are of a million records; fewer are measured without."""


def run(options: argparse.Namespace) -> list[Figure]:
    """Prints JSON; the limits count from a million records on."""
    from bench.lists_of_people import write

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samaki.settings")
    with tempfile.TemporaryDirectory(prefix="samaki-bench-") as name:
        folder = Path(name)
        write(folder, options.records, options.seed, options.lean)
        _say(f"{options.records:,} records written")
        sides: dict[str, list[dict[str, Any]]] = {"plain": [], "ours": []}
        for turn in range(options.rounds):
            for side in ("plain", "ours") if turn % 2 == 0 else ("ours", "plain"):
                sides[side].append(_apart(side, folder, options))
                _say(f"{side}: {sides[side][-1]}")
        best = _apart("ceiling", folder, options)
    told = {"records": options.records, "lean": options.lean, "threads": options.threads, "load": round(os.getloadavg()[0], 1),
            **{side: _middle(rounds) for side, rounds in sides.items()}, "ceiling": best["recall"]}  # fmt: skip
    told["times_of_plain"] = round(told["ours"]["seconds"] / told["plain"]["seconds"], 2)
    told["processor_times_of_plain"] = round(told["ours"]["cpu"] / told["plain"]["cpu"], 2)
    print(json.dumps(told, indent=None if options.json else 1))
    return _figures(told)


def _figures(told: dict[str, Any]) -> list[Figure]:
    plain, ours, asked = told["plain"], told["ours"], told["records"] >= ASKED_OF
    of = f"of {told['records']:,}{', years and districts alone' if told['lean'] else ''}"
    return [
        Figure(f"recall at precision .97, {of}", ours["recall"], "", RECALL if asked else None, least=True),
        Figure("its interval, from", ours["interval"][0]), Figure("its interval, to", ours["interval"][1]),
        Figure("recall of plain splink", plain["recall"]), Figure("ceiling: every name read truly", told["ceiling"]),
        Figure("time, of plain splink", told["times_of_plain"], "", TIMES if asked else None),
        Figure("processor time, of plain splink", told["processor_times_of_plain"]),
        Figure("time", ours["seconds"], "s"), Figure("time of plain splink", plain["seconds"], "s"),
        Figure("memory", ours["mebibytes"], "MiB", MEMORY_MIB), Figure("memory of plain splink", plain["mebibytes"], "MiB"),
        Figure("pairs of the largest rule, a record", round(ours["largest_rule"] / told["records"], 2), "", 8),
        Figure("pairs of all rules, a record", round(ours["rule_pairs"] / told["records"], 2)),
        Figure("pairs of all rules of plain splink, a record", round(plain["rule_pairs"] / told["records"], 2)),
        Figure("precision of what is called sure", ours["sure_precision"]), Figure("recall of what is called sure", ours["sure_recall"]),
    ]  # fmt: skip


def _middle(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    timed = {key: round(statistics.median(one[key] for one in rounds), 2) for key in ("seconds", "cpu", "mebibytes")}
    return {**rounds[0], **timed}


def _apart(side: str, folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """In a process of its own, whose memory is its own."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(side, folder, options.threads, options.seed, theirs))
    process.start()
    theirs.close()
    try:
        return dict(ours.recv())
    except EOFError:
        raise RuntimeError(f"{side} ended without an answer") from None
    finally:
        process.join()


def _child(side: str, folder: Path, threads: int, seed: int, answer: Any) -> None:
    if side == "ceiling":
        answer.send(ceiling(folder, threads))
        return
    began, cpu = time.perf_counter(), time.process_time()
    connection, table, by, rules, ids = (_plain if side == "plain" else _ours)(folder, threads, seed)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = {
        "seconds": round(seconds, 2),
        "cpu": round(cpu, 2),
        "mebibytes": round(peak),
        "rule_pairs": sum(rules),
        "largest_rule": max(rules),
    }
    answer.send(told | judged(connection, table, by, ids, folder))


def _ours(folder: Path, threads: int, seed: int) -> tuple[Any, str, str, list[int], str]:
    from bench.lists_of_people import LISTS
    from samaki.linkage import blocking, judging, loading, model

    connection, _records = loading.loaded([folder / f"{name}.csv" for name in LISTS], threads)
    count = int(connection.execute("select count(*) from people").fetchall()[0][0])
    rules = blocking.guarded(connection, count)
    table = judging.judged(connection, model.scored(connection, rules, seed), count)
    return connection, table, "match_probability", [one.pairs for one in rules], "written"


FILES = " union all ".join(
    f"select '{name}' as list, * from read_csv('{{folder}}/{name}.csv', all_varchar = true)"
    for name in ("police", "ngo", "social")
)
PLAIN = """create table people as select row_number() over () as unique_id, list as source, id, split_part(name, ' ', 1) as family,
    nullif(substr(name, length(split_part(name, ' ', 1)) + 2), '') as given, try_cast(birth[1:4] as int) as year,
    nullif(nullif(birth[6:10], ''), '01-01') as day, nullif(sex, '') as sex, nullif(place[1:2], '') as province,
    case when length(place) >= 4 then place[1:4] end as district, case when length(place) >= 6 then place end as commune from ({files})"""
PLAIN_RULES = (("family", "given", "year"), ("family", "given", "district"), ("family", "given", "province", "sex"),
               ("family", "year", "district"), ("given", "year", "district"), ("family", "year", "day"), ("given", "year", "day"),
               ("given", "year", "province"), ("family", "year", "province", "sex"))  # fmt: skip


def _plain(folder: Path, threads: int, seed: int) -> tuple[Any, str, str, list[int], str]:
    from splink import DuckDBAPI, Linker, block_on

    from samaki.linkage import blocking, model

    connection = model.opened(threads)
    connection.execute(PLAIN.format(files=FILES.format(folder=folder)))
    records = connection.execute("select count(*) from people").fetchall()[0][0]
    probe = model.probe(records)
    linker = Linker(DuckDBAPI(connection).register("people"), _plain_settings(), log_level=None)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("family", "given", "year", "district")], recall=0.3
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=model.SAMPLE, seed=seed)
    for rule in (("family", "given", "year"), ("year", "district", "sex"), ("family", "given", "district")):
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*rule),
            estimate_without_term_frequencies=True,
            max_pairs=model.TRAINING_PAIRS,
            record_sample_proportion=probe,
        )
    table = linker.inference.predict(threshold_match_weight=-8).physical_name
    return connection, table, "match_weight", [blocking.count_pairs(connection, rule) for rule in PLAIN_RULES], "people"


def _plain_settings() -> Any:
    import splink.comparison_level_library as level
    import splink.comparison_library as comparison
    from splink import SettingsCreator, block_on

    birth = comparison.CustomComparison(output_column_name="birth", comparison_levels=[
        level.NullLevel("year"), level.CustomLevel("year_l = year_r and day_l = day_r"), level.ExactMatchLevel("year"),
        level.CustomLevel("abs(year_l - year_r) <= 1"), level.CustomLevel("abs(year_l - year_r) <= 2"), level.ElseLevel()])  # fmt: skip
    place = comparison.CustomComparison(output_column_name="place", comparison_levels=[
        level.NullLevel("province"), level.ExactMatchLevel("commune"), level.ExactMatchLevel("district"), level.ExactMatchLevel("province"),
        level.ElseLevel()])  # fmt: skip
    names = [
        comparison.JaroWinklerAtThresholds(part).configure(term_frequency_adjustments=True)
        for part in ("family", "given")
    ]
    told: list[Any] = [*names, birth, place, comparison.ExactMatch("sex")]
    return SettingsCreator(link_type="dedupe_only", comparisons=told, retain_matching_columns=False,
                           blocking_rules_to_generate_predictions=[block_on(*rule) for rule in PLAIN_RULES])  # fmt: skip


def judged(connection: Any, table: str, by: str, ids: str, folder: Path) -> dict[str, Any]:
    """Recall at the precision, and precision and recall of what is called sure."""
    from samaki.figures.proportions import wilson

    connection.execute(f"create table truth as select * from read_csv('{folder}/truth.csv', all_varchar = true)")
    connection.execute(
        f"create table who as select unique_id, person from {ids} k join truth on source = list and k.id = truth.id"
    )
    total = int(
        connection.execute(
            "select sum(n * (n - 1) // 2) from (select count(*) as n from who group by person)"
        ).fetchall()[0][0]
    )
    found = connection.execute(f"""select a.person = b.person as same, {by}::double as score from {table} s
        join who a on a.unique_id = unique_id_l join who b on b.unique_id = unique_id_r order by score desc""").fetchnumpy()
    same, score = found["same"].astype(np.int64), found["score"]
    hits = same.cumsum()
    ends = np.append(score[1:] != score[:-1], True)
    at = np.flatnonzero(ends & (hits / np.arange(1, len(same) + 1) >= PRECISION))
    right = int(hits[at[-1]]) if len(at) else 0
    told: dict[str, Any] = {
        "pairs_kept": len(same),
        "true_pairs": total,
        "true_among_kept": round(int(hits[-1]) / total, 4),
        "recall": round(right / total, 4),
    }
    interval = wilson(right, total)
    told["interval"] = [round(interval.low, 4), round(interval.high, 4)]
    if by == "match_probability":
        sure = score >= 0.95
        told |= {"likely_at_precision": round(float(score[at[-1]]), 4) if len(at) else 1.0,
                 "sure_precision": round(float(same[sure].mean()), 4), "sure_recall": round(int(same[sure].sum()) / total, 4)}  # fmt: skip
    return told


CEILING = """
create table kept as select row_number() over () as at, list, f.id, person::int as person, true_name, try_cast(birth[1:4] as int) as year,
    nullif(nullif(birth[6:10], ''), '01-01') as day, nullif(sex, '') as sex, nullif(place[1:2], '') as province,
    nullif(place[3:4], '') as district, nullif(place[5:6], '') as commune
    from ({files}) f join (select list as l, id, person, true_name from read_csv('{folder}/truth.csv', all_varchar = true)) t
    on l = list and t.id = f.id;
create table agreed as select a.at as a, b.at as b, b.list as list, a.person = b.person as same,
    case when a.year = b.year then 3 when a.year is null or b.year is null then 2
    when abs(a.year - b.year) <= 2 then 2 - abs(a.year - b.year) else -1 end as year,
    case when a.day = b.day then 2 when a.day is null or b.day is null then 1 else 0 end as day,
    coalesce((a.sex = b.sex)::int * 2, 1) as sex, coalesce((a.province = b.province)::int * 2, 1) as province,
    case when a.province = b.province then coalesce((a.district = b.district)::int * 2, 1) else 0 end as district,
    case when a.province = b.province and a.district = b.district then coalesce((a.commune = b.commune)::int * 2, 1) else 0 end as commune
    from kept a join kept b on a.true_name = b.true_name and a.at <> b.at and (a.person = b.person or a.list <> b.list)
    where a.person = b.person or (coalesce(abs(a.year - b.year), 0) <= 2 and coalesce(a.province = b.province, true));
select count(c.a) + 1 as n from agreed t left join agreed c on c.a = t.a and c.list = t.list and not c.same
    and c.year >= t.year and c.day >= t.day and c.sex >= t.sex and c.province >= t.province
    and c.district >= t.district and c.commune >= t.commune where t.same group by t.a, t.b
"""


def ceiling(folder: Path, threads: int) -> dict[str, Any]:
    """The most that anybody could reach at the precision: of `n` who cannot be told apart, one is right."""
    from samaki.linkage import model

    connection = model.opened(threads)
    *tables, query = CEILING.format(files=FILES.format(folder=folder), folder=folder).split(";")
    for statement in tables:
        connection.execute(statement)
    share = np.sort(1 / connection.execute(query).fetchnumpy()["n"].astype(float))[::-1]
    at = np.flatnonzero(share.cumsum() / np.arange(1, len(share) + 1) >= PRECISION)
    return {"recall": round(float(share[: at[-1] + 1].sum()) / len(share), 4) if len(at) else 0.0}


def _say(sentence: str) -> None:
    print(f"bench: {sentence}", file=sys.stderr, flush=True)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this bench."""
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--records", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--lean", action="store_true", help="lists of years and districts alone")
    parser.add_argument("--seed", type=int, default=SEED)
