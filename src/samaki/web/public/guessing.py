"""A receipt of digits alone is shorter, so tries of it are counted: per network, a moment's use of the address, which is kept nowhere.

Of receipts with letters nobody guesses one in a lifetime: for them no address is read. Codes of papers are counted in the same way.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from samaki.accounts import throttle
from samaki.database import session
from samaki.web.public.frame import PublicRequest

WHAT, WHO = throttle.RECEIPT


def wait(request: PublicRequest, what: str = WHAT, who: str = WHO) -> str:
    """Count a try before it is looked at; what is said where this network must wait, else ""."""
    with session("app", request.now):
        slow = throttle.claim(what, who, throttle.of_network(request), request.now)
    return _("There were too many tries. Wait some minutes, then try again.") if slow else ""


def passed(request: PublicRequest, what: str = WHAT, who: str = WHO) -> None:
    """It was a receipt (or the code of a paper): what was counted is forgotten."""
    with session("app", request.now):
        throttle.passed(what, who, throttle.of_network(request))
