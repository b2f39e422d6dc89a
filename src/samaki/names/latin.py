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
FOLDS = tuple((re.compile(pattern), letter) for pattern, letter in (
    ("tch|tj|chh|ch|j", "C"),
    ("gn|nh|ny", "n"),
    ("ph|bh|b|f", "p"),
    ("th|dh|d", "t"),
    ("ng", "N"),
    ("kh|gh|ck|c|q|g", "k"),
    ("w", "v"),
    ("z", "s"),
))  # fmt: skip
VOWEL = "aeiou"
SILENT_END = re.compile(r"(?<=[a-z]ng)k$|(?<=[aeiou]n)t$|(?<=[aeiou]t)r$|(?<=[aeiou]k)s$")
LATER_H = re.compile("(?<=.)h")
AFTER_VOWEL = re.compile(f"(?<=[{VOWEL}])[ryv](?![{VOWEL}])")  # r, y and v after a vowel are part of it
FINAL_S = re.compile(f"(?<=[{VOWEL}y])s$")  # said h, and h is silent
FIRST_VOWEL, OTHER_VOWELS = re.compile(f"^[{VOWEL}y]"), re.compile(f"[{VOWEL}y]")
DOUBLED = re.compile(r"([a-zCN])\1+")


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
    return SILENT_END.sub("", word)


def consonants(word: str) -> str:
    """The consonants of one folded word, those of one sound folded together; a first vowel as `a`."""
    for pattern, letter in FOLDS:
        word = pattern.sub(letter, word)
    word = FINAL_S.sub("", AFTER_VOWEL.sub("", LATER_H.sub("", word).replace("x", "ks")))
    return DOUBLED.sub(r"\1", FIRST_VOWEL.sub("a", word[:1]) + OTHER_VOWELS.sub("", word[1:]))
