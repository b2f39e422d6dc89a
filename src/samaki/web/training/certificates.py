"""A certificate, in both languages: who is given it and who reads it later may read different ones."""

from __future__ import annotations

from typing import Any

import segno
from django.utils import translation
from django.utils.translation import gettext as _

from samaki.agencies.models import Unit
from samaki.names import has_khmer
from samaki.training.words import shown
from samaki.web import words
from samaki.web.jinja import LANGUAGES
from samaki.web.moments import digits
from samaki.web.training.showing import days, programme


def certificate(
    name: str, code: str, sha256: bytes, row: Any, came: int, sessions: int, request: Any, by: Unit | None = None
) -> dict[str, Any]:
    """What `macros/certificate.html` shows, the reader's language first. `row`: anything with the programme, the area and the days;
    `by`: the unit that organised it, which signs and stamps the paper; None for whoever only checks a code."""
    address = request.build_absolute_uri(f"/training/certificate/{code}/")
    text = sha256.hex()[:32]
    return {
        "name": name, "in_khmer": has_khmer(name), "code": shown(code), "address": address, "picture": picture(address),
        "fingerprint": " ".join(text[at : at + 8] for at in range(0, len(text), 8)),
        "says": [_says(lang, row, came, sessions, by) for lang in sorted(LANGUAGES, key=lambda one: one != request.lang)],
    }  # fmt: skip


def _says(lang: str, row: Any, came: int, sessions: int, by: Unit | None) -> dict[str, str]:
    with translation.override(lang):
        return {
            "lang": lang, "title": _("Certificate of attendance"), "took_part": _("took part in the workshop"),
            "programme": programme(row.programme, lang),
            "where": f"{words.area_name(row.area, lang)}, {days(row.begins_at, row.ends_at)}",
            "came": _("At %(came)s of %(all)s sessions.") % {"came": digits(came), "all": digits(sessions)},
            "by": by.name if by is not None else "", "sign": _("Date, signature and stamp"),
        }  # fmt: skip


def picture(address: str) -> str:
    """An address as a picture that telephones read."""
    return segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=4, dark="#000", light="#fff")
