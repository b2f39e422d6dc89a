"""Signing in and out: name and password, then the second factor; guesses are slowed, and a known device is not."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.accounts import throttle
from samaki.accounts.factors import factors_of
from samaki.accounts.passkeys import CounterWentBack, not_good
from samaki.accounts.sessions import end_session
from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.agencies.operations import AccountClosed, choose_language
from samaki.database import session
from samaki.ledger.operations import record_refusal
from samaki.web.account.ceremony import FIELD, signed_by
from samaki.web.account.coming_in import come_in, factor_shown, member_of, pending, told_as
from samaki.web.account.devices import make_known, source_of
from samaki.web.account.form import code_page, language, no_factor, passkey_page, remember, sign_in_page, too_many
from samaki.web.account.handing import amiss, handed_over, taken_over
from samaki.web.account.sessions import SessionStore
from samaki.web.again import shown_again
from samaki.web.frame import StaffRequest, guarded, message
from samaki.web.kept import unsealed


def sign_in(request: StaffRequest) -> HttpResponse:
    """The form, and the first half of the way in. One sentence for a wrong name, a wrong password and a wrong code alike."""
    draft = request.POST.get("draft", "")
    with translation.override(language(request)):
        if request.method != "POST" or "lang" in request.POST:  # only the language was pressed: what waits still waits
            return sign_in_page(request, draft=draft, note=amiss(request))
        name = request.POST.get("username", "")[:150].replace("\x00", "").strip().lower()
        code = request.POST.get("code", "")[:60]
        now, known = timezone.now(), Member.objects.select_related("unit").filter(username=name).first()
        source = source_of(request, known)
        # with a code beside it a try needs no waiting: it is one guess at both together
        if not code and (wait := _claim("password", name, source)):
            return _slowed(request, draft, wait)
        member = cast(
            "Member | None", authenticate(request, username=name, password=request.POST.get("password", "")[:1000])
        )
        shown = _code_beside(member, name, code, source) if code else ""
        if member is None or (code and not shown):
            return _amiss(request, draft, with_code=bool(code))
        with session("app", now):
            throttle.passed("password", name, source)
        if settings.SAMAKI_SECOND_FACTOR and not shown:
            return _ask_code(request, member, draft)
    return into(request, member, shown or "password", draft)


def _code_beside(member: Member | None, name: str, code: str, source: throttle.Source) -> str:
    """What a code beside the password is, "" for nothing. Who has the password has no more guesses at the code than in the
    second half; who has not is not told, and causes the same work, so that neither answer nor time says what was wrong."""
    now = timezone.now()
    wait = _claim("code" if member else "code, without the password", name, source)
    shown = factor_shown(Member() if member is None or wait else member, code, now, paper=False)
    if shown:
        with session("app", now):
            throttle.passed("code", name, source)
    return shown


def code(request: StaffRequest) -> HttpResponse:
    """The second half: the code of the telephone, or one from the paper."""
    now, draft = timezone.now(), request.POST.get("draft", "")
    with translation.override(language(request)):
        waiting, onward = request.POST.get("pending", ""), ""
        if (
            request.method == "GET"
        ):  # sent here by the provider's answer, so that its address does not stay in the browser
            waiting, onward = handed_over(request)
        member = member_of(waiting, now)
        if member is None:
            words = (
                _("Too much time has passed. Write your name and password again.") if request.method == "POST" else ""
            )
            return sign_in_page(request, draft=draft, note=words, status=422 if words else 200)
        if "lang" in request.POST or request.method != "POST":
            return code_page(request, member, pending=waiting, draft=draft, onward=onward)
        if request.POST.get(FIELD):
            return _by_passkey(request, member, waiting, draft)
        source = source_of(request, member)
        if wait := _claim("code", member.username, source):
            return code_page(request, member, pending=waiting, draft=draft, trouble=too_many(wait), status=429)
        how = factor_shown(member, request.POST.get("code", "")[:60], now)
        if not how:
            words = _(
                "This code does not fit, or it was used already. Wait for the next one, or take one from your paper."
            )
            return code_page(request, member, pending=waiting, draft=draft, error=words, status=422)
        with session("app", now):
            throttle.passed("code", member.username, source)
    return into(request, member, told_as(waiting, how), draft)


def passkey(request: StaffRequest) -> HttpResponse:
    """In by a passkey alone: it was unlocked by its holder, so it is both factors. Nothing can be guessed, so nothing waits."""
    draft = request.POST.get("draft", "")
    with translation.override(language(request)):
        if FIELD not in request.POST or "lang" in request.POST:
            return passkey_page(request, draft=draft)
        try:
            member = signed_by(request, "in", None)
        except CounterWentBack as refusal:
            return passkey_page(request, draft=draft, error=refusal.sentence, status=refusal.status)
        if member is None:
            return passkey_page(request, draft=draft, error=not_good(), status=422)
    return into(request, member, "passkey", draft)


def _by_passkey(request: StaffRequest, member: Member, waiting: str, draft: str) -> HttpResponse:
    """A passkey of this member in the place of the code."""
    try:
        signed = signed_by(request, "code", member)
    except CounterWentBack as refusal:
        return code_page(request, member, pending=waiting, draft=draft, error=refusal.sentence, status=refusal.status)
    if signed is None:
        return code_page(request, member, pending=waiting, draft=draft, error=not_good(), status=422)
    return into(request, member, told_as(waiting, "passkey"), draft)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session on this device. What another member wrote goes on waiting for them in the sign-in form, sealed."""
    draft, lang = request.POST.get("draft", ""), translation.get_language()
    if isinstance(request.user, Member) or request.user.is_authenticated:
        member = cast(Member, getattr(request.user, "_wrapped", request.user))
        lang = member.language
        if (signed := cast(SessionStore, request.session).signed) is not None:
            now = timezone.now()
            with session("app", now, member.id):
                end_session(signed_in_id=signed.id, by=member, now=now)
    logout(request)
    if not draft or unsealed(draft, timezone.now()) is None:
        response: HttpResponse = HttpResponseRedirect("/sign-in/#out")  # visits-out.js: nothing stays but sealed notes
    else:
        with translation.override(lang):
            response = sign_in_page(
                request, draft=draft, note=_("Whoever wrote this signs in here, and it stands here again.")
            )
    response["Clear-Site-Data"] = (
        '"cache"'  # pages that Back would show; sealed notes of visits stay until they are sent
    )
    remember(response, lang)
    return response


