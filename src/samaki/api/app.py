"""The API's frame: who calls, one session for each call, refusals as problems."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest, ObjectDoesNotExist, SuspiciousOperation
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from samaki.accounts.proving import NotProved, check_proved, within
from samaki.accounts.sessions import seen
from samaki.agencies.models import ApiToken, Member
from samaki.agencies.operations import AccountClosed, member_with_token, token_digest
from samaki.api import bodies, reading, wrong
from samaki.api.answers import as_json, language_of, not_found, problem
from samaki.api.once import once
from samaki.database import alone, current_alias, session
from samaki.database.refusals import Erased, Invalid, Refusal, together
from samaki.ledger.operations import happened, record_refusal
from samaki.vault.wrapping import KeyGone

log = logging.getLogger("samaki.api")

MOST_ERRORS = 100
"""Wrong fields told of one body; nobody reads more."""

Answer = tuple[int, Any]
Call = Callable[..., Answer]


class ApiRequest(HttpRequest):
    """A request with the member whose token it carries, the moment, and the language asked for."""

    auth: Member
    now: datetime
    lang: str


class Token(HttpBearer):
    """A member's bearer token."""

    def authenticate(self, request: HttpRequest, token: str) -> Member | None:
        """The member of this token; the try of who was closed meanwhile is recorded, and answered as a wrong token is."""
        now = timezone.now()
        try:
            return member_with_token(token[:200], now)
        except AccountClosed as refusal:
            with session("app", now, refusal.member.id):
                record_refusal(request.path, refusal.code, by=refusal.member, now=now)
            return None


api = NinjaAPI(
    title="Samaki",
    version="1",
    openapi_url="/openapi.json",
    docs_url=None,
    auth=Token(),
    urls_namespace="api",
    parser=wrong.Once(),
)


