"""Planning, changing, swapping, handing over: what each story does, and what it refuses."""

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from samaki.agencies.models import Member, Membership, Unit
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, Stale
from samaki.notices.models import Notice
from samaki.roster import changing, elsewhere, handing, planning
from samaki.roster.duty import on_call
from samaki.roster.layers import Typed, read
from samaki.roster.models import DutyChange, DutyNote, DutyNumber, DutyRoster, DutySwap, DutyVersion
from samaki.roster.queries import in_force, plan_of
from tests.acting import act
from tests.everything import rows
from tests.roster.planned import drafted, layer, published

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def on_duty(cast, who, now):
    """Who is on duty by the roster of this member's unit, as the member sees it: a name to sign in with."""
    with session("app", now, cast[who].id):
        version = in_force(now).get(unit=cast[who].unit)
        key = on_call(plan_of(version, now, now), now)
    return Member.objects.get(id=key).username if key else None


# ---------------------------------------------------------------- planning
def test_a_draft_holds_for_nobody_before_it_is_published(cast, now):
    draft = drafted(cast, now, layer(cast, "duty.pp", "officer.pp"))
    with session("app", now, cast["duty.pp"].id):
        assert not in_force(now).exists()
    act(
        cast["officer.pp"],
        planning.publish_roster,
        now,
        roster_id=draft.roster_id,
        edits=1,
        seen=_seen(cast, draft, now),
    )
    assert on_duty(cast, "duty.pp", now) == "officer.pp"


def _seen(cast, draft, now):
    """What is found in it, from the refusal itself."""
    with pytest.raises(planning.NotSeen) as refused:
        act(cast["officer.pp"], planning.publish_roster, now, roster_id=draft.roster_id, edits=draft.edits, seen="")
    return refused.value.seen


def test_gaps_are_seen_before_it_is_published(cast, now):
    draft = drafted(cast, now, layer(cast, "duty.pp", weekdays=frozenset({0, 1})))
    act(
        cast["officer.pp"],
        planning.publish_roster,
        now,
        roster_id=draft.roster_id,
        edits=1,
        seen=_seen(cast, draft, now),
    )
    with session("app", now, cast["officer.pp"].id):
        assert DutyVersion.objects.get(id=draft.id).gap_minutes > 19 * 24 * 60


def test_who_has_left_is_seen_before_it_is_published_and_passed_over(cast, now, owner_writes):
    draft = drafted(cast, now, layer(cast, "duty.pp"), layer(cast, "officer.pp"))
    with owner_writes():
        Member.objects.filter(username="duty.pp").update(is_active=False)
    act(
        cast["officer.pp"],
        planning.publish_roster,
        now,
        roster_id=draft.roster_id,
        edits=1,
        seen=_seen(cast, draft, now),
    )
    assert on_duty(cast, "officer.pp", now) == "officer.pp"


def test_a_published_version_changes_only_by_a_new_one(cast, now):
    first = published(cast, now, layer(cast, "duty.pp"))
    second = published(cast, now + HOUR, layer(cast, "officer.pp"))
    assert (first.roster_id, second.number) == (second.roster_id, 2)
    assert on_duty(cast, "duty.pp", now + HOUR) == "officer.pp"
    with session("app", now, cast["officer.pp"].id):
        states = list(DutyVersion.objects.order_by("number").values_list("state", "ended_at"))
        assert states == [("replaced", now + HOUR), ("published", None)]
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            DutyVersion.objects.filter(id=first.id).update(layers=[])


def test_two_who_draft_at_once_do_not_overwrite_each_other(cast, now):
    drafted(cast, now, layer(cast, "duty.pp"))
    with pytest.raises(Stale):
        drafted(cast, now, layer(cast, "officer.pp"))
    assert drafted(cast, now, layer(cast, "officer.pp"), edits=1).edits == 2


def test_only_who_leads_the_unit_or_keeps_it_plans(cast, now):
    with pytest.raises(NotAllowed):
        act(cast["duty.pp"], planning.draft_roster, now, unit=cast["duty.pp"].unit, area="", layers=(), edits=0)
    with pytest.raises(NotAllowed):
        act(cast["social.pp"], planning.draft_roster, now, unit=cast["duty.pp"].unit, area="", layers=(), edits=0)


