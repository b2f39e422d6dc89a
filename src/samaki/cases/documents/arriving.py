"""Files as a request brings them: read whole into memory, each once."""

from __future__ import annotations

import hashlib

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest


def read(request: HttpRequest, name: str = "file") -> tuple[str, bytes] | None:
    """(the name its sender gave, its bytes) of the one file of a form; None where none was chosen."""
    file = request.FILES.get(name)
    if not isinstance(file, UploadedFile):
        return None
    file.seek(0)
    return file.name or "", file.read()


def digests(request: HttpRequest) -> list[tuple[str, str, str]]:
    """(field, name, SHA-256) of each file: what makes two sendings of a form the same."""
    found = []
    for field in sorted(request.FILES):
        for file in request.FILES.getlist(field):
            if isinstance(file, UploadedFile):
                file.seek(0)
                found.append((field, file.name or "", hashlib.sha256(file.read()).hexdigest()))
                file.seek(0)
    return found
