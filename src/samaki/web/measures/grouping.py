"""All other figures, in groups that a reader looks for, each with its value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

GROUPS: tuple[tuple[Callable[[], str], tuple[str, ...]], ...] = (
    (lambda: _("The child"), ("I2", "I9", "I10", "I12")),
    (lambda: _("What comes in and goes out"), ("I1", "I5", "I6", "I7", "I8")),
    (lambda: _("From hand to hand"), ("I3", "C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9")),
    (lambda: _("At court"), ("I11", "I11b")),
    (lambda: _("With and without the mentor"), ("IX1", "IX2", "WT1", "SRC")),
    (lambda: _("How sure the figures are"), ("Q1", "G1", "G2", "G3", "G4")),
)
"""Title -> ids of measures."""


def grouped(lines: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Id -> line, as groups {title, lines} in the order above; what stands in none comes last."""
    known = [(title(), [lines[name] for name in names if name in lines]) for title, names in GROUPS]
    return [{"title": title, "lines": of_it} for title, of_it in [*known, (_("Others"), _rest(lines))] if of_it]


def _rest(lines: Mapping[str, dict[str, Any]]) -> Iterable[dict[str, Any]]:
    in_groups = {name for _title, names in GROUPS for name in names}
    return [line for name, line in lines.items() if name not in in_groups]
