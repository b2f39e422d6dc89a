"""Calendar files out and in: what programs understand, and whatever anybody sends."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from samaki.agencies.models import Member
from samaki.database.refusals import Invalid
from samaki.roster import calendars, changing
from samaki.roster.duty import Shift
from tests.acting import act
from tests.everything import rows
from tests.roster.planned import layer, published

NOW = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def people():
    dara, vann = Member(username="dara", name_en="Dara"), Member(username="vann", name_en="Vann")
    return {"dara": dara, "vann": vann, "វណ្ណ": vann}


def event(summary="Away: Dara", start="20260310T080000", end="20260311T080000", uid="1", more=""):
    ends = f"DTEND:{end}\r\n" if end else ""
    return f"BEGIN:VEVENT\r\nUID:{uid}\r\nSUMMARY:{summary}\r\nDTSTART:{start}\r\n{ends}{more}END:VEVENT\r\n"


def file(*events):
    return ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + "".join(events) + "END:VCALENDAR\r\n").encode()


def read(*events, now=NOW):
    return calendars.read(file(*events), people(), now)


def test_what_is_written_is_read_back_by_a_calendar_program():
    shifts = [Shift(NOW, NOW + DAY, "a"), Shift(NOW + DAY, NOW + 2 * DAY, None)]
    made = calendars.written(
        shifts, {"a": "សុខ ដារ៉ា"}, key="k", now=NOW, title=lambda name: f"On duty: {name}" if name else "Nobody"
    )
    events = Calendar.from_ical(made).walk("VEVENT")
    assert [(str(one["SUMMARY"]), one.decoded("DTSTART"), one.decoded("DTEND")) for one in events] == [
        ("On duty: សុខ ដារ៉ា", NOW, NOW + DAY), ("Nobody", NOW + DAY, NOW + 2 * DAY)]  # fmt: skip


def test_the_roster_itself_is_no_change_and_is_passed_over_beside_one():
    ours = calendars.written(
        [Shift(NOW, NOW + DAY, "a")], {"a": "Vann"}, key="k", now=NOW, title=lambda name: f"On duty: {name}"
    )
    with pytest.raises(Invalid, match="the roster itself"):
        calendars.read(ours, people(), NOW)
    both = ours.replace(b"END:VCALENDAR", event().encode() + b"END:VCALENDAR")
    assert [one.sort for one in calendars.read(both, people(), NOW).lines] == ["away"]


def test_covers_and_absences_are_read_in_both_languages():
    found = read(
        event(),
        event("ជំនួស៖ វណ្ណ", uid="2"),
        event("vann", uid="3"),
        event("Covers: Vann", "20260310T010000Z", "20260311T010000Z", "4"),
    )
    assert found.wrong == ()
    assert [(one.sort, one.member.username) for one in found.lines] == [
        ("away", "dara"), ("covers", "vann"), ("covers", "vann"), ("covers", "vann")]  # fmt: skip
    assert {(one.since, one.until) for one in found.lines} == {
        (NOW + timedelta(days=6, hours=23), NOW + timedelta(days=7, hours=23))
    }


def test_a_whole_day_begins_at_midnight_of_the_country():
    (line,) = read(event(start="20260310", end="20260312")).lines
    assert (line.since, line.until) == (datetime(2026, 3, 9, 17, tzinfo=UTC), datetime(2026, 3, 11, 17, tzinfo=UTC))
    (line,) = read(event(start="20260310", end="")).lines
    assert line.until - line.since == DAY
    (line,) = read(event(end="", more="DURATION:PT3H\r\n")).lines
    assert line.until - line.since == timedelta(hours=3)


def test_what_repeats_is_counted_out():
    found = read(event(more="RRULE:FREQ=WEEKLY;COUNT=4\r\n"))
    assert [one.since for one in found.lines] == [
        datetime(2026, 3, 10, 1, tzinfo=UTC) + weeks * 7 * DAY for weeks in range(4)
    ]
    assert len({one.uid for one in found.lines}) == 4


WRONG = {
    "nobody": event("Away: Somebody"),
    "no title": event(""),
    "ends first": event(start="20260311T080000", end="20260310T080000"),
    "over": event(start="20250310T080000", end="20250311T080000"),
    "too long": event(end="20270311T080000"),
    "no time": "BEGIN:VEVENT\r\nUID:9\r\nSUMMARY:Away: Dara\r\nEND:VEVENT\r\n",
    "no such time": event(start="20261399T990000"),
    "each second": event(more="RRULE:FREQ=SECONDLY\r\n"),
    "each second of a day": event(more="RRULE:FREQ=DAILY;BYSECOND=1,2,3\r\n"),
    "no such rule": event(more="RRULE:FREQ=SOMETIMES\r\n"),
}


@pytest.mark.parametrize("case", sorted(WRONG))
def test_a_wrong_entry_is_told_and_the_others_are_taken(case):
    found = read(event(), WRONG[case], event("Covers: Vann", uid="7"))
    assert len(found.lines) == 2
    assert [one.number for one in found.wrong] == [2]
    assert found.wrong[0].why


def test_what_repeats_for_ever_ends_after_a_year():
    found = read(event(end="20260310T090000", more="RRULE:FREQ=DAILY\r\n"))
    assert 350 < len(found.lines) <= 367


@pytest.mark.parametrize("content", [b"", b"x", b"\x00\xff" * 99, b"BEGIN:VCALENDAR", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
                                     b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 3000, b"BEGIN:VCALENDAR" + b"x" * 600_000],
                         ids=["empty", "a letter", "bytes", "cut off", "nothing in it", "a bomb", "huge"])  # fmt: skip
def test_what_is_no_calendar_is_refused_with_a_sentence(content):
    with pytest.raises(Invalid) as refused:
        calendars.read(content, people(), NOW)
    assert refused.value.field == "file"


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(["BEGIN:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "END:VCALENDAR", "SUMMARY:Away: Dara", "DTSTART:20260310",
                                 "DTSTART;TZID=Nowhere/None:20260310T080000", "DTEND;VALUE=DATE:20260312",
                                 "DURATION:-P1D", "DURATION:P99999D",
                                 "RRULE:FREQ=YEARLY;BYDAY=MO,TU", "RRULE:", "RDATE:20260401,20260402", "EXDATE:x", "UID:", "\x00",
                                 "SUMMARY;X=\"",
                                 "DTSTART:99991231T235959Z", "DTEND:00010101", "RECURRENCE-ID:20260310"]), max_size=14))  # fmt: skip
def test_whatever_is_sent_it_is_read_or_refused(lines):
    content = "\r\n".join(["BEGIN:VCALENDAR", *lines, "END:VCALENDAR"]).encode()
    try:
        found = calendars.read(content, people(), NOW)
    except Invalid:
        found = calendars.Read((), ())
    assert all(one.since < one.until for one in found.lines)
    assert all(one.why for one in found.wrong)


def test_a_file_that_is_sent_twice_changes_once(cast, now):
    version = published(cast, now, layer(cast, "duty.pp"))
    members = {"dara": cast["duty.pp"], "vann": cast["officer.pp"]}
    for wanted in (2, 0):
        found = calendars.read(file(event(), event("Covers: Vann", uid="2")), members, now)
        made = act(cast["officer.pp"], changing.take_changes, now, roster_id=version.roster_id, lines=found.lines)
        assert len(made) == wanted
    assert rows("select count(*) from duty_change") == [(2,)]


ZONE = "\r\n".join([
    "BEGIN:VTIMEZONE", "TZID:Our clock", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:{0}", "TZOFFSETTO:{0}", "END:STANDARD",
    "END:VTIMEZONE", "",
])  # fmt: skip


def zoned(zone):
    return event().replace("DTSTART:", f"DTSTART;TZID={zone}:").replace("DTEND:", f"DTEND;TZID={zone}:")


def test_a_zone_that_no_one_knows_is_refused_and_one_that_the_file_defines_is_taken():
    first = datetime(2026, 3, 10, 1, tzinfo=UTC)
    assert [one.since for one in read(zoned("Asia/Phnom_Penh")).lines] == [first]
    found = read(zoned("Our clock"), event(uid="2"))
    assert "Our clock, is not known" in found.wrong[0].why
    assert (found.wrong[0].number, len(found.lines)) == (1, 1), "the other is taken"
    for offset, hours in (("+0700", 0), ("+0900", 2)):  # the same name in the next file is the zone of that file
        assert [one.since for one in read(ZONE.format(offset), zoned("Our clock")).lines] == [
            first - timedelta(hours=hours)
        ]
    assert read(zoned("Our clock")).lines == (), "a file does not lend its zones to the next"
