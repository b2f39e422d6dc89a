"""The codes of the country's pack: what calls may carry, as the document and `GET /codes` tell it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from samaki.agencies.country import pack
from samaki.countries import REASON_LISTS, Coded, StepKind

OTHERWISE = ("part", "sex", "fact", "risk", "whereabouts", "safe_contact", "unit_close")
"""Lists of the pack that are no reasons of a call: told under their own name, or answers of the pages."""
REASONS_OF = tuple(name for name in REASON_LISTS if name not in OTHERWISE)

LISTS: dict[str, Callable[[], Mapping[str, Coded]]] = {
    "urgency": lambda: pack().urgencies,
    "report_source": lambda: pack().report_sources,
    "step": lambda: pack().step_kinds,
    "strand": lambda: pack().strands,
    "condition": lambda: pack().conditions,
    "compartment": lambda: pack().compartments,
    "support_level": lambda: {level.code: level for level in pack().support_levels.values()},
    "part": lambda: pack().reasons["part"],
    "sex": lambda: pack().reasons["sex"],
    "fact": lambda: pack().reasons["fact"],
    "agency_kind": lambda: pack().agency_kinds,
    "offence": lambda: pack().offences,
    **{f"{name}_reason": lambda name=name: pack().reasons[name] for name in REASONS_OF},  # type: ignore[misc]
    "peer_topic": lambda: pack().peer_topics,
    "area": lambda: pack().places.by_code,
}
"""Name of a list -> its entries by code, in the pack's order."""


def listed(name: str, *, empty: bool = False, about: str = "") -> Callable[[dict[str, Any]], None]:
    """For a field of the document: only codes of this list (or nothing); read when the document is made."""

    def tell(schema: dict[str, Any]) -> None:
        schema["enum"] = [*([""] if empty else []), *LISTS[name]()]
        schema["description"] = about or f"a code of the list `{name}` (GET /codes)"

    return tell


def outcomes(schema: dict[str, Any]) -> None:
    """For the field of an outcome: which ones each kind of step has."""
    kinds = pack().step_kinds.values()
    schema["enum"] = sorted({code for kind in kinds for code in kind.outcomes})
    schema["description"] = "one of the outcomes of the step's kind. " + "; ".join(
        f"`{kind.code}`: {', '.join(kind.outcomes)}" for kind in kinds
    )


def conditions(schema: dict[str, Any]) -> None:
    """For the facts that a step may record beside its outcome: which ones each kind of step takes."""
    schema["description"] = "facts that the next steps depend on, of the list `condition`. " + "; ".join(
        f"`{kind.code}`: {', '.join(_conditions(kind))}" for kind in pack().step_kinds.values() if _conditions(kind)
    )


def checklists(schema: dict[str, Any]) -> None:
    """For a step's checklist: its entries are numbered under the code of the kind."""
    schema["description"] = "entries of the checklist of the step's kind that were seen to (GET /codes?list=step)"


def told(only: str = "") -> list[dict[str, Any]]:
    """Every entry of one list, or of all, with its labels in each language of the pack."""
    names = [only] if only else list(LISTS)
    return [
        {"list": name, "code": code, "labels": _labels(entry)}
        | (_of_step(entry) if isinstance(entry, StepKind) else {})
        for name in names
        for code, entry in LISTS[name]().items()
    ]


def _of_step(kind: StepKind) -> dict[str, Any]:
    return {
        "strand": kind.strand,
        "per": kind.per,
        "may_hold": list(kind.may_hold),
        "default_holder": kind.default_holder,
        "never_waits": kind.never_waits,
        "outcomes": [{"code": one.code, "labels": _labels(one)} for one in kind.outcomes.values()],
        "checklist": [{"code": one.code, "labels": _labels(one)} for one in kind.checklist],
        "conditions": _conditions(kind),
    }


def _conditions(kind: StepKind) -> list[str]:
    return sorted({follow.condition for follow in kind.follows if follow.condition})


def _labels(entry: Coded) -> dict[str, str]:
    return {language: entry.label(language) for language in pack().languages}
