"""The practice card of a kind of step: how it is done well, what to look through, and where that comes from."""

from __future__ import annotations

from typing import Any

from samaki.agencies.country import pack
from samaki.countries import PracticeSource, StepKind
from samaki.threads.peers.queries import cards_of_step
from samaki.threads.peers.words import words_of
from samaki.web.moments import short_date

LAW = "statutory-"


def card(kind: StepKind, lang: str, *, looked_through: bool = True) -> dict[str, Any]:
    """What `macros/practice.html` needs; `looked_through`: with the checklist, where no form asks for it."""
    sources = [pack().practice_sources[code] for code in kind.practice_sources]
    return {
        "lines": kind.practice(lang),
        "href": f"/papers/card/{kind.code}/{lang}.pdf",
        "checks": [item.label(lang) for item in kind.checklist] if looked_through else [],
        "sources": [_source(source, lang) for source in sources],
        "peers": [words_of(one) | {"meta": f"{one.agency.name} · {short_date(one.approved_at)}"}
                  for one in cards_of_step(kind.code) if one.approved_at],
    }  # fmt: skip


def _source(source: PracticeSource, lang: str) -> dict[str, str]:
    """Law is shown with how sure we are of it; other sources speak for themselves."""
    status = pack().limit_statuses[source.status].label(lang) if source.status.startswith(LAW) else ""
    return {"name": source.label(lang), "status": status, "href": source.url}
