"""The gateways for texts that the operator named: a TOML file, `SAMAKI_TEXTS`. Without it no text comes in and none goes out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samaki.channels.gateway_file import GatewayProblem, Holder, check_table, named, of_secret, tables

SETTING = "SAMAKI_TEXTS"
KINDS = ("kannel", "rapidpro")
NEEDED = ("kind", "send_url", "secret_file", "number")
OPTIONAL = ("user", "password_file", "our_url", "channel")


@dataclass(frozen=True)
class Gateway(Holder):
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


def configured() -> dict[str, Gateway]:
    """Code -> gateway, in the order of the file, the first sends; none where texts are off or the file is wrong."""
    return named(SETTING, read)


def sender() -> Gateway | None:
    """The gateway by which texts begin that answer nobody: the first of the file."""
    return next(iter(configured().values()), None)


def known(code: str, secret: str) -> Gateway | None:
    """The gateway with this code and secret."""
    return of_secret(configured(), code, secret, SETTING)


def read(path: Path) -> dict[str, Gateway]:
    """The file. Raises GatewayProblem."""
    return {code: _gateway(code, given) for code, given in tables(path, SETTING).items()}


def _gateway(code: str, given: Any) -> Gateway:
    check_table(code, given, NEEDED, OPTIONAL, ("send_url", "our_url"))
    if given["kind"] not in KINDS:
        raise GatewayProblem(f"[{code}] kind must be {' or '.join(KINDS)}.")
    if given["kind"] == "kannel" and not (given.get("user") and given.get("password_file")):
        raise GatewayProblem(f"[{code}] needs user and password_file: those of its group sendsms-user.")
    return Gateway(code, **given)
