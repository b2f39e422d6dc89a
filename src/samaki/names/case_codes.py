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
    """A code with spaces, dots or hyphens anywhere in it: PP 26 QRV NGP and P P - 2 6 - Y456KZ in large letters, or in small ones where its
    letters stand one by one or a digit stands in its last part. So much is asked because words and numbers stand beside each other in
    every sentence; a last part of digits alone is a number."""
    both = f"{alphabet}{alphabet.lower()}"
    capitals = rf"[A-Z]{APART}[A-Z]{APART}(?:[A-Z]{APART})?" + _last(alphabet, alphabet)
    single = rf"(?:[A-Za-z]{BETWEEN}){{2,3}}\d{BETWEEN}\d(?:{BETWEEN}[{both}]){{6}}"
    low = rf"[A-Za-z]{{2,3}}{BETWEEN}\d\d{BETWEEN}(?=[a-zA-Z\s.\-]{{0,12}}\d)(?:[{both}]{APART}){{5}}[{both}]"
    return re.compile(rf"(?<!\w)(?:{capitals}|{single}|{low})(?!\w)")


APART, BETWEEN = r"[ \t\u00a0.\-_/]{0,3}", r"[ \t\u00a0.\-_/]{1,3}"
"""What stands between the signs of a code written apart, on one line."""


def _last(alphabet: str, letters: str) -> str:
    """The year and the random part, in which one letter stands at least."""
    return rf"\d{APART}\d{APART}(?=[\d \t.\-_/]{{0,20}}[{re.sub('[0-9]', '', letters)}])(?:[{alphabet}]{APART}){{5}}[{alphabet}]"
