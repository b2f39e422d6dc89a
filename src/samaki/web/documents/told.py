"""What a unit is told of a document that was held: by whom, and where it stands."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.queries import names_then
from samaki.cases.documents.models import Document
from samaki.notices.models import Notice


def held_of(notices: list[Notice]) -> dict[UUID, dict[str, Any]]:
    """Notice -> who held the document, and its page where the reader's unit may still know of it; no query without any."""
    found = [notice for notice in notices if notice.kind == "document.held"]
    if not found:
        return {}
    units = names_then({notice.facts.get("unit") for notice in found} - {None})
    ours = set(Document.objects.filter(id__in=[notice.subject_id for notice in found]).values_list("id", flat=True))
    return {
        notice.id: {
            "meta": _("Held by %(who)s, %(unit)s. Nobody opens it or takes it away any more.")
            % {"who": notice.facts.get("who", ""), "unit": units.at(notice.facts.get("unit"), notice.made_at)},
            "href": f"/cases/{notice.case_code}/documents/{notice.subject_id}/" if notice.subject_id in ours else "",
        }
        for notice in found
    }