def _claim(what: str, who: str, source: throttle.Source) -> timedelta:
    now = timezone.now()
    with session("app", now):
        return throttle.claim(what, who, source, now)


def _amiss(request: HttpRequest, draft: str, *, with_code: bool) -> HttpResponse:
    """One sentence for everything that can be wrong; with a code, also for too many codes."""
    words = _("This name and password do not fit together. Try again.")
    if with_code:
        words = _("These do not fit together, or there were too many wrong codes. Wait for the next code, then try again; "
                  "if that does not help, wait a quarter of an hour.")  # fmt: skip
    errors = [{"field": "username", "message": words}]
    return sign_in_page(request, draft=draft, errors=errors, with_code=with_code, status=422)


def _slowed(request: HttpRequest, draft: str, wait: timedelta) -> HttpResponse:
    """The same for every name, whether somebody has it or not."""
    answer = sign_in_page(request, draft=draft, trouble=too_many(wait), with_code=True, status=429)
    answer["Retry-After"] = str(int(wait.total_seconds()) + 1)
    return answer


def _ask_code(request: HttpRequest, member: Member, draft: str) -> HttpResponse:
    now = timezone.now()
    with session("app", now, member.id):
        has_one = bool(factors_of(member))
    if not has_one:
        return sign_in_page(request, draft=draft, note=no_factor(), status=403)
    return code_page(request, member, pending=pending(member, now), draft=draft)


def into(request: StaffRequest, member: Member, how: str, draft: str, onward: str = "") -> HttpResponse:
    """In, for who showed everything that is asked of them; a closed account is told so. `onward`: where to, else as the form says."""
    if not member.may_enter(timezone.now()):
        return _closed(request, member, draft)
    first = member.last_login is None
    come_in(request, member, how)
    _keep_language(request, first)
    response = _what_waited(request, draft) if draft else HttpResponseRedirect(safe_next(request, onward))
    taken_over(request, response)
    remember(response, member.language)
    make_known(request, response, member)
    return response


def _closed(request: StaffRequest, member: Member, draft: str) -> HttpResponse:
    """Said to who showed everything that is asked of a member, so that they know whom to ask; nobody else learns it."""
    refusal, now = AccountClosed(member), timezone.now()
    with session("app", now, member.id):
        record_refusal(request.path, refusal.code, by=member, now=now)
    with translation.override(language(request)):
        return sign_in_page(request, draft=draft, note=str(AccountClosed(member).sentence), status=403)


def _what_waited(request: StaffRequest, draft: str) -> HttpResponse:
    """The form that the member was sending when the session ended: shown again to them alone, and not sent."""
    request.member = Member.objects.select_related("unit").get(username=request.user.get_username())
    request.now = timezone.now()
    kept = unsealed(draft, request.now)
    with translation.override(request.member.language):
        if kept is None:
            words = _("What was written here is too old to be kept. Nothing was sent.")
            return guarded(message(request, _("Not sent"), words))
        if kept.form_key is None or not kept.form_key.belongs_to(request.member):
            words = _("What was written here belongs to another member. It is not shown to you, and nothing was sent. It waits "
                      "in this page: sign out here, so that they can sign in and have it back. If you go on, it is gone.")  # fmt: skip
            waits = {"action": "/sign-out/", "label": _("Sign out, and leave it for them"), "hidden": {"draft": draft}}
            return guarded(message(request, _("Not sent"), words, waits=waits))
        kept.title, kept.again = _("You are signed in again. Not sent yet."), _("Send it now")
        kept.sentence = _("What you wrote is kept. Look at it; nothing is saved until you press the button.")
        return guarded(shown_again(request, kept, 200))


def _keep_language(request: HttpRequest, first: bool) -> None:
    """Whoever asked for a language on the sign-in page goes on in it; the browser's own is no such word, but for who comes in for the
    first time: nobody has chosen theirs yet."""
    member, asked = request.user, language(request) if first else request.GET.get("lang", "")
    if isinstance(member, Member) and asked in pack().languages and asked != member.language:
        choose_language(member=member, language=asked)


def safe_next(request: HttpRequest, onward: str = "") -> str:
    """The page to go on to, of this installation alone; else the desk."""
    target = onward or request.POST.get("next", "")
    if target and url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return "/desk/"
