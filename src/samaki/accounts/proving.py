"""Before a sensitive act through the API: whether who uses a token has lately shown that it is they, and showing it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from samaki.accounts import throttle
from samaki.accounts.factors import check_code
from samaki.agencies.models import ApiToken, Member
from samaki.database import story
from samaki.database.refusals import Invalid, Refusal
from samaki.ledger.operations import record


class NotProved(Refusal):
    """It must be shown once more who this is (RFC 9470: insufficient user authentication). Nothing was done."""

    status = 401
    code = "prove_again"

    def __init__(self) -> None:
        super().__init__(
            _("This act asks once more who you are. Call POST /account/prove with the member's password or code, then send it "
              "again; what you sent was not done.")
        )  # fmt: skip


class TooManyTries(Refusal):
    """Guesses are slowed."""

    status = 429
    code = "too_many_tries"


def within() -> timedelta:
    """For so long what was shown counts."""
    return timedelta(minutes=settings.SAMAKI_PROVED_MINUTES)


def check_proved(token: ApiToken, now: datetime) -> None:
    """It was shown lately, with this token, that it is its member who uses it."""
    if token.proved_at is None or not now - within() < token.proved_at <= now:
        raise NotProved()


def slow_down(token: ApiToken, now: datetime) -> None:
    """A try is counted before it is looked at; in a transaction of its own, for what was wrong is rolled back."""
    if throttle.claim("again", str(token.member_id), _source(token), now):
        raise TooManyTries(_("There were too many wrong tries. Wait, then try again."))


@story
def prove_with_token(*, token: ApiToken, password: str, code: str, by: Member, now: datetime) -> ApiToken:
    """Password or code of the member, once more; from now on this token may do what is sensitive, for some minutes."""
    how = (
        "password" if password and by.check_password(password) else "totp" if code and check_code(by, code, now) else ""
    )
    if not how:
        raise Invalid(_("This does not fit. Try again."), field="password" if password else "code")
    throttle.passed("again", str(by.id), _source(token))
    token.proved_at = now
    token.save(update_fields=["proved_at"])
    record("session.prove", by=by, now=now, subject=token, facts={"kind": how})
    return token


def _source(token: ApiToken) -> throttle.Source:
    return throttle.Source("", f"token {token.id}")
