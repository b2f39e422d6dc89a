"""Whose account a notice is about, and the page on which its reader can do something."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from samaki.accounts.models import Invitation
from samaki.accounts.rules import administers, seconds
from samaki.agencies.models import Member
from samaki.notices.models import Notice
from samaki.web.moments import short_date


def _end(notice: Notice) -> str:
    until = notice.facts.get("due_at") if notice.kind in ("account.falls_asleep", "account.ends") else None
    return f" · {short_date(timezone.localtime(datetime.fromisoformat(until)))}" if until else ""


def accounts_of(notices: Iterable[Notice]) -> dict[Any, dict[str, str]]:
    """Notice -> `meta`: the name of the account, and `href`, empty where the reader may do nothing there."""
    found = {notice.id: notice for notice in notices if notice.kind.startswith("account.")}
    if not found:
        return {}
    keys = {notice.subject_id for notice in found.values()}
    whose = {row.id: row.member for row in Invitation.objects.select_related("member").filter(id__in=keys)}
    whose |= {member.id: member for member in Member.objects.filter(id__in=keys)}
    may = {unit: administers(unit) or seconds(unit) for unit in {member.unit_id for member in whose.values()}}
    return {
        key: {"meta": _("Account: %(name)s (%(username)s)") % {"name": member.name, "username": member.username} + _end(notice),
              "href": "/account/members/" if may[member.unit_id] else ""}
        for key, notice in found.items() if (member := whose.get(notice.subject_id))
    }  # fmt: skip
