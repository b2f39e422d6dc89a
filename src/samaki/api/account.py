"""The one call about the caller's own account: to show once more who they are, before a sensitive act. (Annotations are values here.)"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.utils import timezone, translation
from pydantic import SecretStr

from samaki.accounts.proving import TooManyTries, prove_with_token, slow_down, within
from samaki.api import bodies, fields
from samaki.api.answers import language_of
from samaki.api.app import Answer, ApiRequest, api, refused, token_of, unkept_call
from samaki.database import session


class ProveIn(bodies.Body):
    """One of the two: the member's password, or the code that their telephone shows."""

    password: SecretStr = SecretStr("")
    code: fields.Code = ""


def counted(call: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A try is counted first, in a transaction of its own; who tries too often waits."""

    @wraps(call)
    def answered(request: ApiRequest, **kwargs: Any) -> HttpResponse:
        now = timezone.now()
        with translation.override(language_of(request)):
            try:
                with session("app", now):
                    slow_down(token_of(request), now)
            except TooManyTries as refusal:
                return refused(refusal)
        return call(request, **kwargs)

    return answered


@api.post("/account/prove", response=dict[str, Any])
@counted
@unkept_call
def prove(request: ApiRequest, body: ProveIn) -> Answer:
    """Before a sensitive act: password or code once more. From then on this token may do what is sensitive until `until`."""
    token = prove_with_token(token=token_of(request), password=body.password.get_secret_value()[:1000], code=body.code,
                             by=request.auth, now=request.now)  # fmt: skip
    return 200, {"until": request.now + within() if token.proved_at else None}
