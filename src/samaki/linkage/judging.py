"""From weights of pairs to how likely each is, in view of the others: a record has few others of its person.

A pair's odds stand against those of every other pair of either record with the same list: of two records of a list that are both like
mine, one is me. What speaks for both being one person (somebody stands on that list twice) is taken out of the competition. A pair
whose records are both tied to a third is at least as likely as those two ties together.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

ROUNDS = 30
TIE, THIRD = 0.5, 0.3

COMPETED = """
create or replace table tie as
    select unique_id_l as l, unique_id_r as r, a.source as list_l, b.source as list_r, 2 ** least(match_weight + {shift}, 60) as odds
    from {table} join people a on a.unique_id = unique_id_l join people b on b.unique_id = unique_id_r;
create or replace table way as
    select l as one, r as other, list_r as list, odds from tie union all select r, l, list_l, odds from tie;
create or replace table sum_of as select one, list, sum(odds) as odds from way group by one, list;
create or replace table twice as select way.one, way.other, odds / (1 + odds) as likely from way join people on people.unique_id = one
    where people.source = way.list and odds > 0.25;
create or replace table same as
    select way.one, twice.one as other, sum(way.odds * twice.likely) as odds from way join twice on way.other = twice.other
    group by way.one, twice.one;
create or replace table held as
    select l, r, tie.odds / (1 - tie.odds + greatest(a.odds - coalesce(c.odds, 0), tie.odds)
    + greatest(b.odds - coalesce(d.odds, 0), tie.odds)) as likely
    from tie join sum_of a on a.one = l and a.list = list_r join sum_of b on b.one = r and b.list = list_l
    left join same c on c.one = l and c.other = r left join same d on d.one = r and d.other = l;
"""

JUDGED = """
create or replace table strong as
    select l as one, r as other, likely from held where likely > {tie} union all select r, l, likely from held where likely > {tie};
create or replace table judged as
    select l as unique_id_l, r as unique_id_r, max(likely) as match_probability from (
        from held union all
        select a.other, b.other, max(a.likely * b.likely) from strong a join strong b on a.one = b.one and a.other < b.other
        where a.likely * b.likely > {third} group by all
    ) group by l, r;
"""


def judged(connection: Any, table: str, records: int | None) -> str:
    """The name of a table of pairs with `match_probability`; `table`: that of `model.scored`, or with `records` None one of pairs whose
    weights are log2 of odds already, beside a table `people` with their lists."""
    shift = 0.0 if records is None else _shift(connection, table, records)
    for part in (COMPETED.format(table=table, shift=shift), JUDGED.format(tie=TIE, third=THIRD)):
        for statement in part.split(";"):
            if statement.strip():
                connection.execute(statement)
    for name in ("tie", "way", "sum_of", "twice", "same", "strong", "held"):
        connection.execute(f"drop table {name}")
    return "judged"


def _shift(connection: Any, table: str, records: int) -> float:
    """What to add to each weight: how likely two records are one person before anything is compared, learnt from the pairs themselves."""
    query = f"select round(match_weight * 4) / 4 as weight, count(*) as n from {table} group by 1"  # noqa: S608
    found = connection.execute(query).fetchnumpy()
    weights, counts = found["weight"].astype(float), found["n"].astype(float)
    assumed, shift = (records - 1) / 2, 0.0
    for _ in range(ROUNDS):
        pairs = float((counts / (1 + 2.0 ** -np.clip(weights + shift, -60, 60))).sum())
        shift = math.log2(max(pairs, 1.0) / assumed)
    return shift
