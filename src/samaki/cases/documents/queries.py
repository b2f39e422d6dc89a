"""Reading documents: those of a case, in one query whatever their number, and what was done with one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from uuid import UUID

from samaki.cases.documents.media import TAKEN
from samaki.cases.documents.models import COPY, Document, DocumentFile
from samaki.cases.models import Case
from samaki.ledger.models import LedgerEntry
from samaki.vault import sealing as vault


def documents_of(case: Case) -> list[Document]:
    """The documents that the session may know of, the newest first; those that were replaced or struck too."""
    return list(Document.objects.filter(case=case).order_by("-id"))


def document_of(case: Case, key: UUID) -> Document:
    """One of them; raises Document.DoesNotExist, also when it is not yours to see."""
    return Document.objects.select_related("case").get(id=key, case=case)


def titles(case: Case, documents: list[Document]) -> dict[UUID, str]:
    """Their titles, but of those in the identity compartment: these are looked at one by one, on the record."""
    open_ones = [one for one in documents if one.compartment != "identity"]
    key = vault.key_of(case_id=case.id) if open_ones else None
    return {
        one.id: json.loads(vault.unseal(key, one.sealed, one.place))["title"] for one in open_ones if key is not None
    }


def names(documents: Iterable[Document]) -> dict[UUID, str]:
    """Document -> its name here, such as `photograph-3.jpg`: kind, number, ending; a newer version is `photograph-3-v2.jpg`.

    `documents`: all of a case that the session may know of. They are numbered in each part of the file and for each child
    by themselves: whoever knows of one there knows of all there, so that a number is the same for every reader and tells
    nobody how many others there are.
    """
    counted: dict[tuple[UUID, str, UUID | None], int] = {}
    numbers: dict[UUID, int] = {}
    for one in sorted(documents, key=lambda row: row.id):
        place = (one.case_id, one.compartment, one.child_id)
        if one.supersedes_id in numbers:
            numbers[one.id] = numbers[one.supersedes_id]
        else:
            numbers[one.id] = counted[place] = counted.get(place, 0) + 1
    return {one.id: _name(one, numbers[one.id]) for one in documents}


def name_of(document: Document) -> str:
    """The same of one document; one query."""
    place = {"case_id": document.case_id, "compartment": document.compartment, "child_id": document.child_id}
    return names(list(Document.objects.filter(**place).defer("sealed")))[document.id]


def _name(document: Document, number: int) -> str:
    version = f"-v{document.version}" if document.version > 1 else ""
    return f"{document.kind.replace('_', '-')}-{number}{version}.{TAKEN[document.media].ending}"


def replaced(documents: list[Document]) -> dict[UUID, UUID]:
    """Document -> the newer version that took its place."""
    return {one.supersedes_id: one.id for one in documents if one.supersedes_id}


def has_copy(document: Document) -> bool:
    """Whether there is a working copy that the session may take."""
    return DocumentFile.objects.filter(document=document, form=COPY).exists()


def custody(document: Document) -> list[LedgerEntry]:
    """Everything that was done with it, oldest first."""
    return list(LedgerEntry.objects.filter(subject_id=document.id).order_by("recorded_at", "id"))
