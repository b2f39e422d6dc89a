"""Khmer script: one spelling for what looks the same, and counting what people call letters.

Rules and traps: sections 3a to 3c of the project's notes on name spelling. Code points are written as escapes, because
in an editor the wrong and the right order look the same. NFC repairs almost nothing in this script.
"""

import re
import unicodedata

CONSONANT = "\u1780-\u17a2"
BASE = "\u1780-\u17b3"  # consonants and independent vowels
ROBAT = "\u17cc"
SHIFTERS = "\u17c9\u17ca"
COENG = "\u17d2"
COENG_RO = "\u17d2\u179a"
VOWELS = "\u17b6-\u17c5"
NIKAHIT = "\u17c6"
SIGNS = "\u17c6-\u17c8\u17cb\u17cd-\u17d1\u17dd"
ABOVE = "\u17b7-\u17ba\u17be"  # vowels under which a shifter is drawn like the vowel sign U+17BB
SIGN_U = "\u17bb"
SHIFTER_OF_SECOND_SERIES = "\u17c9"
SHIFTER_OF_FIRST_SERIES = "\u17ca"
SECOND_SERIES = "\u1784\u1789\u1798\u1799\u179a\u179c"

INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD, 0x17B4, 0x17B5))
REPLACED = str.maketrans({
    "\u17a3": "\u17a2",
    "\u17a4": "\u17a2\u17b6",
    "\u17a8": "\u17a7\u1780",
    "\u17d3": "\u17c6",
    "\u17d8": "\u17d4\u179b\u17d4",
    "\u00a0": " ",
})  # fmt: skip
SYLLABLE = re.compile(f"([{BASE}])((?:{COENG}[{BASE}]|[{ROBAT}{SHIFTERS}{VOWELS}{SIGNS}])+)")
PART = re.compile(f"{COENG}[{BASE}]|.")
STRAY_COENG = re.compile(f"{COENG}+(?![{BASE}])|(?<![{BASE}{ROBAT}{SHIFTERS}{VOWELS}{SIGNS}]){COENG}+")
SPLIT_VOWELS = (
    ("\u17c1\u17b8", "\u17be"),
    ("\u17b8\u17c1", "\u17be"),
    ("\u17c1\u17b6", "\u17c4"),
    ("\u17b6\u17c1", "\u17c4"),
)
MOST_TURNS = 9
DOUBLED_COENG = re.compile(f"{COENG}+(?={COENG})")
SHIFTER_AS_U = re.compile(f"([{BASE}](?:{COENG}[{BASE}])*){SIGN_U}(?=[{ABOVE}])")


def clean_text(text: str) -> str:
    """Text as it should be stored: nothing invisible, one space between words, lines kept, Khmer in one order.

    Meaning and spelling are never changed; only what looks the same is made the same. Idempotent.
    """
    if text.isascii() and text.isprintable():  # one line in which nothing can be invisible, or Khmer
        return " ".join(text.split())
    text = unicodedata.normalize("NFC", text).translate(INVISIBLE)
    lines = (_clean_line(line) for line in re.split(r"\r\n?|\n|\u2028|\u2029", text))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _clean_line(line: str) -> str:
    visible = "".join(c if c == "\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs") else "" for c in line)
    return " ".join(normalise_khmer(visible).split())


def normalise_khmer(text: str) -> str:
    """Khmer in one canonical order: base, robat, shifter, coeng pairs (ro last), vowel, signs. Idempotent."""
    for _turn in range(MOST_TURNS):
        if (once := _in_order(text)) == text:
            return once
        text = once
    return text


def _in_order(text: str) -> str:
    """One turn: what it moves can stand wrong again only where signs without a letter stand beside one another."""
    text = unicodedata.normalize("NFC", text).translate(INVISIBLE).translate(REPLACED)
    text = STRAY_COENG.sub("", DOUBLED_COENG.sub("", text))
    text = SYLLABLE.sub(lambda match: match[1] + _ordered(match[2]), text)
    # once more: the sign U+17DD and coeng have classes of their own beside marks of other scripts
    return unicodedata.normalize("NFC", SHIFTER_AS_U.sub(_shifter_for_u, text))


def _ordered(marks: str) -> str:
    """The marks of one syllable in order, doubled ones once, split vowels joined."""
    parts = list(dict.fromkeys(PART.findall(marks)))
    joined = _join_vowels("".join(sorted(parts, key=_rank)))
    return "".join(dict.fromkeys(PART.findall(joined)))


def _rank(part: str) -> int:
    if part == ROBAT:
        return 0
    if part in SHIFTERS:
        return 1
    if part.startswith(COENG):
        return 3 if part == COENG_RO else 2
    return 4 if re.match(f"[{VOWELS}]", part) else 5


def _join_vowels(marks: str) -> str:
    """U+17C1 with U+17B8 is one vowel typed as two, and so is U+17C1 with U+17B6."""
    for halves, whole in SPLIT_VOWELS:
        marks = marks.replace(halves, whole)
    return marks


def _shifter_for_u(match: re.Match[str]) -> str:
    base, rest = match[1][0], match[1][1:]
    shifter = SHIFTER_OF_SECOND_SERIES if base in SECOND_SERIES else SHIFTER_OF_FIRST_SERIES
    return base + shifter + rest


LOOSE = str.maketrans({
    "\u178a": "\u178f",  # da and ta, as subscripts drawn the same
    "\u17b2": "\u17b1",
    "\u17c9": None, "\u17ca": None, "\u17cb": None, "\u17cd": None, "\u17d0": None, "\u17cc": None,
    "\u17d6": "\u17c7", ":": "\u17c7", "\u17c8": "\u17c7",
    "\u17b9": "\u17b7", "\u17ba": "\u17b7", "\u17b8": "\u17b7",  # long and short vowel signs
    "\u17bc": "\u17bb",
})  # fmt: skip
M_WITH_COENG = re.compile(f"\u1798{COENG}(?=[{CONSONANT}])")
INDEPENDENT = {"\u17ab": "\u179a\u17b7", "\u17ac": "\u179a\u17b7", "\u17af": "\u17a2\u17c2", "\u17b1": "\u17a2\u17c4"}
HAS_KHMER = re.compile("[\u1780-\u17d3]")
KHMER_NUMBER_AT_END = re.compile("(?:[ ]*\u1791\u17b8)?[ ]*[\u17e0-\u17e90-9]+$")


def loose_key(text: str) -> str:
    """A key to match Khmer with Khmer, never to show: spelling reforms, signs often left out and spaces folded away."""
    key = M_WITH_COENG.sub(NIKAHIT, normalise_khmer(text)).translate(LOOSE)
    for letter, spelled in INDEPENDENT.items():
        key = key.replace(letter, spelled)
    key = "".join(str(unicodedata.digit(c, c)) for c in key)
    return re.sub(f"[^{CONSONANT}{VOWELS}{SIGNS}{COENG}0-9]", "", key)


def letters(text: str) -> int:
    """How many letters people see (grapheme clusters): a Khmer base with all its marks and subscripts is one."""
    count, previous = 0, ""
    for character in text:
        joined = unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf")
        count += not (joined or previous == COENG)
        previous = character
    return count
