"""Public figures: the release that stands, each one by its number for ever, and the same as files. Read as the role of public pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from samaki.insights.tables import csv_of
from samaki.publicstats import queries
from samaki.publicstats.models import PublishedRelease
from samaki.web.public import published
from samaki.web.public.frame import AWAY, PublicRequest, come_back, page, public_page, sentence


def _reading(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A database that is away is said in a sentence, with when to come back."""

    @wraps(view)
    def shown(request: PublicRequest, **given: Any) -> HttpResponse:
        try:
            return view(request, **given)
        except AWAY:
            return come_back(sentence(request, _("This is not possible at this moment. Try again in a minute.")))

    return shown


@public_page
@_reading
def newest(request: PublicRequest) -> HttpResponse:
    """What stands now."""
    row = queries.newest()
    if row is None:
        return page(request, "public/progress_none.html", published.frame(request))
    return page(request, "public/progress.html", published.shown(row, request))


@public_page
@_reading
def one(request: PublicRequest, number: int) -> HttpResponse:
    """A release by its number, whatever became of it."""
    row = queries.numbered(number)
    if row is None:
        return sentence(request, _("There is no release with this number."), 404)
    if row.content is None:
        return page(request, "public/progress_gone.html", published.gone(row, request), 410)
    return page(request, "public/progress.html", published.shown(row, request))


@public_page
@_reading
def releases(request: PublicRequest) -> HttpResponse:
    """All of them, with what became of each."""
    return page(request, "public/progress_releases.html", published.listed(queries.every(), request))


@public_page
@_reading
def as_csv(request: PublicRequest, number: int) -> HttpResponse:
    """Every figure of a release on a line of its own."""
    row = _standing(number)
    if row is None:
        return sentence(request, _("There is no release with this number."), 404)
    return _file(csv_of(published.lines(row)), "text/csv; charset=utf-8", f"samaki-{number}.csv")


@public_page
@_reading
def as_json(request: PublicRequest, number: int) -> HttpResponse:
    """The same for programs, with the dictionary; also of what was corrected or withdrawn, which says so."""
    row = queries.numbered(number)
    if row is None:
        return sentence(request, _("There is no release with this number."), 404)
    return JsonResponse(published.machine_readable(row), json_dumps_params={"ensure_ascii": False, "indent": 1})


@public_page
@_reading
def dictionary(request: PublicRequest, number: int) -> HttpResponse:
    """What each column and each code of the files means."""
    row = _standing(number)
    if row is None:
        return sentence(request, _("There is no release with this number."), 404)
    return _file(
        csv_of(published.dictionary(row, request.lang)), "text/csv; charset=utf-8", f"samaki-{number}-dictionary.csv"
    )


def _standing(number: int) -> PublishedRelease | None:
    row = queries.numbered(number)
    return row if row is not None and row.content is not None else None


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
