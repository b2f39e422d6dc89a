"""Feeds load in two independent iCalendar libraries, and hold codes and times alone."""

from datetime import UTC, date, timedelta

import icalendar
import vobject

from samaki.agencies.models import Member
from samaki.database import session
from samaki.journeys.hearings import becoming, feeds, needing, queries
from samaki.journeys.hearings.models import CalendarFeed
from tests.acting import act, own_case
from tests.everything import rows
from tests.journeys.hearings.sitting import DAY, HOUR, PLACE, entered, postponed


def of_unit(member, now):
    with session("app", now, member.id):
        return feeds.written(queries.between(now - 40 * DAY, now + 400 * DAY), CODES, now=now, name="សវនាការ",
                             title=lambda code: f"{code}: សវនាការ")  # fmt: skip


CODES = {}


def test_they_load_in_two_libraries_with_the_same_times_and_states(cast, now):
    police = cast["duty.pp"]
    case = own_case(police, now)
    CODES[case.id] = case.code
    exact = entered(police, now, case, now + 3 * DAY, source="paper", until=now + 3 * DAY + HOUR)
    gone = entered(police, now, case, now + 4 * DAY)
    postponed(police, now, gone, now + 9 * DAY)
    whole = entered(
        police, now, case, now.replace(hour=17, minute=0, second=0, microsecond=0) + 5 * DAY, precision="day"
    )
    told = of_unit(police, now)
    assert PLACE not in told.decode()
    assert str(exact.id) not in told.decode()
    assert max(len(line) for line in told.split(b"\r\n")) <= 75, "lines are folded as RFC 5545 says"

    first = icalendar.Calendar.from_ical(told)
    found = [
        (str(one["SUMMARY"]), one.decoded("DTSTART"), one.decoded("DTEND"), str(one["STATUS"]), str(one["UID"]))
        for one in first.walk("VEVENT")
    ]
    second = vobject.readOne(told.decode())
    again = [
        (one.summary.value, one.dtstart.value, one.dtend.value, one.status.value, one.uid.value)
        for one in second.vevent_list
    ]
    assert [_plain(one) for one in found] == [_plain(one) for one in again]
    assert [one[3] for one in found] == ["CONFIRMED", "CANCELLED", "TENTATIVE", "TENTATIVE"]
    assert {one[0] for one in found} == {f"{case.code}: សវនាការ"}
    assert (found[0][1], found[0][2]) == (exact.at.astimezone(UTC), exact.until.astimezone(UTC))
    days = next((one[1], one[2]) for one in found if isinstance(one[1], date) and not hasattr(one[1], "hour"))
    assert days[1] - days[0] == timedelta(days=1)
    assert whole.precision == "day"

    act(police, becoming.not_hold_hearing, now, hearing_id=exact.id, reason="cancelled")
    later = {one.uid.value: one for one in vobject.readOne(of_unit(police, now).decode()).vevent_list}
    assert later[found[0][4]].status.value == "CANCELLED", "an event keeps its id"
    assert int(later[found[0][4]].sequence.value) == 1


def _plain(one):
    summary, begins, ends, state, uid = one
    return summary, begins.isoformat().replace("Z", "+00:00"), ends.isoformat().replace("Z", "+00:00"), state, uid


def test_an_empty_feed_is_a_calendar_too(cast, now):
    told = of_unit(cast["duty.sr"], now)
    assert not icalendar.Calendar.from_ical(told).walk("VEVENT")
    assert "vevent" not in vobject.readOne(told.decode()).contents


def test_only_the_digest_of_a_token_is_kept_and_each_is_its_members_own(cast, now):
    police, social = cast["duty.pp"], cast["social.pp"]
    token = act(police, feeds.make_feed, now, scope="unit")
    [(digest,)] = rows("select digest from calendar_feed", role="definer")
    assert token.encode() not in bytes(digest)
    assert bytes(digest) == feeds.digest_of(token)
    with session("app", now, social.id):
        assert not CalendarFeed.objects.exists()
    with session("app", now):
        assert feeds.opened_by(token) == (police.id, "unit")
        assert feeds.opened_by("x") is None
    other = act(police, feeds.make_feed, now + HOUR, scope="unit")
    act(police, feeds.make_feed, now + HOUR, scope="mine")
    with session("app", now + HOUR):
        assert feeds.opened_by(token) is None, "a new one ends the one before"
        assert feeds.opened_by(other) == (police.id, "unit")
    act(police, feeds.end_feed, now + HOUR, scope="unit")
    with session("app", now + HOUR):
        assert feeds.opened_by(other) is None


def test_mine_holds_where_i_go_or_whose_step_is_mine(cast, now):
    police, officer = cast["duty.pp"], cast["officer.pp"]
    case = own_case(police, now)
    goes = entered(police, now, case)
    act(police, needing.say_goes, now, hearing_id=goes.id, worker=officer)
    entered(police, now, own_case(police, now))
    with session("app", now, officer.id):
        member = Member.objects.select_related("unit").get(id=officer.id)
        assert [row.id for row in queries.mine(queries.between(now, now + 90 * DAY), member)] == [goes.id]
