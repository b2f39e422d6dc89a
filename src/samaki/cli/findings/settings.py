"""What `doctor` and `up` find wrong in the environment: what can be read and does not do what was meant."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Callable
from urllib.parse import urlsplit

from samaki.cli import numbers
from samaki.cli.findings import BAD, OK, WARN, Finding
from samaki.cli.running import Problem
from samaki.countries import PackError, check_pack
from samaki.database.folder import Folder

HOST = re.compile(r"\.?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*", re.IGNORECASE)

OTHERS = ("DATA", "KEY_FILE", "DEMO", "POOL", "SUPERVISED", "NIGHTLY", "MAIL_HOST", "MAIL_SECURITY", "MAIL_PORT", "MAIL_USER",
          "MAIL_PASSWORD_FILE", "MAIL_FROM", "PROVIDERS", "TEXTS", "CALLS", "PUSH_KEY", "PUSH_CONTACT")  # fmt: skip
"""Names that are looked at elsewhere, or that our own processes set."""


def look(folder: Folder) -> Finding:
    """Every setting of ours: can it be what was meant?"""
    found, unknown = wrong(), _unknown()
    if found:
        return Finding("settings", BAD, " ".join(found))
    if unknown:
        return Finding("settings", WARN, f"Samaki knows no {', '.join(unknown)}: see docs/how-to/operate.md.")
    return Finding("settings", OK, "each can be read.")


def wrong() -> list[str]:
    """A sentence for each setting that cannot be what was meant."""
    return [
        sentence for name, check in CHECKS.items() if (text := os.environ.get(name)) and (sentence := check(name, text))
    ]


def _hosts(name: str, text: str) -> str:
    odd = [one for one in text.split() if not HOST.fullmatch(one)]
    if odd:
        return f"{name} holds bare host names with blanks between, like samaki.example.org; {odd[0]!r} is none."
    return ""


def _url(name: str, text: str) -> str:
    try:
        parts = urlsplit(text)
        whole = (
            parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
        )
    except ValueError:
        whole = False
    return "" if whole and text.isascii() and text.isprintable() else f"{name} must be like https://samaki.example.org."


def _bind(name: str, text: str) -> str:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return f"{name} must be an address of this machine, such as 127.0.0.1."
    return ""


def _prefix(name: str, text: str) -> str:
    fits = re.fullmatch(r"[a-z][a-z0-9_]{0,40}", text)
    return "" if fits else f"{name} must be small Latin letters, digits and _, and begin with a letter."


def _number(name: str, text: str) -> str:
    try:
        numbers.of(name, 1)
    except Problem as problem:
        return str(problem)
    return ""


def _pack(name: str, text: str) -> str:
    try:
        problems = check_pack(text)
    except PackError as error:
        return f"{name}: {error}"
    return f"{name} names a pack with {len(problems)} problems: ./samaki pack check" if problems else ""


def _debug(name: str, text: str) -> str:
    return f"{name} shows the inside of Samaki to everybody who meets an error: unset it." if text == "1" else ""


def _proxy(name: str, text: str) -> str:
    return "" if text in ("", "1") else f"{name} is 1 where a proxy stands in front, else unset."


def _alarm(name: str, text: str) -> str:
    from samaki.notices.addresses import PLAIN

    odd = [one for one in text.split() if not PLAIN.fullmatch(one)]
    return f"{name} holds e-mail addresses with blanks between; {odd[0]!r} is none." if odd else ""


def _telephones(name: str, text: str) -> str:
    from samaki.channels.sms.numbers import whole

    odd = [one.strip() for one in text.split(",") if not whole(one)]
    return f"{name} holds mobile numbers with commas between; {odd[0]!r} is none." if odd else ""


CHECKS: dict[str, Callable[[str, str], str]] = {
    "SAMAKI_HOSTS": _hosts,
    "SAMAKI_URL": _url,
    "SAMAKI_BIND": _bind,
    "SAMAKI_ALARM_MAIL": _alarm,
    "SAMAKI_ALARM_TEXT": _telephones,
    "SAMAKI_ROLE_PREFIX": _prefix,
    "SAMAKI_WEB_PROCESSES": _number,
    "SAMAKI_WEB_THREADS": _number,
    "SAMAKI_DEMO_CASES": _number,
    "SAMAKI_DORMANT_DAYS": _number,
    "SAMAKI_FILE_MEGABYTES": _number,
    "SAMAKI_PROVED_MINUTES": _number,
    "SAMAKI_BEHIND_PROXY": _proxy,
    "SAMAKI_PACK": _pack,
    "SAMAKI_DEBUG": _debug,
}


def _unknown() -> list[str]:
    known = {*CHECKS, *(f"SAMAKI_{name}" for name in OTHERS)}
    return sorted(name for name in os.environ if name.startswith("SAMAKI_") and name not in known)
