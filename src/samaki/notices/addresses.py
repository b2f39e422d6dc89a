"""What we take for an e-mail address: one plain address, nothing that a header or an envelope could be broken with."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from samaki.database.refusals import Invalid

LONGEST = 254  # RFC 5321, 4.5.3.1.3, without its brackets
PLAIN = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+", re.ASCII)
"""The unquoted form of RFC 5321, in ASCII: quoted names, comments, brackets and lists are refused. (Addresses in other
scripts need SMTPUTF8 on every server of the way; a refused letter would be the answer.)"""


def clean_address(text: str) -> str:
    """The address without spaces around it. Raises Invalid."""
    address = text.strip()
    try:
        if len(address) > LONGEST or not PLAIN.fullmatch(address):
            raise ValidationError("")
        validate_email(address)
    except ValidationError:
        words = _("This is not an e-mail address that we can use. Write one like name@example.org.")
        raise Invalid(words, field="address") from None
    return address
