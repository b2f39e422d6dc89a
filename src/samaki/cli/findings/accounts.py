"""What `doctor` finds out about accounts: who has no second factor, links that wait, who fell asleep, mentors without an end."""

from __future__ import annotations

import psycopg

from samaki.cli.findings import BAD, OK, WARN, Finding
from samaki.cli.findings.database import asked
from samaki.cli.running import is_demo
from samaki.database.folder import Folder


def accounts(folder: Folder) -> list[Finding]:
    """Counts only; names stand on the page "Accounts"."""
    try:
        found = asked(folder, "select * from app.account_findings()", "worker")
    except psycopg.Error:
        return [Finding("accounts", WARN, "Cannot be looked at yet: ./samaki migrate")]
    without, invited, expired, dormant, unbound = found
    demo = is_demo(folder)
    return [
        Finding("second factor", OK, "the demonstration asks for none.")
        if demo
        else _told(
            "second factor",
            without,
            "open accounts without one",
            "they cannot sign in: recover them on the page Accounts",
        ),
        Finding("invitations", OK, f"{invited} wait to be used.")
        if not expired
        else Finding(
            "invitations", WARN, f"{expired} have expired unused, {invited} wait: make new links on the page Accounts."
        ),
        _told("dormant accounts", dormant, "are suspended", "close them for good, or open them on the page Accounts"),
        Finding(
            "mentors",
            WARN,
            f"{unbound} mentors or trainers have no end of access: whoever leads their unit renews them with an end.",
        )
        if unbound
        else Finding("mentors", OK, "the access of every mentor and trainer has an end."),
    ]


def complaints(folder: Folder) -> list[Finding]:
    """Complaints that nobody can look into, and late ones: how many. Their words are for nobody of this machine."""
    try:
        nobody, late = asked(folder, "select * from app.complaint_findings()", "worker")
    except psycopg.Error:
        return []
    if nobody:
        mend = "no agency has a confidentiality officer and no oversight committee sits: have their administrators invite them"
        return [Finding("complaints", BAD, f"{nobody} can be looked into by nobody: {mend}.")]
    return [_told("complaints", late, "are late", "call the oversight committee; the clock calls them too")]


def _told(what: str, count: int, words: str, mend: str) -> Finding:
    return Finding(what, WARN, f"{count} {words}: {mend}.") if count else Finding(what, OK, f"none {words}.")