def member_call(call: Call, *, kept: bool = True) -> Callable[..., HttpResponse]:
    """One call of a member: one session, committed before the answer; an act is done once per Idempotency-Key.

    `kept` is False where neither what was sent nor the answer may be kept for a retry.
    """

    @wraps(call)
    def answered(request: ApiRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.now, request.lang = timezone.now(), language_of(request)
        with translation.override(request.lang), session("app", request.now, request.auth.id):
            seen(request.auth, request.now)
            if (unknown := wrong.unknown_in(request, kwargs)) is not None:
                return refused(unknown)
            if request.method == "GET" or not kept:
                return _tell(call, request, args, kwargs)
            try:
                return once(request, request.auth, request.now, lambda: _tell(call, request, args, kwargs))
            except Refusal as refusal:  # of the key itself: nothing was done
                return refused(refusal)

    return answered


def unkept_call(call: Call) -> Callable[..., HttpResponse]:
    """The same without an Idempotency-Key."""
    return member_call(call, kept=False)


def proved(call: Call) -> Call:
    """Under `member_call`: the call runs only when this token's user has lately given password or code (`/account/prove`)."""

    @wraps(call)
    def shown(request: ApiRequest, *args: Any, **kwargs: Any) -> Answer:
        check_proved(token_of(request), request.now)
        return call(request, *args, **kwargs)

    shown.asks_again = True  # type: ignore[attr-defined]
    return shown


def token_of(request: HttpRequest) -> ApiToken:
    """The token that this request came with."""
    given = request.headers["Authorization"].partition(" ")[2].strip()
    return ApiToken.objects.get(digest=token_digest(given[:200]))


def public_call(call: Call) -> Callable[..., HttpResponse]:
    """One call of anybody, as the intake role, which can only add and ask by receipt."""
    return _of_anybody(call, _in_session)


def act_of_anybody(call: Call) -> Callable[..., HttpResponse]:
    """The same for one story that only adds."""
    return _of_anybody(call, alone)


Begun = Callable[[str, datetime, Callable[[], HttpResponse]], HttpResponse]


def _of_anybody(call: Call, begun: Begun) -> Callable[..., HttpResponse]:
    @wraps(call)
    def answered(request: ApiRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.now, request.lang = timezone.now(), language_of(request)
        with translation.override(request.lang):
            if (unknown := wrong.unknown_in(request, kwargs)) is not None:
                return refused(unknown)
            try:
                return begun("intake", request.now, lambda: _told(call, request, args, kwargs))
            except Refusal as refusal:
                return refused(refusal)

    return answered


def _told(call: Call, request: ApiRequest, args: Any, kwargs: Any) -> HttpResponse:
    with together():
        return as_json(*call(request, *args, **kwargs))


def _in_session(role: str, now: datetime, act: Callable[[], HttpResponse]) -> HttpResponse:
    with session(role, now):
        return act()


def _tell(call: Call, request: ApiRequest, args: Any, kwargs: Any) -> HttpResponse:
    """The call itself, whole or not at all; what it may not see is not there, what it may not do is written down."""
    try:
        with transaction.atomic(using=current_alias()), together(), _time_of(kwargs.get("body"), request.now):
            status, content = call(request, *args, **kwargs)
            return content if isinstance(content, HttpResponse) else as_json(status, content)
    except Refusal as refusal:
        if refusal.status in (403, 409):
            record_refusal(request.path, refusal.code, by=request.auth, now=request.now)
        return refused(refusal)
    except KeyGone:  # what it sealed was erased meanwhile
        return refused(Erased())
    except (ObjectDoesNotExist, Http404):
        return not_found()


def _time_of(body: object, now: datetime) -> AbstractContextManager[object]:
    """When the act happened, as its body says; for acts that do not take the time themselves."""
    if not isinstance(body, bodies.Act) or not body.occurred_at:
        return nullcontext()
    return happened(*reading.moment(body.occurred_at, now))


def refused(refusal: Refusal) -> HttpResponse:
    """A refusal as a problem."""
    each = refusal.each if isinstance(refusal, Invalid) else ()
    errors = [(one.field, one.sentence) for one in each if one.field]
    answer = problem(refusal.status, refusal.sentence, refusal.code, errors=errors, field=getattr(refusal, "field", ""))
    if isinstance(refusal, NotProved):
        seconds = int(within().total_seconds())
        answer["WWW-Authenticate"] = f'Bearer error="insufficient_user_authentication", max_age={seconds}'
    return answer


def said(request: HttpRequest, status: int, sentence: Callable[[], str], code: str, field: str = "") -> HttpResponse:
    """A problem before the call began, in the asked language."""
    with translation.override(language_of(request)):
        told = sentence()
        return problem(status, told, code, field=field, errors=[(field, told)] if field else [])


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: Exception) -> HttpResponse:
    return said(request, 401, lambda: _("This call needs a member's token."), "no_token")


@api.exception_handler(ValidationError)
def _not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Each field that is wrong, and how; of what was sent only the names of unknown fields are repeated."""
    with translation.override(language_of(request)):
        return refused(wrong.all_of(error.errors[:MOST_ERRORS]))


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(cause := error.__cause__, wrong.Twice):
        field = wrong.shown(cause.name)
        twice = lambda: _("The body gives the field %(field)s twice. Send it once.") % {"field": field}  # noqa: E731
        return said(request, 400, twice, "bad_request", field)
    return said(request, error.status_code, lambda: _("The body of this call cannot be read as JSON."), "bad_request")


@api.exception_handler(Exception)
def failed(request: HttpRequest, error: Exception) -> HttpResponse:
    """A form with a file that is none, or was cut off; and what nobody foresaw: logged here, told without detail."""
    if isinstance(error, (MultiPartParserError, SuspiciousOperation, BadRequest, UnreadablePostError)):
        return said(
            request, 400, lambda: _("The form of this call cannot be read. Send it again, whole."), "bad_request"
        )
    log.error("A call of the API failed.", exc_info=error)
    return said(request, 500, lambda: _("Something failed on our side. Nothing was saved; try again."), "failed")
