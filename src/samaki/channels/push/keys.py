"""The key by which push services know this installation: `SAMAKI_PUSH_KEY` names a PEM file (P-256, mode 600), `SAMAKI_PUSH_CONTACT` a
mailto: or https: where its operator is reached. Without both nothing is pushed."""

from __future__ import annotations

import logging
import os
import re
import stat
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from samaki.channels.push.sealing import point, text_of

logger = logging.getLogger("samaki.push")

CONTACT = re.compile(r"(mailto:[!-~]+@[!-~]+|https://[!-~]+)")


class PushProblem(Exception):
    """Push cannot be used; the text is a sentence for the operator."""


@dataclass(frozen=True)
class Sender:
    """Who we are to push services."""

    key: ec.EllipticCurvePrivateKey
    contact: str

    @property
    def public(self) -> str:
        """What a browser subscribes with: base64url of the point."""
        return text_of(point(self.key))


def sender() -> Sender | None:
    """None where push is off or set up wrongly, which is logged once."""
    try:
        return read()
    except PushProblem as problem:
        _tell(str(problem))
        return None


def read() -> Sender | None:
    """The same. Raises PushProblem."""
    name, contact = os.environ.get("SAMAKI_PUSH_KEY", ""), os.environ.get("SAMAKI_PUSH_CONTACT", "")
    if not name:
        return None
    if not CONTACT.fullmatch(contact):
        raise PushProblem("SAMAKI_PUSH_CONTACT must be a mailto: or https: address of the operator.")
    path = Path(name)
    try:
        found = path.stat()
    except OSError:
        raise PushProblem(f"The file {path} (SAMAKI_PUSH_KEY) cannot be read.") from None
    if stat.S_IMODE(found.st_mode) & 0o077:
        raise PushProblem(f"Others may read the key of pushes: chmod 600 {path}")
    return Sender(_read(path, found.st_mtime_ns), contact)


@lru_cache(maxsize=4)
def _read(path: Path, _changed_at: int) -> ec.EllipticCurvePrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError):
        raise PushProblem(f"The file {path} is no PEM of a private key.") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise PushProblem(f"The file {path} is no key on the curve P-256.")
    return key


@lru_cache(maxsize=16)
def _tell(problem: str) -> None:
    """Each sentence once in the life of a process."""
    logger.error("pushes are off: %s", problem)
