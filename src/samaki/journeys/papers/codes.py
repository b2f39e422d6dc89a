"""The code on a paper: eleven random letters of the alphabet of cases and one that catches a slip. Pure.

It says nothing of a case, and opens nothing but whether a paper is genuine: of 30 to the eleventh power nobody guesses one.
"""

from __future__ import annotations

import re
import secrets

from samaki.cases.codes import ALPHABET, check_character

PATTERN = re.compile(rf"^[{ALPHABET}]{{12}}$")


def new_paper_code() -> str:
    """`K7Q4MXB2HTWP`."""
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(11))
        if check := check_character("", body):
            return body + check


def read_paper_code(typed: str) -> str | None:
    """The code as stored, typed in any case, with or without its hyphens; None when it is not one."""
    code = re.sub(r"[\s\-​‌‍﻿]", "", typed[:80]).upper()
    return code if PATTERN.match(code) and check_character("", code[:11]) == code[11] else None


def shown(code: str) -> str:
    """`K7Q4-MXB2-HTWP`, as it stands on the paper."""
    return "-".join(code[at : at + 4] for at in (0, 4, 8))


def in_groups(digest: bytes, most: int = 32) -> str:
    """A fingerprint in groups of eight hexadecimal letters, as those of the ledger are compared by eye."""
    text = digest.hex()[:most]
    return " ".join(text[at : at + 8] for at in range(0, len(text), 8))
