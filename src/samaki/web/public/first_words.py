"""What was typed in a form whose body is too large to be read: the fields that stand before the file, from its first bytes. Nothing else of
the body is read."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict

MOST_READ = 256 * 1024
"""Bytes from the beginning; the fields of one screen at their longest in Khmer are some 180 kB."""


def first_words(request: HttpRequest) -> QueryDict:
    """The fields that came whole before the first file, in UTF-8; none where the form is built otherwise."""
    found = QueryDict(mutable=True)
    boundary = (request.content_params or {}).get("boundary", "").encode("latin-1", "replace")
    if not boundary:
        return found
    try:
        parts = request.read(MOST_READ).split(b"--" + boundary)[1:-1]  # the last may have come in part
    except OSError:
        return found
    for part in parts:
        head, _between, body = part.partition(b"\r\n\r\n")
        if b"filename" in head:
            break
        name = head.partition(b'name="')[2].partition(b'"')[0].decode("latin-1")
        found.appendlist(name, body.removesuffix(b"\r\n").decode("utf-8", "replace"))
    return found
