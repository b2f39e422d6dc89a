"""Which column of an old list means what: guessed from its heading, chosen by a person, and never one that looks as if it held names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from samaki.names import normalise

CASES, COUNTS = "cases", "counts"
"""Shapes of a list: one row for each hand-off, or one row for each year and link."""

HEADINGS: dict[str, tuple[str, ...]] = {
    "area": ("area", "province", "place", "ខេត្ត", "តំបន់", "កន្លែង", "រាជធានីខេត្ត"),
    "asks": ("from", "asks", "sender", "referred by", "ពី", "អ្នកផ្ញើ", "អង្គភាពផ្ញើ"),
    "asked": ("to", "asked", "receiver", "referred to", "ទៅ", "អ្នកទទួល", "អង្គភាពទទួល"),
    "offered": ("offered", "date", "date referred", "referred on", "កាលបរិច្ឆេទ", "ថ្ងៃបញ្ជូន"),
    "answered": ("answered", "date answered", "accepted", "ថ្ងៃឆ្លើយ"),
    "done": ("done", "date done", "closed", "ថ្ងៃបញ្ចប់"),
    "year": ("year", "ឆ្នាំ"),
    "handed": ("of", "all", "total", "handed", "referred", "សរុប"),
    "answers": ("n answered", "answered", "accepted", "បានឆ្លើយ"),
    "in_time": ("in time", "answered in time", "n in time", "ទាន់ពេល", "ឆ្លើយទាន់ពេល"),
    "ends": ("n done", "done", "closed", "បានបញ្ចប់"),
}
"""What a column can mean -> headings that say so, in any case."""

FIELDS = {
    CASES: ("area", "asks", "asked", "offered", "answered", "done"),
    COUNTS: ("area", "asks", "asked", "year", "handed", "answers", "in_time", "ends"),
}
NEEDED = {CASES: ("offered",), COUNTS: ("year", "handed")}
"""What must be a column. Area and the two sides may be one for the whole list."""

OF_PERSONS = (
    "name", "surname", "child", "victim", "client", "suspect", "mother", "father", "phone", "telephone", "mobile", "address",
    "birth", "dob", "id card", "passport", "ឈ្មោះ", "នាម", "ជនរងគ្រោះ", "កុមារ", "ទូរស័ព្ទ", "អាសយដ្ឋាន", "ថ្ងៃកំណើត",
    "ឪពុក", "ម្តាយ", "អត្តសញ្ញាណ",
)  # fmt: skip
"""Words of a heading under which people stand."""

MOST_WORDS = 60
"""Different words in a column of areas, units or outcomes: more, and it is a column of names or of texts."""

COMMON = 0.8
"""So many of the cells of a column differ from all others where each row has its own text."""

FEWEST_ROWS = 10
"""From so many rows on a column whose cells all differ is taken for names or texts."""


@dataclass(frozen=True)
class Chosen:
    """`places`: field -> number of the column; `fixed`: area, asks, asked -> the code that holds for the whole list."""

    shape: str
    places: Mapping[str, int]
    fixed: Mapping[str, str] = field(default_factory=dict)


def left_out(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """Columns that look as if they held people: nobody can choose them, and nothing of them is kept."""
    return [at for at, head in enumerate(heads) if _names_people(head) or _of_texts(at, rows)]


def guessed(heads: Sequence[str], shape: str, without: Sequence[int]) -> dict[str, int]:
    """Field -> column, from the headings alone. Each column is guessed once."""
    found: dict[str, int] = {}
    for name in FIELDS[shape]:
        for at, head in enumerate(heads):
            if at not in without and at not in found.values() and normalise(head).casefold() in HEADINGS[name]:
                found[name] = at
                break
    return found


def _names_people(head: str) -> bool:
    told = f" {normalise(head).casefold()} ".replace("_", " ")
    return any(f" {word}" in told if word.isascii() else word in told for word in OF_PERSONS)


def _of_texts(at: int, rows: Sequence[Sequence[str]]) -> bool:
    """Whether nearly every row has a text of its own there, which holds letters and no date."""
    cells = [row[at] for row in rows if at < len(row) and row[at]]
    if len(cells) < FEWEST_ROWS or any(any(sign.isdigit() for sign in cell) for cell in cells):
        return False
    return len(set(cells)) > COMMON * len(cells)
