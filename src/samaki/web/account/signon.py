"""Sign-on through an agency's own provider: to it, and back with its answer. Where none is configured there is no such page.

A failure is a sentence on the page to sign in, where the password works as ever; nothing of it counts as a guess.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone, translation
from django.views.decorators.http import require_GET

from samaki.accounts.factors import factors_of
from samaki.accounts.signon import asking, calling, tokens
from samaki.accounts.signon.operations import link_provider, owner_of, used
from samaki.accounts.signon.providers import Provider, configured
from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.database import session
from samaki.database.refusals import Refusal
from samaki.database.sessions import hearing
from samaki.ledger.operations import record_refusal
from samaki.web import said
from samaki.web.account.coming_in import pending
from samaki.web.account.entering import turned_away
from samaki.web.account.form import language, no_factor, sign_in_page
from samaki.web.account.handing import hand_over, is_ours, place_of
from samaki.web.account.views import into
from samaki.web.frame import StaffRequest, guarded, message

logger = logging.getLogger("samaki.sign_on")


def where_on(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """404 where the operator named no provider, or none of this code; the view gets the provider."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = configured()
        if not found or ("code" in kwargs and kwargs["code"] not in found):
            raise Http404
        if "code" in kwargs:
            kwargs["provider"] = found[kwargs.pop("code")]
        return view(request, *args, **kwargs)

    return shown


