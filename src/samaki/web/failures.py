"""Pages for what goes wrong outside of any page: in the reader's language, in our layout, with what they typed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.web import away
from samaki.web.account.form import language, sign_in_first, sign_in_page
from samaki.web.again import page_above, shown_again
from samaki.web.frame import StaffRequest, guarded, message
from samaki.web.governed import ungoverned_as_known
from samaki.web.kept import kept_from
from samaki.web.public.frame import AWAY, HEADERS, language_of

LAST_WORDS = (
    "<!doctype html><meta charset=utf-8><title>Samaki</title>"
    "<p lang=km>មានបញ្ហានៅខាងយើង។ គ្មានអ្វីត្រូវបានរក្សាទុកទេ។ សូមព្យាយាមម្ដងទៀតបន្តិចទៀត។</p>"
    "<p lang=en>Something failed on our side. Nothing was saved. Try again in a little while.</p>"
)


def csrf_failed(request: StaffRequest, reason: str = "") -> HttpResponse:
    """A form without the token of this session: most often the member signed in anew in another tab.

    What another site sent is not shown and cannot be sent on; nor is a form that was made for somebody else.
    """
    if _foreign(request):
        return said(request, 403, lambda: _("This form did not come from a page of Samaki. Nothing was done."))
    if request.path == "/sign-in/":
        return _sign_in_again(request)
    member = _member(request)
    if member is None:
        return sign_in_first(request)
    request.member, request.now = member, timezone.now()
    kept = kept_from(request)
    signing_out = request.path == "/sign-out/"
    if not signing_out and not (kept.form_key and kept.form_key.belongs_to(member)):
        return said(
            request, 403, lambda: _("This form was made for another sign-in. It is not shown, and nothing was done.")
        )
    with translation.override(member.language):
        kept.title = _("Not sent yet")
        kept.sentence = _(
            "You have signed in anew since this page was opened. Nothing was saved and nothing is lost: "
            "look at it, then press the button."
        )
        kept.again = _("Send it again")
        if signing_out:
            kept.title, kept.sentence = _("You are still signed in"), _("Press the button to sign out.")
            kept.again = _("Sign out")
        return guarded(shown_again(request, kept, 403))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that leads nowhere."""
    return said(request, 404, lambda: _("There is no page at this address. Look at how it is written."))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What cannot be read."""
    return said(request, 400, lambda: _("This could not be read. Nothing was sent. Please begin again."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What nobody may do."""
    return said(request, 403, lambda: _("This is not possible here. Nothing was done."))


def no_such_method(request: HttpRequest, allowed: str) -> HttpResponse:
    """A page that is only read, or an address that only takes forms: loaded again after a form was refused, it leads back to the form."""
    above = page_above(request.path) if request.method == "GET" else ""
    response = said(
        request, 405, lambda: _("This address is not a page to open. Go on from the desk or the first page."), above
    )
    response["Allow"] = allowed
    return response


def server_error(request: StaffRequest) -> HttpResponse:
    """What nobody foresaw: without the database, which may be what failed; what was typed is given back."""
    try:
        if isinstance(sys.exc_info()[1], AWAY):
            return away.answer(request)
        member = getattr(request, "member", None)
        with translation.override(member.language if member else language_of(request, body=False)):
            words = _("Something failed on our side. Nothing was saved. Try again in a little while.")
            if member is None:
                return for_anybody(words, 500)
            if request.method == "POST":
                request.kept = kept_from(request)
                request.kept.again = _("Send it again")
            return guarded(message(request, _("Something failed"), words, state="broken", status=500))
    except Exception:  # noqa: BLE001 - the last words need nothing that could fail
        return HttpResponse(LAST_WORDS, status=500)


def said(request: HttpRequest, status: int, sentence: Callable[[], str], back: str = "") -> HttpResponse:
    """A page of one sentence: for a member in their layout and language, for the public in theirs. `back`: where a member goes on."""
    member = _member(request)
    with translation.override(member.language if member else language_of(request, body=False)):
        if member is None:
            return for_anybody(sentence(), status)
        request.member = member  # type: ignore[attr-defined]
        title = _("Not found") if status == 404 else _("This did not happen")
        ways = [{"label": _("To the page with this form"), "href": back}] if back else []
        state = "next" if status == 404 else "broken"
        return guarded(message(request, title, sentence(), state=state, status=status, ways=ways))


def for_anybody(words: str, status: int) -> HttpResponse:
    """A page of one sentence in the public's layout, for which nothing is looked up."""
    lang = translation.get_language()
    context = {
        "words": words,
        "home": f"/?lang={lang}",
        "demo": settings.DEMO,
        "ungoverned": ungoverned_as_known,
        "lang": lang,
        "leave_href": f"/leave/?lang={lang}",
    }
    return HttpResponse(render_to_string("public/sentence.html", context), status=status, headers=HEADERS)


def _member(request: HttpRequest) -> Member | None:
    """Who is signed in; nobody is looked up where no session came."""
    user = getattr(request, "user", None) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
    if user is None or not user.is_authenticated:
        return None
    return Member.objects.select_related("unit").get(pk=user.pk)


def _foreign(request: HttpRequest) -> bool:
    """The browser says that another site sent it. Old browsers say nothing; then the key of the form decides."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.get_host()


def _sign_in_again(request: HttpRequest) -> HttpResponse:
    with translation.override(language(request)):
        words = _(
            "This page was older than your browser’s last sign-in. Sign in once more; "
            "if this comes again, let your browser keep cookies for this site."
        )
        return sign_in_page(request, draft=request.POST.get("draft", ""), note=words, status=403)
