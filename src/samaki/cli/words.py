"""The words of the pages: gathered from code and templates, kept in `.po`, compiled to `.mo`.

`translate` writes what is missing into the `.po` with an empty translation and drops what is no longer said; `check`
fails on every message without one. No places of use stand in the file, so that two branches merge.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from samaki.database.folder import ROOT

SOURCE = ROOT / "src" / "samaki"
LOCALES = SOURCE / "locale"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**/templates/**.txt", "jinja2")]
OPTIONS = {
    "**/templates/**.html": {
        "silent": "false",
        "trim_blocks": "true",
        "lstrip_blocks": "true",
        "extensions": "jinja2.ext.i18n",
    },
    "**/templates/**.txt": {"silent": "false", "extensions": "jinja2.ext.i18n"},
}
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)  # a fixed date: a file that only changes when words do


class Said(NamedTuple):
    """A message id as gettext knows it: one text or (one, many), and a context."""

    words: str | tuple[str, ...]
    context: str | None

    def __str__(self) -> str:
        return self.words if isinstance(self.words, str) else self.words[0]


def add(commands: Any) -> None:
    """Put the command on the parser."""
    translate = commands.add_parser("translate", help="bring the .po files in line with what code and pages say")
    translate.set_defaults(run=run_translate)


def run_translate(options: argparse.Namespace) -> int:
    """Says how many messages have no translation yet."""
    for catalog_file in catalogs():
        missing = update(catalog_file)
        print(f"{catalog_file.relative_to(ROOT)}: {len(missing)} without a translation")
    compile_words()
    return 0


def catalogs() -> list[Path]:
    """Every language's `.po`."""
    return sorted(LOCALES.glob("*/LC_MESSAGES/django.po"))


@cache
def said() -> frozenset[Said]:
    """All message ids that Python and Jinja2 files ask for."""
    found = extract_from_dir(SOURCE, METHODS, OPTIONS, KEYWORDS, directory_filter=_is_source)
    return frozenset(Said(words, context) for _, _, words, _, context in found if words)


def _is_source(folder: str) -> bool:
    return Path(folder).name not in ("migrations", "static", "locale", "__pycache__")


def update(catalog_file: Path) -> list[str]:
    """Rewrite one `.po`: the ids that are said, in order, each with the translation it had. Returns what has none."""
    old = _read(catalog_file)
    new = Catalog(
        locale=catalog_file.parents[1].name,
        project="samaki",
        version="1",
        creation_date=BEGINNING,
        revision_date=BEGINNING,
        last_translator="The Samaki project",
        language_team="The Samaki project",
        header_comment="# The words of the pages. Written by ./samaki translate; translations are written by hand.",
    )
    new.fuzzy = False
    for message in sorted(said(), key=lambda one: (str(one), one.context or "")):
        had = old.get(message.words if isinstance(message.words, str) else message.words[0], message.context)
        kept = had.string if had is not None and _fits(had, message) else None
        flags = had.flags & {"fuzzy"} if had is not None else ()
        new.add(message.words, kept, context=message.context, flags=flags)
    draft = catalog_file.with_suffix(".draft")
    with draft.open("wb") as file:
        write_po(file, new, width=120, no_location=True, sort_output=True, ignore_obsolete=True)
    draft.replace(catalog_file)
    return list(missing_in(catalog_file))


def _fits(had: Message, message: Said) -> bool:
    """A text that became plural needs a new translation."""
    return isinstance(had.id, str) == isinstance(message.words, str)


def missing_in(catalog_file: Path) -> Iterator[str]:
    """One sentence for each message that has no translation, an empty or a doubtful one."""
    catalog = _read(catalog_file)
    for message in sorted(said(), key=str):
        had = catalog.get(message.words if isinstance(message.words, str) else message.words[0], message.context)
        if had is None:
            yield f"not in the file: {message}"
        elif had.fuzzy:
            yield f"marked fuzzy: {message}"
        elif not had.string or (not isinstance(had.string, str) and not all(had.string)):
            yield f"no translation: {message}"


def missing() -> list[str]:
    """All that is missing in any language."""
    if said() and not catalogs():
        return [f"there is no catalog in {LOCALES}"]
    return [f"{file.parents[1].name}: {line}" for file in catalogs() for line in missing_in(file)]


def compile_words() -> None:
    """`.po` to `.mo` where the source is newer; a file that no reader sees half-written."""
    for catalog_file in catalogs():
        compiled = catalog_file.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime_ns >= catalog_file.stat().st_mtime_ns:
            continue
        draft = catalog_file.with_suffix(f".{os.getpid()}")
        with draft.open("wb") as file:
            write_mo(file, _read(catalog_file))
        draft.replace(compiled)


def _read(catalog_file: Path) -> Catalog:
    with catalog_file.open("rb") as file:
        return read_po(file, locale=catalog_file.parents[1].name)
