"""How a child stands: possible, formally identified, or not a victim; and taken for a child or not. Pure: values in, values out.

Each proposal, decision and assessment is a row of its own that is never changed; the newest decision stands, an appeal or a review is a new
one above it. None of this ends a step or a part of the file: help follows needs.
"""

from __future__ import annotations

SORTS = ("proposal", "decision", "age")
"""What anybody who works for the child proposes; what the body of the law decides; how the age was found."""

POSSIBLE = "possible"
"""The status without a decision."""

AGES = ("child", "adult", "doubt")
"""What an assessment of the age came to. In doubt the person is taken for a child."""


def status(decisions: list[str]) -> str:
    """How a child stands after these decisions, the oldest first."""
    return decisions[-1] if decisions else POSSIBLE


def taken_for_child(found: list[str]) -> bool:
    """Whether the person is taken for a child after these assessments, the oldest first: unless the newest without doubt says adult."""
    sure = [one for one in found if one != "doubt"]
    return not (sure and found[-1] == "adult")
