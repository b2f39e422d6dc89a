"""Which passwords are taken, and the story of a member who changes their own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from samaki.accounts.factors import check_code, factors_of
from samaki.accounts.sessions import end_other_sessions
from samaki.agencies.models import Member
from samaki.database import lock, story
from samaki.database.refusals import Invalid
from samaki.ledger.operations import record


class DifferentSigns:
    """A password of some different signs beside its member's names: one sign pressed twelve times is long, and guessed first.

    Django's own comparison lets a name pass that is written twice.
    """

    LEAST = 5

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError where fewer signs differ."""
        left = password.casefold()
        for name in ("username", "name_en", "name_km"):
            left = left.replace(getattr(user, name, "").casefold() or left + " ", "")
        again = left in (left + left)[1:-1]  # one word written twice or more
        if again or len(set(left)) < self.LEAST:
            raise ValidationError(self.get_help_text(), code="too_few_signs")

    def get_help_text(self) -> str:
        """The one sentence that is said of every password that is not taken."""
        return _("Take a password of at least twelve letters that nobody can guess: no common one, not only digits, not your name, "
                 "not the same few signs again and again.")  # fmt: skip


def check_password_is_good(password: str, member: Member) -> None:
    """The settings' validators. Raises Invalid at `password`."""
    try:
        validate_password(password, member)
    except ValidationError as error:
        raise Invalid(DifferentSigns().get_help_text(), field="password") from error


@story
def change_password(
    *, old: str, code: str, password: str, key: str, by: Member, now: datetime, passkey: bool = False
) -> Member:
    """A password of one's own choice, proved by the old one and, where there is a factor, by its code or a passkey that was
    shown just now (`passkey`). All sessions but the one of this `key` end."""
    lock(by.id)
    me = Member.objects.select_related("unit").get(id=by.id)  # as it is now: of two at once the second sees the first
    if not me.check_password(old):
        raise Invalid(_("This is not your password. Nothing was changed; try again."), field="old")
    if password == old:
        raise Invalid(_("This is your password already. Take another one."), field="password")
    check_password_is_good(password, me)
    if factors_of(by) and not passkey and not check_code(by, code, now):
        raise Invalid(_("This code does not fit, or it was used already. Wait for the next one."), field="code")
    me.set_password(password)
    me.save(update_fields=["password"])
    end_other_sessions(but_key=key, by=by, now=now)
    record("account.password", by=by, now=now, subject=by)
    return me
