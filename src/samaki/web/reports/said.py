"""What is said after the acts of triage, of joining and splitting reports, and of outreach."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samaki.web.saying import Word, at, to_mend

_REPORT = at("/reports/%s/")

WORDS: dict[str, Word] = {
    "set_urgency": Word(lambda: _("Saved: your answers and how urgent it is."), at("/reports/%s/urgency/"),
                        lambda: _("Was that a mistake? Say it anew here")),
    "set_place": Word(lambda: _("Saved: the place is put right. Is it for another area? Pass it on."), at("/reports/%s/place/"),
                      lambda: _("Was that a mistake? Say it anew here")),
    "join_report": Word(lambda: _("Saved: it is joined. One clock goes on; both receipts lead to it."), _REPORT,
                        lambda: _("Was that a mistake? Take it apart here")),
    "take_apart": Word(lambda: _("Saved: it waits for a decision of its own, with a clock from now.")),
    "split_report": Word(lambda: _("Saved: the second report has a holder and a clock of its own."), _REPORT,
                         lambda: _("Was that a mistake? Join them again here")),
    "log_outreach": Word(lambda: _("Saved: it is in the log of outreach."), lambda _row: "/outreach/", to_mend),
    "take_back_outreach": Word(lambda: _("Saved: it is taken back, and counts no more.")),
}  # fmt: skip
"""Operation -> what is said after it."""
