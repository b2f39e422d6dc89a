"""Latin writings of Khmer words: a skeleton that the usual romanisations share.

Rules: section 2 of the project's notes on name spelling. Vowels are written in every possible way, so they are left
out; consonants that stand for one sound are folded. The skeleton only proposes; whoever uses it compares spellings too.
"""

import re
import unicodedata

NUMBER_WORDS = {
    "muoy": "1", "mouy": "1", "muy": "1", "pir": "2", "pi": "2", "bei": "3", "bey": "3",
    "buon": "4", "boun": "4", "pram": "5", "bram": "5", "prammuoy": "6", "prampir": "7", "prampi": "7",
}  # fmt: skip
FOLDS = (
    ("tch|tj|chh|ch|j", "C"),
    ("gn|nh|ny", "n"),
    ("ph|bh|b|f", "p"),
    ("th|dh|d", "t"),
    ("ng", "N"),
    ("kh|gh|ck|c|q|g", "k"),
    ("w", "v"),
    ("z", "s"),
)
VOWEL = "aeiou"


def fold(text: str) -> str:
    """Lower case without marks, apostrophes or anything but letters, digits and single spaces."""
    text = unicodedata.normalize("NFKD", text.lower().replace("\u0153", "oe").replace("\u00e6", "ae"))
    text = "".join(c for c in text if not unicodedata.combining(c) and c not in "'\u2019\u2018`")
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text).split())


NUMBER_AT_END = re.compile(rf"(?:[ -]*\b(?:ti|no)\b)?[ -]*(?:\b(?:{'|'.join(NUMBER_WORDS)})|\d+)$", re.IGNORECASE)


def latin_skeleton(text: str) -> str:
    """The consonants that are heard, joined; a first vowel as `a`; number words as digits.

    Measured over the pairs of place names in the project's list of variants: 337 of 340 Latin pairs share a skeleton.
    The rules were tuned on that list, so a new list will do worse.
    """
    words = [NUMBER_WORDS.get(word, word) for word in fold(text).split()]
    kept = [word for word, after in zip(words, [*words, ""][1:], strict=True) if not (word == "ti" and after.isdigit())]
    return consonants("".join(without_silent_end(word) for word in kept))


def without_silent_end(word: str) -> str:
    """Khmer writes a last letter that nobody says: Ksant, Soutr, Proeks, Angk."""
    return re.sub(r"(?<=[a-z]ng)k$|(?<=[aeiou]n)t$|(?<=[aeiou]t)r$|(?<=[aeiou]k)s$", "", word)


def consonants(word: str) -> str:
    """The consonants of one folded word, those of one sound folded together; a first vowel as `a`."""
    for pattern, letter in FOLDS:
        word = re.sub(pattern, letter, word)
    word = re.sub(r"(?<=.)h", "", word).replace("x", "ks")
    word = re.sub(f"(?<=[{VOWEL}])[ryv](?![{VOWEL}])", "", word)  # r, y and v after a vowel are part of it
    word = re.sub(f"(?<=[{VOWEL}y])s$", "", word)  # a final s is said h, and h is silent
    bare = re.sub(f"^[{VOWEL}y]", "a", word[:1]) + re.sub(f"[{VOWEL}y]", "", word[1:])
    return re.sub(r"([a-zCN])\1+", r"\1", bare)
