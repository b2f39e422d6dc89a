"""What becomes of a safety plan, of a stay, of a missing child: tables, pure.

Facts come in any order: that a child was missing may be written down when it is back already. Only what was never true leads nowhere.
"""

from __future__ import annotations

from samaki.care.states import Table

PLAN: Table = {
    "stands": {"review": "stands", "replace": "replaced", "end": "ended", "mistake": "in_error"},
    "replaced": {"restore": "stands", "mistake": "in_error"},
    "ended": {"mistake": "in_error"},
    "in_error": {},
}
"""One plan of a child stands; a newer one replaces it. `restore`: the newer one was a mistake. After an end a new one is written."""

STAY: Table = {
    "not_taken": {"mistake": "in_error"},
    "stays": {"basis": "stays", "end": "ended", "mistake": "in_error"},
    "ended": {"end": "ended", "mistake": "in_error"},
    "in_error": {},
}
"""`not_taken`: a place that was looked at and cannot take the child, with the reason."""

MISSING: Table = {
    "missing": {"find": "found", "mistake": "in_error"},
    "found": {"find": "found", "again": "missing", "mistake": "in_error"},
    "in_error": {},
}
"""`again`: the arrival by which the child counted as found was taken back."""
