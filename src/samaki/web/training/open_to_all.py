"""Pages of participants, on their own telephones: no account, no script, nothing kept in the browser. A page of theirs is a few kilobytes
beside the style, which a telephone loads once.

Whoever has the link of a place reads and writes that place (ADR 60): it stands on a slip of paper or in their own messages, and is sent to
no other site (no referrer).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from samaki.agencies.models import Unit
from samaki.database import session as database_session
from samaki.database.refusals import Invalid, Refusal
from samaki.training import attending, closing, inviting, queries
from samaki.training.states import PARTS
from samaki.training.words import INVITATION, SEAT, read_code
from samaki.web.fields import LOST, field, lost_letters, mark
from samaki.web.moments import digits
from samaki.web.pages import errors_of
from samaki.web.public.frame import AWAY, PublicRequest, come_back, in_a_minute, page, public_page
from samaki.web.training import forms, participants
from samaki.web.training.certificates import certificate as certificate_shown
from samaki.web.training.participants import Errors

PERSON = ("name", "phone", "role")


@public_page
def join(request: PublicRequest, code: str = "") -> HttpResponse:
    """Take a place with the code of an invitation; sent twice on a weak network it is taken once."""
    named, code = bool(code), code or request.GET.get("code", "")[:40]
    try:
        with database_session("intake", request.now):
            found = queries.invited_by(code) if code else None
            unit = Unit.objects.get(principal=found.to_unit).name if found else ""
    except AWAY:
        return _away(request)
    if found is None:
        wrong = (
            [{"field": "code", "message": _("There is no invitation with this code. Look at it once more.")}]
            if code
            else []
        )
        return _typed(
            request,
            "code",
            _("Register for a workshop"),
            _("The code of your invitation"),
            code,
            wrong,
            404 if named else 422,
        )
    if request.method != "POST" or "lang" in request.POST:
        return participants.joining(request, found, unit, code, [])
    return _register(request, found, unit, code)


def _register(request: PublicRequest, found: queries.Invited, unit: str, code: str) -> HttpResponse:
    post = request.POST
    given = {name: post.get(name, "").replace("\x00", "")[:1000] for name in PERSON}
    try:
        _readable(given)
        with database_session("intake", request.now):
            made = inviting.take_place(
                code=code,
                key=post.get("key", "")[:40],
                name=given["name"],
                phone=given["phone"],
                role=given["role"],
                contact="yes" in post.getlist("contact")[:9],
                now=request.now,
            )
    except Refusal as refusal:
        return participants.joining(request, found, unit, code, _errors(refusal))
    except AWAY:
        return come_back(participants.joining(request, found, unit, code, [], in_a_minute()))
    return _to(request, made.key, "joined")


@public_page
def find(request: PublicRequest) -> HttpResponse:
    """To one's own place, by its key as it stands on the slip."""
    given = request.GET.get("key", "")[:40]
    if key := read_code(given, SEAT):
        return _to(request, key)
    wrong = [{"field": "key", "message": _("The key has 12 letters and digits. Write all 12.")}] if given else []
    return _typed(request, "key", _("To my place"), _("The key of your place"), given, wrong)


@public_page
def place(request: PublicRequest, key: str) -> HttpResponse:
    """One's own place: what there is to do now, and the sessions. A form of it: be there, the contact card, give the place back."""
    errors: Errors = []
    if request.method == "POST" and "lang" not in request.POST:
        go = request.POST.get("go", "")
        try:
            with database_session("intake", request.now):
                _do(request, key, go)
            return _to(request, read_code(key, SEAT), go)
        except Refusal as refusal:
            errors = _errors(refusal)
        except AWAY:
            return _away(request)
    return _mine(request, key, lambda mine: participants.place(request, mine, queries.lessons_of(key), errors))


def _do(request: PublicRequest, key: str, go: str) -> None:
    if go == "sign":
        attending.sign_in_room(key=key, session_id=None, shown=request.POST.get("shown", "")[:60], now=request.now)
    elif go in ("agree", "refuse"):
        inviting.agree_to_card(key=key, agrees=go == "agree", now=request.now)
    elif go == "leave":
        inviting.give_place_back(key=key, now=request.now)
    else:
        raise Invalid(_("Choose from the list."))


@public_page
def test(request: PublicRequest, key: str) -> HttpResponse:
    """The test that is open now."""
    errors: Errors = []
    part = request.POST.get("part", "")[:20]
    if request.method == "POST" and "lang" not in request.POST and part in PARTS:
        try:
            with database_session("intake", request.now):
                mine = queries.seat_of(key)
                given = forms.answers(request, mine.programme if mine else "")
                attending.sit_test(key=key, part=part, answers=given, now=request.now)
            return _to(request, read_code(key, SEAT), part)
        except Refusal as refusal:
            errors = _errors(refusal)
        except AWAY:
            return _away(request)
    return _mine(request, key, lambda mine: participants.test(request, mine, errors))


