"""The guides as pages: Markdown files of `docs/how-to`, `NAME.md` in English and `NAME.km.md` beside it in Khmer.

A guide without a file in the asked language is shown in English and says so. Nothing else of Markdown than text, lists,
tables and links to other guides gets through: raw HTML and pictures do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from samaki.database.folder import ROOT

FOLDER = ROOT / "docs" / "how-to"
FIRST = "en"
NAME = re.compile(r"[a-z0-9-]+")
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


@dataclass(frozen=True)
class Section:
    """A part of a guide under its own heading; `id` is the same in every language. `words`: its text, for the search."""

    id: str
    title: str
    words: str


@dataclass(frozen=True)
class Guide:
    """One guide in one language. `lang` is that of the text, which may not be the one that was asked for."""

    name: str
    lang: str
    title: str
    html: Markup
    sections: tuple[Section, ...]


def names() -> list[str]:
    """Every guide there is."""
    return sorted(path.stem for path in FOLDER.glob("*.md") if NAME.fullmatch(path.stem))


def file_of(name: str, lang: str) -> Path:
    """Where the guide stands in this language, whether or not it is there."""
    return FOLDER / (f"{name}.md" if lang == FIRST else f"{name}.{lang}.md")


@cache
def guide(name: str, lang: str) -> Guide:
    """The guide in this language, else in English. Raises KeyError for a name that no guide has."""
    if name not in names():
        raise KeyError(name)
    found = lang if file_of(name, lang).is_file() else FIRST
    ids = [_slug(title) for title in _headings(_parsed(name, FIRST))]
    return _made(name, found, ids)


def _parsed(name: str, lang: str) -> list[Token]:
    return _MARKDOWN.parse(file_of(name, lang).read_text(encoding="utf-8"))


def _made(name: str, lang: str, ids: list[str]) -> Guide:
    tokens = _parsed(name, lang)
    title = tokens[1].content
    body, sections = tokens[3:], []
    starts = [at for at, token in enumerate(body) if token.type == "heading_open"]
    words = _words(body[: starts[0] if starts else len(body)])
    for number, (start, end) in enumerate(pairwise([*starts, len(body)])):
        key = ids[number] if number < len(ids) else f"part-{number + 1}"
        body[start].attrSet("id", key)
        sections.append(Section(key, body[start + 1].content, _words(body[start:end])))
    for token in body:
        _lead_on(token)
    html = Markup(_MARKDOWN.renderer.render(body, _MARKDOWN.options, {}))  # noqa: S704 - raw HTML is off: it is escaped
    return Guide(name, lang, title, html, (Section("", title, f"{title} {words}"), *sections))


def _headings(tokens: list[Token]) -> list[str]:
    return [tokens[at + 1].content for at, token in enumerate(tokens) if token.type == "heading_open"][1:]


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def _words(tokens: list[Token]) -> str:
    return " ".join(child.content for child in _inner(tokens) if child.content)


def _inner(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from token.children or ()


def _lead_on(token: Token) -> None:
    """Links lead to guides here and to public addresses; a link to another file of the repository is only its words."""
    shut = False
    for child in token.children or ():
        if child.type == "link_open":
            href = _address(str(child.attrGet("href") or ""))
            shut = not href
            child.tag, child.attrs = ("span", {}) if shut else ("a", {"href": href})
        elif child.type == "link_close":
            child.tag = "span" if shut else "a"


def _address(href: str) -> str:
    if href.startswith("https://"):
        return href
    found = re.fullmatch(r"([a-z0-9-]+)(?:\.[a-z]{2})?\.md(#[a-z0-9-]+)?", href)
    return f"/help/{found[1]}/{found[2] or ''}" if found and found[1] in names() else ""