def test_the_database_refuses_a_plan_of_who_plans_nothing(cast, now):
    unit = cast["duty.pp"].unit
    row = DutyRoster(unit=unit, made_by=cast["duty.pp"].id, made_at=now)
    with (
        session("app", now, cast["duty.pp"].id),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        row.save(force_insert=True)


def test_the_area_is_one_that_the_unit_serves(cast, now):
    given = {"unit": cast["officer.pp"].unit, "layers": (), "edits": 0}
    assert act(cast["officer.pp"], planning.draft_roster, now, area="12", **given).roster.area == "12"
    for area in ("17", "nowhere"):
        with pytest.raises(Invalid) as refused:
            act(cast["officer.pp"], planning.draft_roster, now, area=area, **given)
        assert refused.value.field == "area"


def test_an_empty_draft_is_not_published_and_one_laid_aside_is_gone(cast, now):
    draft = drafted(cast, now)
    with pytest.raises(CannotMove):
        act(cast["officer.pp"], planning.publish_roster, now, roster_id=draft.roster_id, edits=1, seen="")
    act(cast["officer.pp"], planning.discard_draft, now, roster_id=draft.roster_id)
    with pytest.raises(CannotMove):
        act(cast["officer.pp"], planning.discard_draft, now, roster_id=draft.roster_id)


def test_a_roster_that_ended_makes_room_for_another(cast, now):
    version = published(cast, now, layer(cast, "duty.pp"))
    act(cast["officer.pp"], planning.end_roster, now + HOUR, roster_id=version.roster_id)
    with pytest.raises(CannotMove):
        act(cast["officer.pp"], planning.end_roster, now + HOUR, roster_id=version.roster_id)
    assert published(cast, now + 2 * HOUR, layer(cast, "officer.pp")).roster_id != version.roster_id


def test_what_is_typed_wrongly_is_told_for_every_field(cast, now):
    unit = cast["officer.pp"].unit
    with pytest.raises(Invalid) as refused, session("app", now, cast["officer.pp"].id):
        read(Typed(["nobody"], 99, "years", "25:00", "someday", [9], "1", ""), unit, now)
    assert [one.field for one in refused.value.each] == [
        "members",
        "length",
        "hand_over",
        "start",
        "weekdays",
        "ends",
        "begins",
    ]
    with session("app", now, cast["officer.pp"].id):
        found = read(
            Typed([" Dara Sok ", "officer.pp", "សុខ ដារ៉ា"], 2, "weeks", "៨:00", "2/3/2026", [], "17:00", "8:00"),
            unit,
            now,
        )
    assert found.members == (str(cast["duty.pp"].id), str(cast["officer.pp"].id), str(cast["duty.pp"].id))
    assert (found.hand_over, found.start, found.begins, found.ends) == (time(8), date(2026, 3, 2), time(17), time(8))


# ---------------------------------------------------------------- changes and swaps
def test_who_covers_is_on_duty_until_it_is_taken_back(cast, now):
    version = published(cast, now, layer(cast, "duty.pp"))
    given = {"roster_id": version.roster_id, "sort": "covers", "since": now, "until": now + DAY}
    change = act(cast["officer.pp"], changing.change_duty, now, member=cast["officer.pp"], **given)
    assert on_duty(cast, "duty.pp", now + HOUR) == "officer.pp"
    act(cast["officer.pp"], changing.end_change, now + HOUR, change_id=change.id)
    assert on_duty(cast, "duty.pp", now + HOUR) == "duty.pp"
    with pytest.raises(CannotMove):
        act(cast["officer.pp"], changing.end_change, now + HOUR, change_id=change.id)


def test_a_change_needs_somebody_of_the_unit_and_a_time_to_come(cast, now):
    version = published(cast, now, layer(cast, "duty.pp"))
    with pytest.raises(Invalid) as refused:
        act(cast["officer.pp"], changing.change_duty, now, roster_id=version.roster_id, sort="x", member=cast["social.pp"],
            since=now, until=now - HOUR)  # fmt: skip
    assert [one.field for one in refused.value.each] == ["sort", "member", "until"]
    with pytest.raises(NotAllowed):
        act(cast["duty.pp"], changing.change_duty, now, roster_id=version.roster_id, sort="away", member=cast["duty.pp"],
            since=now, until=now + HOUR)  # fmt: skip


def test_the_same_change_stands_once(cast, now):
    version = published(cast, now, layer(cast, "duty.pp", "officer.pp"))
    given = {
        "roster_id": version.roster_id,
        "sort": "away",
        "since": now,
        "until": now + DAY,
        "member": cast["duty.pp"],
    }
    act(cast["officer.pp"], changing.change_duty, now, **given)
    with pytest.raises(Invalid, match="already"):
        act(cast["officer.pp"], changing.change_duty, now, **given)
    line = changing.Line("away", cast["duty.pp"], now, now + DAY, "of a file")
    other = changing.Line("away", cast["duty.pp"], now, now + 2 * DAY, "another")
    made = act(cast["officer.pp"], changing.take_changes, now, roster_id=version.roster_id, lines=[line, other])
    assert [one.uid for one in made] == ["another"]
    assert rows("select count(*) from duty_change") == [(2,)]


def test_a_change_that_opens_gaps_is_kept_once_they_were_seen(cast, now):
    version = published(cast, now, layer(cast, "duty.pp"))
    given = {
        "roster_id": version.roster_id,
        "sort": "away",
        "since": now,
        "until": now + 30 * DAY,
        "member": cast["duty.pp"],
    }
    with pytest.raises(changing.OpensGaps) as asked:
        act(cast["officer.pp"], changing.change_duty, now, seen="", **given)
    assert [(one.since, one.until) for one in asked.value.gaps] == [(now, now + 30 * DAY)]
    assert rows("select count(*) from duty_change") == [(0,)]
    later = now + timedelta(minutes=4)
    assert act(cast["officer.pp"], changing.change_duty, later, seen=asked.value.seen, **given).sort == "away"


def swapped(cast, now, **more):
    """duty.pp has Monday, officer.pp Tuesday of next week, from 08:00; the first asks the second for the day."""
    version = published(cast, now, layer(cast, "duty.pp", "officer.pp"))
    monday = now.replace(hour=1) + 13 * DAY  # 16 March, 08:00 on the clock of the country
    given = {"roster_id": version.roster_id, "other": cast["officer.pp"], "since": monday, "until": monday + DAY,
             "back_since": monday + DAY, "back_until": monday + 2 * DAY}  # fmt: skip
    return monday, act(cast["duty.pp"], changing.ask_swap, now, **(given | more))


def test_after_a_yes_both_times_have_changed_hands(cast, now):
    monday, swap = swapped(cast, now)
    before = [on_duty(cast, "duty.pp", monday + days * DAY) for days in range(3)]
    act(cast["officer.pp"], changing.answer_swap, now, swap_id=swap.id, agreed=True)
    after = [on_duty(cast, "duty.pp", monday + days * DAY) for days in range(3)]
    assert (before, after) == (["duty.pp", "officer.pp", "duty.pp"], ["officer.pp", "duty.pp", "duty.pp"])
    with pytest.raises(CannotMove):
        act(cast["officer.pp"], changing.answer_swap, now, swap_id=swap.id, agreed=False)


def test_after_a_no_nothing_has_changed(cast, now):
    monday, swap = swapped(cast, now)
    act(cast["officer.pp"], changing.answer_swap, now, swap_id=swap.id, agreed=False)
    assert on_duty(cast, "duty.pp", monday) == "duty.pp"
    with pytest.raises(CannotMove):
        act(cast["duty.pp"], changing.withdraw_swap, now, swap_id=swap.id)


def test_nobody_answers_for_another_or_takes_back_what_another_asked(cast, now):
    _monday, swap = swapped(cast, now)
    with pytest.raises(NotAllowed):
        act(cast["duty.pp"], changing.answer_swap, now, swap_id=swap.id, agreed=True)
    with pytest.raises(NotAllowed):
        act(cast["officer.pp"], changing.withdraw_swap, now, swap_id=swap.id)
    with (
        session("app", now, cast["duty.pp"].id),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        DutySwap.objects.filter(id=swap.id).update(state="agreed", answered_at=now)
    assert act(cast["duty.pp"], changing.withdraw_swap, now, swap_id=swap.id).state == "withdrawn"


def test_one_gives_away_only_a_time_that_one_has(cast, now):
    monday, _swap = swapped(cast, now)
    with pytest.raises(Invalid) as refused:
        swapped_again(cast, now, since=monday, until=monday + 2 * DAY)
    assert refused.value.field == "since"
    with pytest.raises(Invalid) as refused:
        swapped_again(
            cast, now, since=monday, until=monday + DAY, back_since=monday + 2 * DAY, back_until=monday + 3 * DAY
        )
    assert refused.value.field == "back_since"


def swapped_again(cast, now, **given):
    with session("app", now, cast["duty.pp"].id):
        roster = DutyRoster.objects.get()
    return act(cast["duty.pp"], changing.ask_swap, now, roster_id=roster.id, other=cast["officer.pp"], **given)


def test_a_swap_that_the_roster_has_overtaken_is_not_agreed(cast, now):
    _monday, swap = swapped(cast, now)
    published(cast, now + HOUR, layer(cast, "officer.pp"))
    with pytest.raises(Invalid):
        act(cast["officer.pp"], changing.answer_swap, now + HOUR, swap_id=swap.id, agreed=True)


def test_the_other_is_told_and_nobody_else_is_written_to(cast, now):
    _monday, swap = swapped(cast, now)
    with session("app", now, cast["duty.pp"].id):
        told = Notice.objects.get(kind="roster.swap_asked")
    assert (told.to_unit, told.subject_id, told.facts) == (
        cast["duty.pp"].unit_id,
        swap.id,
        {"members": [str(cast["officer.pp"].id)]},
    )


def test_a_member_makes_no_change_for_a_swap_that_nobody_agreed(cast, now):
    monday, swap = swapped(cast, now)
    row = DutyChange(roster_id=swap.roster_id, unit_id=swap.unit_id, sort="covers", member_id=cast["officer.pp"].id, since=monday,
                     until=monday + DAY, swap=swap, made_by=cast["duty.pp"].id, made_at=now)  # fmt: skip
    with (
        session("app", now, cast["duty.pp"].id),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        row.save(force_insert=True)


# ---------------------------------------------------------------- notes and numbers
def test_the_note_is_read_by_the_next_on_duty_and_by_nobody_who_is_not(cast, now, owner_writes):
    version = published(cast, now, layer(cast, "officer.pp"))
    note = act(cast["duty.pp"], handing.write_handover, now, roster_id=version.roster_id, text="Call back Kampot")
    with session("app", now, cast["officer.pp"].id), connection.cursor() as cursor:
        cursor.execute("select sealed from duty_note")
        assert b"Kampot" not in bytes(cursor.fetchone()[0])
    assert act(cast["officer.pp"], handing.read_handover, now, note_id=note.id) == "Call back Kampot"
    with session("app", now, cast["duty.pp"].id):
        assert DutyNote.objects.get().read_by == cast["officer.pp"].id
    with pytest.raises(DutyNote.DoesNotExist):
        act(cast["social.pp"], handing.read_handover, now, note_id=note.id)
    second = act(cast["officer.pp"], handing.write_handover, now, roster_id=version.roster_id, text="x")
    with pytest.raises(NotAllowed):
        act(cast["duty.pp"], handing.read_handover, now, note_id=second.id)


def test_a_number_of_ones_own_is_seen_by_oneself_until_a_call_stands_at_the_last_rung(cast, now):
    row = act(cast["duty.pp"], handing.give_number, now, number="012 345 678")
    unit = cast["duty.pp"].unit
    for who in ("officer.pp", "privacy.pp", "social.pp"):
        with session("app", now, cast[who].id):
            assert not DutyNumber.objects.exists(), who
    with session("app", now, cast["duty.pp"].id):
        Notice(to_unit=unit.principal, audience="head", kind="report.late", level=2, subject_kind="report", subject_id=row.id,
               dedupe="x", made_at=now).save(force_insert=True)  # fmt: skip
    assert act(cast["officer.pp"], handing.look_at_numbers, now, unit=unit) == {cast["duty.pp"].id: "012 345 678"}
    for who in ("privacy.pp", "social.pp"):
        with session("app", now, cast[who].id):
            assert not DutyNumber.objects.exists(), who
    act(cast["duty.pp"], handing.withdraw_number, now)
    with pytest.raises(CannotMove):
        act(cast["officer.pp"], handing.look_at_numbers, now, unit=unit)
    with pytest.raises(CannotMove):
        act(cast["duty.pp"], handing.withdraw_number, now)


def test_a_number_that_nobody_can_dial_is_refused(cast, now):
    for number in ("", "twelve", "1"):
        with pytest.raises(Invalid) as refused:
            act(cast["duty.pp"], handing.give_number, now, number=number)
        assert refused.value.field == "number"


# ---------------------------------------------------------------- other units
def test_who_is_on_duty_elsewhere_is_named_to_who_does_casework_beside_them(cast, now):
    published(cast, now, layer(cast, "duty.pp"))
    police = cast["duty.pp"].unit_id
    for who, sees in (("social.pp", True), ("duty.national", True), ("social.sr", False), ("privacy.social", False),
                      ("oversight", False), ("admin", False), ("mentor", False)):  # fmt: skip
        with session("app", now, cast[who].id):
            assert [one.member for one in elsewhere.on_duty([police], now)] == ([cast["duty.pp"].id] if sees else []), (
                who
            )
            assert DutyVersion.objects.exists() is False, who
            assert len(elsewhere.counted()) == (1 if who in ("oversight", "admin") else 0), who
    with session("app", now):
        assert elsewhere.on_duty([police], now) == []
        assert elsewhere.counted() == []


def test_who_left_is_not_named_elsewhere(cast, now, owner_writes):
    published(cast, now, layer(cast, "duty.pp"))
    with owner_writes():
        Membership.objects.filter(member=cast["duty.pp"]).update(until=now)
    with session("app", now + HOUR, cast["social.pp"].id):
        (one,) = elsewhere.on_duty([Unit.objects.get(code="police-pp").principal], now + HOUR)
    assert (one.member, one.until) == (None, None)
