"""Lines about how a child is kept safe: its plan, how it is reached, where it stayed, that it was missing.

Whoever the child is to be kept safe from can be who asks: a guardian reads neither the plan nor how the child is reached.
"""

from __future__ import annotations

from samaki.journeys.safeguarding.models import ChildPlacement, MissingChild, SafeContact, SafetyPlan
from samaki.journeys.subject_access.whose import Entry, Whose, words

PLANNED = ("fears", "signs", "do", "people", "keep_away", "adults")
REACHED = ("when", "by_whom", "note")


def plans(whose: Whose) -> list[Entry]:
    """Every version that was no mistake."""
    if not _own(whose):
        return []
    rows = SafetyPlan.objects.filter(whose.mine).exclude(state="in_error").order_by("number")
    return [_entry("safety_plan", "care", one, *PLANNED) for one in rows]


def contacts(whose: Whose) -> list[Entry]:
    """As the child said it, from time to time."""
    if not _own(whose):
        return []
    rows = SafeContact.objects.filter(whose.mine, in_error_at=None).order_by("occurred_at", "id")
    return [_entry("safe_contact", "care", one, *REACHED) for one in rows]


def stays(whose: Whose) -> list[Entry]:
    """With the places alone: who keeps a child is where it is."""
    rows = ChildPlacement.objects.filter(whose.mine).exclude(state="in_error").order_by("occurred_at", "id")
    return [_entry("child_placement", "placement", one, "text") for one in (rows if "placement" in whose.parts else [])]


def missing(whose: Whose) -> list[Entry]:
    """That the child was missing, and how it was found; what helped to find it may be of others."""
    rows = MissingChild.objects.filter(whose.mine).exclude(state="in_error").order_by("occurred_at", "id")
    return [_entry("missing_child", "care", one) for one in (rows if "care" in whose.parts else [])]


def _own(whose: Whose) -> bool:
    return "care" in whose.parts and whose.asker != "guardian"


def _entry(table: str, room: str, row: SafetyPlan | SafeContact | ChildPlacement | MissingChild, *names: str) -> Entry:
    said = words(row, *names) if names else ()
    return Entry(table, room, row, row.occurred_at, row.recorded_at, row.occurred_precision, said)
