"""Giving a push to a browser's push service, and its answer as a value.

The address came from a browser, so it may name anything: only https to a public name is asked, at the address that was looked up and
found to be public, and no answer leads anywhere else.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from samaki.channels.sms.giving import HEARD, PATIENCE, Answer

LONGEST = 2000


class NotPublic(Exception):
    """Not an address that we push to."""


def checked(address: str) -> SplitResult:
    """Its parts: https, a name with a dot that is no number, no port, user or fragment. Raises NotPublic."""
    good = len(address) <= LONGEST and address.isascii() and address.isprintable() and " " not in address
    try:
        parts = urlsplit(address) if good else urlsplit("")
        port = parts.port
    except ValueError:
        raise NotPublic from None
    if settings.PUSH_TO_LOOPBACK and parts.hostname == "127.0.0.1":
        return parts
    host = parts.hostname or ""
    named = "." in host and not host.replace(".", "").isdigit() and ":" not in host and not host.endswith(".")
    if parts.scheme != "https" or not named or port not in (None, 443) or parts.username is not None or parts.fragment:
        raise NotPublic
    return parts


def place_of(parts: SplitResult) -> str:
    """The IP address that is asked: the first of the name, and all of them must be public. Raises NotPublic, OSError."""
    if settings.PUSH_TO_LOOPBACK and parts.hostname == "127.0.0.1":
        return "127.0.0.1"
    found = [str(row[4][0]) for row in socket.getaddrinfo(parts.hostname, 443, type=socket.SOCK_STREAM)]
    if not found or not all(is_public(one) for one in found):
        raise NotPublic
    return found[0]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the whole Internet: not of this machine, its networks, or a group; nor such a one in disguise."""
    one = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(one, ipaddress.IPv6Address):
        inside = one.ipv4_mapped or one.sixtofour or (one.teredo[1] if one.teredo else None)
        if inside is None and one in ipaddress.ip_network("64:ff9b::/96"):
            inside = ipaddress.IPv4Address(int(one) & 0xFFFFFFFF)
        if inside is not None:
            return is_public(str(inside))
    return one.is_global and not one.is_multicast


def push(address: str, body: bytes, headers: Mapping[str, str], patience: float = PATIENCE) -> Answer:
    """Hand one push over. Never raises for what a service, a name or a network can do."""
    try:
        parts = checked(address)
        line = _line(parts, place_of(parts), patience)
    except NotPublic:
        return Answer("gone")
    except ssl.SSLError:
        return Answer("tls")
    except (OSError, UnicodeError):
        return Answer("unreachable")
    try:
        line.request(
            "POST", f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}", body=body, headers=dict(headers)
        )
        answer = line.getresponse()
        answer.read(HEARD)
        return _meant(answer.status)
    except ssl.SSLError:
        return Answer("tls")
    except (OSError, http.client.HTTPException, ValueError):
        return Answer("unreachable")
    finally:
        with contextlib.suppress(Exception):
            line.close()


def _line(parts: SplitResult, place: str, patience: float) -> http.client.HTTPConnection:
    """Open to this IP address and no other, so that the name cannot lead elsewhere in between; TLS is checked for the name."""
    line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=patience)
    wire = socket.create_connection((place, parts.port or 443), patience)
    if parts.scheme == "https":
        wire = ssl.create_default_context().wrap_socket(wire, server_hostname=parts.hostname)
        line.port = 443
    line.sock = wire
    return line


def _meant(status: int) -> Answer:
    """RFC 8030: 201 (some answer 200, 202); 404 and 410: the browser is not there any more; 413 and 400 are about this push."""
    if 200 <= status < 300:
        return Answer("sent", status)
    if status in (404, 410):
        return Answer("gone", status)
    if status in (401, 403):
        return Answer("login", status)
    if 400 <= status < 500 and status not in (408, 425, 429):
        return Answer("refused", status)
    return Answer("later", status)
