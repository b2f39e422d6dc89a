"""Another master key: a new one seals from now on, everything sealed so far is sealed anew, and the old one is forgotten.

Three moments, each safe to repeat and to be killed in. `begin` adds a key to the key file; running programs follow, and both
keys open. `seal_anew` wraps the data keys, and what is sealed under the key file itself, with the new one. `forget` drops the
old key, once nothing is left under it: copies of the database from before then open with no key of this machine.
The case's own data keys stay: what they sealed need not be read.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, LiteralString

from psycopg import sql

from samaki.database import roles
from samaki.database.folder import Folder, write_secret
from samaki.vault import fitting, keyfile, recovery, sealing
from samaki.vault.wrapping import unwrap, wrap

BATCH = 500
SETTLES = timedelta(
    hours=24
)  # forms and pages that people have open are sealed under the old key; so are their sign-ins
WAIT = 60.0  # seconds for acts that are under way
TABLES = {
    "mail": ("mail_choice", "sealed"),
    "saved_filter": ("saved_filter", "name"),
    "answers": ("answered_request", "answer"),
    "factor": ("factor", "sealed"),
    "emergency": ("emergency", "sealed"),
    "unsealing": ("unsealing", "sealed"),
    "look question": ("look_question", "sealed"),
    "conflict": ("conflict", "sealed"),
    "recusal": ("recusal", "sealed"),
    "erasure": ("erasure", "sealed"),
    "complaint": ("complaint", "sealed"),
    "complaint message": ("complaint_message", "sealed"),
    "agreement": ("agreement", "sealed"),
    "suspension": ("suspension", "sealed"),
    "governance": ("governance", "sealed"),
    "governance signature": ("governance_signature", "sealed"),
    "stage decision": ("stage_decision", "sealed"),
    "mentoring": ("mentoring", "sealed"),
    "duty note": ("duty_note", "sealed"),
    "duty number": ("duty_number", "sealed"),
    "text in": ("text_in", "sealed"),
    "text choice": ("text_choice", "sealed"),
    "text out": ("text_out", "sealed"),
    "voice choice": ("voice_choice", "sealed"),
    "voice call": ("voice_call", "sealed"),
    "push browser": ("push_browser", "sealed"),
    "peer question": ("peer_question", "sealed"),
    "peer answer": ("peer_answer", "sealed"),
    "peer card": ("peer_card", "sealed"),
    "workshop": ("workshop", "sealed"),
    "workshop session": ("workshop_session", "sealed"),
    "workshop invitation": ("workshop_invitation", "sealed"),
    "workshop seat": ("workshop_seat", "sealed"),
    "workshop opinion": ("workshop_opinion", "sealed"),
    "survey": ("survey", "sealed"),
    "survey venue": ("survey_venue", "sealed"),
    "list study": ("list_study", "sealed"),
    "conference point": ("conference_point", "sealed"),
    "conference decision": ("conference_decision", "sealed"),
    "conference action": ("conference_action", "sealed"),
    "gap": ("gap", "sealed"),
    "commitment": ("commitment", "sealed"),
    "commitment move": ("commitment_move", "sealed"),
    "agency word": ("agency_word", "sealed"),
    "old list": ("old_list", "sealed"),
}
"""Purpose -> table and column of what lies sealed under the key file itself, for longer than `SETTLES`."""
OF_NO_CASE = {"conference point", "conference decision", "conference action"}
"""Purposes whose tables also hold rows of cases: those lie under the key of their case, and stay."""
PASSING = ("draft", "form draft", "typed page", "factor setup", "sign-in pending", "sign-on state", "sign-on half")
"""Purposes of what passes sooner: in a form that somebody has open, or half an hour in `typed_page`."""

Tell = Callable[[int, int], None]


class NotYet(Exception):
    """The old key cannot be forgotten now; the text is a sentence for the operator."""


def begin(folder: Folder) -> int:
    """A new master key in the key file; returns its version. With an exchange under way, that one goes on."""
    ring = keyfile.ring()
    if len(ring.masters) == 1:
        ring = ring.under_new_key()
        _write(folder, ring)
    fitting.write_note(folder)
    return ring.newest


def seal_anew(folder: Folder, tell: Tell = lambda _done, _all: None) -> int:
    """Everything under an older key comes under the newest; returns how many values were. Goes on where it was stopped."""
    newest, done = keyfile.ring().newest, 0
    of_all = _count(folder, newest)
    while batch := _rewrap(folder, newest):
        done += batch
        tell(done, of_all)
    return done + sum(_reseal(folder, purpose, *place) for purpose, place in TABLES.items())


def forget(folder: Folder, now: datetime, *, at_once: bool = False) -> int:
    """Drop the older master keys; returns how many. Raises NotYet while something may still need them."""
    ring = keyfile.ring()
    changed = datetime.fromtimestamp(keyfile.path(folder).stat().st_mtime, now.tzinfo)
    if len(ring.masters) > 1 and not at_once and now < changed + SETTLES:
        raise NotYet(
            "Forms that people have open, and their sign-ins, still use the old key. Forget it after "
            f"{changed + SETTLES:%Y-%m-%d %H:%M} UTC, or with --now, which ends them."
        )
    _wait_for_acts(folder)
    seal_anew(folder)
    _write(folder, ring.of_newest_only())
    fitting.write_note(folder)
    return len(ring.masters) - 1


def standing(folder: Folder) -> dict[int, int]:
    """Version of the master key -> how many data keys are wrapped by it, as the running database says."""
    with fitting.past_row_security(folder) as connection:
        rows = (
            connection.execute("select key_version, count(*) from data_key group by 1").fetchall() if connection else []
        )
    return {version: count for version, count in rows}


def _count(folder: Folder, newest: int) -> int:
    return sum(count for version, count in standing(folder).items() if version != newest)


def _rewrap(folder: Folder, newest: int) -> int:
    with fitting.past_row_security(folder, keep=True) as connection:
        if connection is None:
            return 0
        rows = connection.execute(
            "select id, wrapped from data_key where key_version <> %s order by id limit %s for update", [newest, BATCH]
        ).fetchall()
        connection.cursor().executemany(
            "update data_key set wrapped = %s, key_version = %s where id = %s",
            [(wrap(unwrap(wrapped, key), key), newest, key) for key, wrapped in rows],
        )
    return len(rows)


def _reseal(folder: Folder, purpose: str, table: str, column: str) -> int:
    names = {"table": sql.Identifier(table), "column": sql.Identifier(column)}
    with fitting.past_row_security(folder, table, keep=True) as connection:
        if connection is None:
            return 0
        which = sql.SQL("where case_id is null " if purpose in OF_NO_CASE else "")
        rows = connection.execute(
            sql.SQL("select id, {column} from {table} {which}for update").format(**names, which=which)
        ).fetchall()
        made = []
        for key, sealed in rows:
            place = f"{table}.{column}.{key}"
            made.append(
                (sealing.installation_seal(purpose, sealing.installation_unseal(purpose, sealed, place), place), key)
            )
        connection.cursor().executemany(sql.SQL("update {table} set {column} = %s where id = %s").format(**names), made)
    return len(rows)


def _wait_for_acts(folder: Folder) -> None:
    """Acts that began before may yet write under the old key. Raises NotYet."""
    ends = time.monotonic() + WAIT
    mark = _asked(folder, "select pg_current_xact_id()::text", [])
    while not _asked(folder, "select pg_snapshot_xmin(pg_current_snapshot()) > %s::xid8", [mark]):
        if time.monotonic() > ends:
            raise NotYet(
                "An act has been under way for a minute, and may need the old key. Try again when it has ended."
            )
        time.sleep(0.2)


def _asked(folder: Folder, question: LiteralString, given: list[Any]) -> Any:
    with roles.connected(folder) as connection:
        row = connection.execute(question, given).fetchone()
    return row and row[0]


def _write(folder: Folder, ring: keyfile.Ring) -> None:
    write_secret(keyfile.path(folder), ring.text())
    recovery.seal_copy(folder)
