"""Files as a request brings them: read whole into memory, each once."""

from __future__ import annotations

import hashlib

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from samaki.database.refusals import Invalid


def read(request: HttpRequest, name: str = "file") -> tuple[str, bytes] | None:
    """(the name its sender gave, its bytes) of the one file of a form; None where none was chosen. Raises Invalid where the
    connection ended before all of it had come: Django takes what came for the whole."""
    file = request.FILES.get(name)
    if not isinstance(file, UploadedFile):
        return None
    if not came_whole(request):
        raise Invalid(_("Only a part of this file came. Choose it again."), field=name)
    file.seek(0)
    return file.name or "", file.read()


def came_whole(request: HttpRequest) -> bool:
    """Whether as many bytes came as the request said it had. (After its form was read.)"""
    stream = getattr(request, "_stream", None)
    limit, came = getattr(stream, "limit", None), getattr(stream, "_pos", None)
    return limit is None or came is None or came >= limit


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
