"""What can be written into a court file, and what a charge becomes by it: tables, pure.

A court file is a set of dated facts. How an accused or a charge stands is reckoned from them (`standing.py`), so they come in any order:
a judgment may be told before anybody wrote down the charge. Nothing here refuses; what is odd is a warning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of fact. `about`: case | person | charge: what must be named. `choice`: the question of `court_reason` that it answers.
    `takes`: further fields; `must`: those of them that are needed. `room`: its part of the page. `official`: written by units alone whose
    kind weighs evidence in the pathway (prosecution, courts)."""

    about: str
    room: str
    choice: str = ""
    takes: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    official: bool = False


HELD = ("category", "age", "decider", "ground", "document")
KINDS: Mapping[str, Kind] = {
    "complaint": Kind("case", "file", "complaint", ("child",)),
    "file_sent": Kind("case", "file", "", ("document",)),
    "not_prosecuted": Kind("case", "file", "", ("child", "document"), official=True),
    "investigated": Kind("case", "file", "", ("court", "document")),
    "arrested": Kind("person", "held", "", HELD),
    "custody_extended": Kind("person", "held", "", ("decider", "until", "document")),
    "detained": Kind("person", "held", "", (*HELD, "until", "court")),
    "detention_extended": Kind("person", "held", "", ("decider", "until", "document", "court")),
    "detention_ended": Kind("person", "held", "end", ("decider", "document")),
    "charged": Kind("charge", "charges", "", ("child", "category", "document")),
    "requalified": Kind("charge", "charges", "", ("child", "to_offence", "document"), ("to_offence",)),
    "dropped": Kind("charge", "charges", "", ("child", "document")),
    "referred": Kind("charge", "charges", "", ("child", "court", "document")),
    "dismissed": Kind("charge", "charges", "", ("child", "court", "document")),
    "severed": Kind("person", "charges", "", ("child", "file", "court", "document"), ("file",)),
    "joined": Kind("person", "charges", "", ("child", "file", "court", "document"), ("file",)),
    "judged": Kind("charge", "judgment", "judged", ("child", "court", "absent", "document")),
    "notified": Kind("person", "judgment", "", ("document",)),
    "sentenced": Kind("person", "judgment", "measure", ("prison", "suspended", "amount", "court", "document")),
    "opposed": Kind("person", "appeal", "party", ("court",)),
    "appealed": Kind("person", "appeal", "party", ("court",)),
    "appeal_decided": Kind("person", "appeal", "appeal", ("offence", "child", "court", "document")),
    "cassation_asked": Kind("person", "appeal", "party", ("court",)),
    "cassation_decided": Kind("person", "appeal", "appeal", ("offence", "child", "court", "document")),
    "final": Kind("person", "appeal", "", ("court", "document"), official=True),
    "compensation_ordered": Kind("person", "money", "", ("child", "amount", "court", "document"), ("amount",)),
    "compensation_paid": Kind("person", "money", "receiver", ("child", "amount", "document"), ("amount",)),
    "settled": Kind("case", "money", "speaker", ("child", "person", "money", "amount", "document"), ("child", "money")),
    "withdrawn": Kind(
        "case", "money", "speaker", ("child", "person", "money", "amount", "document"), ("child", "money")
    ),
}
"""Kind of a fact -> what it says. In the order of a proceeding: of two facts of one day the earlier here came first."""

ORDER = {kind: place for place, kind in enumerate(KINDS)}
MAY_LACK_CHOICE = ("sentenced",)
"""A sentence needs no further measure."""

CHARGE: Mapping[str, str] = {
    "charged": "charged",
    "requalified": "superseded",
    "dropped": "dropped",
    "referred": "referred",
    "dismissed": "dismissed",
    "judged": "decided",
}
"""What a charge is by the latest fact about it. `charged` anew after anything else opens it again."""

OVER = ("superseded", "dropped", "dismissed")
"""A charge that nobody is tried for any more."""

SETTLED = ("settled", "withdrawn")
"""What parties do among themselves. It moves no charge, and closes nothing: that a prosecutor or a court does."""

MONEY = ("none", "offered", "paid", "unknown")
PRESSES = ("offered", "paid")
"""Money about which the step for pressure opens."""

FILED = ("appealed", "cassation_asked")
"""A party has turned to a higher court: its own time is used."""

CATEGORIES = ("felony", "misdemeanour")
STANDS, REPLACED, ERROR = "stands", "replaced", "in_error"
STATES = (STANDS, REPLACED, ERROR)