@public_page
def opinion(request: PublicRequest, key: str) -> HttpResponse:
    """The questions at the end."""
    errors: Errors = []
    if request.method == "POST" and "lang" not in request.POST:
        given = {name[8:]: request.POST.get(name, "")[:9] for name in request.POST if name.startswith("opinion_")}
        text = request.POST.get("text", "").replace("\x00", "")[:20_000]
        try:
            _readable({"text": text})
            with database_session("intake", request.now):
                closing.give_opinion(key=key, answers=given, text=text, now=request.now)
            return _to(request, read_code(key, SEAT), "opined")
        except Refusal as refusal:
            errors = _errors(refusal)
        except AWAY:
            return _away(request)
    return _mine(request, key, lambda mine: participants.opinion(request, mine, errors))


@public_page
def here(request: PublicRequest, session: UUID, shown: str) -> HttpResponse:
    """From the picture in the room: only the key of the place is asked for."""
    errors: Errors = []
    key = request.POST.get("key", "")[:40]
    if request.method == "POST" and "lang" not in request.POST:
        try:
            with database_session("intake", request.now):
                attending.sign_in_room(key=key, session_id=session, shown=shown[:60], now=request.now)
            return _to(request, read_code(key, SEAT), "sign")
        except Refusal as refusal:
            errors = [{"field": "key", "message": one["message"]} for one in _errors(refusal)]
        except AWAY:
            return _away(request)
    fields = [
        field(
            "text",
            "key",
            _("The key of your place"),
            value=key,
            lang="en",
            hint=_("12 letters and digits, as on your slip or in your link."),
        )
    ]
    mark(fields, errors)
    return page(request, "public/workshop.html", {
        "title": _("I am here"), "fields": fields, "errors": errors, "submit_label": _("Sign me in"), "method": "post",
        "action": f"{request.path}?lang={request.lang}",
    }, 422 if errors else 200)  # fmt: skip


@public_page
def own_certificate(request: PublicRequest, key: str) -> HttpResponse:
    """One's own certificate, to print or keep; whoever has none yet is led back to their place."""
    return _mine(
        request,
        key,
        lambda mine: (
            _certified(request, mine.certificate, by=Unit.objects.get(principal=mine.unit))
            if mine.certificate
            else _to(request, key)
        ),
    )


@public_page
def certificate(request: PublicRequest, code: str) -> HttpResponse:
    """Whoever holds a certificate sees whether it is genuine."""
    try:
        with database_session("intake", request.now):
            return _certified(request, code)
    except AWAY:
        return _away(request)


def _certified(request: PublicRequest, code: str, *, by: Unit | None = None) -> HttpResponse:
    """`by`: the unit that organised it, on the participant's own page; whoever only has the code is told whether it is genuine."""
    found = queries.certificate_of(code) if code else None
    if found is None:
        words_ = _(
            "No certificate of this system has this code. Do not rely on the paper before you have asked who gave it."
        )
        return page(request, "public/workshop.html", {"title": words_}, 404)
    told = certificate_shown(found.name, found.code, found.sha256, found, found.came, found.sessions, request, by)
    return page(request, "public/certificate.html", {"one": told, "checked": by is None, "whole": found.whole})


# ---------------------------------------------------------------- parts
def _mine(request: PublicRequest, key: str, shown: Any) -> HttpResponse:
    try:
        with database_session("intake", request.now):
            mine = queries.seat_of(key)
            if mine is not None:
                response: HttpResponse = shown(mine)
                return response
    except AWAY:
        return _away(request)
    wrong = [{"field": "key", "message": _("There is no place with this key. Look at it once more.")}]
    return _typed(request, "key", _("To my place"), _("The key of your place"), key, wrong, 404)


def _typed(
    request: PublicRequest, name: str, title: str, label: str, value: str, wrong: Errors, status: int = 422
) -> HttpResponse:
    """A page on which a code is typed; it goes to the address of what the code opens."""
    size = INVITATION if name == "code" else SEAT
    fields = [field("text", name, label, value=value, lang="en", hint=_("%(n)s letters and digits; gaps and hyphens do not matter.") % {
        "n": digits(size)})]  # fmt: skip
    mark(fields, wrong)
    action = "/training/join/" if name == "code" else "/training/place/"
    context = {
        "title": title,
        "fields": fields,
        "errors": wrong,
        "submit_label": _("Continue"),
        "method": "get",
        "action": action,
        "small": ""
        if name == "code"
        else _("Is it lost? Who organises the workshop shows it to you again, or makes a new one."),
    }
    return page(request, "public/workshop.html", context, status if wrong else 200)


def _to(request: PublicRequest, key: str, done: str = "") -> HttpResponse:
    said = f"&done={done}" if done else ""
    return HttpResponseRedirect(f"/training/place/{key}/?lang={request.lang}{said}", status=303)


def _errors(refusal: Refusal) -> Errors:
    if isinstance(refusal, Invalid):
        return errors_of(refusal)
    return [{"field": "", "message": refusal.sentence}]


def _readable(given: dict[str, str]) -> None:
    lost = [name for name, text in given.items() if LOST in text]
    if lost:
        raise Invalid(lost_letters(), field=lost[0])


def _away(request: PublicRequest) -> HttpResponse:
    return come_back(
        page(
            request,
            "public/workshop.html",
            {"title": _("This is not possible at this moment."), "trouble": in_a_minute()},
        )
    )
