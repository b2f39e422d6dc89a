"""What a page of an import carries sealed for its member: the table, and once it is imported its receipts, which can be taken as a table as
long as a page of receipts is."""

from __future__ import annotations

import base64
import binascii
import csv
import io
import json
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from samaki.database.refusals import Invalid
from samaki.vault import sealing as vault
from samaki.web.lists.sheet import MARK, harmless
from samaki.web.pages import StaffRequest

PLACE = "web.staff.table"

TAKEN_WITHIN = timedelta(minutes=10)
"""After that the receipts of a page are not given again: the same table sent again shows them."""


def seal(told: dict[str, Any], request: StaffRequest) -> str:
    """For this member alone."""
    content = json.dumps(told | {"by": str(request.member.id)}, ensure_ascii=False)
    return base64.urlsafe_b64encode(vault.installation_seal("form draft", content, PLACE)).decode()


def opened(sealed: str, request: StaffRequest) -> dict[str, Any]:
    """What was sealed. Raises Invalid where it was not, or for somebody else."""
    try:
        raw = base64.b64decode(sealed.encode("ascii"), altchars=b"-_", validate=True)
        found: dict[str, Any] = json.loads(vault.installation_unseal("form draft", raw, PLACE))
    except (vault.CannotOpen, ValueError, KeyError, TypeError, binascii.Error):
        found = {}
    if found.get("by") != str(request.member.id):
        raise _too_old()
    return found


def sealed(done: list[dict[str, str]], request: StaffRequest) -> str:
    """The receipts of an import, and when it was."""
    lines = [[one["row"], one["own"], one["receipt"]] for one in done]
    return seal({"receipts": lines, "at": request.now.isoformat()}, request)


def as_table(request: StaffRequest) -> HttpResponse:
    """The receipts as CSV. Raises Invalid where the page is older than a page of receipts may be."""
    found = opened(request.POST.get("receipts", ""), request)
    if "receipts" not in found or request.now - datetime.fromisoformat(found["at"]) > TAKEN_WITHIN:
        raise _too_old()
    out = io.StringIO()
    out.write(MARK)
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([_("Row"), _("Number of the partner"), _("Receipt")])
    writer.writerows([[harmless(cell) for cell in line] for line in found["receipts"]])
    return file_of(out.getvalue(), "receipts.csv")


def file_of(text: str, name: str) -> HttpResponse:
    """A table to keep."""
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _too_old() -> Invalid:
    return Invalid(_("This page is too old. Choose the file of the table again."), field="table")
