"""Which child: said wherever a reader could take one child of a case for another, and never more than they may see.

A number tells that there are others (`Child 2`: there was a first one): that much a reader of one child learns.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import get_language

from samaki.agencies.country import pack
from samaki.cases.models import Person
from samaki.web import words


def children(keys: Iterable[UUID | None]) -> dict[UUID, str]:
    """Child -> `Child 2`, for those that the reader may know of and whose case has, or had, more than one; one query."""
    wanted = {key for key in keys if key}
    if not wanted:
        return {}
    cases = Person.objects.filter(id__in=wanted, part="survivor").values("case_id")
    found = list(Person.objects.filter(case_id__in=cases, part="survivor").order_by("number"))
    several = {one.case_id for one in found if one.number > 1}
    lang = get_language() or pack().default_language
    return {one.id: words.part_name(one, lang) for one in found if one.id in wanted and one.case_id in several}


def titled(title: str, child_id: UUID | None, named: dict[UUID, str] | None = None) -> str:
    """A title, with the child it is about where that must be said. `named`: as `children` answers, where it was asked."""
    known = children([child_id]) if named is None else named
    which = known.get(child_id) if child_id else None
    return f"{title} ({which})" if which else title
