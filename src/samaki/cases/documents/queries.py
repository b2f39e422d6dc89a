"""Reading documents: those of a case, in one query whatever their number, and what was done with one."""

from __future__ import annotations

import json
from uuid import UUID

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


def replaced(documents: list[Document]) -> dict[UUID, UUID]:
    """Document -> the newer version that took its place."""
    return {one.supersedes_id: one.id for one in documents if one.supersedes_id}


def has_copy(document: Document) -> bool:
    """Whether there is a working copy that the session may take."""
    return DocumentFile.objects.filter(document=document, form=COPY).exists()


def custody(document: Document) -> list[LedgerEntry]:
    """Everything that was done with it, oldest first."""
    return list(LedgerEntry.objects.filter(subject_id=document.id).order_by("recorded_at", "id"))
