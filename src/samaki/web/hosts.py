"""Only by a name of our own: a foreign page that lets its name point at this machine (DNS rebinding) learns nothing."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from samaki.web.public.frame import HEADERS, language_of


class KnownHost:
    """Middleware before all others. Django looks at the host only where a page asks for it; here every request is looked at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            request.get_host()
        except DisallowedHost:
            return _refused(request)
        return self.get_response(request)


def _refused(request: HttpRequest) -> HttpResponse:
    with translation.override(language_of(request, body=False)):
        words = _("Samaki does not answer under this name. Open it by the address that its operator gave you.")
    return HttpResponse(words + "\n", status=400, content_type="text/plain; charset=utf-8", headers=HEADERS)
