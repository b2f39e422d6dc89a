"""Lists into the database that compares them: a million rows in seconds, each different word, birth and place read once.

Where anything in a file is not as expected, `records.read_all` reads it row by row instead, and says which row is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from samaki.linkage import model, records
from samaki.linkage.problems import Unlinkable
from samaki.linkage.records import Birth, Place, Records
from samaki.linkage.spelling import Spelling, part, spelled
from samaki.names.persons import MAYBE_TITLES, TITLES

SIMPLE = "regexp_full_match(name, '[A-Za-z]+( [A-Za-z]+){0,2}')"
"""A name in Latin letters of up to three words, which needs no taking apart."""
ROWS = """create table kept as select *,
    case when {simple} and lower(split_part(name, ' ', 1)) not in {titles} then string_split(name, ' ') end as words from ({files})"""
NUMBERED = "create view written as select rowid as unique_id, * from kept"
"""The place of the row: numbering by a window would read the files in one thread."""
FILE = """select '{list}' as source, trim({id}) as id, trim({name}) as name, coalesce({birth}, '') as birth, coalesce({sex}, '') as sex,
    coalesce({place}, '') as place from read_csv('{path}', header = false, skip = 1, auto_detect = false, delim = ',', quote = '"',
    escape = '"', columns = {columns})"""
SPELT = """create table spelt as
    select unique_id, parts[1].sound as first,
    case when len(parts) > 2 then parts[2].sound when len(parts) = 2 then '' end as middle,
    case when len(parts) > 1 then parts[-1].sound end as last, nullif(parts[1].latin, '') as first_latin,
    case when len(parts) > 1 then nullif(parts[-1].latin, '') end as last_latin
    from (select unique_id, list_sort(list_filter([{{sound: a.sound, latin: a.latin}}, {{sound: b.sound, latin: b.latin}},
        {{sound: c.sound, latin: c.latin}}], lambda x: x.sound <> '')) as parts
        from written left join word a on a.word = words[1] left join word b on b.word = words[2] left join word c on c.word = words[3]
        where {simple})
    union all select unique_id, n.first, n.middle, n.last, n.first_latin, n.last_latin from written join whole n using (name)"""
PEOPLE = """create view told as select unique_id, source, s.sex, first, middle, last, first_latin, last_latin, year, day, province,
    district, commune from written join spelt using (unique_id) join birth_of using (birth) join sex_of s on s.cell = written.sex
    join place_of using (place)"""

FOUND_IN = {
    "source": "kept", "sex": "sex_of", **dict.fromkeys(Place._fields, "place_of"),
    **dict.fromkeys(("first", "middle", "last", "first_latin", "last_latin"), "spelt"),
}  # fmt: skip
"""Of each column of words the table in which they stand before all are brought together."""


def loaded(paths: Sequence[Path], threads: int | None = None) -> tuple[Any, Callable[[], Records]]:
    """A database with the table `people` of all lists, and how to get at the records, by `unique_id`. Raises Unlinkable, OSError."""
    records.check_names(paths)
    connection = model.opened(threads)
    try:
        _load(connection, paths)
    except (Unlinkable, connection_error()):
        connection.close()
        everybody = records.read_all(paths)
        return model.connect(everybody, threads), lambda: everybody
    model.check_enough(connection.execute("select count(*) from people").fetchall()[0][0])
    return connection, lambda: _records_in(connection)


def connection_error() -> type[Exception]:
    """What DuckDB raises."""
    import duckdb

    return duckdb.Error


def _load(connection: Any, paths: Sequence[Path]) -> None:
    connection.execute(ROWS.format(simple=SIMPLE, titles=_titles(), files=" union all ".join(map(_file, paths))))
    connection.execute(NUMBERED)
    counted = "select source, count(*) as rows, count(distinct nullif(id, '')) as keys from written group by source"
    rows, keys = connection.execute(f"select coalesce(sum(rows), 0), sum(keys) from ({counted})").fetchall()[0]  # noqa: S608
    if rows != keys:
        raise Unlinkable("An id is missing or stands twice.")
    _mean(connection, "birth_of", "birth", records.birth, Birth._fields)
    _mean(connection, "place_of", "place", records.place, Place._fields)
    _mean(connection, "sex_of", "sex", lambda cell: (records.sex(cell),), ("sex",), key="cell")
    words = "select distinct unnest(words) as word from written"
    _mean(connection, "word", "word", part, ("sound", "latin"), f"({words})")
    _mean(
        connection,
        "whole",
        "name",
        spelled,
        Spelling._fields,
        "(select coalesce(name, '') as name from written where words is null)",
    )
    connection.execute(SPELT.format(simple="words is not null"))
    connection.execute(PEOPLE)
    model.number_words(connection, FOUND_IN)
    if connection.execute("select count(*) from people").fetchall()[0][0] != rows:
        raise Unlinkable("A row was lost.")


def _titles() -> str:
    return (
        f"({', '.join(repr(title) for title in sorted(TITLES | MAYBE_TITLES) if title.isascii() and title.isalpha())})"
    )


def _file(path: Path) -> str:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        header = [cell.strip().lower() for cell in file.readline().split(",")]
    records.check_columns(header, path.name, records.NEEDED, records.KNOWN)
    place = {name: f"c{header.index(name)}" if name in header else "''" for name in records.KNOWN}
    columns = "{" + ", ".join(f"'c{at}': 'VARCHAR'" for at in range(len(header))) + "}"
    quoted = (text.replace("'", "''") for text in (path.stem, str(path)))
    return FILE.format(columns=columns, **dict(zip(("list", "path"), quoted, strict=True)), **place)


def _mean(connection: Any, table: str, column: str, meaning: Callable[[str], Any], names: Sequence[str], of: str = "written",
          key: str = "") -> None:  # fmt: skip
    """A table of what each different cell of the column means. Raises Unlinkable."""
    cells = [cell for (cell,) in connection.execute(f"select distinct {column} from {of}").fetchall()]  # noqa: S608
    meant = list(zip(*(meaning(cell.strip()) for cell in cells), strict=True)) or [()] * len(names)
    kinds = ["int" if name in model.NUMBERS else "varchar" for name in names]
    # given as lists: an array of pyarrow's would load pandas, which takes a second
    columns = ", ".join(
        f"unnest(?::{kind}[]) as {name}"
        for name, kind in zip((key or column, *names), ("varchar", *kinds), strict=True)
    )
    connection.execute(f"create table {table} as select {columns}", [cells, *map(list, meant)])  # noqa: S608


def _records_in(connection: Any) -> Records:
    rows = connection.execute("""select w.source, w.id, coalesce(w.name, ''), first, middle, last, first_latin, last_latin, year, day,
        p.sex,
        province, district, commune from written w join people p using (unique_id) order by unique_id""").fetchall()
    lists, ids, names, first, middle, last, first_latin, last_latin, year, day, sex, *place = zip(*rows, strict=True)
    return Records(
        lists, ids, names, list(map(Spelling, first, middle, last, first_latin, last_latin)), list(map(Birth, year, day)), sex,
        list(map(Place, *place)),
    )  # fmt: skip
