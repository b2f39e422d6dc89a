"""What `doctor` finds out about calls by voice and web push: what is set up, whether it is there. Django is set up."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from samaki.cli.findings import BAD, OK, WARN, Finding
from samaki.database.folder import Folder

if TYPE_CHECKING:
    from samaki.channels.voice.gateways import VoiceGateway

PATIENCE = 4.0


def calls(_folder: Folder) -> list[Finding]:
    """Off or on; each gateway is called at its address (no telephone rings)."""
    from samaki.channels.sms.gateways import GatewayProblem
    from samaki.channels.voice.gateways import read

    path = os.environ.get("SAMAKI_CALLS", "")
    if not path:
        return [Finding("calls", OK, "off: no gateway is named (SAMAKI_CALLS; docs/how-to/calls-and-push.md).")]
    try:
        found = read(Path(path))
    except GatewayProblem as problem:
        return [Finding("calls", BAD, f"Off, although SAMAKI_CALLS is set. {problem}")]
    return [_gateway(one) for one in found.values()] or [Finding("calls", WARN, f"{path} names no gateway.")]


def _gateway(one: VoiceGateway) -> Finding:
    from samaki.channels.sms.gateways import GatewayProblem

    what, parts = f"calls {one.code}", urlsplit(one.call_url)
    try:
        one.secret(), one.password()
    except GatewayProblem as problem:
        return Finding(what, BAD, str(problem))
    place = (parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
    try:
        socket.create_connection(place, PATIENCE).close()
    except OSError:
        return Finding(
            what, BAD, f"{place[0]}:{place[1]} does not answer: nobody is called. Look at the gateway's state."
        )
    return Finding(what, OK, f"{place[0]}:{place[1]} answers.")


def pushes(_folder: Folder) -> Finding:
    """Off, or on with a key that can be used."""
    from samaki.channels.push.keys import PushProblem, read

    try:
        found = read()
    except PushProblem as problem:
        return Finding("push", BAD, f"Off, although SAMAKI_PUSH_KEY is set. {problem}")
    if found is None:
        return Finding("push", OK, "off: no key is named (SAMAKI_PUSH_KEY; docs/how-to/calls-and-push.md).")
    return Finding("push", OK, f"on; push services reach the operator at {found.contact}.")
