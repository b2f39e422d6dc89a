"""The pages of the help room."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from samaki.web.fields import LIMIT
from samaki.web.help.guides import Guide, guide, names
from samaki.web.help.topics import ENGINEERS, TASKS, first_days
from samaki.web.pages import StaffRequest, page, staff_page
from samaki.web.public.frame import PublicRequest, public_page
from samaki.web.public.frame import page as page_of_the_public

PUBLIC = ("for-the-public", "complain")
"""Guides that whoever tells or complains reads."""


@staff_page
def contents(request: StaffRequest) -> HttpResponse:
    """The reader's own guides first, then those of the tasks and of the others; or what a search finds."""
    asked = request.GET.get("q", "").strip()[:LIMIT]
    shown = {"asked": asked, "found": found(asked, request.lang) if asked else [], "groups": groups(request)}
    return page(request, "staff/help.html", shown)


def guide_page(request: StaffRequest, name: str) -> HttpResponse:
    """One guide; those for the public without signing in, as a public page."""
    if name in PUBLIC and not request.user.is_authenticated:
        return public_guide(request, name)
    return staff_guide(request, name)


@public_page
def public_guide(request: PublicRequest, name: str) -> HttpResponse:
    """A guide for the public: no session is read, nobody is asked who they are."""
    kept = f"?lang={request.lang}"
    told = {"guide": guide(name, request.lang), "home": f"/{kept}", "leave_href": f"/leave/{kept}"}
    return page_of_the_public(request, "public/how.html", told)


@staff_page
def staff_guide(request: StaffRequest, name: str) -> HttpResponse:
    """One guide, in the reader's language where it is written in it."""
    try:
        told = guide(name, request.lang)
    except KeyError:
        raise Http404 from None
    return page(request, "staff/guide.html", {"guide": told, "foreign": told.lang != request.lang})


def groups(request: StaffRequest) -> list[dict[str, Any]]:
    """Headings of the contents, each with its guides."""
    mine = first_days(request.member, request.now)
    known = {*mine, *TASKS, *ENGINEERS}
    parts = (
        (_("Your first day"), mine),
        (_("Tasks, page by page"), TASKS),
        (_("The first day of others"), [name for name in names() if name not in known]),
        (_("For engineers, in English"), ENGINEERS),
    )
    return [
        {"title": title, "guides": [_link(guide(name, request.lang)) for name in listed]}
        for title, listed in parts
        if listed
    ]


def found(asked: str, lang: str) -> list[dict[str, str]]:
    """The parts of guides in which every word stands, the reader's language only."""
    words = asked.casefold().split()
    told = [guide(name, lang) for name in names()]
    return [
        {"title": one.title, "part": part.title if part.id else "", "href": f"/help/{one.name}/#{part.id}".rstrip("#")}
        for one in told
        if one.lang == lang
        for part in one.sections
        if all(word in f"{one.title} {part.words}".casefold() for word in words)
    ]


def _link(told: Guide) -> dict[str, str]:
    return {"title": told.title, "href": f"/help/{told.name}/", "lang": told.lang}
