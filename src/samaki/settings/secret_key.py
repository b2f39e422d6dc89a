"""Django's signing key, derived from the master key, so that there is one secret to keep."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from samaki.vault import keyfile


def derive() -> str:
    """A key for signing only. Without a key file (a first `--help`, a linter) a passing random one."""
    try:
        master = keyfile.load()
    except keyfile.KeyProblem:
        return secrets.token_hex(32)
    return hmac.new(master, b"samaki.django.signing.1", hashlib.sha256).hexdigest()
