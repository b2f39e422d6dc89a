"""What every staff page stands in: the request, the language, the headers, the layout, a page of one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.agencies.operations import choose_language
from samaki.database.refusals import Invalid
from samaki.web import said
from samaki.web.help.topics import help_on
from samaki.web.moments import counted_in, long_moment
from samaki.web.scripts import Nonce, allow_scripts

if TYPE_CHECKING:
    from samaki.web.kept import Kept

View = Callable[..., HttpResponse]

CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""Of a page without a script; `allow_scripts` adds those that a page has."""


OWN = frozenset({"said", "me", "demo", "printed", "help_href", "came_back", "typed_in"})
"""What the frame alone says: a page that gave one of these its own meaning once hid what had just been done. A page may leave
them empty: that of visit notes lies in a telephone and names nobody."""


class StaffRequest(HttpRequest):
    """A request with the member who asks, the moment at which they ask, and what they typed that was not taken."""

    member: Member
    now: Any
    lang: str
    kept: Kept | None
    errors: list[dict[str, str]]


@contextmanager
def speaking(request: StaffRequest) -> Iterator[None]:
    """The language of the page: the one asked for, else the member's own; asking for one keeps it. And their calendar."""
    asked = request.GET.get("lang", "")
    if asked in pack().languages and asked != request.member.language:
        choose_language(member=request.member, language=asked)
    request.lang = request.member.language
    with translation.override(request.lang), counted_in(request.member.calendar):
        yield


def guarded(response: HttpResponse) -> HttpResponse:
    """Headers of every staff page: nothing cached, nothing foreign loaded, nothing framed."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render a staff template with who is asking, what they typed, and whether this is the demonstration.

    `here` is the page that is shown, whatever the browser's address says; a form without an address of its own goes there.
    `typed_in(action)` is what was typed into the form of that address, when it comes back.
    """
    member = getattr(request, "member", None)
    kept = getattr(request, "kept", None)
    if kept is not None and kept.bare:  # the button that waits is called as on its own page
        kept.again = _called(context, kept.path) or kept.again
    if kept is not None:
        kept.asked = _asked(context, kept.path)
        wrong = getattr(request, "errors", []) and not kept.files
        kept.stands = bool(wrong) and any(one.get("href") == kept.path for one in _forms(context))
    sent_to = kept.path if kept else request.path
    returns = member is not None and (kept is not None or status >= 400)
    nonce = Nonce()
    frame = {
        "demo": settings.DEMO,
        "printed": long_moment(request.now) if hasattr(request, "now") else "",
        "me": {"name": member.name, "title": member.unit.name} if member else None,
        "action": request.path,
        "here": request.path,
        "help_href": help_on(request.path) if member else "",
        "came_back": kept,
        "errors": getattr(request, "errors", []),
        "said": said.read(request),
        "nonce": nonce,
        "typed_in": lambda action: request.POST if returns and action == sent_to else {},
    }
    if taken := {name for name in OWN & context.keys() if context[name] not in (None, "")}:
        raise RuntimeError(f"{template}: {', '.join(sorted(taken))} is said by the frame")
    context |= {"errors": context.get("errors") or frame["errors"]}
    response = render(request, template, frame | context, status=status)
    said.forget(request, response)
    return allow_scripts(response, CONTENT_POLICY, nonce)


def _asked(context: dict[str, Any], path: str) -> list[dict[str, Any]]:
    """The fields of the form of this address, wherever on the page it is folded; of every form where none is named so."""
    forms = list(_forms(context))
    own = [one for one in forms if one.get("href") == path] or forms
    found = [one for form in own for one in form["fields"]]
    return [one for one in found if isinstance(one, dict) and "name" in one]


def _forms(within: Any) -> Iterator[dict[str, Any]]:
    """Everything with fields in what a page shows."""
    if isinstance(within, dict) and isinstance(within.get("fields"), list):
        yield within
    if isinstance(within, dict | list):
        for one in within.values() if isinstance(within, dict) else within:
            yield from _forms(one)


def _called(context: dict[str, Any], path: str) -> str:
    """The label of the folded form of this address on the page; empty where there is none."""
    forms = [*(context.get("more") or []), *(context.get("acts") or [])]
    return next((str(one["label"]) for one in forms if one.get("href") == path and one.get("label")), "")


def message(
    request: HttpRequest,
    title: str,
    sentence: str,
    *,
    status: int = 200,
    state: str = "next",
    ways: Iterable[dict[str, str]] = (),
    **more: Any,
) -> HttpResponse:
    """A page of one sentence and the ways on; `ways` are those that belong to this sentence."""
    back = request.headers.get("Referer", "")
    links = [{"label": _("To the desk"), "href": "/desk/"}, *ways]
    if request.method == "POST" and back.startswith(f"{request.scheme}://{request.get_host()}/"):
        links.insert(0, {"label": _("Back to the page"), "href": back})
    context = {"title": title, "sentence": sentence, "state": state, "links": links} | more
    return page(request, "staff/message.html", context, status=status)


def not_found(request: HttpRequest) -> HttpResponse:
    """The same page for what does not exist and for what is not yours to see."""
    words = _("There is nothing here for you: it does not exist, or your unit has no part in it.")
    return message(request, _("Not found"), words, status=404)


def errors_of(refusal: Invalid) -> list[dict[str, str]]:
    """The error summary of a form: one line for each refused field."""
    return [
        {"field": one.field, "message": one.sentence} | ({"sure": sure} if (sure := getattr(one, "sure", "")) else {})
        for one in refusal.each
    ]
