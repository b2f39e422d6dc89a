"""Signs of life for the supervisor of the machine."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from samaki.jobs.models import Heartbeat

OLDEST = timedelta(seconds=60)


def alive(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"alive": True})


def ready(request: HttpRequest) -> JsonResponse:
    """The database answers, and the worker has ticked within a minute; 503 otherwise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
        beat = Heartbeat.objects.filter(name="worker").first()
    except DatabaseError:
        return JsonResponse({"ready": False, "database": False, "worker_age_seconds": None}, status=503)
    age = (timezone.now() - beat.beat_at) if beat else None
    fresh = age is not None and age < OLDEST
    seconds = round(age.total_seconds(), 1) if age is not None else None
    return JsonResponse({"ready": fresh, "database": True, "worker_age_seconds": seconds}, status=200 if fresh else 503)


STANDS_STILL = timedelta(minutes=3)
"""The operator's alarm has gone out by then; those at a desk must know that nobody calls them."""


def stands_still_since(now: datetime) -> datetime | None:
    """When the clock that calls people ticked last, where that is too long ago; None while it runs, or never ran yet."""
    beat = Heartbeat.objects.filter(name="worker", beat_at__lt=now - STANDS_STILL).first()
    return beat.beat_at if beat else None
