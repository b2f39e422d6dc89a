"""The places of the pack to choose from: a group for each province whose districts are known, then the other provinces."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.countries import Place


def place_groups(lang: str) -> list[dict[str, Any]]:
    """Groups of options for a select; each place is called with the word for what it is, sorted as read."""
    places = pack().places
    grouped, others = [], []
    for province in _sorted(places.provinces, lang):
        districts = [place for place in places.children(province.code) if place.level == "district"]
        if not districts:
            others.append(_option(province, lang))
            continue
        whole = {
            "value": province.code,
            "label": _("%(place)s, not known where") % {"place": places.full_name(province, lang)},
        }
        inside = [whole, *(_option(place, lang) for place in _sorted(districts, lang))]
        grouped.append({"label": places.full_name(province, lang), "options": inside})
    return [*grouped, {"label": _("Other provinces"), "options": others}] if others else grouped


def _option(place: Place, lang: str) -> dict[str, str]:
    return {"value": place.code, "label": pack().places.full_name(place, lang)}


def _sorted(found: Any, lang: str) -> list[Place]:
    """By name in the reader's letters; Khmer letters stand in Unicode in the order of the dictionary."""
    return sorted(found, key=lambda place: (place.label(lang).casefold(), place.code))
