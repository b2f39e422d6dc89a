"""The gateway that calls for us: a TOML file, `SAMAKI_CALLS`, read as that of texts is. Without it nobody is called."""

from __future__ import annotations

import hmac
import logging
import os
import re
import stat
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from samaki.accounts.signon.providers import is_safe
from samaki.channels.sms.gateways import CODE, LARGEST, LEAST_SECRET, GatewayProblem, one_line

logger = logging.getLogger("samaki.calls")

NEEDED = ("call_url", "secret_file", "our_url")
OPTIONAL = ("password_file",)


@dataclass(frozen=True)
class VoiceGateway:
    """One gateway. `call_url`: where a call is asked for; `our_url`: where the gateway reaches us."""

    code: str
    call_url: str
    secret_file: str
    our_url: str
    password_file: str = ""

    def secret(self) -> str:
        """The secret of our address for it, read each time. Raises GatewayProblem."""
        found = one_line(self.secret_file, self.code)
        if len(found) < LEAST_SECRET or not re.fullmatch(r"[A-Za-z0-9_-]+", found):
            raise GatewayProblem(f"[{self.code}] the secret must be {LEAST_SECRET} or more Latin letters and digits.")
        return found

    def password(self) -> str:
        """Ours at the gateway; "" where it asks for none. Raises GatewayProblem."""
        return one_line(self.password_file, self.code) if self.password_file else ""

    def callback(self) -> str:
        """Where it tells what becomes of a call. Raises GatewayProblem."""
        return f"{self.our_url.rstrip('/')}/calls/{self.code}/{self.secret()}/"


def configured() -> dict[str, VoiceGateway]:
    """Code -> gateway, the first calls; none where calls are off or the file is wrong."""
    path = os.environ.get("SAMAKI_CALLS", "")
    try:
        return read(Path(path)) if path else {}
    except GatewayProblem as problem:
        _tell(str(problem))
        return {}


def caller() -> VoiceGateway | None:
    """The gateway that calls: the first of the file."""
    return next(iter(configured().values()), None)


def known(code: str, secret: str) -> VoiceGateway | None:
    """The gateway with this code and secret. A code of nobody costs a comparison as well."""
    gateway = configured().get(code)
    try:
        ours = gateway.secret() if gateway else "0" * LEAST_SECRET
    except GatewayProblem as problem:
        _tell(str(problem))
        return None
    same = hmac.compare_digest(ours.encode(), secret.encode("utf-8", "replace"))
    return gateway if same else None


def read(path: Path) -> dict[str, VoiceGateway]:
    """The file, read again whenever it changed. Raises GatewayProblem."""
    try:
        found = path.stat()
    except OSError:
        raise GatewayProblem(f"The file {path} (SAMAKI_CALLS) cannot be read.") from None
    if stat.S_IMODE(found.st_mode) & 0o022:
        raise GatewayProblem(f"Others may write who calls for us: chmod go-w {path}")
    if found.st_size > LARGEST:
        raise GatewayProblem(f"The file {path} is too large to be one of gateways.")
    return _read(path, found.st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: Path, _changed_at: int) -> dict[str, VoiceGateway]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise GatewayProblem(f"The file {path} is no TOML: {error}") from None
    return {code: _gateway(code, given) for code, given in tables.items()}


def _gateway(code: str, given: Any) -> VoiceGateway:
    if not CODE.fullmatch(code) or not isinstance(given, dict):
        raise GatewayProblem(f"[{code}] is no name of a gateway: small Latin letters, digits and hyphens, as [mekong].")
    if unknown := sorted(set(given) - {*NEEDED, *OPTIONAL}):
        raise GatewayProblem(f"[{code}] knows no {', '.join(unknown)}.")
    if wrong := [name for name, value in given.items() if not isinstance(value, str)]:
        raise GatewayProblem(f"[{code}] {', '.join(wrong)} must be a text.")
    if wrong := [name for name in NEEDED if not given.get(name)]:
        raise GatewayProblem(f"[{code}] needs {', '.join(wrong)}.")
    for name in ("call_url", "our_url"):
        if not is_safe(given[name]) or urlsplit(given[name]).query:
            raise GatewayProblem(f"[{code}] {name} must be https, or on this machine, and without a question mark.")
    return VoiceGateway(code, **given)


@lru_cache(maxsize=16)
def _tell(problem: str) -> None:
    """Each sentence once in the life of a process."""
    logger.error("calls are off: %s", problem)
