"""A document on the file, and its bytes in a table of their own: row security cannot hide columns."""

from __future__ import annotations

from django.db import models

from samaki.cases.models import Case
from samaki.cases.records import SealedRecord
from samaki.database import uuid7
from samaki.vault.models import SealedRow

ORIGINAL, COPY = "original", "copy"


class Document(SealedRecord):
    """What a document is, without its bytes. `sealed`: a JSON object with its title and, as `given`, the name that
    its file came with: a name of somebody may be in it, so it is shown beside the original only.

    `media`: the kind of file as its bytes say (`media.py`); `sha256`: of the original as it was received; `held`: it may show
    the abuse of a child, and nobody opens it.
    """

    compartment = models.TextField()
    media = models.TextField()
    size = models.PositiveIntegerField()
    sha256 = models.BinaryField(max_length=32)
    held = models.BooleanField(default=False)
    in_error_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "document"
        indexes = (models.Index(fields=["case", "recorded_at"], name="document_of_case"),)
        constraints = (models.UniqueConstraint(fields=["supersedes_id"], name="document_superseded_once"),)


class DocumentFile(SealedRow):
    """The bytes of a document, sealed: `original`, as received, or `copy`, without what a file says of where it was made."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="files")
    form = models.TextField()
    media = models.TextField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "document_file"
        constraints = (
            models.UniqueConstraint(fields=["document", "form"], name="document_file_once"),
            models.CheckConstraint(name="document_file_form", condition=models.Q(form__in=(ORIGINAL, COPY))),
        )
