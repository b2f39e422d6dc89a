"""What a country says of surveys: kinds of agency that make them, why a visit was missed, and rounds that others published."""

from __future__ import annotations

import functools

from django.conf import settings

from samaki.countries import surveying
from samaki.countries.pack import find_pack


@functools.cache
def surveys() -> surveying.Surveying:
    """Of the pack that the settings name."""
    return surveying.read(find_pack(settings.SAMAKI_PACK))
