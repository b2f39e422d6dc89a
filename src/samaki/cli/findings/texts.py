"""What `doctor` finds out about texts: which gateways, whether they are there, what came and went lately. Django is set up."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psycopg

from samaki.cli.findings import BAD, OK, WARN, Finding
from samaki.cli.findings.database import asked
from samaki.database.folder import Folder

if TYPE_CHECKING:
    from samaki.channels.sms.gateways import Gateway

WEEK, STANDING, PATIENCE = timedelta(days=7), timedelta(minutes=15), 4.0


def texts(folder: Folder) -> list[Finding]:
    """Off or on; each gateway is called at its address (no text is sent), and what became of the texts of a week."""
    from samaki.channels.sms.gateways import GatewayProblem, read

    path = os.environ.get("SAMAKI_TEXTS", "")
    if not path:
        return [Finding("texts", OK, "off: no gateway is named (SAMAKI_TEXTS; docs/how-to/texts.md).")]
    try:
        found = read(Path(path))
    except GatewayProblem as problem:
        return [Finding("texts", BAD, f"Off, although SAMAKI_TEXTS is set. {problem}")]
    if not found:
        return [Finding("texts", WARN, f"{path} names no gateway.")]
    return [*(_gateway(one) for one in found.values()), _lately(folder)]


def _gateway(one: Gateway) -> Finding:
    from samaki.channels.sms.gateways import GatewayProblem

    what, parts = f"texts {one.code}", urlsplit(one.send_url)
    try:
        one.secret(), one.password()
    except GatewayProblem as problem:
        return Finding(what, BAD, str(problem))
    place = (parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
    try:
        socket.create_connection(place, PATIENCE).close()
    except OSError:
        return Finding(
            what, BAD, f"{place[0]}:{place[1]} does not answer: nobody is texted. Look at the gateway's state."
        )
    return Finding(what, OK, f"{one.kind} at {place[0]}:{place[1]} answers; the public texts {one.number}.")


def _lately(folder: Folder) -> Finding:
    now = datetime.now(UTC)
    came = (
        "select max(arrived_at), count(*) filter (where acted_at is null and arrived_at < %s),"
        " count(*) filter (where acted_at is null and failures > 0) from text_in"
    )
    went = (
        "select max(ended_at) filter (where state = 'sent'),"
        " count(*) filter (where state in ('refused', 'given_up') and ended_at > %s),"
        " count(*) filter (where delivery = 'failed' and ended_at > %s), count(*) filter (where send_at < %s) from text_out"
    )
    try:
        last_in, left, failing = asked(folder, came, "worker", now - STANDING)
        last_out, lost, unarrived, standing = asked(folder, went, "worker", now - WEEK, now - WEEK, now - STANDING)
    except psycopg.Error:
        return Finding("texts lately", WARN, "No table of them yet: ./samaki migrate")
    said = f"last in {_when(last_in)}, last out {_when(last_out)}; {lost} not sent and {unarrived} not arrived in seven days"
    if left or failing or lost or standing:
        return Finding(
            "texts lately", WARN, f"{said}; {left} came and wait, {standing} stand: the worker's log says why."
        )
    return Finding("texts lately", OK, f"{said}.")


def _when(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%d %b %H:%M} UTC" if moment else "never"
