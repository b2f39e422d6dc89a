"""The practice card of a kind of step: how it is done well, what to look through, and where that comes from."""

from __future__ import annotations

from typing import Any

from samaki.agencies.country import pack
from samaki.countries import PracticeSource, StepKind

LAW = "statutory-"


def card(kind: StepKind, lang: str, *, looked_through: bool = True) -> dict[str, Any]:
    """What `macros/practice.html` needs; `looked_through`: with the checklist, where no form asks for it."""
    sources = [pack().practice_sources[code] for code in kind.practice_sources]
    return {
        "lines": kind.practice(lang),
        "checks": [item.label(lang) for item in kind.checklist] if looked_through else [],
        "sources": [_source(source, lang) for source in sources],
    }


def _source(source: PracticeSource, lang: str) -> dict[str, str]:
    """Law is shown with how sure we are of it; other sources speak for themselves."""
    status = pack().limit_statuses[source.status].label(lang) if source.status.startswith(LAW) else ""
    return {"name": source.label(lang), "status": status, "href": source.url}
