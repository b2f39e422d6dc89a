"""The words of a push: the same for every one, in the member's language. No name and no fact: it lies on a screen that is locked."""

from __future__ import annotations

import json

from django.utils import translation
from django.utils.translation import gettext as _

from samaki.agencies.country import pack


def said(language: str) -> bytes:
    """What the browser shows, as JSON."""
    with translation.override(language if language in pack().languages else pack().default_language):
        words = {"title": _("Samaki"), "body": _("Something urgent waits. Sign in."), "lang": language}
    return json.dumps(words, ensure_ascii=False).encode()
