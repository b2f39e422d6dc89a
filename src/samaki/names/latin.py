"""Latin writings of Khmer words: a skeleton that the usual romanisations share.

Rules: section 2 of the project's notes on name spelling. Vowels are written in every possible way, so they are left out;
consonants that stand for one sound are folded. The skeleton only proposes; whoever uses it compares the spellings as well.
"""

import re
import unicodedata

NUMBER_WORDS = {
    "muoy": "1", "mouy": "1", "muy": "1", "pir": "2", "pi": "2", "bei": "3", "bey": "3",
    "buon": "4", "boun": "4", "pram": "5", "prammuoy": "6", "prampir": "7", "prampi": "7",
}  # fmt: skip
FOLDS = (
    ("tch|tj|chh|ch|j", "c"),
    ("gn|nh|ny", "n"),
    ("ph|bh|b|f", "p"),
    ("th|dh|d", "t"),
    ("ng", "N"),
    ("kh|gh|ck|q|g", "k"),
    ("w", "v"),
    ("z", "s"),
)
VOWEL = "aeiou"


def fold(text: str) -> str:
    """Lower case without marks, apostrophes or anything but letters, digits and single spaces."""
    text = unicodedata.normalize("NFKD", text.lower().replace("\u0153", "oe").replace("\u00e6", "ae"))
    text = "".join(c for c in text if not unicodedata.combining(c) and c not in "'\u2019\u2018`")
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text).split())


def latin_skeleton(text: str) -> str:
    """The consonants that are heard, joined; a first vowel as `a`; number words as digits."""
    words = fold(text).split()
    numbered = [NUMBER_WORDS.get(word, word) for word in words]
    kept = [
        word
        for i, word in enumerate(numbered)
        if not (word in ("ti", "tii") and numbered[i + 1 : i + 2] and numbered[i + 1].isdigit())
    ]
    return _consonants("".join(kept))


def _consonants(word: str) -> str:
    for pattern, letter in FOLDS:
        word = re.sub(pattern, letter, word)
    word = re.sub(r"(?<=.)h", "", word)
    word = word.replace("x", "ks")
    word = re.sub(f"c(?![{VOWEL}a-zN])", "k", word)  # a final c is k: Vannac
    word = re.sub(f"(?<=[{VOWEL}])[ry](?![{VOWEL}])", "", word)  # r and y after a vowel are part of it
    word = re.sub(f"(?<=[{VOWEL}])v(?![{VOWEL}])", "", word)  # so is the glide of au, ao, av, ov
    word = re.sub(f"(?<=[{VOWEL}y])s$", "", word)  # a final s is said h, and h is silent
    word = re.sub(r"N[k]?$|N(?=k)", "N", word)
    first = re.sub(f"^[{VOWEL}y]+", "a", word[:1]) + word[1:] if word else ""
    bare = first[:1] + re.sub(f"[{VOWEL}y]", "", first[1:])
    return re.sub(r"([a-zN])\1+", r"\1", bare)
