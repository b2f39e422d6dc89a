"""How wide a text will be, without a browser: advances of the bold cuts of Noto Sans and Noto Sans Khmer.

Measured once in a browser and rounded up to the next twentieth of an em. Khmer vowels and signs above or below a letter
take no room; a subscript letter (after the coeng) stands under the letter before it, and some reach out beside it.
"""

import unicodedata

COENG = "\u17d2"
BY_WIDTH: dict[float, str] = {
    0.25: " ’",
    0.30: "!',.:;ijl·ាើេែៈ",
    0.35: "()-J[]`រៃ",
    0.40: "/I\\_f{}វះ",
    0.45: "rt“”",
    0.50: '"?sz–៖',
    0.55: "*EFLSc|",
    0.60: "$+0123456789<=>TZ^aevxy~«»ឿៀោៅ។ៗ",
    0.65: "#BCKPRVYbdghknopquទឲ៥",
    0.70: "AXកខគងចឆជដឋឌតថធនបផពភមឝឞអឥឧឨឪឫឭឯឰឱឳ០១៤៦៨៩",
    0.75: "&DGHUឬឮ",
    0.80: "NOQឩ៕",
    0.85: "w…២៧",
    0.90: "%@៣",
    0.95: "Mឡឦ",
    1.00: "Wm—ឃញឍយលសហឤ",
    1.30: "ឈណ",
}
ADVANCE = {sign: width for width, signs in BY_WIDTH.items() for sign in signs}
BESIDE, BESIDE_SUBSCRIPTS = 0.30, frozenset("ឃឈឍបយរឞសឡ")
UNKNOWN = 0.70


def estimated_width(text: str, size: float) -> float:
    """Width of a bold text at a font size, in the units of the size."""
    total, below = 0.0, False
    for sign in text:
        if below:
            total += BESIDE if sign in BESIDE_SUBSCRIPTS else 0.0
        else:
            total += _advance(sign)
        below = sign == COENG
    return total * size


def _advance(sign: str) -> float:
    if sign in ADVANCE:
        return ADVANCE[sign]
    return 0.0 if unicodedata.category(sign) in {"Mn", "Cf"} else UNKNOWN


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
