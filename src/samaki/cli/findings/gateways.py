"""What `doctor` finds out about any gateway: whether its file can be used, and whether it answers. Django is set up."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from samaki.cli import living
from samaki.cli.findings import BAD, OK, WARN, Finding

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
