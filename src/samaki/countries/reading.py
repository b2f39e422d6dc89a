"""Read the data files of a pack into plain tables, remembering for each entry where it stands.

Every `*.toml` file in the pack's folder is read; a list such as `[[step]]` may be split over files in any way.
"""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from samaki.countries.durations import Duration
from samaki.countries.labels import Lines, Texts

Table = Mapping[str, Any]


class Unreadable(Exception):
    """One entry cannot be read; the sentence says where and why."""


@dataclass
class Source:
    """The raw pack: single tables by name, and lists of (file name, table) by name."""

    folder: Path
    tables: dict[str, Table] = field(default_factory=dict)
    lists: dict[str, list[tuple[str, Table]]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def entries(self, name: str) -> Iterator["Entry"]:
        languages = tuple(self.tables.get("pack", {}).get("languages", ()))
        default = self.tables.get("pack", {}).get("default_language", "en")
        for file_name, table in self.lists.get(name, []):
            yield Entry(file_name, name, table, languages, tuple(dict.fromkeys((default, "en"))))


def read_folder(folder: Path) -> Source:
    """Read every TOML file of the folder. A file that is not TOML is a problem, not an exception."""
    source = Source(folder)
    for path in sorted(folder.glob("*.toml")):
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            source.problems.append(f"{path.name}: this is not valid TOML: {error}.")
            continue
        _merge(source, path.name, content)
    return source


def _merge(source: Source, file_name: str, content: Table) -> None:
    for name, value in content.items():
        if isinstance(value, list):
            source.lists.setdefault(name, []).extend((file_name, item) for item in value)
        elif name in source.tables:
            source.problems.append(f"{file_name}: the table '{name}' is already given in another file.")
        else:
            source.tables[name] = value


def read_csv(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file with a heading line; an absent file has no rows."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return [{key: (value or "").strip() for key, value in row.items() if key} for row in csv.DictReader(lines)]


@dataclass(frozen=True)
class Entry:
    """One entry with its place, so that every complaint can name it."""

    file_name: str
    list_name: str
    table: Table
    languages: tuple[str, ...]
    order: tuple[str, ...]

    @property
    def where(self) -> str:
        name = self.table.get("code", self.table.get("level", "without a code"))
        return f"{self.file_name}: {self.list_name} '{name}'"

    def fail(self, what: str) -> Unreadable:
        return Unreadable(f"{self.where}: {what}.")

    def sub(self, table: Any) -> "Entry":
        if not isinstance(table, Mapping):
            raise self.fail(f"a table is expected where '{table}' stands")
        return Entry(
            self.file_name, self.list_name, {"code": self.table.get("code", "?"), **table}, self.languages, self.order
        )

    def text(self, key: str, default: str | None = None) -> str:
        value = self.table.get(key, default)
        if value is None:
            raise self.fail(f"'{key}' is missing")
        if not isinstance(value, str):
            raise self.fail(f"'{key}' must be a text, not {value!r}")
        return value

    def flag(self, key: str, default: bool | None = None) -> bool:
        value = self.table.get(key, default)
        if not isinstance(value, bool):
            raise self.fail(f"'{key}' must be true or false" + ("" if key in self.table else ", and is missing"))
        return value

    def number(self, key: str) -> int:
        value = self.table.get(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.fail(f"'{key}' must be a whole number" + ("" if key in self.table else ", and is missing"))
        return value

    def codes(self, key: str) -> tuple[str, ...]:
        value = self.table.get(key, ())
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
            raise self.fail(f"'{key}' must be a list of codes")
        return tuple(value)

    def items(self, key: str) -> list["Entry"]:
        value = self.table.get(key, [])
        if not isinstance(value, list):
            raise self.fail(f"'{key}' must be a list of tables")
        return [self.sub(item) for item in value]

    def duration(self, key: str | None = None) -> Duration:
        """The duration in the table at `key`, or in the entry itself."""
        table = self.table if key is None else self.table.get(key)
        if not isinstance(table, Mapping):
            raise self.fail(f"'{key}' must be a time such as {{ amount = 2, unit = \"days\" }}")
        part = self.sub(table)
        try:
            return Duration(part.number("amount"), part.text("unit"))
        except ValueError as error:
            raise self.fail(f"{'the time' if key is None else repr(key)}: {error}") from None

    def labels(self) -> Texts:
        """The entry's label: a table `label`, or the languages as keys of the entry. At least one is needed."""
        texts = self.texts("label") or Texts(
            {k: str(self.table[k]) for k in self.languages if k in self.table}, self.order
        )
        if not texts:
            raise self.fail("it has no label in any of the pack's languages")
        return texts

    def texts(self, key: str) -> Texts:
        """The texts in the table at `key`; empty where it is absent."""
        table = self.table.get(key, {})
        if not isinstance(table, Mapping):
            raise self.fail(f"'{key}' must be a table of languages")
        return Texts({str(language): str(text) for language, text in table.items() if language != "code"}, self.order)

    def lines(self, key: str) -> Lines:
        table = self.table.get(key, {})
        if not isinstance(table, Mapping):
            raise self.fail(f"'{key}' must be a table of languages")
        return Lines({str(k): (v,) if isinstance(v, str) else tuple(map(str, v)) for k, v in table.items()}, self.order)
