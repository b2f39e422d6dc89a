"""What of a person's identity goes into the blind index: names, birth year, and the province of the case."""

from __future__ import annotations

from collections.abc import Mapping

from samaki.agencies.country import pack
from samaki.cases.births import birth_date_of
from samaki.vault import blind

NAMES = ("name_km", "name_latin", "known_as")


def names_of(known: Mapping[str, str]) -> list[str]:
    """Every name that is known of somebody, in whatever script."""
    return [known[field] for field in NAMES if known.get(field)]


def birth_year(known: Mapping[str, str]) -> int | None:
    """The year of the common era, where a birth date is known."""
    born = birth_date_of(known)
    return born.value.year if born else None


def province_of(area: str) -> str:
    """The province that an area lies in, as its code; empty for none and for one that the pack has no longer."""
    return pack().places.province(area).code if area in pack().places.by_code else ""


def keys_of(known: Mapping[str, str], area: str) -> list[int]:
    """The keys of what is known of one person on a case of this area."""
    return blind.stored_keys(names_of(known), birth_year(known), province_of(area))
