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
FONTS = ("noto-sans-khmer-khmer", "noto-sans-latin", "noto-sans-latin-ext", "noto-sans-vietnamese")
WEIGHTS = (400, 700)


def unpack(folders: list[str], to: Path) -> None:
    """The fonts of the pages as files that a typesetter reads: the same outlines in another wrapping."""
    from fontTools.ttLib import TTFont

    for folder in folders:
        for name in FONTS:
            for weight in WEIGHTS:
                packed = Path(folder) / f"{name}-{weight}-normal.woff"
                if packed.exists():
                    font = TTFont(packed, lazy=True, recalcBBoxes=False, recalcTimestamp=False)
                    font.flavor = None
                    font.save(to / f"{name}-{weight}.ttf", reorderTables=None)


def pdf_of(sheet: dict[str, Any], fonts: Path) -> bytes:
    """PDF/A-3b: every font embedded, the source text attached."""
    import typst

    form = Path(__file__).with_name("typeset.typ").read_bytes()
    given = {"sheet": json.dumps(sheet, ensure_ascii=False)}
    made = typst.compile(
        form, root=str(fonts), font_paths=[str(fonts)], ignore_system_fonts=True, format="pdf", sys_inputs=given,
        pdf_standards="a-3b", timestamp=int(sheet["seconds"]),
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
        unpack(told["fonts"], Path(folder))
        content = pdf_of(told["sheet"], Path(folder))
    sys.stdout.buffer.write(b"%d\n" % pages_of(content) + content)


if __name__ == "__main__":
    try:
        main()
    except Exception:  # noqa: BLE001 - the parent says it in a sentence
        sys.exit(1)
