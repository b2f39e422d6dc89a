"""How wide a text will be, without measuring it: mean advances of Noto Sans and Noto Sans Khmer, erring on the wide side."""

import unicodedata

# Advances in ems, bold cut. A Khmer vowel or sign above or below takes no room of its own; one written after or before
# its letter does; a subscript letter (after the coeng U+17D2) stands under the letter before it, some reach out beside it.
NARROW, MIDDLE, WIDE = 0.33, 0.61, 0.86
KHMER_LETTER, KHMER_WIDE, KHMER_VOWEL, KHMER_SUBSCRIPT = 0.66, 0.95, 0.36, 0.12
COENG = "\u17d2"
_NARROW = frozenset("fijlrtI.,:;'()[]|!·-/ ")
_WIDE = frozenset("mwMWQO@%…—")
_KHMER_WIDE = frozenset("ឃឈញណយសហអឍឡឲ")
_SPACED_VOWELS = frozenset("ាេែៃះៈ")
_AROUND_VOWELS = frozenset("ើឿៀោៅ")


def estimated_width(text: str, size: float) -> float:
    """Width of a bold text at a font size, in the units of the size."""
    total, below = 0.0, False
    for sign in text:
        total += KHMER_SUBSCRIPT if below and sign != COENG else _advance(sign)
        below = sign == COENG
    return total * size


def _advance(sign: str) -> float:
    if sign in _SPACED_VOWELS or sign in _AROUND_VOWELS:
        return KHMER_VOWEL * (2 if sign in _AROUND_VOWELS else 1)
    if unicodedata.category(sign) in {"Mn", "Cf"}:
        return 0.0
    if "\u1780" <= sign <= "\u17ff":
        return KHMER_WIDE if sign in _KHMER_WIDE else KHMER_LETTER
    if sign in _NARROW:
        return NARROW
    return WIDE if sign in _WIDE else MIDDLE


def clusters(text: str) -> list[str]:
    """Letters with all that hangs on them: a text may be cut between two of these, never inside one."""
    found: list[str] = []
    for sign in text:
        hangs = unicodedata.category(sign) in {"Mn", "Mc"} or (found and found[-1].endswith(COENG))
        if hangs and found:
            found[-1] += sign
        else:
            found.append(sign)
    return found
