"""Calls about rosters: plans, covers and absences, swaps, and who is on duty now. (Annotations are values here.)"""

from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import Field

from samaki.agencies.models import Member
from samaki.agencies.queries import number_now, units
from samaki.api import bodies, fields, reading, shapes
from samaki.api.app import Answer, ApiRequest, api, member_call
from samaki.database.refusals import Invalid
from samaki.roster import changing, elsewhere, layers, planning, queries
from samaki.roster.duty import shifts
from samaki.roster.layers import kept
from samaki.roster.looking import look
from samaki.roster.models import DutyChange, DutyRoster, DutySwap, DutyVersion

MOST = 200
AHEAD = timedelta(days=14)
"""Shifts are told so far ahead."""


class LayerIn(bodies.Body):
    """Members in order, each for so long, from the hand-over on the first day; on some days, between two times of the day."""

    members: Annotated[list[fields.MemberRef], Field(max_length=layers.MOST_MEMBERS)]
    amount: Annotated[int, Field(ge=1, le=9999)] = 1
    unit: Annotated[fields.Code, Field(json_schema_extra={"enum": ["hours", "days", "weeks"]})] = "days"
    hand_over: Annotated[fields.Code, Field(description="a time of the day on the clock of the country, 08:00")] = (
        "08:00"
    )
    start: Annotated[fields.Code, Field(description="a whole date")]
    weekdays: Annotated[
        list[Annotated[int, Field(ge=0, le=6)]], Field(max_length=7, description="0 is Monday; none: every day")
    ] = []
    begins: Annotated[fields.Code, Field(description="a time of the day; empty: the whole day")] = ""
    ends: Annotated[fields.Code, Field(description="a time of the day")] = ""


class RosterIn(bodies.Body):
    """What the roster of the caller's unit for this area shall be, as a draft. `edits`: of the draft that was seen, 0 for none."""

    area: Annotated[fields.Code, Field(description="a code of the list `area`; empty: all areas of the unit")] = ""
    layers: Annotated[list[LayerIn], Field(max_length=layers.MOST_LAYERS)]
    edits: Annotated[int, Field(ge=0, le=999_999)] = 0


class PublishIn(bodies.Body):
    """The draft that was seen, and what was seen of its gaps and limits: `seen` of the roster's `draft`."""

    edits: Annotated[int, Field(ge=0, le=999_999)]
    seen: fields.Code = ""


class OverrideIn(bodies.Body):
    """Somebody covers, or is away, for a time."""

    sort: Annotated[fields.Code, Field(json_schema_extra={"enum": ["covers", "away"]})]
    member: Annotated[fields.Code, Field(description="id or sign-in name of a member of the unit")]
    since: fields.Moment
    until: fields.Moment


class SwapIn(bodies.Body):
    """The caller's duty that the other takes, and the other's that the caller takes in return."""

    roster: Annotated[fields.Code, Field(description="id of a roster of the caller's unit")]
    other: Annotated[fields.Code, Field(description="id or sign-in name of a member of the unit")]
    since: fields.Moment
    until: fields.Moment
    back_since: fields.Moment = ""
    back_until: fields.Moment = ""


class SwapAnswerIn(bodies.Body):
    """Yes or no."""

    agreed: bool


@api.get("/rosters", response=dict[str, Any])
@member_call
def rosters(request: ApiRequest) -> Answer:
    """Those of the caller's unit that have not ended."""
    return 200, shapes.page([_line(one) for one in queries.rosters_of(request.auth.unit_id)])


@api.post("/rosters", response={201: dict[str, Any]})
@member_call
def draft_roster(request: ApiRequest, body: RosterIn) -> Answer:
    """Write the draft of the unit's roster for an area. Nothing holds before it is published."""
    unit = request.auth.unit
    told = [
        layers.read(layers.Typed(one.members, one.amount, one.unit, one.hand_over, one.start, one.weekdays, one.begins, one.ends), unit,
                    request.now)
        for one in body.layers
    ]  # fmt: skip
    draft = planning.draft_roster(
        unit=unit, area=body.area, layers=told, edits=body.edits, by=request.auth, now=request.now
    )
    return 201, _whole(draft.roster, request.now)


@api.get("/rosters/{roster_id}", response=dict[str, Any])
@member_call
def roster(request: ApiRequest, roster_id: str) -> Answer:
    """What is published, what waits as a draft with what is found in it, what is changed for a time, and the shifts of two weeks."""
    return 200, _whole(_roster(roster_id), request.now)


@api.post("/rosters/{roster_id}/publish", response=dict[str, Any])
@member_call
def publish_roster(request: ApiRequest, roster_id: str, body: PublishIn) -> Answer:
    """The draft holds from now on. Gaps and limits that were not seen: 409 with the code `not_seen`."""
    row = _roster(roster_id)
    planning.publish_roster(roster_id=row.id, edits=body.edits, seen=body.seen, by=request.auth, now=request.now)
    return 200, _whole(row, request.now)


@api.post("/rosters/{roster_id}/overrides", response={201: dict[str, Any]})
@member_call
def add_override(request: ApiRequest, roster_id: str, body: OverrideIn) -> Answer:
    """For a time somebody covers, or is away."""
    change = changing.change_duty(
        roster_id=_roster(roster_id).id, sort=body.sort, member=_member(body.member), since=reading.until_or_none(body.since),
        until=reading.until_or_none(body.until), by=request.auth, now=request.now,
    )  # fmt: skip
    return 201, _change(change)


