"""`token`, `invite` and `demo`: members from the command line."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from samaki.cli import numbers, running, standing
from samaki.database.folder import current, secret


def add(commands: Any) -> None:
    """Put the commands of this group on the parser."""
    token = commands.add_parser("token", help="an API token for a member (demo and tests)")
    token.add_argument("member", metavar="MEMBER")
    token.add_argument(
        "--for", dest="why", default="", metavar="REASON",
        help="outside a demonstration: what it is for; the member, their unit and the ledger are told, and it ends after an hour",
    )  # fmt: skip
    token.set_defaults(run=run_token)
    invite = commands.add_parser(
        "invite", help="a link for the first administrator of an agency, by who operates the machine"
    )
    invite.add_argument("member", metavar="NAME")
    invite.add_argument("--unit", default="", metavar="CODE")
    invite.add_argument("--english", default="", metavar="NAME", help="their name in Latin letters")
    invite.add_argument("--khmer", default="", metavar="NAME", help="their name in Khmer letters")
    later = invite.add_mutually_exclusive_group()
    later.add_argument(
        "--again", action="store_true", help="a new link for who has not come yet; the one before opens nothing"
    )
    later.add_argument("--take-back", action="store_true", help="it was wrong, and nobody came: the name is free again")
    invite.set_defaults(run=run_invite)
    demo = commands.add_parser("demo", help="write the demonstration's agencies, members and cases (`up` does it)")
    demo.set_defaults(run=run_demo)


def run_token(options: argparse.Namespace) -> int:
    """Prints the token, once; only its digest is stored."""
    with running.system("token") as folder:
        demo = running.is_demo(folder)
        if not demo and not options.why:
            raise running.Problem(NOBODY_COMES_IN.format(options.member), 2)
        from samaki.accounts.tokens import token_by_operator
        from samaki.agencies.operations import issue_token
        from samaki.database import session
        from samaki.database.refusals import Refusal

        now = datetime.now(UTC)
        try:
            with session("app", now):
                given = {"username": options.member, "now": now}
                token = issue_token(**given) if demo else token_by_operator(why=options.why, **given)
        except Refusal as refusal:
            raise running.Problem(refusal.sentence) from refusal
    print(token)
    if not demo:
        running.say(
            "good for one hour. The member sees it under Where I am signed in and can end it; their unit was told."
        )
    return 0


NOBODY_COMES_IN = (
    "This is a real installation: nobody comes in as a member by a command, for no second factor is asked of a token. Let "
    "the member do it on the pages. Where a program must come as them and they agreed: ./samaki token {} --for REASON; the "
    "member, their unit and the ledger are told, and it ends after an hour."
)


def run_invite(options: argparse.Namespace) -> int:
    """Prints the path of the link, once; only its digest is stored."""
    if not (options.again or options.take_back or options.unit):
        raise running.Problem("Name the unit with --unit CODE, and the person with --english NAME and --khmer NAME.", 2)
    with running.system("invite"):
        from samaki.accounts.invitations import LIFETIME
        from samaki.database import session
        from samaki.database.refusals import Invalid, Refusal

        now = datetime.now(UTC)
        try:
            with session("app", now):
                token = _invited(options, now)
        except Invalid as refusal:
            raise running.Problem(" ".join(one.sentence for one in refusal.each)) from refusal
        except Refusal as refusal:
            raise running.Problem(refusal.sentence) from refusal
    if not token:
        running.say(f"taken back: the link opens nothing, and the name {options.member} is free again.")
        return 0
    print(f"/welcome/{token}/")
    running.say(
        f"put it behind the address of your Samaki, and give it to them yourself: good once, for {LIFETIME.days} days."
    )
    return 0


def _invited(options: argparse.Namespace, now: datetime) -> str:
    """The secret of the link; "" where it was taken back. Raises Refusal, Problem."""
    from samaki.accounts import first
    from samaki.agencies.models import Unit

    if options.take_back:
        first.take_back_first(username=options.member, now=now)
        return ""
    if options.again:
        return first.invite_first_again(username=options.member, now=now)
    unit = Unit.objects.filter(code=options.unit, until__isnull=True).first()
    if unit is None:
        raise running.Problem(f"There is no open unit with the code {options.unit}: ./samaki units lists them, "
                              "./samaki units add FILE.csv makes them.")  # fmt: skip
    return first.invite_first(
        unit=unit, username=options.member, name_en=options.english, name_km=options.khmer, now=now
    )


def run_demo(options: argparse.Namespace) -> int:
    """Safe to repeat: what is there stays."""
    with running.system("demo", begins=standing.DEMO) as folder:
        standing.refuse_demo(folder)
        standing.decide(folder, standing.DEMO, datetime.now(UTC))
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
    """A line at the start, after the first and when a tenth more is there: on a busy machine the demonstration takes minutes."""
    if told == 0:
        running.say(f"writing the demonstration: {of_all} reports and cases, once; this takes some minutes ...")
    elif told == 1 or told * 10 // of_all > (told - 1) * 10 // of_all:
        running.say(f"  {told} of {of_all} are written.")
