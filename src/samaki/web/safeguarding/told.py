"""What is said of a child's safety after an act, on the desk and in the story of a case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from samaki.ledger.models import LedgerEntry
from samaki.web import words

Said = Callable[[], str]
Sentence = Callable[[LedgerEntry, dict[int, str], str], str]


def _at(address: str) -> Callable[[Any], str]:
    return lambda answer: f"/{address}/{answer.id}/"


_PLAN, _STAY, _MISSING = _at("safety-plans"), _at("placements"), _at("missing")

WORDS: dict[str, tuple[Said, Callable[[Any], str] | None]] = {
    "write_safety_plan": (
        lambda: _("Saved: the safety plan stands. It comes to your desk when it is to be looked at again."),
        _PLAN,
    ),
    "review_safety_plan": (lambda: _("Saved: the safety plan goes on until its next day."), None),
    "end_safety_plan": (lambda: _("Saved: the safety plan has ended."), _PLAN),
    "mark_safety_plan_error": (lambda: _("Saved: it is struck out."), None),
    "write_safe_contact": (
        lambda: _("Saved: who works for the child reads it before they call, write or come."),
        _at("safe-contacts"),
    ),
    "mark_safe_contact_error": (lambda: _("Saved: it is struck out."), None),
    "look_at_family": (lambda: _("Saved: it is written down what came of it."), _STAY),
    "place_child": (lambda: _("Saved: it is written down where the child stays. Record the arrival as well."), _STAY),
    "set_custody_basis": (lambda: _("Saved: it is written down on what ground the child is kept there."), None),
    "end_placement": (lambda: _("Saved: the stay has ended. Record where the child arrived."), _STAY),
    "mark_placement_error": (lambda: _("Saved: it is struck out."), None),
    "report_missing": (
        lambda: _(
            "Saved: police, social affairs and who works for the child are told. The clock calls until the child is found."
        ),
        _MISSING,
    ),
    "add_to_missing": (lambda: _("Saved: everybody who looks for the child is told that there is more."), None),
    "find_missing": (
        lambda: _("Saved: the search has stopped. Record now where the child is, and whether it is safe there."),
        None,
    ),
    "mark_missing_error": (lambda: _("Saved: the child was not missing. Who was told is told."), None),
}
"""Operation -> what is said after it, and the page where it is mended, from its answer."""

STATES = {"plan_due": "offered", "basis_due": "offered", "child_missing": "overdue", "child_still_missing": "overdue",
          "child_missing_more": "overdue",
          "child_found": "done", "missing_undone": "held"}  # fmt: skip

TOLD: dict[str, Said] = {
    "plan_due": lambda: _("A safety plan is to be looked at again: do it with the child"),
    "basis_due": lambda: _("It is not written down on what ground a child is kept, or that ground ends"),
    "child_missing": lambda: _("A child is missing: look for it now"),
    "child_still_missing": lambda: _("A child is still missing: go on looking for it"),
    "child_missing_more": lambda: _("A child is missing, and more is known that helps to find it: read it"),
    "child_found": lambda: _("A missing child was found"),
    "missing_undone": lambda: _("That a child was missing had been written down by mistake"),
}
"""End of a notice's kind -> what the desk says."""


def _plain(text: Said) -> Sentence:
    return lambda _entry, _units, _lang: text()


def _named(text: Said, listed: str, fact: str) -> Sentence:
    return lambda entry, _units, lang: text() % {"what": words.reason_name(listed, entry.facts.get(fact) or "", lang)}


ACTS: dict[str, tuple[str, Sentence]] = {
    "safety.plan": ("held", _named(lambda: _("A safety plan was made. %(what)s"), "assent", "assent")),
    "safety.review": ("held", _named(lambda: _("The safety plan was looked at, and holds. %(what)s"), "assent", "assent")),
    "safety.end": ("done", _plain(lambda: _("The safety plan is not needed any more"))),
    "safety.mistake": ("next", _plain(lambda: _("A safety plan had been written down by mistake"))),
    "safety.restore": ("held", _plain(lambda: _("The safety plan before it stands again"))),
    "safety.contact": ("held", _plain(lambda: _("It was written down how the child is reached safely"))),
    "safety.contact_mistake": ("next", _plain(lambda: _("How the child is reached had been written down by mistake"))),
    "safety.call": ("offered", _plain(lambda: _("A safety plan waits to be looked at: the units were told"))),
    "placement.looked_at": ("next", _named(lambda: _("A family was looked at, and cannot take the child now: %(what)s"), "family_not",
                                           "why")),
    "placement.begin": ("held", _named(lambda: _("The child stays somewhere: %(what)s"), "placement", "kind")),
    "placement.basis": ("held", _named(lambda: _("The ground on which the child is kept: %(what)s"), "custody", "ground")),
    "placement.end": ("done", _named(lambda: _("A stay has ended: %(what)s"), "placement_end", "reason")),
    "placement.mistake": ("next", _plain(lambda: _("A stay had been written down by mistake"))),
    "placement.call": ("offered", _plain(lambda: _("The ground on which a child is kept is missing or ends: the units were told"))),
    "missing.report": ("overdue", _plain(lambda: _("The child is missing"))),
    "missing.again": ("overdue", _plain(lambda: _("The child is missing: the arrival was taken back"))),
    "missing.more": ("overdue", _plain(lambda: _("It was added what helps to find the child"))),
    "missing.found": ("done", _named(lambda: _("The search has stopped: %(what)s"), "found", "reason")),
    "missing.mistake": ("next", _plain(lambda: _("The child was not missing: it had been written down by mistake"))),
    "missing.call": ("overdue", _plain(lambda: _("The child is still missing: the units were called"))),
}  # fmt: skip

WRITTEN = frozenset(act for act in ACTS if not act.endswith((".call", ".restore", ".again")))
"""Acts that somebody may have put into words."""
