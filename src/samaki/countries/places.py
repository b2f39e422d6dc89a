"""Provinces, districts and communes of a pack, and finding the one that a person's own words mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from samaki.countries import tiling
from samaki.countries.labels import NO_TEXTS, Coded, Texts
from samaki.countries.place_words import Index, Named, find
from samaki.countries.reading import Source, read_csv
from samaki.names import has_khmer, letters, without_number

SHORTEST_BARE_NAME = 4  # letters


@dataclass(frozen=True, kw_only=True)
class Place(Coded):
    """`level`: province | district | commune. Official lists disagree: `code_system` and `version` say whose it is.

    `unit` is the word of the country for this kind of place; `other_codes` are codes of other lists ("system:code").
    """

    level: str
    parent: str
    unit: str
    aliases: tuple[str, ...]
    short_code: str
    project_area: bool
    code_system: str
    version: str
    other_codes: tuple[str, ...] = ()
    match: str = ""


@dataclass(frozen=True)
class Match:
    """What the words mean: the best `place`, its `province`, the `words` that said so; `exact`: spelled as known."""

    place: Place
    province: Place
    words: str
    exact: bool


@dataclass(frozen=True)
class Places:
    """`default_short_code` stands in case codes where an area has none of its own."""

    by_code: Mapping[str, Place]
    default_short_code: str
    index: Index = field(repr=False)
    named: Mapping[str, Texts] = field(default_factory=dict, repr=False)
    """Word for a kind of place -> how a place of this kind is called, with `{name}` where its name stands."""
    tiles: tuple[tiling.Tile, ...] = field(default=(), repr=False)
    """The provinces on a map of squares, row by row; empty where the pack has none."""

    @property
    def provinces(self) -> tuple[Place, ...]:
        return tuple(place for place in self.by_code.values() if place.level == "province")

    def children(self, code: str) -> tuple[Place, ...]:
        """The places directly inside this one, in the order of the file."""
        return tuple(place for place in self.by_code.values() if place.parent == code)

    def path(self, code: str) -> tuple[Place, ...]:
        """The place and all it lies in, province first. KeyError for an unknown code."""
        place = self.by_code[code]
        return (*self.path(place.parent), place) if place.parent else (place,)

    def full_name(self, place: Place, language: str) -> str:
        """The name with the word for what it is: a province and its town often share a name."""
        name, form = place.label(language), self.named.get(place.unit, NO_TEXTS).get(language)
        return form.replace("{name}", name) if form else name

    def province(self, code: str) -> Place:
        return self.path(code)[0]

    def short_code(self, area_code: str | None) -> str:
        """The letters of an area in a case code; the national ones for an unknown area or one without its own."""
        if area_code is None or area_code not in self.by_code:
            return self.default_short_code
        return next((p.short_code for p in reversed(self.path(area_code)) if p.short_code), self.default_short_code)

    def match(self, text: str) -> Match | None:
        """The place that free words mean, in any script or romanisation, or None when nothing or two things fit.

        Measured with the first pack: of 128 listed variant spellings 111 found the province and 1 another one; 4 of
        8,830 English sentences without a place were taken for one. What is not matched goes to the national desk.
        """
        found = find(text, self.index)
        if found is None:
            return None
        return Match(self.by_code[found.code], self.province(found.code), found.words, found.exact)

    def named_in(self, text: str) -> str:
        """The code of the one place that is named somewhere in free text, spelled as the pack spells it; "" for none, or for several.

        Unlike `match`, nothing is guessed by sound: a sentence has many words that nobody meant as a place. A name of fewer than
        SHORTEST_BARE_NAME Latin letters is passed over for the same reason.
        """
        found = find(text, self.index, guess=False)
        if found is None:
            return ""
        shortest = SHORTEST_BARE_NAME - (self.by_code[found.code].level == "province")
        return found.code if has_khmer(found.words) or letters(found.words) >= shortest else ""


def read_places(source: Source, languages: tuple[str, ...], order: tuple[str, ...]) -> Places:
    """From `places.csv` (columns as `Place`; names in name_LANGUAGE; lists split by `;`) and `[[place_unit]]` words."""
    rows = read_csv(source.folder / "places.csv")
    by_code: dict[str, Place] = {}
    for row in rows:
        if row.get("code") in by_code or not row.get("code"):
            source.problems.append(f"places.csv: the code '{row.get('code')}' is missing or given twice.")
        names = {language: row[f"name_{language}"] for language in languages if row.get(f"name_{language}")}
        if not names:
            source.problems.append(f"places.csv: place '{row.get('code')}': it has no name.")
        by_code[row.get("code", "")] = _place(row, Texts(names, order))
    words = tuple(word for entry in source.entries("place_unit") for word in entry.codes("words"))
    default = str(source.tables["pack"].get("default_short_code", "XX"))
    named = {entry.text("code"): entry.texts("named") for entry in source.entries("place_unit")}
    tiles = tiling.read(source, {code: one.labels for code, one in by_code.items() if one.level == "province"})
    return Places(by_code, default, Index.of(_named(by_code), words), named, tiles)


def _place(row: Mapping[str, str], names: Texts) -> Place:
    return Place(
        code=row.get("code", ""),
        labels=names,
        level=row.get("level", ""),
        parent=row.get("parent", ""),
        unit=row.get("unit", ""),
        aliases=_split(row.get("aliases", "")),
        short_code=row.get("short_code", ""),
        project_area=row.get("project_area") == "yes",
        code_system=row.get("code_system", ""),
        version=row.get("version", ""),
        other_codes=_split(row.get("other_codes", "")),
        match=row.get("match", ""),
    )


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _named(by_code: Mapping[str, Place]) -> list[Named]:
    """Every name of every place; the name of a counted quarter without its number means what it lies in."""
    named = []
    for place in by_code.values():
        for name in dict.fromkeys((*place.labels.by_language.values(), *place.aliases)):
            named.append(Named(place.code, place.parent, place.level, name, place.match))
            bare, parent = without_number(name), by_code.get(place.parent)
            if parent and bare and bare != name and letters(bare) >= SHORTEST_BARE_NAME:
                named.append(Named(parent.code, parent.parent, parent.level, bare, place.match))
    return named
