"""What `doctor` finds out about sign-on through an agency's provider: off, wrong, or whether the provider answers. Django is set up."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from samaki.cli.findings import BAD, OK, WARN, Finding
from samaki.cli.findings.database import asked
from samaki.database.folder import Folder

if TYPE_CHECKING:
    from samaki.accounts.signon.providers import Provider

ANSWERS = {
    "unreachable": "does not answer: look at the issuer, the network and its state",
    "tls": "has no certificate that this machine trusts (SSL_CERT_FILE names another authority)",
    "slow": "takes longer than four seconds",
    "busy": "takes longer than four seconds",
    "odd": "does not describe itself as this issuer with addresses over https, public keys and RS, PS or ES signatures",
}


def providers(folder: Folder) -> list[Finding]:
    """Off or on; each provider is asked who it is and for its keys. Nobody is signed on."""
    from samaki.accounts.signon.providers import ProviderProblem, read

    path = os.environ.get("SAMAKI_PROVIDERS", "")
    if not path:
        return [
            Finding(
                "sign-on", OK, "off: no agency's provider is named (SAMAKI_PROVIDERS; docs/how-to/agency-sign-on.md)."
            )
        ]
    try:
        found = read(Path(path))
    except ProviderProblem as problem:
        return [Finding("sign-on", BAD, f"Off, although SAMAKI_PROVIDERS is set. {problem}")]
    if not found:
        return [Finding("sign-on", WARN, f"{path} names no provider.")]
    return [_look(folder, one) for one in found.values()]


def _look(folder: Folder, provider: Provider) -> Finding:
    from samaki.accounts.signon import calling
    from samaki.accounts.signon.providers import ProviderProblem

    what = f"sign-on {provider.code}"
    try:
        provider.secret()
    except ProviderProblem as problem:
        return Finding(what, BAD, str(problem))
    try:
        known = asked(folder, "select count(*) from unit where code = %s and until is null", "worker", provider.unit)[0]
    except psycopg.Error:
        return Finding(what, WARN, "Cannot be looked at yet: ./samaki migrate")
    if not known:
        return Finding(what, BAD, f"There is no open unit {provider.unit!r}, so it serves nobody: ./samaki units list")
    calling.forget()
    try:
        metadata = calling.metadata_of(provider)
        number = len(calling.keys_of(provider, metadata, None).keys)
    except calling.Away as away:
        return Finding(what, BAD, f"{provider.issuer} {ANSWERS[away.why]}. Passwords work meanwhile.")
    if not metadata.with_pkce:
        return Finding(
            what, WARN, f"{provider.issuer} answers and does not say that it takes PKCE (S256): ask who runs it."
        )
    factor = (
        "its second factor counts where it says so"
        if provider.amr or provider.acr
        else "our second factor is asked after it"
    )
    return Finding(what, OK, f"{provider.issuer} answers, {number} keys; {factor}.")
