"""A process of its own, without the rest of Samaki: a sheet comes in as JSON, the number of pages and the PDF go out.

The fonts are those of the pages (Noto Sans Khmer and Noto Sans, SIL Open Font Licence), unpacked for the time of one paper. Typst
shapes Khmer with a port of HarfBuzz and breaks its lines, which have no blanks between words, by the model of ICU.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import tempfile
from pathlib import Path
from typing import Any

MEMORY = 3 * 2**30
"""Bytes of addresses, of which the program text and stacks of its threads are the larger part."""

SECONDS = 60
FONTS = {
    "noto-sans-khmer-khmer": "Paper A",
    "noto-sans-latin": "Paper B",
    "noto-sans-latin-ext": "Paper C",
    "noto-sans-vietnamese": "Paper D",
    "noto-sans-cyrillic": "Paper E",
    "noto-sans-greek": "Paper F",
}
"""Part of a font as the pages load it -> its family here: of parts with one name, a typesetter takes the first alone."""

WEIGHTS = (400, 700)
AS_IT_IS = ("source", "source_name", "qr", "kind", "language")
"""Of a sheet, what is no text of a page."""

UNSEEN = frozenset("\n\u200b\u200c\u200d\u2060\ufeff")
"""Letters that need no outline."""

STANDS_FOR = "\ufffd"
"""In the place of a letter of which we have no outline: Chinese, Thai, a bell. PDF/A has room for no other."""


def unpack(folders: list[str], to: Path) -> set[str]:
    """The fonts of the pages as files that a typesetter reads: the same outlines in another wrapping. Answers the letters they have."""
    from fontTools.ttLib import TTFont

    known: set[str] = set()
    for folder in folders:
        for name, family in FONTS.items():
            for weight in WEIGHTS:
                packed = Path(folder) / f"{name}-{weight}-normal.woff"
                if packed.exists():
                    font = TTFont(packed, lazy=True, recalcBBoxes=False, recalcTimestamp=False)
                    font.flavor = None
                    for number in (1, 16):  # family, as old and as new programs read it
                        font["name"].setName(family, number, 3, 1, 0x409)
                    font.save(to / f"{name}-{weight}.ttf", reorderTables=None)
                    known |= {chr(code) for code in font.getBestCmap()}
    return known


class Letters:
    """Puts a sign in the place of every letter that cannot be drawn, and remembers that there was one."""

    def __init__(self, known: set[str]) -> None:
        self.known, self.lacked = known | UNSEEN, False

    def drawn(self, told: Any) -> Any:
        """The same sheet with letters that can be drawn."""
        if isinstance(told, str):
            made = "".join(one if one in self.known else STANDS_FOR for one in told)
            self.lacked = self.lacked or made != told
            return made
        if isinstance(told, list):
            return [self.drawn(one) for one in told]
        if isinstance(told, dict):
            return {name: one if name in AS_IT_IS else self.drawn(one) for name, one in told.items()}
        return told


def pdf_of(sheet: dict[str, Any], fonts: Path) -> bytes:
    """PDF/A-3b: every font embedded, the source text attached."""
    import typst

    form, given = Path(__file__).with_name("typeset.typ"), {"sheet": json.dumps(sheet, ensure_ascii=False)}
    made = typst.compile(
        form, root=form.parent, font_paths=[fonts], ignore_system_fonts=True, format="pdf", sys_inputs=given, pdf_standards="a-3b",
        timestamp=int(sheet["seconds"]),
    )  # fmt: skip
    assert isinstance(made, bytes)
    return made


def pages_of(content: bytes) -> int:
    """How many pages a PDF has."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as found:
        return len(found.pages)


def main() -> None:
    """Read, typeset, write. Whatever goes wrong ends it without a word: a message could hold words of a file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    told = json.load(sys.stdin.buffer)
    with tempfile.TemporaryDirectory() as folder:
        letters = Letters(unpack(told["fonts"], Path(folder)))
        sheet = letters.drawn(told["sheet"])
        if letters.lacked:
            sheet["blocks"].append({"kind": "note", "text": sheet["lacks"]})
        content = pdf_of(sheet, Path(folder))
    sys.stdout.buffer.write(b"%d\n" % pages_of(content) + content)


if __name__ == "__main__":
    try:
        main()
    except Exception:  # noqa: BLE001 - the parent says it in a sentence
        sys.exit(1)
