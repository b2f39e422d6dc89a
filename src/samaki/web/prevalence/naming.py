"""What a survey, a table of lists and a source are called on a page."""

from __future__ import annotations

from urllib.parse import urlsplit

from samaki.web.moments import is_khmer

BOTH = " / "
"""In titles of the demonstration between Khmer and English."""


def title_of(title: str, *, synthetic: bool) -> str:
    """A title as somebody wrote it; one of the demonstration in the language of the page."""
    khmer, both, english = title.partition(BOTH)
    return title if not (synthetic and both) else khmer if is_khmer() else english


def source_name(address: str) -> str:
    """Who published it: the host of an address, without `www`."""
    return (urlsplit(address).hostname or address).removeprefix("www.")
