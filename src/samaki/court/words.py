"""Words for the codes of a court file, for pages and papers alike. Nothing here asks the database."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

Said = Callable[[], str]

KINDS: dict[str, Said] = {
    "complaint": lambda: _("A complaint was made"),
    "file_sent": lambda: _("The police file went to the prosecutor"),
    "not_prosecuted": lambda: _("The prosecutor does not prosecute"),
    "investigated": lambda: _("A judicial investigation was opened"),
    "arrested": lambda: _("Arrested: custody began"),
    "custody_extended": lambda: _("The custody was extended"),
    "detained": lambda: _("Detained before the trial"),
    "detention_extended": lambda: _("The detention was extended"),
    "detention_ended": lambda: _("Custody or detention ended"),
    "charged": lambda: _("Charged"),
    "requalified": lambda: _("The charge became another article"),
    "dropped": lambda: _("The charge was dropped"),
    "referred": lambda: _("Closing order: sent to trial"),
    "dismissed": lambda: _("Closing order: dismissed"),
    "severed": lambda: _("Severed into another file of the court"),
    "joined": lambda: _("Joined to another file of the court"),
    "judged": lambda: _("Judgment"),
    "notified": lambda: _("The judgment was made known to the accused"),
    "sentenced": lambda: _("Sentence"),
    "opposed": lambda: _("Opposition to a judgment in absence"),
    "appealed": lambda: _("Appeal filed"),
    "appeal_decided": lambda: _("The court of appeal decided"),
    "cassation_asked": lambda: _("Cassation asked for"),
    "cassation_decided": lambda: _("The Supreme Court decided"),
    "final": lambda: _("The judgment is final"),
    "compensation_ordered": lambda: _("Compensation ordered"),
    "compensation_paid": lambda: _("Compensation paid"),
    "settled": lambda: _("Settled outside the court"),
    "withdrawn": lambda: _("The complaint was withdrawn"),
}

CHARGES: dict[str, Said] = {
    "": lambda: _("no charge on the file"),
    "charged": lambda: _("charged"),
    "superseded": lambda: _("became another article"),
    "dropped": lambda: _("dropped"),
    "referred": lambda: _("sent to trial"),
    "dismissed": lambda: _("dismissed"),
    "decided": lambda: _("decided"),
}
OUTCOMES: dict[str, Said] = {
    "convicted": lambda: _("convicted"),
    "acquitted": lambda: _("acquitted"),
    "judged_other": lambda: _("another decision"),
}

MONEY: dict[str, Said] = {
    "none": lambda: _("No money, no gift"),
    "offered": lambda: _("Money or a gift was offered"),
    "paid": lambda: _("Money or a gift was given"),
    "unknown": lambda: _("Not known"),
}

CATEGORIES: dict[str, Said] = {
    "": lambda: _("Not known"),
    "felony": lambda: _("Felony"),
    "misdemeanour": lambda: _("Misdemeanour"),
}
