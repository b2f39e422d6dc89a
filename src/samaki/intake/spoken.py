"""A receipt as it is read aloud: each of its signs by a word that is not mistaken for another, in both languages.

English: the spelling alphabet of the International Civil Aviation Organization. Khmer: the French-English names of the letters
as schools say them, and the numbers; a proposal that a native reader must look at (docs/translation.md).
"""

from __future__ import annotations

from samaki.intake.receipts import read_receipt

ENGLISH = {
    "A": "Alfa", "B": "Bravo", "C": "Charlie", "D": "Delta", "E": "Echo", "F": "Foxtrot", "G": "Golf", "H": "Hotel", "J": "Juliett",
    "K": "Kilo", "M": "Mike", "N": "November", "P": "Papa", "Q": "Quebec", "R": "Romeo", "S": "Sierra", "T": "Tango", "V": "Victor",
    "W": "Whiskey", "X": "X-ray", "Y": "Yankee", "Z": "Zulu", "0": "zero", "1": "one", "2": "two", "3": "three", "4": "four",
    "5": "five", "6": "six", "7": "seven", "8": "eight", "9": "nine",
}  # fmt: skip

KHMER = {
    "A": "អា", "B": "បេ", "C": "សេ", "D": "ដេ", "E": "អឺ", "F": "អែហ្វ", "G": "ជេ", "H": "អាស", "J": "ជី",
    "K": "កា", "M": "អែម", "N": "អែន", "P": "ប៉េ", "Q": "គុយ", "R": "អែរ", "S": "អែស", "T": "តេ", "V": "វេ",
    "W": "ឌុប្លឺវេ", "X": "អ៊ិច", "Y": "អ៊ីក្រិក", "Z": "ហ្សែដ", "0": "សូន្យ", "1": "មួយ", "2": "ពីរ", "3": "បី", "4": "បួន",
    "5": "ប្រាំ", "6": "ប្រាំមួយ", "7": "ប្រាំពីរ", "8": "ប្រាំបី", "9": "ប្រាំបួន",
}  # fmt: skip

WAYS = {"km": KHMER, "en": ENGLISH}


def spoken(receipt: str) -> list[dict[str, str]]:
    """The groups of a receipt: `signs`, and what is said for them in each language, by its code."""
    return [
        {"signs": group} | {lang: " · ".join(names[sign] for sign in group) for lang, names in WAYS.items()}
        for group in receipt.split("-")
    ]


def differing(receipt: str, repeated: str) -> list[int] | None:
    """Which groups (from 1) the caller repeated otherwise; empty: all is right; None: it was not 16 signs."""
    said = read_receipt(repeated)
    if said is None:
        return None
    pairs = zip(receipt.split("-"), said.split("-"), strict=True)
    return [number for number, (one, other) in enumerate(pairs, 1) if one != other]
