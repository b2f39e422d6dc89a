"""What in a text may say who it is about: looked for before it is sent, by its shape only. Pure but for the pack's alphabet.

It warns and does not refuse: a telephone number of an office is no breach, and a name has no shape that could be found.
"""

from __future__ import annotations

import re

from samaki.agencies.country import pack
from samaki.names.case_codes import case_code, plain

DATES = re.compile(r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{4}\b")
TELEPHONE = re.compile(r"(?<!\w)\(?\+?\d(?:[\s().\-/]{0,2}\d){6,14}(?!\w)")
"""Seven digits or more, as numbers of telephones and of papers are written."""

MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
RECEIPT = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b", re.IGNORECASE)


def found_in(*texts: str) -> list[str]:
    """Of `case`, `receipt`, `telephone`, `mail`: what these texts seem to hold, in whatever digits it is written."""
    text = "\n".join(plain(one) for one in texts)
    undated = RECEIPT.sub(" ", _case().sub(" ", DATES.sub(" ", text)))
    looks = {
        "case": _case().search(text),
        "receipt": RECEIPT.search(text),
        "telephone": TELEPHONE.search(undated),
        "mail": MAIL.search(text),
    }
    return [name for name, match in looks.items() if match]


def _case() -> re.Pattern[str]:
    return case_code(pack().alphabet)