@api.post("/overrides/{override_id}/end", response=dict[str, Any])
@member_call
def end_override(request: ApiRequest, override_id: str) -> Answer:
    """It is taken back; the plan holds again."""
    return 200, _change(changing.end_change(change_id=reading.key(override_id), by=request.auth, now=request.now))


@api.get("/swaps", response=dict[str, Any])
@member_call
def swaps(request: ApiRequest) -> Answer:
    """Swaps of the caller's unit, the newest first."""
    rows = DutySwap.objects.filter(unit=request.auth.own_principal).order_by("-asked_at", "-id")[:MOST]
    return 200, shapes.page([_swap(one) for one in rows])


@api.post("/swaps", response={201: dict[str, Any]})
@member_call
def ask_swap(request: ApiRequest, body: SwapIn) -> Answer:
    """Ask somebody to take a duty. Nothing changes before they say yes."""
    times = {
        name: reading.until_or_none(getattr(body, name)) for name in ("since", "until", "back_since", "back_until")
    }
    row = changing.ask_swap(
        roster_id=_roster(body.roster).id, other=_member(body.other), **times, by=request.auth, now=request.now
    )
    return 201, _swap(row)


@api.post("/swaps/{swap_id}/answer", response=dict[str, Any])
@member_call
def answer_swap(request: ApiRequest, swap_id: str, body: SwapAnswerIn) -> Answer:
    """By who was asked; after a yes both times have changed hands."""
    return 200, _swap(
        changing.answer_swap(swap_id=reading.key(swap_id), agreed=body.agreed, by=request.auth, now=request.now)
    )


@api.post("/swaps/{swap_id}/withdraw", response=dict[str, Any])
@member_call
def withdraw_swap(request: ApiRequest, swap_id: str) -> Answer:
    """By who asked, while nobody has answered."""
    return 200, _swap(changing.withdraw_swap(swap_id=reading.key(swap_id), by=request.auth, now=request.now))


@api.get("/duty", response=dict[str, Any], summary="Who is on duty now")
@member_call
def duty(request: ApiRequest, area: fields.Area = "", kind: fields.FilterOfKinds = "") -> Answer:
    """Units with the number that answers now. `duty` is null where a unit has no roster, or the caller does no casework beside it;
    `duty.member` is null where nobody is on duty."""
    rows = list(units(request.now, kind=kind, area=area)[:MOST])
    found: dict[int, list[elsewhere.OnDuty]] = {}
    for one in elsewhere.on_duty([row.principal for row in rows], request.now):
        found.setdefault(one.unit, []).append(one)
    near = {key: elsewhere.nearest(several, area) for key, several in found.items()}
    names = queries.names_of(one.member for one in near.values() if one)
    items = [{"unit": row.id, "name": row.name, "kind": row.kind, "phone": number_now(row, request.now),
              "duty": _duty(near.get(row.principal), names)} for row in rows]  # fmt: skip
    return 200, shapes.page(items)


def _duty(one: elsewhere.OnDuty | None, names: dict[str, str]) -> dict[str, Any] | None:
    if one is None:
        return None
    member = {"id": one.member, "name": names.get(str(one.member), "")} if one.member else None
    return {"area": one.area, "member": member, "until": one.until}


def _roster(text: str) -> DutyRoster:
    return DutyRoster.objects.select_related("unit").get(id=reading.key(text))


def _member(text: str) -> Member | None:
    try:
        return reading.worker(text)
    except Invalid as refusal:
        raise refusal.renamed(worker="member") from refusal


def _line(row: DutyRoster) -> dict[str, Any]:
    return {"id": row.id, "unit": row.unit.id, "area": row.area, "made_at": row.made_at, "ended_at": row.ended_at}


def _whole(row: DutyRoster, now: datetime) -> dict[str, Any]:
    published, draft = queries.version_of(row, "published"), queries.version_of(row, "draft")
    changes = queries.changes_of(row.id, now)
    told: dict[str, Any] = {
        "published": _version(published),
        "draft": None,
        "shifts": [],
        "overrides": [_change(one) for one in changes],
    }
    if published:
        found = shifts(queries.plan_of(published, now, now), now, now + AHEAD)
        told["shifts"] = [{"since": one.since, "until": one.until, "member": one.member} for one in found]
    if draft:
        seen = look(kept(draft.layers), changes, row.unit_id, now)
        told["draft"] = (_version(draft) or {}) | {
            "seen": seen.seen,
            "gaps": [{"since": one.since, "until": one.until} for one in seen.gaps[:MOST]],
            "gone": list(seen.gone),
            "unreached": list(seen.unreached),
            "turnless": list(seen.turnless),
            "rests": [{"member": after.member, "until": before.until, "since": after.since} for before, after in seen.rests[:MOST]],
            "weeks": [{"member": who, "week": monday, "hours": int(length.total_seconds() // 3600)}
                      for who, monday, length in seen.weeks[:MOST]],
        }  # fmt: skip
    return _line(row) | told


def _version(row: DutyVersion | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "number": row.number,
        "state": row.state,
        "edits": row.edits,
        "layers": row.layers,
        "published_at": row.published_at,
    }


def _change(row: DutyChange) -> dict[str, Any]:
    return {"id": row.id, "sort": row.sort, "member": row.member_id, "since": row.since, "until": row.until, "swap": row.swap_id,
            "ended_at": row.ended_at}  # fmt: skip


def _swap(row: DutySwap) -> dict[str, Any]:
    return {"id": row.id, "roster": row.roster_id, "state": row.state, "asked_by": row.asked_by, "other": row.other, "since": row.since,
            "until": row.until, "back_since": row.back_since, "back_until": row.back_until, "asked_at": row.asked_at,
            "answered_at": row.answered_at}  # fmt: skip
