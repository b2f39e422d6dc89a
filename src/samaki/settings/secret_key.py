"""Django's signing key, derived from the master key, so that there is one secret to keep."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from samaki.vault import keyfile


def derive() -> list[str]:
    """Keys for signing only, the one that signs first; older ones are still believed while master keys are exchanged.

    Without a key file (a first `--help`, a linter) a passing random one.
    """
    try:
        masters = keyfile.ring().masters
    except keyfile.KeyProblem:
        return [secrets.token_hex(32)]
    return [
        hmac.new(masters[version], b"samaki.django.signing.1", hashlib.sha256).hexdigest()
        for version in sorted(masters, reverse=True)
    ]
