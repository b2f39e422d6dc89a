"""What the story of a report says about the words with whoever told us, and what is said after each act."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from samaki.ledger.models import LedgerEntry

Sentence = Callable[[LedgerEntry, dict[int, str], str], str]


def _said(say: Callable[[], str]) -> Sentence:
    return lambda _entry, _units, _lang: say()


def _came(entry: LedgerEntry, _units: dict[int, str], _lang: str) -> str:
    if entry.facts.get("media"):
        return _("Who told us came back and sent a file")
    return {
        "answer": _("Who told us answered the question"),
        "doubt": _("Who told us says that they were wrong, or asks not to act"),
        "withdraw": _("Who told us does not want to be contacted any more"),
        "contact": _("Who told us said how they may be contacted"),
    }.get(entry.facts.get("kind", ""), _("Who told us came back and added something"))


ACTS: dict[str, tuple[str, Sentence]] = {
    "report.say": ("offered", _came),
    "report.ask": ("held", _said(lambda: _("The reporter was asked something"))),
    "report.tell": ("held", _said(lambda: _("The reporter was told what was done"))),
    "report.take_back_words": ("next", _said(lambda: _("What the reporter was asked or told was taken back"))),
    "report.read": ("held", _said(lambda: _("What the reporter wrote was read"))),
    "report.hear": ("held", _said(lambda: _("What a file of the reporter says was written down"))),
    "report.fetch_file": ("next", _said(lambda: _("A file of the reporter was taken"))),
    "report.hold_file": ("overdue", _said(lambda: _("A file of the reporter may show the abuse of a child: nobody opens it"))),
    "report.call_message": ("overdue", _said(lambda: _("Nobody had read what the reporter wrote: the next person was called"))),
}  # fmt: skip
"""Act -> (state of its ring, its sentence)."""

SAVED: dict[str, Callable[[], str]] = {
    "write_to_reporter": lambda: _("Saved: they read it when they come back with the receipt."),
    "take_back_words": lambda: _("Saved: who has the receipt reads it no more. They may have read it before."),
    "read_from_reporter": lambda: _("Saved: you have read what they wrote; nobody is called for these words any more."),
    "type_what_is_heard": lambda: _("Saved: what it says is written down for your colleagues."),
    "hold_report_file": lambda: _("Saved: it is held, and nobody opens it. Call the anti-trafficking police now."),
    "acknowledge": lambda: _("Saved: you have read it. Now decide what becomes of it."),
    "open_from_report": lambda: _("Saved: a case was opened from the report."),
    "pass_report": lambda: _("Saved: the other unit holds the report now, and is called."),
    "reopen_report": lambda: _("Saved: the report waits for your decision again."),
}
"""Operation -> what the next page says."""
