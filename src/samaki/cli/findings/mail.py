"""What `doctor` finds out about e-mail: is it on, does the server take our letters, do they arrive."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from samaki.cli.findings import BAD, OK, WARN, Finding
from samaki.cli.running import is_demo
from samaki.database.folder import Folder

WEEK = timedelta(days=7)
STANDING = timedelta(minutes=15)

ANSWERS = {
    "unreachable": "does not answer as a mail server: look at its address, port and state",
    "tls": "offers no encryption that we can trust: SAMAKI_MAIL_SECURITY (starttls or tls), its certificate, its name",
    "login": "refuses our name and password: SAMAKI_MAIL_USER and the password file",
}


def channel(folder: Folder) -> Finding:
    """On or off in plain words; when on, the server is greeted and signed in to. No letter is sent."""
    from samaki.notices import smtp

    if is_demo(folder):
        os.environ.setdefault("SAMAKI_URL", "http://127.0.0.1")  # `up` names the port of a demonstration itself
    try:
        found = smtp.server()
        if found is None:
            return Finding("e-mail", OK, "off: nobody is mailed (SAMAKI_MAIL_HOST; docs/how-to/operate.md).")
        smtp.password(found)
    except smtp.MailProblem as problem:
        return Finding("e-mail", BAD, f"Nobody is mailed. {problem}")
    place = f"{found.host}:{found.port}"
    if found.password_file and stat.S_IMODE(Path(found.password_file).stat().st_mode) & 0o077:
        return Finding("e-mail", BAD, f"Others may read the password: chmod 600 {found.password_file}")
    answer = smtp.probe(found)
    if answer.outcome != "sent":
        code = f" (code {answer.code})" if answer.code else ""
        return Finding("e-mail", BAD, f"On, but {place} {ANSWERS[answer.outcome]}{code}.")
    how = "without encryption, on this machine" if found.security == "none" else f"encrypted ({found.security})"
    return Finding("e-mail", OK, f"on: {place} answers, {how}{', signed in' if found.user else ''}.")


def letters(folder: Folder) -> Finding:
    """What became of the letters of the last week."""
    from samaki.cli.findings.database import asked

    now = datetime.now(UTC)
    question = (
        "select count(*) filter (where state = 'sent' and ended_at > %s),"
        " count(*) filter (where state = 'refused' and ended_at > %s),"
        " count(*) filter (where state = 'given_up' and ended_at > %s),"
        " count(*) filter (where send_at < %s or failures > 2 and send_at is not null) from mail"
    )
    try:
        sent, refused, given_up, standing = asked(
            folder, question, "worker", now - WEEK, now - WEEK, now - WEEK, now - STANDING
        )
    except psycopg.Error:
        return Finding("letters", WARN, "No table of them yet: ./samaki migrate")
    told = f"{sent} sent in seven days, {refused} refused for good, {given_up} given up, {standing} standing or failing"
    if refused or given_up or standing:
        mend = "those who lead a unit see whose on /account/mail/unit/; the worker's log has the codes"
        return Finding("letters", WARN, f"{told}: {mend}.")
    return Finding("letters", OK, f"{told}.")


def alarm(folder: Folder) -> Finding:
    """Who is told when the clock stands still; a demonstration calls nobody."""
    to = os.environ.get("SAMAKI_ALARM_MAIL", "").split()
    texts = os.environ.get("SAMAKI_ALARM_TEXT", "").strip() and os.environ.get("SAMAKI_TEXTS")
    told = [f"{len(to)} are mailed"] if to and os.environ.get("SAMAKI_MAIL_HOST") else []
    told += [f"{len(os.environ['SAMAKI_ALARM_TEXT'].split(','))} are texted"] if texts else []
    if told:
        return Finding("alarm", OK, f"{', '.join(told)} when the clock stands still.")
    if is_demo(folder):
        return Finding("alarm", OK, "off: nobody is told when the clock of this demonstration stands still.")
    mend = "set SAMAKI_ALARM_MAIL and SAMAKI_MAIL_HOST (docs/how-to/operate.md)."
    return Finding("alarm", WARN, f"When the clock stands still only the log says so: {mend}")
