"""Who is signed in, with their unit, in one query: every page of a member needs both."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend

from samaki.agencies.models import Member


class MemberBackend(ModelBackend):
    """Django's own, but that the unit comes with the member."""

    def get_user(self, user_id: Any) -> Member | None:
        """The active member with this key."""
        member = Member.objects.select_related("unit").filter(pk=user_id).first()
        return member if member is not None and self.user_can_authenticate(member) else None
