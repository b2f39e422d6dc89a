"""A paper before it is typeset: title, blocks, foot; and the same as plain text, which is attached to the PDF. Pure, but for words.

Blocks are read by `typeset.typ`: heading, text, note (framed), rows [name, text], table, ticks [text, ticked], list, write (empty
lines for the hand), page (a new one begins).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from samaki.countries.dates import language

MOST_LETTERS = 250_000
"""Of what people wrote, on one paper: some hundred pages, made in seconds. What does not fit is named, never left out silently."""

UNBROKEN = re.compile(r"[!-~]{28}(?=[!-~])")


@dataclass
class Sheet:
    """What is printed. `letters`: how many of what people wrote still fit; `left_out`: texts that did not; `synthetic`: every page says
    that nobody on it is real."""

    title: str
    lang: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    letters: int = MOST_LETTERS
    left_out: int = 0
    synthetic: bool = False

    @property
    def warning(self) -> str:
        """What stands at the head of every page of a paper that looks real, and is not."""
        if not self.synthetic:
            return ""
        return _("Synthetic demonstration. No person, number or case here is real, except the hotline numbers.")

    def heading(self, text: str) -> None:
        """A new section."""
        self.blocks.append({"kind": "heading", "text": text})

    def text(self, text: str, *, framed: bool = False) -> None:
        """Paragraphs."""
        if text:
            self.blocks.append({"kind": "note" if framed else "text", "text": text})

    def rows(self, lines: Iterable[tuple[str, str]]) -> None:
        """Names and what stands there; what is empty is not shown."""
        kept = [[name, text] for name, text in lines if text]
        if kept:
            self.blocks.append({"kind": "rows", "lines": kept})

    def table(
        self, head: Sequence[str], widths: Sequence[int], lines: Sequence[Sequence[str]], nothing: str = ""
    ) -> None:
        """Columns with a head that comes again on each page; `nothing`: what is said where there is no line."""
        if lines:
            self.blocks.append(
                {"kind": "table", "head": list(head), "widths": list(widths), "lines": [list(one) for one in lines]}
            )
        else:
            self.text(nothing)

    def ticks(self, lines: Iterable[tuple[str, bool]]) -> None:
        """Boxes, ticked or to be ticked by hand."""
        self.blocks.append({"kind": "ticks", "lines": [[text, ticked] for text, ticked in lines]})

    def points(self, lines: Sequence[str]) -> None:
        """A list."""
        if lines:
            self.blocks.append({"kind": "list", "lines": list(lines)})

    def write(self, text: str, lines: int = 1) -> None:
        """Room for the hand."""
        self.blocks.append({"kind": "write", "text": text, "lines": lines})

    def page(self) -> None:
        """What follows begins on a new page."""
        self.blocks.append({"kind": "page"})

    def written(self, text: str) -> str:
        """What somebody wrote, while there is room for it; else that it stands on the screen."""
        if len(text) > self.letters:
            self.left_out += 1
            return _("(Too long for this paper: it stands in the file.)")
        self.letters -= len(text)
        return text


def plain(sheet: Sheet, foot: Sequence[str]) -> str:
    """Everything that is printed, as text: what people wrote stands letter by letter as they wrote it."""
    lines = [*([sheet.warning, ""] if sheet.warning else []), sheet.title, ""]
    for block in sheet.blocks:
        lines += _PLAIN[block["kind"]](block)
    return "\n".join([*lines, *foot]) + "\n"


def _boxes(block: dict[str, Any]) -> list[str]:
    return [f"[{'x' if ticked else ' '}] {text}" for text, ticked in block["lines"]]


_PLAIN: dict[str, Any] = {
    "heading": lambda block: ["", block["text"], ""],
    "text": lambda block: [block["text"], ""],
    "note": lambda block: [block["text"], ""],
    "rows": lambda block: [f"{name}: {text}" for name, text in block["lines"]] + [""],
    "table": lambda block: ["\t".join(one) for one in [block["head"], *block["lines"]]] + [""],
    "ticks": lambda block: [*_boxes(block), ""],
    "list": lambda block: [f"- {one}" for one in block["lines"]] + [""],
    "write": lambda block: [f"{block['text']} ____", ""],
    "page": lambda _block: [],
}


def to_press(
    sheet: Sheet, *, seconds: int, foot: Sequence[str] = (), running: str = "", qr: str = "", source: str = ""
) -> dict[str, Any]:
    """What `typeset.typ` reads. `seconds`: when it was made; `source`: the text that is attached, none where it is empty."""
    return {
        "title": _breakable(sheet.title),
        "language": sheet.lang,
        "digits": list(language(sheet.lang)["digits"]),
        "blocks": _breakable(sheet.blocks),
        "page": _("page {n} of {m}"),
        "foot": list(foot),
        "running": running,
        "warning": sheet.warning,
        "qr": qr,
        "alt": _("A code that leads to the page on which this paper is checked"),
        "lacks": _(
            "Some letters could not be printed: a sign stands in their place. The text that is attached to the file holds them."
        ),
        "source": source,
        "source_name": "text.txt",
        "seconds": seconds,
    }


def _breakable(told: Any) -> Any:
    """Runs of Latin letters and signs without a blank may break anywhere: else a number of the bank leaves the page."""
    if isinstance(told, str):
        return UNBROKEN.sub(lambda run: run.group() + "​", told)
    if isinstance(told, list):
        return [_breakable(one) for one in told]
    if isinstance(told, dict):
        return {key: one if key == "kind" else _breakable(one) for key, one in told.items()}
    return told
