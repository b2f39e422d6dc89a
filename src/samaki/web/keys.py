"""The key of a staff form: whose form it is, in which language it was read, and that it is sent only once.

`UUID.language.tag`; the tag is a keyed digest (HMAC-SHA-256, 128 bits) over the member. Nobody else can make a form
that comes back as theirs: what another site or another member sends is never shown, kept, or sent again.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.html import format_html
from django.utils.safestring import SafeString

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.vault import sealing as vault

FIELD = "form_key"
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of Django's field


@dataclass(frozen=True)
class FormKey:
    """A key as it came back; `belongs_to` says whose it is."""

    id: UUID
    lang: str
    tag: str

    def belongs_to(self, member: Member) -> bool:
        """The form was made for this member."""
        return hmac.compare_digest(self.tag.encode(), _tag(member, self.id).encode())


def new_key(member: Member) -> str:
    """A fresh key for a form that this member is about to see."""
    made = uuid4()
    return f"{made}.{member.language}.{_tag(member, made)}"


def read_key(text: str) -> FormKey | None:
    """The key in the hidden field of a form; None when there is none."""
    parts = text.split(".")
    if len(parts) != 3 or parts[1] not in pack().languages:
        return None
    try:
        return FormKey(UUID(parts[0]), parts[1], parts[2])
    except ValueError:
        return None


class Inputs:
    """The hidden fields that every form of a staff page begins with: the token of the session, a key of its own."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def token(self) -> str:
        """Once for a page: each masking of the token costs as much as a row of a list."""
        return get_token(self.request)

    @cached_property
    def _hidden(self) -> SafeString:
        return format_html('<input type="hidden" name="{}" value="{}">', TOKEN, self.token)

    def __html__(self) -> SafeString:
        hidden = self._hidden
        member = getattr(self.request, "member", None)
        if member is None:
            return hidden
        return hidden + format_html('<input type="hidden" name="{}" value="{}">', FIELD, new_key(member))

    def __str__(self) -> str:
        return self.__html__()


def form_inputs(request: HttpRequest) -> dict[str, Inputs]:
    """For the templates: `csrf_input` with a fresh key each time it is written, so that no form can be without one."""
    return {"csrf_input": Inputs(request)}


def _tag(member: Member, key: UUID) -> str:
    return vault.installation_digest("form key", f"{member.id}:{key}".encode()).hex()[:32]
