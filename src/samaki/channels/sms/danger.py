"""When a text says that there is danger now: one key, a word alone, or a short answer with such a word while a report waits."""

from __future__ import annotations

import re

NOW = "1"
"""The answer that we ask for: a simple telephone writes no Khmer, and everybody finds this key."""

ALONE = frozenset({"danger", "sos", "គ្រោះថ្នាក់", "មានគ្រោះថ្នាក់"})
"""Danger in every case, also without a report."""

LATIN, KHMER = frozenset({"danger", "dangerous", "sos", "help", "emergency"}), ("គ្រោះថ្នាក់", "ជួយ", "អាសន្ន")
AGREES = frozenset({"yes", "now"}), ("បាទ", "ចាស", "ឥឡូវ")
DENIES = frozenset({"no", "not", "never", "isn", "without"}), ("គ្មាន", "មិន", "អត់")
LONGEST = 40
"""Letters of an answer; in what is longer, a word of danger may tell of something else."""


def answers(plain: str) -> bool:
    """Whether a text in small letters, of somebody whose report waits, answers our question with yes. "ok" alone may be thanks."""
    if len(plain) > LONGEST or _has(plain, DENIES):
        return False
    agreed = bool(re.match(rf"{NOW}\b", plain)) and _has(plain, AGREES)
    return agreed or _has(plain, (LATIN, KHMER))


def _has(plain: str, words: tuple[frozenset[str], tuple[str, ...]]) -> bool:
    latin, khmer = words
    return not latin.isdisjoint(re.findall(r"[a-z]+", plain)) or any(word in plain for word in khmer)
