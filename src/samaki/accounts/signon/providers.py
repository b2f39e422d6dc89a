"""The providers that the operator named: a TOML file, `SAMAKI_PROVIDERS`. Without it nothing of this package answers.

A file with a mistake names nobody: which agency a provider serves is no place for a guess. `doctor` says what is wrong.
"""

from __future__ import annotations

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

from django.utils.translation import get_language

logger = logging.getLogger("samaki.sign_on")

LOOPBACK = ("localhost", "127.0.0.1", "::1")
CODE = re.compile(r"[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?")
CLAIM = re.compile(r"[A-Za-z0-9_:/.-]{1,100}")
NEEDED = ("issuer", "client_id", "secret_file", "unit", "name_en", "name_km")
OPTIONAL = ("claim", "amr", "acr", "max_age_minutes")
GIVEN_ON = frozenset({
    "email", "preferred_username", "name", "given_name", "family_name", "nickname", "phone_number", "upn", "unique_name",
    "username", "login",
})  # fmt: skip
"""Claims that a provider may give to another person later (OpenID Connect Core 5.7): they name nobody for good."""
LARGEST = 100_000


class ProviderProblem(Exception):
    """The file cannot be used; the text is a sentence for the operator."""


@dataclass(frozen=True)
class Provider:
    """One provider. `unit`: a unit of the agency it serves; `claim`: what names a person there; `amr`, `acr`: what counts as a
    second factor of theirs; `max_age`: for so many seconds a sign-in at the provider counts."""

    code: str
    issuer: str
    client_id: str
    secret_file: str
    unit: str
    name_en: str
    name_km: str
    claim: str = "sub"
    amr: frozenset[str] = frozenset()
    acr: frozenset[str] = frozenset()
    max_age: int = 600

    @property
    def name(self) -> str:
        """In the reader's language."""
        return self.name_km if (get_language() or "").startswith("km") else self.name_en

    @property
    def place(self) -> str:
        """The host of the provider, which its members see in their browser."""
        return urlsplit(self.issuer).netloc

    def secret(self) -> str:
        """Our secret there, read each time. Raises ProviderProblem when others may read its file."""
        path = Path(self.secret_file)
        try:
            mode = stat.S_IMODE(path.stat().st_mode)
            text = path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise ProviderProblem(f"The secret file {path} of {self.code} cannot be read.") from None
        if mode & 0o077:
            raise ProviderProblem(f"Others may read the secret of {self.code}: chmod 600 {path}")
        if not text or "\n" in text:
            raise ProviderProblem(f"The secret file {path} of {self.code} must hold one line.")
        return text


def configured() -> dict[str, Provider]:
    """Code -> provider, in the order of the file; none where sign-on is off or the file is wrong."""
    path = os.environ.get("SAMAKI_PROVIDERS", "")
    if not path:
        return {}
    try:
        return read(Path(path))
    except ProviderProblem as problem:
        _tell(str(problem))
        return {}


def read(path: Path) -> dict[str, Provider]:
    """The file, read again whenever it changed. Raises ProviderProblem."""
    try:
        found = path.stat()
    except OSError:
        raise ProviderProblem(f"The file {path} (SAMAKI_PROVIDERS) cannot be read.") from None
    if stat.S_IMODE(found.st_mode) & 0o022:
        raise ProviderProblem(f"Others may write who signs members on: chmod go-w {path}")
    if found.st_size > LARGEST:
        raise ProviderProblem(f"The file {path} is too large to be one of providers.")
    return _read(path, found.st_mtime_ns)


def is_safe(address: Any) -> bool:
    """Whether something may be sent there: over https, or to this machine itself."""
    if not isinstance(address, str) or not address.isascii() or not address.isprintable() or " " in address:
        return False
    try:
        parts = urlsplit(address)
        _port = parts.port
    except ValueError:
        return False
    if not parts.hostname or parts.username is not None or parts.password is not None or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


@lru_cache(maxsize=4)
def _read(path: Path, _changed_at: int) -> dict[str, Provider]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProviderProblem(f"The file {path} is no TOML: {error}") from None
    return {code: _provider(code, given) for code, given in tables.items()}


def _provider(code: str, given: Any) -> Provider:
    if not CODE.fullmatch(code) or not isinstance(given, dict):
        raise ProviderProblem(
            f"[{code}] is no name of a provider: small Latin letters, digits and hyphens, such as [mosvy]."
        )
    if unknown := sorted(set(given) - {*NEEDED, *OPTIONAL}):
        raise ProviderProblem(f"[{code}] knows no {', '.join(unknown)}.")
    if wrong := [name for name in NEEDED if not isinstance(given.get(name), str) or not given[name].strip()]:
        raise ProviderProblem(f"[{code}] needs {', '.join(wrong)}, each a text.")
    issuer, claim, minutes = given["issuer"], given.get("claim", "sub"), given.get("max_age_minutes", 10)
    if not is_safe(issuer) or "?" in issuer:
        raise ProviderProblem(
            f"[{code}] issuer must be like https://login.example.org, just as the provider writes it."
        )
    if not isinstance(claim, str) or not CLAIM.fullmatch(claim) or claim.lower() in GIVEN_ON:
        raise ProviderProblem(f"[{code}] claim must be one that never passes to another person, such as sub.")
    if type(minutes) is not int or not 0 <= minutes <= 720:
        raise ProviderProblem(f"[{code}] max_age_minutes must be a number from 0 to 720.")
    amr, acr = (_words(code, name, given.get(name, [])) for name in ("amr", "acr"))
    return Provider(code, **{name: given[name] for name in NEEDED}, claim=claim, amr=amr, acr=acr, max_age=minutes * 60)


def _words(code: str, name: str, given: Any) -> frozenset[str]:
    if not isinstance(given, list) or not all(isinstance(one, str) and one for one in given):
        raise ProviderProblem(f'[{code}] {name} must be a list of texts, such as ["mfa"].')
    return frozenset(given)


@lru_cache(maxsize=16)
def _tell(problem: str) -> None:
    """Each sentence once in the life of a process, not at each page."""
    logger.error("sign-on is off: %s", problem)
