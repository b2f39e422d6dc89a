"""The file in which the operator names gateways (TOML), one for each way out, and the secrets that lie beside it.

A file with a mistake names no gateway: `doctor` says what is wrong. Secrets lie in files of their own, as those of the mail server and
of providers do.
"""

from __future__ import annotations

import hmac
import logging
import os
import re
import stat
import tomllib
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from samaki.accounts.signon.providers import is_safe

logger = logging.getLogger("samaki.gateways")

CODE = re.compile(r"[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?")
LARGEST = 100_000
LEAST_SECRET = 24
"""Letters of the secret in our address: some 120 bits where it is made as the guide says."""


class GatewayProblem(Exception):
    """The file cannot be used; the text is a sentence for the operator."""


class Holder:
    """What every gateway has: its code, the secret of our address for it, and our password there where it asks for one."""

    code: str
    secret_file: str
    password_file: str

    def secret(self) -> str:
        """The secret of our address for it, read each time. Raises GatewayProblem."""
        found = one_line(self.secret_file, self.code)
        if len(found) < LEAST_SECRET or not re.fullmatch(r"[A-Za-z0-9_-]+", found):
            raise GatewayProblem(f"[{self.code}] the secret must be {LEAST_SECRET} or more Latin letters and digits.")
        return found

    def password(self) -> str:
        """Ours at the gateway; "" where it asks for none. Raises GatewayProblem."""
        return one_line(self.password_file, self.code) if self.password_file else ""


G = TypeVar("G", bound=Holder)


def named(setting: str, read: Callable[[Path], dict[str, G]]) -> dict[str, G]:
    """Code -> gateway, in the order of the file; none where the setting is empty or the file is wrong."""
    path = os.environ.get(setting, "")
    try:
        return read(Path(path)) if path else {}
    except GatewayProblem as problem:
        _tell(setting, str(problem))
        return {}


def of_secret(gateways: Mapping[str, G], code: str, secret: str, setting: str) -> G | None:
    """The gateway with this code and secret. A code of nobody costs a comparison as well."""
    gateway = gateways.get(code)
    try:
        ours = gateway.secret() if gateway else "0" * LEAST_SECRET
    except GatewayProblem as problem:
        _tell(setting, str(problem))
        return None
    same = hmac.compare_digest(ours.encode(), secret.encode("utf-8", "replace"))
    return gateway if same else None


def tables(path: Path, setting: str) -> dict[str, Any]:
    """What stands in the file, read again whenever it changed. Raises GatewayProblem."""
    try:
        found = path.stat()
    except OSError:
        raise GatewayProblem(f"The file {path} ({setting}) cannot be read.") from None
    if stat.S_IMODE(found.st_mode) & 0o022:
        raise GatewayProblem(f"Others may write who reaches people for us: chmod go-w {path}")
    if found.st_size > LARGEST:
        raise GatewayProblem(f"The file {path} is too large to be one of gateways.")
    return _read(path, found.st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: Path, _changed_at: int) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise GatewayProblem(f"The file {path} is no TOML: {error}") from None


def check_table(
    code: str, given: Any, needed: Collection[str], optional: Collection[str], addresses: Collection[str]
) -> None:
    """A table of texts under the name of a gateway, with what is needed and nothing that is not known. Raises GatewayProblem."""
    if not CODE.fullmatch(code) or not isinstance(given, dict):
        raise GatewayProblem(f"[{code}] is no name of a gateway: small Latin letters, digits and hyphens, as [mekong].")
    if unknown := sorted(set(given) - {*needed, *optional}):
        raise GatewayProblem(f"[{code}] knows no {', '.join(unknown)}.")
    if wrong := [name for name, value in given.items() if not isinstance(value, str)]:
        raise GatewayProblem(f"[{code}] {', '.join(wrong)} must be a text.")
    if wrong := [name for name in needed if not given.get(name)]:
        raise GatewayProblem(f"[{code}] needs {', '.join(wrong)}.")
    for name in addresses:
        if name in given and (not is_safe(given[name]) or urlsplit(given[name]).query):
            raise GatewayProblem(f"[{code}] {name} must be https, or on this machine, and without a question mark.")


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
def _tell(setting: str, problem: str) -> None:
    """Each sentence once in the life of a process."""
    logger.error("what %s names is off: %s", setting, problem)
