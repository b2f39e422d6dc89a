"""Tokens of programs outside a demonstration: made by the operator for a reason, for an hour, seen by the member and the unit."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connections
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from samaki.accounts.invitations import OPERATOR
from samaki.agencies.models import ApiToken, Member
from samaki.agencies.operations import issue_token
from samaki.database import current_alias, story
from samaki.database.refusals import Invalid
from samaki.ledger.operations import record
from samaki.names import normalise
from samaki.notices.operations import queue

LIFETIME = timedelta(hours=1)
SHORTEST_WHY, LONGEST_WHY = 10, 200


def token_by_operator(*, username: str, why: str, now: datetime) -> str:
    """A token for a member's program. It never comes unseen: an entry of the ledger, a notice to the head and the
    confidentiality officer of the unit, a line on the member's own page. Raises NotAllowed for nobody, Invalid at `why`."""
    why = normalise(why).strip()
    if not SHORTEST_WHY <= len(why) <= LONGEST_WHY:
        raise Invalid(_("Say in 10 to 200 letters what the token is for: the member reads it."), field="why")
    until = now + LIFETIME
    token = issue_token(username, now, until=until, why=why)
    member = Member.objects.get(username=username.strip().lower())
    unit = member.own_principal
    record("account.token", by=OPERATOR, now=now, subject=member, unit=unit, counterpart=unit, facts={"due_at": until})
    for audience in ("head", "privacy"):
        queue("account.token_made", to_unit=unit, subject=member, now=now, dedupe=now.isoformat(), audience=audience,
              urgency="urgent")  # fmt: skip
    return token


def tokens_of(member: Member, now: datetime) -> QuerySet[ApiToken]:
    """Those with which a program can come as this member at `now`."""
    good = Q(until__isnull=True) | Q(until__gt=now)
    return ApiToken.objects.filter(good, member=member, made_at__lte=now).order_by("made_at")


@story
def end_token(*, token_id: UUID, by: Member, now: datetime) -> ApiToken:
    """The member ends one of their own tokens; the next request with it is a stranger's."""
    token = tokens_of(by, now).get(id=token_id)
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.end_token(%s)", [token.id])
    record("account.token_end", by=by, now=now, subject=token)
    return token
