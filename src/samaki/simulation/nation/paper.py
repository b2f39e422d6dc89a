"""What stands on paper between the units of a country in its last days, by the operations of real work: agreements between agencies on
every link of the pathway but one (`fading.unmade`), focal points, rosters. Without these every link would want the same."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Agency, Member, Membership
from samaki.database import session
from samaki.insights.chain import areas_of_map
from samaki.insights.links import Ends, of_pathway
from samaki.insights.standing import Standing, read
from samaki.journeys.agreements.models import Agreement
from samaki.journeys.agreements.operations import record_agreement
from samaki.roster import planning
from samaki.roster.duty import Layer
from samaki.roster.looking import look
from samaki.simulation.country import Plan
from samaki.simulation.nation import fading

WORDS = "Synthetic: hand-offs are answered in time, and what was done is told."


def put_up(plan: Plan) -> None:
    """At the end of the years, once: where there is an agreement, everything is there."""
    now = plan.end
    admin = Member.objects.select_related("unit").get(username="admin")
    with session("worker", now):
        if Agreement.objects.exists():
            return
        stands = read(now, whole=True)
        heads = list(
            Membership.objects.live(now)
            .filter(role="head")
            .order_by("member__username")
            .values_list("member_id", flat=True)
        )
    today = calendar().local(now).date()
    agreed = {"purposes": list(pack().reasons["sharing_purpose"])[:1], "compartments": ["care"], "text": WORDS}
    for one, other in sorted(_pairs(stands, plan.seed), key=str):
        until = today + timedelta(days=730)
        _act(admin, record_agreement, now, one=one, other=other, signed_on=today, review_by=until, **agreed)
    on_duty = set()
    for head in (
        Member.objects.select_related("unit").filter(id__in=heads, unit__takes_unrouted=False).order_by("username")
    ):
        if head.unit_id not in on_duty:
            on_duty.add(head.unit_id)
            _publish(head, now)


def links(stands: Standing) -> set[Ends]:
    """Those that the pathway makes by itself."""
    kinds = list(pack().step_kinds.values())
    return {
        Ends(area, *pair) for area in areas_of_map() for pair in of_pathway(kinds, stands.serves(area))[0]
    }  # fmt: skip


def _pairs(stands: Standing, seed: int) -> set[tuple[Agency, Agency]]:
    """Agencies that agree, each pair once. A pair that one link may not have is left out of the other way round as well."""
    never = Ends(*fading.unmade(seed))
    bare = {frozenset((asks.agency, asked.agency)) for asks, asked, _agreed in stands.pairs(never)}
    found = {
        frozenset((asks.agency, asked.agency)) for ends in links(stands) for asks, asked, _agreed in stands.pairs(ends)
    }
    return {(one, other) for one, other in (sorted(pair, key=lambda agency: agency.name_en) for pair in found - bare)}


def _publish(head: Member, now: datetime) -> None:
    start = calendar().local(now).date() - timedelta(days=14)
    layer = Layer((str(head.id),), 1, "days", time(8), start)
    draft = _act(head, planning.draft_roster, now, unit=head.unit, area="", layers=[layer], edits=0)
    with session("app", now, head.id):
        seen = look([layer], [], head.unit_id, now).seen
    _act(head, planning.publish_roster, now, roster_id=draft.roster_id, edits=1, seen=seen)


def _act(by: Member, operation: Any, now: datetime, **given: Any) -> Any:
    with session("app", now, by.id):
        return operation(by=by, now=now, **given)
