"""The gateway that calls for us: a TOML file, `SAMAKI_CALLS`. Without it nobody is called."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samaki.channels.gateway_file import Holder, check_table, named, of_secret, tables

SETTING = "SAMAKI_CALLS"
NEEDED = ("call_url", "secret_file", "our_url")
OPTIONAL = ("password_file",)


@dataclass(frozen=True)
class VoiceGateway(Holder):
    """One gateway. `call_url`: where a call is asked for; `our_url`: where the gateway reaches us."""

    code: str
    call_url: str
    secret_file: str
    our_url: str
    password_file: str = ""

    def callback(self) -> str:
        """Where it tells what becomes of a call. Raises GatewayProblem."""
        return f"{self.our_url.rstrip('/')}/calls/{self.code}/{self.secret()}/"


def configured() -> dict[str, VoiceGateway]:
    """Code -> gateway, the first calls; none where calls are off or the file is wrong."""
    return named(SETTING, read)


def caller() -> VoiceGateway | None:
    """The gateway that calls: the first of the file."""
    return next(iter(configured().values()), None)


def known(code: str, secret: str) -> VoiceGateway | None:
    """The gateway with this code and secret."""
    return of_secret(configured(), code, secret, SETTING)


def read(path: Path) -> dict[str, VoiceGateway]:
    """The file. Raises GatewayProblem."""
    return {code: _gateway(code, given) for code, given in tables(path, SETTING).items()}


def _gateway(code: str, given: Any) -> VoiceGateway:
    check_table(code, given, NEEDED, OPTIONAL, ("call_url", "our_url"))
    return VoiceGateway(code, **given)
