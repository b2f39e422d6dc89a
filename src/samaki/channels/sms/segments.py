"""How many parts a text takes on its way, as a carrier counts and charges them. Pure.

3GPP TS 23.038: letters of the GSM alphabet take seven bits (those of its extension two places), all others, Khmer among them, make
the whole text UCS-2, of 16 bits a letter (UTF-16: a letter outside the basic plane takes two). One part holds 140 octets; where
there are several, each gives six of them to the header that joins them (3GPP TS 23.040, 9.2.3.24.1).
"""

from __future__ import annotations

from dataclasses import dataclass

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")
"""They follow an escape, so each takes two places."""

GSM7, UCS2 = "gsm7", "ucs2"
ALONE = {GSM7: 160, UCS2: 70}
JOINED = {GSM7: 153, UCS2: 67}


@dataclass(frozen=True)
class Counted:
    """`units`: septets or 16-bit units of the whole text; `parts`: messages that a carrier counts."""

    alphabet: str
    units: int
    parts: int


def count(text: str) -> Counted:
    """How the text travels. An empty one is one part."""
    alphabet = GSM7 if all(letter in BASIC or letter in EXTENDED for letter in text) else UCS2
    sizes = [_size(letter, alphabet) for letter in text]
    units = sum(sizes)
    return Counted(alphabet, units, 1 if units <= ALONE[alphabet] else _parts(sizes, JOINED[alphabet]))


def _size(letter: str, alphabet: str) -> int:
    if alphabet == GSM7:
        return 2 if letter in EXTENDED else 1
    return 2 if ord(letter) > 0xFFFF else 1


def _parts(sizes: list[int], room: int) -> int:
    """No letter is cut in two: where its two places do not fit, it begins the next part."""
    parts, used = 1, 0
    for size in sizes:
        if used + size > room:
            parts, used = parts + 1, 0
        used += size
    return parts
