"""Stories of a document: received, looked at, taken, replaced, held, struck. Each is an act of the ledger: its custody."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, cast

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.cases.documents import rules
from samaki.cases.documents.copies import working_copy
from samaki.cases.documents.marking import marked, words_of
from samaki.cases.documents.media import TAKEN, Media, check_whole, media_of
from samaki.cases.documents.models import COPY, ORIGINAL, Document, DocumentFile
from samaki.cases.documents.queries import name_of
from samaki.cases.mending import check_says_why, entry_of
from samaki.cases.models import Case, Person
from samaki.cases.operations import sealed
from samaki.cases.remarks import remark
from samaki.cases.rules import may
from samaki.cases.sharing.telling import tell_who_received
from samaki.database import lock, story
from samaki.database.refusals import CannotMove, Invalid, together
from samaki.ledger.operations import record
from samaki.names import clean_text
from samaki.notices.operations import queue
from samaki.vault import sealing as vault

LONGEST_NAME = 120


@dataclass(frozen=True)
class Fetched:
    """Bytes that were taken away, and the name they go under: of ours, never the one that somebody gave."""

    content: bytes
    name: str


@story
def add_document(
    *,
    case: Case,
    compartment: str,
    kind: str,
    content: bytes,
    by: Member,
    now: datetime,
    name: str = "",
    title: str = "",
    person: Person | None = None,
    occurred_at: datetime | None = None,
    precision: str = "instant",
    held: bool = False,
    replaces: Document | None = None,
    sha256: str = "",
) -> Document:
    """Receive a file: checked by its bytes, sealed as it is, its SHA-256 in the ledger; with a working copy where one is made.

    `name`: what its sender called it; kept sealed, and shown beside the original only. `held`: it may show the abuse of a
    child, so it is not opened here either. `replaces`: the version that it follows, whose place it takes. `sha256`: of what
    was sent, in hex, to be compared with what came; empty: not compared. Raises Invalid, NotAllowed, Stale.
    """
    lock(case.id)
    rules.check_adds(case, by, now)
    if replaces is not None:
        rules.check_replaces(replaces, by, now)
    rules.check_came_whole(content, sha256)
    child_id = person.child_id if person else None
    media = _checked(case, compartment, kind, title, content, person, held, by)
    document = _described(case, compartment, kind, {"title": title.strip(), "given": plain_name(name)}, person, by, now)
    document.media, document.size, document.sha256 = media.code, len(content), hashlib.sha256(content).digest()
    document.occurred_at, document.occurred_precision, document.held = occurred_at or now, precision, held
    if replaces is not None:
        document.supersedes_id, document.version = replaces.id, replaces.version + 1
    rules.check_not_twice(case, compartment, child_id, document.sha256)
    document.save(force_insert=True)
    copied = _keep_files(document, media, content)
    facts = {"kind": kind, "media": media.code, "size": document.size, "sha256": document.sha256.hex(), "held": held,
             "copied": copied, "version": document.version}  # fmt: skip
    _write("document.add", document, by, now, facts, occurred_at=occurred_at, precision=precision,
           changed={"title": title, "name": name})  # fmt: skip
    if replaces is not None:
        _write("document.replace", replaces, by, now, {"version": document.version})
        _tell_readers(replaces, by, now)
    return document


@story
def look_at_document(*, document: Document, by: Member, now: datetime) -> dict[str, str]:
    """Its title and its name here; the look is recorded first, or nothing is shown.

    `original_name`, what its file came with, only for a member who has taken the original, which needs a reason: it may name
    somebody, and it may be evidence.
    """
    rules.check_opens(document, by, now)
    _write("document.look", document, by, now, {"version": document.version})
    told = _unsealed(document)
    given = told.get("given", told.get("name", "")) if rules.took_original(document, by) else ""
    return {"title": told["title"], "name": name_of(document), "original_name": given}


@story
def fetch_document(*, document: Document, form: str, by: Member, now: datetime, reason: str = "") -> Fetched:
    """Take a document away: its working copy, marked with who takes it and when, or for a reason of the pack's list its original,
    whose digest is compared and which nothing changes.

    Raises NotAllowed (held), CannotMove (there is no such form of it), Invalid.
    """
    document = Document.objects.select_related("case").get(id=document.id)
    if form not in (ORIGINAL, COPY):
        raise Invalid(_("Choose the working copy or the original."), field="form")
    rules.check_fetches(document, form, by, now)
    if form == ORIGINAL and reason not in pack().reasons["document_original"]:
        raise Invalid(_("Choose what you need the original for."), field="reason")
    file = DocumentFile.objects.filter(document=document, form=form).first()
    if file is None:
        raise CannotMove(_("There is no working copy of this file. Take the original, with a reason."))
    _write("document.fetch", document, by, now, {"form": form, "reason": reason, "version": document.version})
    content = vault.unseal_bytes(vault.key_of(case_id=document.case_id), file.sealed, file.place)
    if form == ORIGINAL and hashlib.sha256(content).digest() != bytes(document.sha256):
        raise vault.CannotOpen("The original is not what was received: its digest differs.")
    if form == COPY:
        content = marked(content, file.media, words_of(by, document.case.code, now))
    ending = TAKEN[file.media].ending
    return Fetched(content, f"{document.case.code}-{document.id}-v{document.version}-{form}.{ending}")


@story
def hold_document(*, document: Document, by: Member, now: datetime) -> Document:
    """It may show the abuse of a child: from now on nobody opens it or takes it away. Nobody can lift that here.

    Whoever may open it may hold it. Whoever comes upon such a picture by accident must be able to stop it at once, at night
    too, without asking the unit that added it; each further look is a harm that cannot be undone, while a document that was
    held for nothing is still there, sealed. What keeps this from being abused is that it is never silent: the unit that
    added it and every unit that works in this part of the file is told that it is held and by whom.
    """
    lock(document.case_id)
    document = Document.objects.select_related("case").get(id=document.id)
    rules.check_opens(document, by, now)
    if document.held:
        raise CannotMove(_("This document is held already."))
    document.held = True
    document.save(update_fields=["held"])
    _write("document.hold", document, by, now, {"version": document.version})
    for unit in sorted(
        {document.unit, *rules.workers(document)}
    ):  # the holder's own desk as well: colleagues look for it
        queue("document.held", to_unit=unit, subject=document, now=now, dedupe="held", urgency="urgent",
              case_id=document.case_id, case_code=document.case.code, facts={"who": by.username, "unit": by.unit_id})  # fmt: skip
    return document


@story
def hold_same_file(*, case: Case, content: bytes, by: Member, now: datetime) -> Document | None:
    """Somebody brings a file that may show the abuse of a child, and its same bytes stand on the case and can be opened: hold these.

    Every document of these bytes that the member may open is held, struck ones too. The newest of them; None where there is none.
    """
    lock(case.id)
    found = Document.objects.select_related("case").filter(
        case=case, sha256=hashlib.sha256(content).digest(), held=False
    )
    ours = [one for one in found.order_by("-id") if may(rules.check_opens, one, by, now)]
    return next(iter([hold_document(document=one, by=by, now=now) for one in ours]), None)


@story
def mark_document_error(*, document: Document, text: str, by: Member, now: datetime) -> Document:
    """It was added by mistake: it stays, struck, with the reason; its working copy is given to nobody any more."""
    lock(document.case_id)
    document = Document.objects.select_related("case").get(id=document.id)
    rules.check_strikes(document, by, now)
    check_says_why(text)
    document.in_error_at = now
    document.save(update_fields=["in_error_at"])
    remark("document.mistake", document, text, by=by, now=now)
    before = entry_of(document.id, "document.add")
    facts = {"version": document.version, "undoes": before.id if before else None}
    _write("document.mistake", document, by, now, facts, changed={"text": text})
    _tell_readers(document, by, now)
    return document


def _tell_readers(document: Document, by: Member, now: datetime) -> None:
    tell_who_received(case=document.case, child_id=document.child_id, compartment=document.compartment,
                      since=document.recorded_at, subject=document, by=by, now=now)  # fmt: skip


def _unsealed(document: Document) -> dict[str, str]:
    told: dict[str, str] = json.loads(
        vault.unseal(vault.key_of(case_id=document.case_id), document.sealed, document.place)
    )
    return told


def plain_name(name: str) -> str:
    """The name of a file as somebody gave it, without folders and without what cannot be seen; at most 120 letters."""
    last = PurePosixPath(name.replace("\x00", "").replace("\\", "/")).name
    return clean_text(last.encode("utf-8", "replace").decode()).replace("\n", " ")[:LONGEST_NAME]


def _checked(
    case: Case, compartment: str, kind: str, title: str, content: bytes, person: Person | None, held: bool, by: Member
) -> Media:
    """What is wrong with the form is told at once; the kind of the bytes."""
    found = []
    with together() as told:
        rules.check_described(case, compartment, kind, title, person.child_id if person else None, by)
        told.of(rules.check_size, content)
        found.append(told.of(media_of, content))
        if found[0] is not None:
            told.of(check_whole, content, found[0], opened=not held)
    assert found[0] is not None  # else the block has told it
    return found[0]


def _described(
    case: Case, compartment: str, kind: str, told: dict[str, str], person: Person | None, by: Member, now: datetime
) -> Document:
    row = cast(Document, sealed(Document, case, json.dumps(told, ensure_ascii=False), by, now, person=person))
    row.compartment, row.kind = compartment, kind
    return row


def _keep_files(document: Document, media: Media, content: bytes) -> bool:
    """The original, and the copy where one can be made; whether there is one."""
    key = vault.key_of(case_id=document.case_id)
    made = None if document.held else working_copy(content, media)
    for form, data, kind in [(ORIGINAL, content, media.code)] + ([(COPY, *made)] if made else []):
        file = DocumentFile(case_id=document.case_id, document=document, form=form, media=kind)
        file.sealed = vault.seal_bytes(key, data, file.place)
        file.save(force_insert=True)
    return made is not None


def _write(act: str, document: Document, by: Member, now: datetime, facts: dict[str, Any], **more: Any) -> None:
    record(act, by=by, now=now, subject=document, case_id=document.case_id, child_id=document.child_id,
           compartment=document.compartment, facts=facts, **more)  # fmt: skip
