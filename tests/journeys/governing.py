"""A whole page of who governs, and its signatures, as members would make them."""

from datetime import date, timedelta

from samaki.database import session
from samaki.journeys.governance import operations, queries
from samaki.journeys.governance.paper import LINES, Paper, key_of
from tests.acting import act

WORDS = {"controller": "Provincial department of social affairs, head of office", "contact": "Data desk, 000 000 700"}
"""Some lines are read by tests; the others say their own name."""


def paper(now, mark="Secretword", **changed):
    """Everything filled in; `changed`: fields of the paper, or names of lines with other words."""
    lines = {line.name: f"{mark} {line.name}" for line in LINES} | WORDS
    lines |= {name: changed.pop(name) for name in list(changed) if name in lines}
    texts = {
        key_of(line, tongue): f"{lines[line.name]} ({tongue})" if lines[line.name] else ""
        for line in LINES
        for tongue in ("km", "en")
    }
    given = {"enough": 3, "sheets": 5, "drill_on": now.date() - timedelta(days=9), "drill_alone": "yes",
             "review_by": now.date() + timedelta(days=200), "texts": texts}  # fmt: skip
    return Paper(**given | changed)


def last_number(by, now):
    with session("app", now, by.id):
        row = queries.newest()
        return row.number if row else 0


def drafted(cast, now, by="oversight", **changed):
    """The next version."""
    given = {"paper": paper(now, **changed), "after": last_number(cast[by], now)}
    return act(cast[by], operations.draft_governance, now, **given)


def signed(cast, row, *names, now, office="Head of office"):
    """Their signatures; the last one."""
    for name in names:
        last = act(cast[name], operations.sign_governance, now, governance_id=row.id, sha256=row.sha256, office=office)
    return last


def form_of(now, **changed):
    """The same as the form of the page sends it."""
    made = paper(now)
    words = made.words(("km", "en"))
    return words | {"drill_on": f"{made.drill_on}", "review_by": f"{made.review_by}", "version": "0"} | changed


def in_a_year(now):
    return date(now.year + 1, now.month, now.day)
