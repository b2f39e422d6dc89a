"""What may stand in the address of a page."""

from __future__ import annotations

from django.urls.converters import StringConverter


class Code(StringConverter):
    """The code of a case or of a unit. What cannot be one leads nowhere: the database takes no NUL, and knows no long code."""

    regex = r"[^/\x00]{1,100}"
