"""Is this paper genuine? A page for anybody: by the code on the paper, and, where they have it, by the file.

It says how long the paper is, on which day it was made and whether it still counts: not of which case, for whom, by whom. A code that is
none and one that nobody made are answered alike; so is a file that is not the one that was made. Tries are counted by network, as of a
receipt of digits. The file is read once to its fingerprint, as it comes in, and stands neither in memory nor on a disk.
"""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpResponse
from django.utils.translation import gettext as _

from samaki.database import session
from samaki.journeys.papers.codes import in_groups, read_paper_code, shown
from samaki.journeys.papers.queries import Checked, checked
from samaki.web.moments import digits, long_date
from samaki.web.public import guessing
from samaki.web.public.frame import AWAY, PublicRequest, come_back, in_a_minute, page, with_a_file

WHAT, WHO = "paper", "by code"


class Fingerprint(FileUploadHandler):
    """Of a file that comes in, its SHA-256 alone."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A part of the form with a file begins."""
        super().new_file(*args, **kwargs)
        self.digest = hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Counted in, and let go."""
        self.digest.update(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        """In place of the file: its fingerprint."""
        name = self.digest.hexdigest()
        return InMemoryUploadedFile(BytesIO(), self.field_name, name, "application/pdf", file_size, None)


def hashed(view: Any) -> Any:
    """Before anything reads the form: no file of it is kept."""

    def shown_to(request: PublicRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.upload_handlers = [Fingerprint(request)]
        response: HttpResponse = view(request, *args, **kwargs)
        return response

    shown_to.csrf_exempt = True  # type: ignore[attr-defined]
    return shown_to


@hashed
@with_a_file
def check(request: PublicRequest, code: str = "") -> HttpResponse:
    """The form; with a code, what is known of that paper."""
    given = request.POST.get("code", "")[:80] if request.method == "POST" else code[:80]
    kept = f"?lang={request.lang}"
    context: dict[str, Any] = {"action": f"/paper/{kept}", "home": f"/{kept}", "code_value": given, "errors": []}
    if not given and request.method != "POST":
        return page(request, "public/paper.html", context)
    try:
        if slow := guessing.wait(request, WHAT, WHO):
            return _refused(request, context, slow, 429)
        found = _found(request, given)
    except AWAY:
        return come_back(page(request, "public/paper.html", context | {"trouble": in_a_minute()}))
    file = request.FILES.get("file")
    if found is None or (file is not None and file.name != found.sha256.hex()):
        return _refused(request, context, _unknown(), 404)
    guessing.passed(request, WHAT, WHO)
    return page(request, "public/paper.html", context | _known(found, given, file is not None))


def _found(request: PublicRequest, given: str) -> Checked | None:
    code = read_paper_code(given)
    with session("intake", request.now):
        return checked(code or "")  # asked always: how long it takes tells nothing


def _refused(request: PublicRequest, context: dict[str, Any], words: str, status: int) -> HttpResponse:
    return page(request, "public/paper.html", context | {"errors": [{"field": "code", "message": words}]}, status)


def _unknown() -> str:
    return _("No paper of this system has this code, or this file is not the one that was made with it. Look at the code once more. "
             "Do not rely on the paper before the unit that gave it to you has confirmed it.")  # fmt: skip


def _known(found: Checked, given: str, with_file: bool) -> dict[str, Any]:
    genuine = found.in_ledger and not found.withdrawn
    lines = [(_("Pages"), digits(found.pages)), (_("Made on"), long_date(found.made_at)),
             (_("Fingerprint of its text"), in_groups(found.text_sha256)), (_("In the sealed log"), _sealed(found))]  # fmt: skip
    return {
        "code": shown(read_paper_code(given) or ""),
        "headline": _headline(found, with_file),
        "mood": "done" if genuine and not found.superseded else "overdue",
        "rows": [{"name": name, "text": text} for name, text in lines],
        "file_checked": with_file,
    }


def _headline(found: Checked, with_file: bool) -> str:
    if not found.in_ledger:
        return _("This paper was changed in the records: do not rely on it")
    if found.withdrawn:
        return _("This paper was taken back: it does not count")
    if found.superseded:
        return _("This paper was made by this system. A newer one has been made since")
    return (
        _("This is the file that this system made")
        if with_file
        else _("A paper with this code was made by this system")
    )


def _sealed(found: Checked) -> str:
    if not found.in_ledger:
        return _("Its entry is not there")
    return (
        _("Its entry is there, and sealed") if found.sealed else _("Its entry is there; it is sealed within a minute")
    )