def described(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Under `where_on`: the provider is asked before the page opens its transaction, which waits for nobody outside."""

    @wraps(view)
    def shown(request: HttpRequest, provider: Provider, **kwargs: Any) -> HttpResponse:
        with suppress(calling.Away):
            calling.metadata_of(provider)
        return view(request, provider=provider, **kwargs)

    return shown


@where_on
@require_GET
def begin(request: HttpRequest, provider: Provider) -> HttpResponse:
    """To the provider, with a question that only this browser can bring back answered."""
    onward, lang = request.GET.get("next", ""), request.GET.get("lang", "")
    onward, lang = onward if is_ours(request, onward) else "", lang if lang in pack().languages else ""
    now = timezone.now()
    try:
        metadata = calling.metadata_of(provider)
    except calling.Away as away:
        logger.warning("provider %s does not answer: %s", provider.code, away.why)
        return _amiss(provider, "away", lang, onward)
    with session("app", now):
        address = asking.ask(provider, metadata, place_of(request, provider), act="in", onward=onward,
                             lang=lang or language(request), now=now)  # fmt: skip
    return guarded(HttpResponseRedirect(address))


@where_on
@require_GET
def back(request: StaffRequest, provider: Provider) -> HttpResponse:
    """The provider's answer: for one who signs in, or for a member who links their account."""
    now, place = timezone.now(), place_of(request, provider)
    with session("app", now):  # in a transaction of its own: answered is answered, whatever comes of it
        asked = asking.take(request.GET.get("state", ""), place, now)
    if asked is None or asked.provider != provider.code:
        return _amiss(provider, "again")
    if asked.act == "link" and (turned := turned_away(request)) is not None:
        elsewhere = HttpResponseRedirect(
            "/sign-in/?next=%2Faccount%2Fsign-on%2F"
        )  # not to this address: it holds a code
        return turned if turned.status_code == 403 else elsewhere
    who = _shown(request, provider, asked, place)
    if asked.act == "link":
        return _linked(request, provider, asked, who)
    if isinstance(who, str):
        return _amiss(provider, who, asked.lang, asked.onward)
    with session("app", now):
        owner = owner_of(provider, who.subject)
    if owner is None:
        return _amiss(provider, "unknown", asked.lang, asked.onward)
    member = Member.objects.select_related("unit").get(id=owner)
    with translation.override(asked.lang or language(request)):
        return _came(request, provider, member, asked, strong=who.strong)


def _shown(request: HttpRequest, provider: Provider, asked: asking.Asked, place: asking.Place) -> tokens.Shown | str:
    """Who the provider says it is; or the word for what went amiss."""
    if (answer := _said(request, provider)) != "code":
        return answer
    try:
        metadata = calling.metadata_of(provider)
        if metadata.says_iss and "iss" not in request.GET:
            raise tokens.NotShown("iss missing")
        told = tokens.exchange(provider, metadata, request.GET["code"][:4000], asked, place)
        return tokens.shown_by(provider, metadata, told, asked, timezone.now())
    except calling.Away as away:
        logger.warning("provider %s does not answer: %s", provider.code, away.why)
        if away.why != "busy":
            calling.failed(provider, away.why)
        return "away"
    except tokens.NotShown as wrong:
        logger.warning("provider %s is not believed: %s", provider.code, wrong.why)
        return "refused"


def _said(request: HttpRequest, provider: Provider) -> str:
    """ "code" where the address holds one, from whom it says (RFC 9207); else the word for what went amiss."""
    issuers = request.GET.getlist("iss")
    if issuers and issuers != [provider.issuer]:
        logger.warning("provider %s is not believed: iss of the answer", provider.code)
        return "refused"
    if "error" in request.GET:
        stopped = request.GET["error"] in (
            "access_denied",
            "login_required",
            "interaction_required",
            "consent_required",
        )
        away = request.GET["error"] in ("temporarily_unavailable", "server_error")
        return "stopped" if stopped else "away" if away else "refused"
    return "code" if len(request.GET.getlist("code")) == 1 and request.GET["code"] else "refused"


def _came(
    request: StaffRequest, provider: Provider, member: Member, asked: asking.Asked, *, strong: bool
) -> HttpResponse:
    """A member of the agency is who they say; our second factor is still asked where the provider's does not count."""
    now = timezone.now()
    with session("app", now, member.id):
        used(member, provider, now)
        has_factor = bool(factors_of(member))
    if strong or not settings.SAMAKI_SECOND_FACTOR:
        return into(request, member, "provider", "", asked.onward)
    if not has_factor:
        return sign_in_page(request, note=no_factor(), status=403)
    answer = guarded(HttpResponseRedirect(f"/sign-in/code/?{urlencode({'lang': asked.lang})}"))
    hand_over(answer, pending(member, now, "provider"), asked.onward)
    return answer


def _linked(request: StaffRequest, provider: Provider, asked: asking.Asked, who: tokens.Shown | str) -> HttpResponse:
    """The account of the member who asked, and who still sits there, is theirs at the provider as well from now on."""
    request.member, request.now = cast(Member, getattr(request.user, "_wrapped", request.user)), timezone.now()
    if request.member.id != asked.member:
        return _to_links(provider, "not_linked")
    if isinstance(who, str):
        return _to_links(provider, who)
    with translation.override(request.member.language):
        return _link(request, provider, who.subject, request.now)


def _link(request: StaffRequest, provider: Provider, subject: bytes, now: datetime) -> HttpResponse:
    try:
        with hearing() as heard, session("app", now, request.member.id):
            link_provider(provider=provider, subject=subject, by=request.member, now=now)
    except Refusal as refusal:
        with session("app", now, request.member.id):
            record_refusal(request.path, refusal.code, by=request.member, now=now)
        ways = [{"label": provider.name, "href": "/account/sign-on/"}]
        return guarded(
            message(request, provider.name, refusal.sentence, status=refusal.status, state="broken", ways=ways)
        )
    answer = guarded(HttpResponseRedirect("/account/sign-on/"))
    said.put(answer, heard, request)
    return answer


def _to_links(provider: Provider, word: str) -> HttpResponse:
    return guarded(HttpResponseRedirect("/account/sign-on/?" + urlencode({"amiss": word, "by": provider.code})))


def _amiss(provider: Provider, word: str, lang: str = "", onward: str = "") -> HttpResponse:
    given = {"amiss": word, "by": provider.code, "lang": lang, "next": onward}
    return guarded(HttpResponseRedirect("/sign-in/?" + urlencode({name: one for name, one in given.items() if one})))
