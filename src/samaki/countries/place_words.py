"""Find the place that free words mean: runs of words are compared with all names, the longest and best spelled win."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from samaki.names import fold, latin_skeleton, letters, loose_key
from samaki.names.khmer import HAS_KHMER

LONGEST_NAME = 5  # words
SHORTEST_WORD, SHORTEST_RUN = 6, 7  # letters of one word or several that may be guessed: "post" is not Pousat
SHORTEST_SOUND = 3  # consonants; a shorter skeleton is shared by too many words, so such names must be spelled exactly
ALIKE = 0.75  # how alike two spellings with one skeleton must be (difflib ratio): karaoke is not Kouk Roka
CLEAR_KHMER = 4  # letters; a shorter Khmer name is also a plain word, and needs a word such as "district" before it
DEPTH = {"province": 0, "district": 1, "commune": 2}


@dataclass(frozen=True)
class Named:
    """One name of one place. `match`: empty, `unit` (only after a word for its kind), or `no`."""

    code: str
    parent: str
    level: str
    name: str
    match: str = ""


@dataclass(frozen=True)
class Found:
    code: str
    words: str
    exact: bool


@dataclass(frozen=True)
class Hit:
    named: Named
    words: str
    exact: bool
    start: int
    length: int


@dataclass(frozen=True)
class Index:
    """Names by spelling, by skeleton, and in Khmer; `units` are the folded words for kinds of place."""

    parents: Mapping[str, str]
    by_spelling: Mapping[str, tuple[Named, ...]]
    by_sound: Mapping[str, tuple[Named, ...]]
    khmer: tuple[tuple[str, Named], ...] = field(repr=False)
    units: frozenset[str] = frozenset()
    khmer_units: tuple[str, ...] = ()

    @classmethod
    def of(cls, names: list[Named], units: Iterable[str]) -> "Index":
        usable = [named for named in names if named.match != "no"]
        latin = [named for named in usable if not HAS_KHMER.search(named.name)]
        khmer = [(loose_key(named.name), named) for named in usable if HAS_KHMER.search(named.name)]
        return cls(
            parents={named.code: named.parent for named in names},
            by_spelling=_grouped((_joined(named.name), named) for named in latin),
            by_sound=_grouped((latin_skeleton(named.name), named) for named in latin),
            khmer=tuple(sorted(khmer, key=lambda pair: -len(pair[0]))),
            units=frozenset(fold(word) for word in units if not HAS_KHMER.search(word)),
            khmer_units=tuple(loose_key(word) for word in units if HAS_KHMER.search(word)),
        )

    def inside(self, code: str, other: str) -> bool:
        """Whether `code` is `other` or lies in it."""
        while code and code != other:
            code = self.parents.get(code, "")
        return bool(code)


def find(text: str, index: Index, *, guess: bool = True) -> Found | None:
    """The one place the words mean: the deepest inside what else they name. None when nothing fits, or two do. Without `guess` only
    what is spelled as the pack spells it counts."""
    all_hits = [*_latin_hits(text, index), *_khmer_hits(text, index)]
    hits = _without_contained([hit for hit in all_hits if guess or hit.exact])
    best = _agreeing(hits, index)
    if not best:
        return None
    chosen = max(best, key=lambda hit: (DEPTH.get(hit.named.level, 0), hit.exact, hit.length))
    return Found(chosen.named.code, chosen.words, chosen.exact)


def _latin_hits(text: str, index: Index) -> list[Hit]:
    words = fold(text).split()
    hits: list[Hit] = []
    for size in range(LONGEST_NAME, 0, -1):
        for start in range(len(words) - size + 1):
            run = words[start : start + size]
            after_unit = start > 0 and words[start - 1] in index.units
            hits += [
                Hit(named, " ".join(run), exact, start, size) for named, exact in _latin_names(run, after_unit, index)
            ]
    return hits


def _latin_names(run: list[str], after_unit: bool, index: Index) -> list[tuple[Named, bool]]:
    spelled = "".join(run)
    found = [(named, True) for named in index.by_spelling.get(spelled, ())]
    long_enough = len(spelled) >= (SHORTEST_WORD if len(run) == 1 or after_unit else SHORTEST_RUN)
    if not found and long_enough and run[0] not in index.units:
        sound = latin_skeleton(" ".join(run))
        alike = index.by_sound.get(sound, ()) if len(sound) >= SHORTEST_SOUND else ()
        found = [(named, False) for named in _most_alike(spelled, alike)]
    return [(named, exact) for named, exact in found if after_unit or named.match != "unit"]


def _khmer_hits(text: str, index: Index) -> list[Hit]:
    if not HAS_KHMER.search(text):
        return []
    key = loose_key(text)
    whole = "" if fold(text) else key
    hits: list[Hit] = []
    for name, named in index.khmer:
        if not name or name not in key:  # all but a few: no pattern is made for them
            continue
        for place in re.finditer(re.escape(name), key):
            start = place.start()
            after_unit = key[:start].endswith(index.khmer_units) if index.khmer_units else False
            clear = named.match != "unit" and letters(name) >= CLEAR_KHMER - (named.level == "province")
            if after_unit or clear or name == whole:
                hits.append(Hit(named, named.name, True, start, len(name)))
    return hits


def _without_contained(hits: list[Hit]) -> list[Hit]:
    """Drop a hit inside a longer one (the town in the name of a quarter of it), and a guess that cuts a known name."""
    return [hit for hit in hits if not any(_outdoes(other, hit) for other in hits)]


def _outdoes(other: Hit, hit: Hit) -> bool:
    """Positions count words in Latin and letters in Khmer: only hits of one script can be compared."""
    if bool(HAS_KHMER.search(other.named.name)) != bool(HAS_KHMER.search(hit.named.name)):
        return False
    other_end, end = other.start + other.length, hit.start + hit.length
    if other.exact and not hit.exact and other.length >= hit.length:
        return other.start < end and hit.start < other_end
    return other.length > hit.length and other.start <= hit.start and other_end >= end


def _agreeing(hits: list[Hit], index: Index) -> list[Hit]:
    """One name may mean several places: for each run of words keep those inside other named places, else the highest.

    Then all must lie on one line from province to commune; otherwise only what all of them lie in is sure.
    """
    chosen: list[Hit] = []
    for start, length in sorted({(hit.start, hit.length) for hit in hits}):
        group = [hit for hit in hits if (hit.start, hit.length) == (start, length)]
        others = [hit for hit in hits if (hit.start, hit.length) != (start, length)]
        chosen += _of_one_name(group, others, index)
    codes = {hit.named.code for hit in chosen}
    deepest = [code for code in codes if not any(other != code and index.inside(other, code) for other in codes)]
    return chosen if len(deepest) == 1 else _only_province(deepest, chosen, index)


def _of_one_name(group: list[Hit], others: list[Hit], index: Index) -> list[Hit]:
    exact = [hit for hit in group if hit.exact] or group
    top = _highest(exact)
    elsewhere = [other.named.code for other in others]
    backed = [hit for hit in exact if any(hit.named.code != c and index.inside(hit.named.code, c) for c in elsewhere)]
    same_line = all(hit not in top and any(index.inside(hit.named.code, t.named.code) for t in top) for hit in backed)
    return top if same_line else _highest(backed)


def _highest(hits: list[Hit]) -> list[Hit]:
    level = min((DEPTH.get(hit.named.level, 0) for hit in hits), default=0)
    return [hit for hit in hits if DEPTH.get(hit.named.level, 0) == level]


def _only_province(deepest: list[str], chosen: list[Hit], index: Index) -> list[Hit]:
    """Several places on different lines: what they all lie in, when the words name it too, is still sure."""
    return [hit for hit in chosen if all(index.inside(code, hit.named.code) for code in deepest)]


def _most_alike(spelled: str, names: Iterable[Named]) -> list[Named]:
    """Of the names with one skeleton, those spelled most like the words, if alike enough."""
    ratios = [(SequenceMatcher(None, spelled, _joined(named.name)).ratio(), named) for named in names]
    best = max((ratio for ratio, _ in ratios), default=0.0)
    return [named for ratio, named in ratios if ratio == best >= ALIKE]


def _joined(text: str) -> str:
    return fold(text).replace(" ", "")


def _grouped(pairs: Iterable[tuple[str, Named]]) -> dict[str, tuple[Named, ...]]:
    groups: dict[str, tuple[Named, ...]] = {}
    for key, named in pairs:
        groups[key] = (*groups.get(key, ()), named)
    return groups
