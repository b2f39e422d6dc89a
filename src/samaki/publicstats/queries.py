"""Reading what is published, as the role `public`, which may read this table and needs no session for it."""

from __future__ import annotations

from django.conf import settings
from django.db.models import QuerySet

from samaki.publicstats.models import PublishedRelease


def _all() -> QuerySet[PublishedRelease]:
    return PublishedRelease.objects.using(settings.ROLE_ALIASES["public"])


def newest() -> PublishedRelease | None:
    """The release that stands: published, neither corrected nor withdrawn."""
    return _all().filter(state="published").order_by("-number").first()


def numbered(number: int) -> PublishedRelease | None:
    """One release by its number, whatever became of it."""
    return _all().filter(number=number).first()


def every() -> list[PublishedRelease]:
    """All that were ever published, the newest first, without their tables."""
    return list(_all().defer("content").order_by("-number")[:500])
