"""The gateways that the operator named: a TOML file, `SAMAKI_TEXTS`. Without it no text comes in and none goes out.

A file with a mistake names no gateway: `doctor` says what is wrong. Secrets lie in files of their own, as those of the mail server
and of providers do.
"""

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

logger = logging.getLogger("samaki.texts")

CODE = re.compile(r"[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?")
KINDS = ("kannel", "rapidpro")
NEEDED = ("kind", "send_url", "secret_file", "number")
OPTIONAL = ("user", "password_file", "our_url", "channel")
LARGEST = 100_000
LEAST_SECRET = 24
"""Letters of the secret in our address: some 120 bits where it is made as the guide says."""


class GatewayProblem(Exception):
    """The file cannot be used; the text is a sentence for the operator."""


@dataclass(frozen=True)
class Gateway:
    """One gateway. `number`: what the public texts, as they type it; `our_url`: where the gateway reaches us; `channel`: how the
    gateway calls the way to us (RapidPro's channel)."""

    code: str
    kind: str
    send_url: str
    secret_file: str
    number: str
    user: str = ""
    password_file: str = ""
    our_url: str = "http://127.0.0.1:8000"
    channel: str = ""

    def secret(self) -> str:
        """The secret of our address for it, read each time. Raises GatewayProblem."""
        found = one_line(self.secret_file, self.code)
        if len(found) < LEAST_SECRET or not re.fullmatch(r"[A-Za-z0-9_-]+", found):
            raise GatewayProblem(f"[{self.code}] the secret must be {LEAST_SECRET} or more Latin letters and digits.")
        return found

    def password(self) -> str:
        """Ours at the gateway; "" where it asks for none. Raises GatewayProblem."""
        return one_line(self.password_file, self.code) if self.password_file else ""

    def is_its(self, secret: str) -> bool:
        """Whether this is its secret; takes as long for every wrong one."""
        try:
            ours = self.secret()
        except GatewayProblem as problem:
            _tell(str(problem))
            return False
        return hmac.compare_digest(ours.encode(), secret.encode("utf-8", "replace"))


def configured() -> dict[str, Gateway]:
    """Code -> gateway, in the order of the file, the first sends; none where texts are off or the file is wrong."""
    path = os.environ.get("SAMAKI_TEXTS", "")
    if not path:
        return {}
    try:
        return read(Path(path))
    except GatewayProblem as problem:
        _tell(str(problem))
        return {}


def sender() -> Gateway | None:
    """The gateway by which texts begin that answer nobody: the first of the file."""
    return next(iter(configured().values()), None)


def known(code: str, secret: str) -> Gateway | None:
    """The gateway with this code and secret. A code of nobody costs a comparison as well."""
    found = configured()
    gateway = found.get(code)
    if gateway is None:
        hmac.compare_digest(b"0" * LEAST_SECRET, secret.encode("utf-8", "replace"))
        return None
    return gateway if gateway.is_its(secret) else None


def read(path: Path) -> dict[str, Gateway]:
    """The file, read again whenever it changed. Raises GatewayProblem."""
    try:
        found = path.stat()
    except OSError:
        raise GatewayProblem(f"The file {path} (SAMAKI_TEXTS) cannot be read.") from None
    if stat.S_IMODE(found.st_mode) & 0o022:
        raise GatewayProblem(f"Others may write who texts for us: chmod go-w {path}")
    if found.st_size > LARGEST:
        raise GatewayProblem(f"The file {path} is too large to be one of gateways.")
    return _read(path, found.st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: Path, _changed_at: int) -> dict[str, Gateway]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise GatewayProblem(f"The file {path} is no TOML: {error}") from None
    return {code: _gateway(code, given) for code, given in tables.items()}


def _gateway(code: str, given: Any) -> Gateway:
    if not CODE.fullmatch(code) or not isinstance(given, dict):
        raise GatewayProblem(f"[{code}] is no name of a gateway: small Latin letters, digits and hyphens, as [mekong].")
    if unknown := sorted(set(given) - {*NEEDED, *OPTIONAL}):
        raise GatewayProblem(f"[{code}] knows no {', '.join(unknown)}.")
    if wrong := [name for name in NEEDED if not given.get(name)]:
        raise GatewayProblem(f"[{code}] needs {', '.join(wrong)}.")
    if wrong := [name for name, value in given.items() if not isinstance(value, str)]:
        raise GatewayProblem(f"[{code}] {', '.join(wrong)} must be a text.")
    if given["kind"] not in KINDS:
        raise GatewayProblem(f"[{code}] kind must be {' or '.join(KINDS)}.")
    if given["kind"] == "kannel" and not (given.get("user") and given.get("password_file")):
        raise GatewayProblem(f"[{code}] needs user and password_file: those of its group sendsms-user.")
    for name in ("send_url", "our_url"):
        if name in given and (not is_safe(given[name]) or urlsplit(given[name]).query):
            raise GatewayProblem(f"[{code}] {name} must be https, or on this machine, and without a question mark.")
    return Gateway(code, **given)


def one_line(name: str, code: str) -> str:
    """What a secret file holds: one line that nobody else may read. Raises GatewayProblem."""
    path = Path(name)
    try:
        mode, text = stat.S_IMODE(path.stat().st_mode), path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise GatewayProblem(f"[{code}] the secret file {path} cannot be read.") from None
    if mode & 0o077:
        raise GatewayProblem(f"[{code}] others may read a secret: chmod 600 {path}")
    if not text or "\n" in text:
        raise GatewayProblem(f"[{code}] the secret file {path} must hold one line.")
    return text


@lru_cache(maxsize=16)
def _tell(problem: str) -> None:
    """Each sentence once in the life of a process."""
    logger.error("texts are off: %s", problem)
