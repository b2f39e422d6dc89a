"""Khmer words of headings that no line may break: browsers find the ends of Khmer words in a list, and take these for two."""

from __future__ import annotations

JOINER = "\u2060"

WORDS = ("គ្រោះ|ថ្នាក់", "ខុស|ត្រូវ")
"""Where a browser would break; a native reader may add to it."""

PAIRS = {word.replace("|", ""): word.replace("|", JOINER) for word in WORDS}


def unbroken(text: str) -> str:
    """The same text with a word joiner inside these words. For headings only: a search of the page's text would not find them."""
    for word, joined in PAIRS.items():
        text = text.replace(word, joined)
    return text
