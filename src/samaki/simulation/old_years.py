"""What an agency of a synthetic country kept before: the example that is shipped, brought in as its head would do it. All invented."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from samaki.agencies.models import Member
from samaki.database import session
from samaki.history import EXAMPLE
from samaki.history.columns import COUNTS, Chosen, guessed
from samaki.history.operations import Sent, keep_old_list
from samaki.history.queries import heads_digest
from samaki.history.reading import MOST_COLUMNS, MOST_ROWS, plain, read, rows_of
from samaki.simulation.words import OLD_LIST
from samaki.tables.sheets import decoded

AGO = timedelta(days=700)
MEANS = {
    "Police": "police_ahtjp",
    "Social affairs": "social",
    "NGO": "ngo_aftercare",
    "Phnom Penh": "12",
    "Siem Reap": "17",
}
"""Word of the list -> code of the pack."""


def old_years_kept(now: datetime) -> None:
    """Nothing where the cast has no head of the police."""
    with session("worker", now):
        head = Member.objects.select_related("unit__agency").filter(username="officer.pp").first()
    if head is None:
        return
    content = EXAMPLE.read_bytes()
    rows = rows_of(decoded(content, EXAMPLE.name, rows=MOST_ROWS, columns=MOST_COLUMNS))
    chosen = Chosen(COUNTS, guessed(rows[0][1], COUNTS, ()))
    words = {(name, plain(word)): code for word, code in MEANS.items() for name in ("area", "asks", "asked")}
    told = read(rows, chosen, words, (now - AGO).date())
    with session("app", now - AGO, head.id):
        sent = Sent(hashlib.sha256(content).hexdigest(), heads_digest(rows[0][1]), chosen, words, told)
        keep_old_list(title=OLD_LIST, sent=sent, leave_out=False, by=head, now=now - AGO)
