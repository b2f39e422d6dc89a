"""A receipt of digits alone is shorter, so tries of it are counted by network, as the page counts them, and together with those. Of a
receipt with letters no address is read."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from samaki.accounts import throttle
from samaki.accounts.proving import TooManyTries
from samaki.api.answers import language_of
from samaki.api.app import ApiRequest, refused
from samaki.database import session
from samaki.intake.receipts import is_digits, read_receipt


def counted(call: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Above a call of the public whose body has a `receipt`: a try in digits is counted first, in a transaction of its own, and forgotten
    when it was right; who tries too often waits (429)."""

    @wraps(call)
    def answered(request: ApiRequest, **kwargs: Any) -> HttpResponse:
        receipt = read_receipt(kwargs["body"].receipt)
        if receipt is None or not is_digits(receipt):
            return call(request, **kwargs)
        now, source = timezone.now(), throttle.of_network(request)
        with session("app", now):
            slow = throttle.claim(*throttle.RECEIPT, source, now)
        if slow:
            with translation.override(language_of(request)):
                return refused(TooManyTries(_("There were too many tries. Wait some minutes, then try again.")))
        answer = call(request, **kwargs)
        if answer.status_code < 300:
            with session("app", now):
                throttle.passed(*throttle.RECEIPT, source)
        return answer

    return answered
