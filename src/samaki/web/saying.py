"""What is said after an operation, and where it is mended: the parts of the tables of `samaki.web.said`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Word:
    """What is said after an operation. `undo`: the page where it can be mended, from its answer; `mend`: what is meant there.
    `draft`: said instead where the answer is only a draft: nobody was asked.
    """

    saved: Callable[[], str]
    undo: Callable[[Any], str] | None = None
    mend: Callable[[], str] = lambda: _("Was that a mistake? Take it back or correct it here")
    draft: Callable[[], str] | None = None


def at(pattern: str) -> Callable[[Any], str]:
    """The page of a row by its key."""
    return lambda answer: pattern % answer.id if isinstance(getattr(answer, "id", None), UUID) else ""


def to_mend() -> str:
    """What most links say."""
    return _("Was that a mistake? Take it back here")
