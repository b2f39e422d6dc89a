"""What looks like the code of a case in a text, by its shape only."""

from __future__ import annotations

import re
import unicodedata

DASHES = re.compile(r"[‐-―−﹘﹣－]")


def plain(text: str) -> str:
    """The same with plain digits and hyphens, without signs that nobody sees."""
    digits = "".join(str(unicodedata.digit(sign, sign)) for sign in unicodedata.normalize("NFKC", text))
    return DASHES.sub("-", re.sub(r"[​‌‍﻿⁠]", "", digits))


def case_code(alphabet: str) -> re.Pattern[str]:
    """A code such as PP-26-7KQ4MX, also without hyphens or with spaces round them; its check character is not asked."""
    return re.compile(rf"(?<!\w)[A-Z]{{2,3}}\s?-?\s?\d\d(?:\s?-\s?)?[{alphabet}]{{6}}(?!\w)", re.IGNORECASE)


def case_code_apart(alphabet: str) -> re.Pattern[str]:
    """A code with its parts written apart: PP 26 QRV NGP in large letters, or in small ones where a digit stands in its last part. So much
    is asked because words and numbers stand beside each other in every sentence."""
    capitals, small = rf"[A-Z]{{2,3}}[\s.]\d\d[\s.](?:[{alphabet}][\s.]?){{5}}[{alphabet}]", alphabet.lower()
    low = rf"[A-Za-z]{{2,3}}[\s.]\d\d[\s.](?=[a-zA-Z\s.]{{0,7}}\d)(?:[{alphabet}{small}][\s.]?){{5}}[{alphabet}{small}]"
    return re.compile(rf"(?<!\w)(?:{capitals}|{low})(?!\w)")
