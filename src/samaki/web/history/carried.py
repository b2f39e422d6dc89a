"""The table between the steps: nothing of it is stored. It travels with the page, sealed for this member, without the columns in which
people stand."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samaki.database.refusals import Invalid, together
from samaki.history.columns import CASES, COUNTS, left_out
from samaki.history.queries import heads_digest
from samaki.history.reading import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, rows_of
from samaki.history.rules import check_not_kept
from samaki.surveys.rules import check_title
from samaki.tables.sheets import FIELD, Numbered, decoded
from samaki.vault import sealing as vault
from samaki.web.fields import typed
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest

PLACE = "web.staff.old-list"
LARGEST = 2_000_000
"""Letters of the sealed table: far above what the rows that are taken need, far below what a form may have."""


@dataclass(frozen=True)
class Table:
    """`rows`: with their numbers, the headings first; `without`: columns of people, emptied. `heads`: digest of the headings."""

    title: str
    shape: str
    sha256: str
    heads: str
    rows: Sequence[Numbered]
    without: Sequence[int]

    @property
    def names(self) -> list[str]:
        """The headings."""
        return list(self.rows[0][1])


def sent(request: StaffRequest) -> Table:
    """The table that was chosen now. Raises Invalid, with every field that is wrong."""
    with together() as told:
        title = told.of(check_title, typed(request, "title"))
        shape = typed(request, "shape")
        if shape not in (CASES, COUNTS):
            told.wrong(_("Choose what a row of the table is."), field="shape")
        read = told.of(_read, request)
    assert title is not None and read is not None  # noqa: PT018 - else the block has told it
    content, rows = read
    without = left_out(rows[0][1], [cells for _number, cells in rows[1:]])
    emptied = [(number, ["" if at in without else cell for at, cell in enumerate(cells)]) for number, cells in rows[1:]]
    digest, heads = hashlib.sha256(content).hexdigest(), heads_digest(rows[0][1])
    return Table(title, shape, digest, heads, [rows[0], *emptied], without)


def _read(request: StaffRequest) -> tuple[bytes, list[Numbered]]:
    chosen = request.FILES.get(FIELD)
    if chosen is None:
        raise Invalid(_("Choose the file of the table."), field=FIELD)
    content = chosen.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        said = _("This file is too large: at most %(size)s kilobytes. Send it in parts, such as one for each year.")
        raise Invalid(said % {"size": digits(MOST_BYTES // 1024)}, field=FIELD)
    check_not_kept(request.member.unit.agency_id, hashlib.sha256(content).hexdigest())
    return content, rows_of(decoded(content, chosen.name or "", rows=MOST_ROWS, columns=MOST_COLUMNS))


def sealed(table: Table, request: StaffRequest) -> str:
    """For the hidden field. Raises Invalid where it is too large for a form."""
    content = json.dumps([str(request.member.id), table.title, table.shape, table.sha256, table.heads, table.rows, table.without],
                         ensure_ascii=False)  # fmt: skip
    packed = base64.b64encode(zlib.compress(content.encode())).decode()
    made = base64.urlsafe_b64encode(vault.installation_seal("form draft", packed, PLACE)).decode()
    if len(made) > LARGEST:
        raise Invalid(
            _("This table is too large: at most %(rows)s rows and %(columns)s columns.")
            % {"rows": digits(MOST_ROWS), "columns": digits(MOST_COLUMNS)},
            field=FIELD,
        )
    return made


def opened(text: str, request: StaffRequest) -> Table:
    """What the page carried. Raises Invalid for what is not this member's."""
    try:
        raw = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
        packed = base64.b64decode(vault.installation_unseal("form draft", raw, PLACE))
        by, title, shape, sha256, heads, rows, without = json.loads(zlib.decompress(packed))
    except (vault.CannotOpen, ValueError, KeyError, TypeError, binascii.Error, zlib.error):
        by = ""
    if by != str(request.member.id):
        raise Invalid(_("This page is too old. Choose the file of the table again."), field=FIELD)
    return Table(title, shape, sha256, heads, [(number, cells) for number, cells in rows], without)
