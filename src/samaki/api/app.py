"""The API's frame: who calls, one session for each call, the same answer to the same call, refusals as problems."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.agencies.operations import member_with_token
from samaki.api.models import AnsweredRequest
from samaki.database import lock, session
from samaki.database.refusals import Invalid, Refusal
from samaki.ledger.operations import record_refusal
from samaki.vault import sealing as vault

log = logging.getLogger("samaki.api")

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
        return member_with_token(token[:200], timezone.now())


api = NinjaAPI(
    title="Samaki", version="1", openapi_url="/openapi.json", docs_url=None, auth=Token(), urls_namespace="api"
)


def member_call(call: Call) -> Callable[..., HttpResponse]:
    """One call of a member: one session, committed before the answer; an act is done once per Idempotency-Key."""

    @wraps(call)
    def answered(request: ApiRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.now, request.lang = timezone.now(), language_of(request)
        with translation.override(request.lang):
            try:
                key = _key_of(request)
                with session("app", request.now, request.auth.id):
                    return _once(call, key, request, args, kwargs) if key else _tell(call, request, args, kwargs)
            except Refusal as refusal:  # of the key itself: nothing was done
                return problem(refusal.status, refusal.sentence, refusal.code)

    return answered


def public_call(call: Call) -> Callable[..., HttpResponse]:
    """One call of anybody, as the intake role, which can only add and ask by receipt."""

    @wraps(call)
    def answered(request: ApiRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.now, request.lang = timezone.now(), language_of(request)
        with translation.override(request.lang):
            try:
                with session("intake", request.now):
                    return as_json(*call(request, *args, **kwargs))
            except Refusal as refusal:
                return problem(refusal.status, refusal.sentence, refusal.code, field=getattr(refusal, "field", ""))

    return answered


def _tell(call: Call, request: ApiRequest, args: Any, kwargs: Any) -> HttpResponse:
    """The call itself; what it may not see is not there, what it may not do is said and written down."""
    try:
        return as_json(*call(request, *args, **kwargs))
    except Refusal as refusal:
        if not isinstance(refusal, Invalid):
            record_refusal(request.path, refusal.code, by=request.auth, now=request.now)
        return problem(refusal.status, refusal.sentence, refusal.code, field=getattr(refusal, "field", ""))
    except (ObjectDoesNotExist, Http404):
        return not_found()


def _once(call: Call, key: UUID, request: ApiRequest, args: Any, kwargs: Any) -> HttpResponse:
    """The same key and body get the same answer; the same key with another body is refused."""
    lock(key)
    body = hashlib.sha256(request.get_full_path().encode() + b"\n" + request.body).digest()
    before = AnsweredRequest.objects.filter(key=key).first()
    if before is not None:
        if bytes(before.body_digest) != body:
            return problem(422, _("This key was used before for another call. Use a new key."), "key_reused")
        return _raw(before.status, vault.installation_unseal("answers", before.answer, _place(before)))
    response = _tell(call, request, args, kwargs)
    if response.status_code < 400:
        row = AnsweredRequest(member_id=request.auth.id, key=key, body_digest=body, answered_at=request.now)
        row.status = response.status_code
        row.answer = vault.installation_seal("answers", response.content.decode(), _place(row))
        row.save(force_insert=True)
    return response


def _place(row: AnsweredRequest) -> str:
    return f"answered_request.answer.{row.id}"


def _key_of(request: HttpRequest) -> UUID | None:
    return idempotency_key(request) if request.method == "POST" else None


def idempotency_key(request: HttpRequest) -> UUID | None:
    """The Idempotency-Key of the call, or None; anything but a UUID of version 4 is refused with 400."""
    text = request.headers.get("Idempotency-Key")
    if text is None:
        return None
    try:
        key = UUID(text)
    except ValueError:
        key = None
    if key is None or key.version != 4 or str(key) != text.lower():
        raise BadKey(_("The Idempotency-Key must be a UUID of version 4, made on the device."))
    return key


class BadKey(Refusal):
    """The idempotency key is not one."""

    status = 400
    code = "bad_key"


def language_of(request: HttpRequest) -> str:
    """The first language of Accept-Language that the pack has; English otherwise (programs read it)."""
    for part in request.headers.get("Accept-Language", "").split(","):
        code = part.split(";")[0].strip().split("-")[0].lower()
        if code in pack().languages:
            return code
    return "en"


def as_json(status: int, content: Any) -> HttpResponse:
    """An answer; times are RFC 3339 in UTC with Z, keys and ids are strings. An `etag` in it becomes the header."""
    response = _raw(status, json.dumps(content, default=_plain, ensure_ascii=False))
    if isinstance(content, dict) and "etag" in content:
        response["ETag"] = f'"{content["etag"]}"'
    return response


def _raw(status: int, text: str) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="application/json", headers={"Cache-Control": "no-store"})


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return str(value)


def problem(status: int, sentence: str, code: str, *, field: str = "") -> HttpResponse:
    """A problem (RFC 9457) in the asked language."""
    body = {"type": "about:blank", "title": code, "status": status, "detail": sentence, "code": code}
    if field:
        body["field"] = field
    text = json.dumps(body, ensure_ascii=False)
    headers = {"Cache-Control": "no-store"} | ({"WWW-Authenticate": "Bearer"} if status == 401 else {})
    return HttpResponse(text, status=status, content_type="application/problem+json", headers=headers)


def not_found() -> HttpResponse:
    """The same for what does not exist and for what is not yours to see."""
    return problem(
        404, _("There is nothing here for you: it does not exist, or your unit has no part in it."), "not_found"
    )


def _said(request: HttpRequest, status: int, sentence: Callable[[], str], code: str, field: str = "") -> HttpResponse:
    with translation.override(language_of(request)):
        return problem(status, sentence(), code, field=field)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: Exception) -> HttpResponse:
    return _said(request, 401, lambda: _("This call needs a member's token."), "no_token")


@api.exception_handler(ValidationError)
def _not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0] if error.errors else {}
    field = str(first.get("loc", ["?"])[-1])[:60]
    sentence = lambda: _("The field %(field)s is missing or cannot be understood.") % {"field": field}  # noqa: E731
    return _said(request, 422, sentence, "invalid", field)


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _said(request, error.status_code, lambda: _("The body of this call cannot be read as JSON."), "bad_request")


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, error: Exception) -> HttpResponse:
    return _said(request, 413, lambda: _("This is too large."), "too_large")


@api.exception_handler(UnicodeDecodeError)
def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    return _said(request, 400, lambda: _("The body of this call cannot be read as JSON."), "bad_request")


@api.exception_handler(Exception)
def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    log.exception("A call of the API failed.", exc_info=error)
    return _said(request, 500, lambda: _("Something failed on our side. Nothing was saved; try again."), "failed")
