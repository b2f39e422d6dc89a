"""What the page says, as one canonical text: what is signed is the SHA-256 of it. Pure: no database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

FORM = "samaki-governance-1"
"""The first line of the text. Another form of it has another name: old signatures must be checked as they were made."""


@dataclass(frozen=True)
class Line:
    """A text field: `most` letters in each language; `published`: the public reads it; `of_drill`: only where a drill was made."""

    name: str
    most: int
    published: bool = False
    of_drill: bool = False


LINES = (
    Line("controller", 160, published=True),
    Line("host", 160, published=True),
    Line("payer", 160),
    Line("place", 160),
    Line("contact", 160, published=True),
    Line("holders", 300),
    Line("drill_by", 160, of_drill=True),
    Line("drill_found", 300, of_drill=True),
    Line("seizure", 400),
)
"""In the order of the page. Lengths are such that it fits on one sheet of A4."""

OFFICE = 120
"""Letters of the office under a signature."""

HOLDERS = range(2, 17)
"""How many may hold a sheet of the recovery key: as `samaki.vault.recovery` makes them."""


def key_of(line: Line, language: str) -> str:
    """The name of a field: `contact_km`."""
    return f"{line.name}_{language}"


@dataclass(frozen=True)
class Paper:
    """What somebody writes. `texts`: `key_of` a line -> its words; `enough` of so many `sheets` open the key file;
    `drill_on`: the last restore drill, `drill_alone`: "yes" where the mentor did not help, "no" where it did."""

    texts: Mapping[str, str] = field(default_factory=dict)
    enough: int | None = None
    sheets: int | None = None
    drill_on: date | None = None
    drill_alone: str = ""
    review_by: date | None = None

    def text(self, line: Line, language: str) -> str:
        """What was written into one field."""
        return self.texts.get(key_of(line, language), "").strip()

    def words(self, languages: Collection[str]) -> dict[str, str]:
        """Everything as texts, as it is kept and signed."""
        drill = self.drill_on is not None
        told = {
            key_of(line, language): self.text(line, language)
            for line in LINES
            for language in languages
            if drill or not line.of_drill
        }
        return told | {
            "enough": str(self.enough or ""),
            "sheets": str(self.sheets or ""),
            "drill_on": self.drill_on.isoformat() if self.drill_on else "",
            "drill_alone": self.drill_alone if drill else "",
            "review_by": self.review_by.isoformat() if self.review_by else "",
        }


def published(words: Mapping[str, str]) -> dict[str, str]:
    """Of the words, those that the public reads."""
    names = {line.name for line in LINES if line.published}
    return {key: text for key, text in words.items() if key.rpartition("_")[0] in names}


def canonical(number: int, needed: int, not_counted: Collection[str], words: Mapping[str, str]) -> str:
    """The text that is signed: the form's name, then JSON with sorted keys and without blanks, in UTF-8."""
    told = {"number": number, "needed": needed, "not_counted": sorted(not_counted), "words": dict(words)}
    return f"{FORM}\n{json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(',', ':'))}"


def digest(text: str) -> str:
    """SHA-256 in 64 hexadecimal letters."""
    return hashlib.sha256(text.encode()).hexdigest()
