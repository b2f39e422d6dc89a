"""A file that a reporter sends: checked by its bytes, the original sealed untouched, with a working copy where one is made."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.conf import settings
from django.utils.translation import gettext as _

from samaki.cases.documents.copies import working_copy
from samaki.cases.documents.media import Media, check_whole, media_of
from samaki.cases.documents.operations import plain_name
from samaki.cases.documents.sounds import sound_copy
from samaki.database.refusals import Invalid
from samaki.threads.asking import ask
from samaki.threads.models import COPY, ORIGINAL, ReportFile, ReportFileBytes
from samaki.vault import sealing as vault

LARGEST = 10 * 2**20
"""Bytes of one file of a reporter: some ten minutes of a telephone's voice recording, or one photograph."""

MOST_FILES = 10
"""Of one report."""


@dataclass(frozen=True)
class Enclosed:
    """A file as it came. `may_show_abuse`: then it is sealed unopened, and nobody opens it here."""

    content: bytes = field(repr=False)
    name: str = ""
    may_show_abuse: bool = False

    def checked(self) -> Media:
        """Its kind by its bytes; raises Invalid, with what to do instead."""
        if len(self.content) > largest():
            raise Invalid(too_large(), field="file")
        media = media_of(self.content)
        check_whole(self.content, media, opened=not self.may_show_abuse)
        return media

    def digest(self) -> str:
        """SHA-256 of what came, in hex."""
        return hashlib.sha256(self.content).hexdigest()


def largest() -> int:
    """Bytes of one file here."""
    return min(LARGEST, int(settings.SAMAKI_LARGEST_FILE))


def too_large() -> str:
    """What is said of a file that is larger."""
    return _("This file is too large: at most %(most)s megabytes are taken. Nothing was sent. Make it shorter or smaller.") % {
        "most": largest() // 2**20
    }  # fmt: skip


def copy_of(content: bytes, media: Media) -> tuple[bytes, str] | None:
    """(bytes, kind) of the working copy; None where none is made."""
    return working_copy(content, media) or sound_copy(content, media)


def enclose(digest: bytes, key: bytes, message: UUID, came: Enclosed, media: Media) -> ReportFile:
    """Keep the file with a message of the report with this receipt. As the intake role, through functions of the database."""
    made = None if came.may_show_abuse else copy_of(came.content, media)
    row = ReportFile(id=uuid4(), media=media.code, size=len(came.content), held=came.may_show_abuse, copied=bool(made))
    row.sha256 = hashlib.sha256(came.content).digest()
    row.sealed = vault.seal(key, json.dumps({"given": plain_name(came.name)}, ensure_ascii=False), row.place)
    ask("report_encloses", digest, message, row.id, row.media, row.size, row.sha256, row.held, row.copied, row.sealed)
    for form, data, kind in [(ORIGINAL, came.content, media.code)] + ([(COPY, *made)] if made else []):
        part = ReportFileBytes(id=uuid4(), form=form)
        ask("report_encloses_bytes", digest, row.id, part.id, form, kind, vault.seal_bytes(key, data, part.place))
    return row
