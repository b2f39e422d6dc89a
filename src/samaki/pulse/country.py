"""What a country says of the pulse: kinds of agency that ask, those whose members are not asked, and what is asked."""

from __future__ import annotations

import functools

from django.conf import settings

from samaki.countries import pulsing
from samaki.countries.pack import find_pack


@functools.cache
def pulse() -> pulsing.Pulsing:
    """Of the pack that the settings name."""
    return pulsing.read(find_pack(settings.SAMAKI_PACK))
