"""The bar from led to out, for the page of an area and for the page of all."""

from __future__ import annotations

from typing import Any

from samaki.agencies.country import pack
from samaki.agencies.stages import queries
from samaki.agencies.stages.states import STAGES
from samaki.web import words


def stage_name(code: str, lang: str) -> str:
    """What a stage is called."""
    found = pack().mentoring.stages.get(code)
    return found.label(lang) if found else code


def bar(stage: str, lang: str) -> list[dict[str, str]]:
    """[{"name", "where": past, now or ahead}] of every stage, in order."""
    at = STAGES.index(stage)
    return [
        {"name": stage_name(code, lang), "where": "past" if place < at else "now" if place == at else "ahead"}
        for place, code in enumerate(STAGES)
    ]


def plans(lang: str) -> list[dict[str, Any]]:
    """[{"code", "area", "href", "bar"}] of every area of the plan. 1 query."""
    return [
        {
            "code": area,
            "area": words.area_name(area, lang),
            "href": f"/independence/areas/{area}/",
            "bar": bar(stage, lang),
        }
        for area, stage in queries.stages().items()
    ]
