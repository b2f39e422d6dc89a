"""Names in Khmer and Latin writing: one spelling for what looks the same, and skeletons for what sounds the same. Pure."""

from samaki.names.khmer import HAS_KHMER, clean_text, letters, loose_key, normalise_khmer
from samaki.names.latin import fold, latin_skeleton

__all__ = ["clean_text", "fold", "latin_skeleton", "letters", "loose_key", "normalise", "normalise_khmer", "skeleton"]


def normalise(text: str) -> str:
    """The text as it should be stored on one line: see `clean_text`. Idempotent."""
    return " ".join(clean_text(text).split())


def skeleton(text: str) -> str:
    """A key that writings of one name share: for Khmer script the loose key, for Latin the consonants heard.

    A Khmer key never equals a Latin one. A key proposes; it does not decide, and is never shown or written over a name.
    """
    return loose_key(text) if HAS_KHMER.search(text) else latin_skeleton(text)
