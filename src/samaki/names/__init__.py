"""Names in Khmer and Latin writing: one spelling for what looks the same, skeletons for what sounds the same. Pure.

Measured over the place rows of the project's list of spelling variants (floors stand in the tests): 337 of 340 Latin
pairs and 58 of 58 Khmer pairs share a skeleton. The rules were tuned on that list.
"""

from samaki.names.khmer import HAS_KHMER, KHMER_NUMBER_AT_END, clean_text, letters, loose_key, normalise_khmer
from samaki.names.latin import NUMBER_AT_END, fold, latin_skeleton

__all__ = [
    "clean_text",
    "fold",
    "has_khmer",
    "latin_skeleton",
    "letters",
    "loose_key",
    "normalise",
    "normalise_khmer",
    "skeleton",
    "without_number",
]


def has_khmer(text: str) -> bool:
    """Whether a letter of it is Khmer."""
    return bool(HAS_KHMER.search(text))


def normalise(text: str) -> str:
    """The text as it should be stored on one line: see `clean_text`. Idempotent."""
    return " ".join(clean_text(text).split())


def skeleton(text: str) -> str:
    """A key that writings of one name share: for Khmer script the loose key, for Latin the consonants heard.

    A Khmer key never equals a Latin one. A key proposes; it does not decide, and is never shown or written over a name.
    """
    return loose_key(text) if HAS_KHMER.search(text) else latin_skeleton(text)


def without_number(name: str) -> str:
    """The name without a number at its end, in digits or words: quarters of a town are often counted."""
    pattern = KHMER_NUMBER_AT_END if HAS_KHMER.search(name) else NUMBER_AT_END
    return pattern.sub("", name).strip()
