"""`token`, `invite` and `demo`: members from the command line."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from samaki.cli import numbers, running
from samaki.database.folder import current, secret


def add(commands: Any) -> None:
    """Put the commands of this group on the parser."""
    token = commands.add_parser("token", help="an API token for a member (demo and tests)")
    token.add_argument("member", metavar="MEMBER")
    token.set_defaults(run=run_token)
    invite = commands.add_parser(
        "invite", help="a link for the first administrator of an agency, by who operates the machine"
    )
    invite.add_argument("member", metavar="NAME")
    invite.add_argument("--unit", required=True, metavar="CODE")
    invite.add_argument("--english", required=True, metavar="NAME", help="their name in Latin letters")
    invite.add_argument("--khmer", required=True, metavar="NAME", help="their name in Khmer letters")
    invite.set_defaults(run=run_invite)
    demo = commands.add_parser("demo", help="write the demonstration's agencies, members and cases (`up` does it)")
    demo.set_defaults(run=run_demo)


def run_token(options: argparse.Namespace) -> int:
    """Prints the token, once; only its digest is stored."""
    with running.system("token"):
        from samaki.agencies.operations import issue_token
        from samaki.database import session
        from samaki.database.refusals import Refusal

        now = datetime.now(UTC)
        try:
            with session("app", now):
                token = issue_token(options.member, now)
        except Refusal as refusal:
            raise running.Problem(refusal.sentence) from refusal
    print(token)
    return 0


def run_invite(options: argparse.Namespace) -> int:
    """Prints the path of the link, once; only its digest is stored."""
    with running.system("invite"):
        from samaki.accounts.invitations import LIFETIME, invite_first
        from samaki.agencies.models import Unit
        from samaki.database import session
        from samaki.database.refusals import Refusal

        now = datetime.now(UTC)
        try:
            with session("app", now):
                unit = Unit.objects.filter(code=options.unit, until__isnull=True).first()
                if unit is None:
                    raise running.Problem(f"There is no open unit with the code {options.unit}: ./samaki units lists them, "
                                          "./samaki units add FILE.csv makes them.")  # fmt: skip
                names = {"name_en": options.english, "name_km": options.khmer}
                token = invite_first(unit=unit, username=options.member, now=now, **names)
        except Refusal as refusal:
            raise running.Problem(refusal.sentence) from refusal
    print(f"/welcome/{token}/")
    running.say(
        f"put it behind the address of your Samaki, and give it to them yourself: good once, for {LIFETIME.days} days."
    )
    return 0


def run_demo(options: argparse.Namespace) -> int:
    """Safe to repeat: what is there stays."""
    with running.system("demo"):
        populate(datetime.now(UTC))
    return 0


def populate(now: datetime) -> None:
    """The synthetic installation; skipped with a line while that room is not built."""
    if find_spec("samaki.simulation.demo") is None:
        running.say("there is no demonstration to write yet.")
        return
    from samaki.cli.areas import heartbeat

    demo = import_module("samaki.simulation.demo")
    matters = numbers.of("SAMAKI_DEMO_CASES", demo.SHOWN)
    demo.populate(now, secret(current().demo_password, 9), heartbeat, matters, tell)


def tell(told: int, of_all: int) -> None:
    """A line at the start and when a fifth more is there: on a busy machine the demonstration takes minutes."""
    if told == 0:
        running.say(f"writing the demonstration: {of_all} reports and cases, once ...")
    elif told * 5 // of_all > (told - 1) * 5 // of_all:
        running.say(f"  {told} of {of_all} are written.")
