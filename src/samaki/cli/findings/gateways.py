"""What `doctor` finds out about any gateway: whether its file can be used, and whether it answers. Django is set up."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

import psycopg

from samaki.cli import living
from samaki.cli.findings import BAD, OK, WARN, Finding
from samaki.database import roles

if TYPE_CHECKING:
    from samaki.channels.gateway_file import Holder
    from samaki.database.folder import Folder

PATIENCE = 4.0
G = TypeVar("G")


def of_file(
    folder: Folder, what: str, setting: str, guide: str, read: Callable[[Path], dict[str, G]]
) -> list[G] | Finding:
    """The gateways of the file that the setting names; a finding where there is none, or the file is wrong."""
    from samaki.channels.gateway_file import GatewayProblem

    path = os.environ.get(setting, "")
    if not path:
        return off_here(folder, what, setting) or Finding(what, OK, f"off: no gateway is named ({setting}; {guide}).")
    try:
        found = read(Path(path))
    except GatewayProblem as problem:
        return Finding(what, BAD, f"Off, although {setting} is set. {problem}")
    return list(found.values()) or Finding(what, WARN, f"{path} names no gateway.")


def off_here(folder: Folder, what: str, setting: str) -> Finding | None:
    """Where the setting is not set here, but for a process that runs: what was looked at is not what runs."""
    on = [
        name
        for name in ("web", "worker")
        if setting in str((living.held(folder, name) or {}).get("settings", "")).split()
    ]
    if not on:
        return None
    told = f"on in the running {' and '.join(on)}, but {setting} is not set here, so it was not looked at: run doctor with its settings."
    return Finding(what, WARN, told)


def of_gateway(what: str, one: Holder, address: str, lost: str, also: str = "") -> Finding:
    """Whether its secrets can be read and something answers at its address. `lost`: what does not happen where nothing does."""
    from samaki.channels.gateway_file import GatewayProblem

    try:
        one.secret(), one.password()
    except GatewayProblem as problem:
        return Finding(what, BAD, str(problem))
    parts = urlsplit(address)
    place = (parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
    try:
        socket.create_connection(place, PATIENCE).close()
    except OSError:
        return Finding(what, BAD, f"{place[0]}:{place[1]} does not answer: {lost}. Look at the gateway's state.")
    return Finding(what, OK, f"{place[0]}:{place[1]} answers{also}.")


def answered(folder: Folder, what: str, table: str, setting: str) -> Finding:
    """What gateways really answered in the last hours, whether or not what they did not take will be tried again."""
    try:
        rows = _outcomes(folder, table, datetime.now(UTC) - HOURS)
    except psycopg.Error:
        return Finding(f"{what} answered", WARN, "No table of them yet: ./samaki migrate")
    said = (
        ", ".join(f"{many} {OUTCOMES.get(outcome, outcome)}" for outcome, many, _last in rows)
        or "nothing was given to it"
    )
    bad = [outcome for outcome, _many, _last in rows if outcome != "sent"]
    shut = any(outcome == "login" and last for outcome, _many, last in rows)
    level = OK if not bad else BAD if shut or len(bad) == len(rows) else WARN
    also = (
        f" Put user, password_file and the address in the file of {setting} right, then start Samaki anew."
        if "login" in bad
        else ""
    )
    return Finding(f"{what} answered", level, f"in six hours: {said}.{also}")


def _outcomes(folder: Folder, table: str, since: datetime) -> list[tuple[str, int, bool]]:
    """(outcome, how many, whether it is what a gateway answered last): what one refuses now is no better for what it took before."""
    with psycopg.connect(**roles.parameters(folder, "worker"), connect_timeout=10) as connection:  # type: ignore[arg-type]
        return connection.execute(ANSWERS.format(table).encode(), [since]).fetchall()


HOURS = timedelta(hours=6)
ANSWERS = """with tried as (
        select gateway, outcome, count(*) as many, max(coalesce(ended_at, 'infinity')) as last from {}
         where tries > 0 and outcome <> '' and coalesce(ended_at, made_at) > %s group by 1, 2)
    select outcome, sum(many)::int, bool_or(last = (select max(of_it.last) from tried of_it where of_it.gateway = tried.gateway))
      from tried group by 1 order by 1"""
OUTCOMES = {
    "sent": "taken",
    "refused": "refused for good (a number or words that it will not take)",
    "login": "refused before they were read: wrong user or password, or nothing at that path",
    "later": "put off",
    "unreachable": "not given: it did not answer",
    "tls": "not given: its certificate does not hold",
}
"""Outcome of an attempt -> what it means."""
