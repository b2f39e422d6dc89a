"""Stories of a member's own number, the last that is tried of their unit: it is texted once they typed the code that was sent to it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.channels.sms import numbers
from samaki.channels.sms.choosing import choice_of, number_of
from samaki.channels.sms.gateways import sender
from samaki.channels.sms.proofs import check_proof, send_proof
from samaki.database import lock, story
from samaki.database.refusals import CannotMove
from samaki.ledger.operations import record
from samaki.roster.handing import number_in
from samaki.roster.models import DutyNumber
from samaki.roster.queries import own_number


@story
def ask_own_proof(*, by: Member, now: datetime) -> DutyNumber:
    """A code goes to the number. Raises CannotMove, and Invalid after too many in one day."""
    lock(by.id)
    row = _waiting(by)
    whole = numbers.whole(number_in(row))
    if not whole:
        raise CannotMove(
            _(
                "This number takes no texts. It stays for who leads your unit to call; give a mobile number to be texted."
            )
        )
    if sender() is None:
        raise CannotMove(_("No text can be sent from here now. Your number is kept; prove it when texts are sent."))
    row.code, row.code_until = send_proof(whole, by, now)
    row.save(update_fields=["code", "code_until"])
    record("roster.number_code", by=by, now=now, subject=row, facts={})
    return row


def is_known(by: Member) -> bool:
    """Whether the member proved this very number for their texts already."""
    row, choice = own_number(by.id), choice_of(by.id)
    if row is None or choice is None or choice.verified_at is None:
        return False
    return numbers.whole(number_in(row)) == number_of(choice)


@story
def take_known_number(*, by: Member, now: datetime) -> DutyNumber:
    """The number is the one that is texted already: it needs no other code. Raises CannotMove."""
    lock(by.id)
    row = _waiting(by)
    if not is_known(by):
        raise CannotMove(_("This is not the number that you proved for your texts."))
    return _kept(row, by, now)


@story
def prove_own_number(*, code: str, by: Member, now: datetime) -> DutyNumber:
    """The member typed the code: the number is theirs. Tries are counted before (`accounts.throttle`). Raises CannotMove, Invalid."""
    lock(by.id)
    row = _waiting(by)
    check_proof(row.code, row.code_until, numbers.whole(number_in(row)), code, by, now)
    return _kept(row, by, now)


def _waiting(by: Member) -> DutyNumber:
    row = own_number(by.id)
    if row is None:
        raise CannotMove(_("There is no number of yours here."))
    if row.proved_at is not None:
        raise CannotMove(_("Your number is proved already."))
    return row


def _kept(row: DutyNumber, by: Member, now: datetime) -> DutyNumber:
    row.proved_at, row.code, row.code_until = now, None, None
    row.save(update_fields=["proved_at", "code", "code_until"])
    record("roster.number_proved", by=by, now=now, subject=row, facts={})
    return row
