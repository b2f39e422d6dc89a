"""What is of great weight is asked once more, with what it does; the second press does it."""

from __future__ import annotations

import hashlib

from django.http import HttpResponse
from django.utils.translation import gettext as _

from samaki.agencies.models import Unit
from samaki.web.keys import FIELD, TOKEN
from samaki.web.pages import StaffRequest, page

SURE = "sure"
"""The field of the second press: a digest of what was shown, so that whoever changes the words is asked anew."""


def sure(request: StaffRequest) -> bool:
    """Whether this is the second press, for just what was shown before it."""
    return request.POST.get(SURE, "") == _shown(request)


def ask(request: StaffRequest, unit: Unit, title: str, lines: list[str], label: str, back: str, *,
        section: str = "directory") -> HttpResponse:  # fmt: skip
    """The page between the two presses. Nothing has happened yet. `section`: where in the menu it stands."""
    hidden = [(name, value) for name, values in _given(request) for value in values] + [(SURE, _shown(request))]
    context = {"title": title, "lines": lines, "hidden": hidden, "label": label, "unit": unit.name, "section": section,
               "back": {"href": back, "label": _("No, go back; nothing has happened")}}  # fmt: skip
    return page(request, "staff/sure.html", context)


def _given(request: StaffRequest) -> list[tuple[str, list[str]]]:
    return [(name, values) for name, values in sorted(request.POST.lists()) if name not in (TOKEN, FIELD, SURE)]


def _shown(request: StaffRequest) -> str:
    return hashlib.sha256(repr([request.path, _given(request)]).encode("utf-8", "surrogatepass")).hexdigest()[:16]
