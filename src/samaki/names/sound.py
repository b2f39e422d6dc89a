"""Khmer script by its sound: the consonants that are heard, in the letters of `latin_skeleton`, so that both scripts meet.

Rules: section 3 of the project's notes on name spelling. What is not heard falls away: a letter under the killing sign,
what hangs on a closing consonant, a closing r, s, h, y or v.
"""

import re

from samaki.names.khmer import BASE, COENG, normalise_khmer

HEARD = {
    **dict.fromkeys("\u1780\u1781\u1782\u1783", "k"),
    "\u1784": "N",
    **dict.fromkeys("\u1785\u1786\u1787\u1788", "C"),
    **dict.fromkeys("\u1789\u178e\u1793", "n"),
    **dict.fromkeys("\u178a\u178b\u178c\u178d\u178f\u1790\u1791\u1792", "t"),
    **dict.fromkeys("\u1794\u1795\u1796\u1797", "p"),
    "\u1798": "m", "\u179a": "r", "\u179b": "l", "\u17a1": "l", "\u179c": "v",
    **dict.fromkeys("\u179f\u179d\u179e", "s"),
    "\u17ab": "r", "\u17ac": "r", "\u17ad": "l", "\u17ae": "l",  # independent vowels that begin with a consonant
}  # fmt: skip
H, Y = "\u17a0", "\u1799"
FIRST = {**HEARD, H: "h", Y: "a"}  # anything else that begins a word is a vowel
KILLED = re.compile(f"[{BASE}](?:{COENG}[{BASE}])*[\u17b7-\u17bd]?\u17cd")
ANG = re.compile("\u17b6\u17c6\u1784")  # read -ang: the nikahit only shortens
NIKAHIT = "\u17c6"
YUUKALEAPINTU = "\u17c8"
VOWELS = "\u17b6-\u17c5\u17c7\u17c8"
CLUSTER = re.compile(f"([{BASE}])((?:{COENG}[{BASE}])*)([^{BASE}{COENG}]*)")
SILENT_AT_END = frozenset("rvs")


def khmer_skeleton(word: str) -> str:
    """The consonants heard in one Khmer word, as `latin_skeleton` writes them; empty for no Khmer letter.

    Words are told apart by spaces before this. A doubled consonant counts once.
    """
    clusters = CLUSTER.findall(ANG.sub("\u17b6\u1784", KILLED.sub("", normalise_khmer(word))))
    heard = "".join(_heard(number, cluster, clusters) for number, cluster in enumerate(clusters))
    return re.sub(r"(.)\1+", r"\1", heard)


def _heard(number: int, cluster: tuple[str, str, str], clusters: list[tuple[str, str, str]]) -> str:
    """One cluster: its consonant, what hangs on it, and the m of a nikahit."""
    base, hanging, marks = cluster
    last, spoken = number == len(clusters) - 1, bool(re.search(f"[{VOWELS}{NIKAHIT}]", marks))
    if number and not spoken and (last or _closes(number, clusters)):
        return _closing(base)
    below = [letter for letter in hanging if letter != COENG]
    first = FIRST.get(base, "a") if not number else HEARD.get(base, "")
    return first + "".join(HEARD.get(letter, "") for letter in below) + ("m" if NIKAHIT in marks else "")


def _closes(number: int, clusters: list[tuple[str, str, str]]) -> bool:
    """An r with no vowel before a spoken consonant belongs to the vowel before it; before the last one it carries one."""
    base, hanging, marks = clusters[number]
    return (
        base == "\u179a"
        and not hanging
        and not marks
        and bool(re.search(f"[{VOWELS}{NIKAHIT}]", clusters[number + 1][2]))
    )


def _closing(base: str) -> str:
    letter = HEARD.get(base, "")
    return "" if letter in SILENT_AT_END else letter
