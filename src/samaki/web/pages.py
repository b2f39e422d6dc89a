"""The frame of a staff page: signed in, one transaction as this member, each form once, refusals as sentences."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from samaki.agencies import once
from samaki.agencies.models import Member
from samaki.agencies.operations import choose_language
from samaki.database import current_alias, session
from samaki.database.refusals import Erased, Invalid, Refusal
from samaki.database.sessions import hearing
from samaki.ledger.operations import record_refusal
from samaki.vault.wrapping import KeyGone
from samaki.web import said
from samaki.web.account.entering import touch, turned_away
from samaki.web.account.form import remember
from samaki.web.again import shown_again
from samaki.web.fields import lost_letters
from samaki.web.frame import StaffRequest, View, errors_of, guarded, message, not_found, page, speaking
from samaki.web.kept import Kept, kept_from
from samaki.web.latest import last_act
from samaki.web.moments import short_moment

__all__ = [
    "StaffRequest",
    "View",
    "errors_of",
    "guarded",
    "message",
    "not_found",
    "page",
    "recorded",
    "shown_once",
    "staff_page",
]

RECORDED = (403, 409, 412)
"""Refusals that the ledger keeps: what one may not do, and what came too late."""


class Unseen(Refusal):
    """What does not exist, or is not yours to see."""

    status = 404
    code = "not_found"

    def __init__(self) -> None:
        super().__init__(_("There is nothing here for you: it does not exist, or your unit has no part in it."))


def staff_page(view: View) -> View:
    """Sign-in first; then the view runs in one session of the member; what it may not see is 404, a refusal a page.

    A form is done once: sent again, it gets the answer it had. What was typed into a form that is refused comes back.
    """

    @wraps(view)
    def shown(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if (turned := turned_away(request)) is not None:
            return turned
        # the member itself, with its unit
        request.member = cast(Member, getattr(request.user, "_wrapped", request.user))
        request.now = timezone.now()
        form = kept_from(request) if request.method == "POST" else None
        if form is not None and (lang := form.language()):
            return _in(lang, request, form)
        with speaking(request):
            with session("app", request.now, request.member.id), hearing() as heard:
                touch(request)
                answer = _answer(view, request, form, args, kwargs)
                if form is not None and not isinstance(answer, Refusal):
                    said.put(answer, heard, request)
            if isinstance(answer, Refusal):
                answer = _refused(request, answer, form)
            if "lang" in request.GET:
                remember(answer, request.member.language)
            return guarded(answer)

    shown.for_staff = True  # type: ignore[attr-defined]
    return shown


def _in(lang: str, request: StaffRequest, form: Kept) -> HttpResponse:
    """Only the language was pressed: nothing is done, and the page comes again with what was typed."""
    choose_language(member=request.member, language=lang)
    form.values = [(name, given) for name, given in form.values if name != "lang"]
    with speaking(request):
        response = guarded(shown_again(request, form, 200))
    remember(response, request.member.language)
    return response


def _answer(
    view: View, request: StaffRequest, form: Kept | None, args: Any, kwargs: dict[str, Any]
) -> HttpResponse | Refusal:
    try:
        return view(request, *args, **kwargs) if form is None else _once(view, request, form, args, kwargs)
    except once.KeyReused as refusal:
        refusal.sentence = _("You sent this form already (%(time)s), and that was done. What you changed since is not saved.") % {
            "time": short_moment(refusal.answered_at)}  # fmt: skip
        return refusal
    except Refusal as refusal:
        if refusal.status in RECORDED:
            record_refusal(request.path, refusal.code, by=request.member, now=request.now)
        if form is not None and refusal.status in (409, 412):
            form.lines = last_act(_changed(refusal, kwargs), request)
        return refusal
    except KeyGone:  # what it sealed was erased meanwhile
        return Erased()
    except (ObjectDoesNotExist, Http404, ValueError):
        return Unseen()


def _changed(refusal: Refusal, kwargs: dict[str, Any]) -> Any:
    """What was changed in between: as the refusal says, else what the page is about. A page of somebody in a case is about many things."""
    return getattr(refusal, "row", None) or (kwargs.get("key") if "code" not in kwargs else None)


def _once(view: View, request: StaffRequest, form: Kept, args: Any, kwargs: dict[str, Any]) -> HttpResponse:
    """The act, whole or not at all; or the answer that the same form had before."""
    if form.unreadable:
        raise Invalid(lost_letters(), field=form.unreadable)
    key = None if getattr(view, "unkept", False) else form.form_key
    if key is not None and not key.belongs_to(request.member):
        key = None
    before = once.earlier(request.member, key.id, form.same()) if key else None
    if before is not None:
        return HttpResponseRedirect(before.text)
    with transaction.atomic(using=current_alias()):
        response = view(request, *args, **kwargs)
        if response.status_code >= 400:  # a field was refused after another part of the form had been written
            transaction.set_rollback(True, using=current_alias())
    if act := getattr(response, "all_the_same", None):
        act()
    led_to = response["Location"] if response.status_code == 302 else getattr(response, "led_to", "")
    if key and led_to:
        once.keep(request.member, key.id, form.same(), once.Answer(302, led_to), request.now)
    return response


def unkept(view: View) -> View:
    """Beneath `staff_page`: no digest of the form is kept with its member and time. What few choices leave could be guessed from one."""
    view.unkept = True  # type: ignore[attr-defined]
    return view


def recorded(response: HttpResponse, act: Callable[[], object]) -> HttpResponse:
    """A refusal that tells something: `act` records it before the answer is sent, though nothing of the form is kept."""
    response.all_the_same = act  # type: ignore[attr-defined]
    return response


def shown_once(response: HttpResponse, led_to: str) -> HttpResponse:
    """An answer that is never kept, such as a page of codes: the same form again leads there and makes nothing new."""
    response.led_to = led_to  # type: ignore[attr-defined]
    return response


def way_on(refusal: Refusal) -> dict[str, str] | None:
    """The link that leads on from a refusal, where there is one."""
    if refusal.about is None:
        return None
    kind, key = refusal.about
    ways = {
        "strand": (_("Open that part again"), "/strands/%s/reopen/"),
        "handoff": (_("To that hand-off"), "/handoffs/%s/"),
        "step": (_("To that step"), "/steps/%s/"),
        "heard_again": (_("To what was asked"), "/heard-again/%s/"),
        "assessment": (_("To that draft"), "/assessments/%s/"),
        "notes": (_("To the notes of the case"), "/cases/%s/notes/"),
        "arrival": (_("Record where the child is"), "/cases/%s/arrivals/new/"),
    }
    label, address = ways[kind]
    return {"label": label, "href": address % key}


def _refused(request: StaffRequest, refusal: Refusal, form: Kept | None) -> HttpResponse:
    """A page that was only opened says what is so; a form comes back with what was typed."""
    unseen = refusal.status == 404
    if form is None:
        titles = {
            404: _("Not found"),
            410: _("This has ended"),
            409: _("Not possible now"),
            412: _("This was changed already"),
        }
        title = titles.get(refusal.status) or _("Not open to you")
        ways = getattr(refusal, "links", []) + ([way] if (way := way_on(refusal)) else [])
        return message(request, title, refusal.sentence, status=refusal.status, ways=ways)
    if isinstance(refusal, Invalid):
        request.errors = errors_of(refusal)
    form.way = way_on(refusal)
    form.title, form.sentence = _("Not found") if unseen else _("This did not happen"), refusal.sentence
    return shown_again(request, form, refusal.status)
