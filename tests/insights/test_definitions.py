"""Each measure over a toy country, against what was counted by hand: backdated, corrected, reopened, joined and severed ones too."""

import pytest

from samaki.figures.proportions import wilson
from tests.insights.toys import COURT, DAY, HOUR, NGO, POLICE, SOCIAL, Toy


def test_acknowledged_in_time_counts_who_waits_past_the_limit_as_not_answered() -> None:
    toy = Toy()
    toy.report(0, "in time").report(10, "in time", "acknowledge", "acknowledged", due=HOUR)
    toy.report(0, "late").report(20, "late", "acknowledge", "acknowledged", due=HOUR)
    toy.report(0, "nobody")  # the window is looked at twenty days later
    toy.report(0, "due later", due=30 * DAY, urgency="normal")
    # passed on unread, with a new limit: the second unit answers for it
    toy.report(0, "passed", urgency="urgent", due=4 * HOUR).report(
        30, "passed", "pass", unit=SOCIAL, due=6 * HOUR, urgency="urgent"
    )
    toy.report(5 * HOUR, "passed", "acknowledge", "acknowledged", unit=SOCIAL, due=9 * HOUR, urgency="urgent")
    found = toy.figure("I1")
    assert (found.n, found.value, found.open) == (4, 2 / 4, 1)
    assert (found.low, found.high) == (wilson(2, 4).low, wilson(2, 4).high)
    assert (found.at_least, found.at_most) == (2 / 5, 3 / 5)
    assert toy.figure("I1", unit=SOCIAL).n == toy.figure("I1", kind="urgent").n == 1
    assert found.median is not None
    assert found.median.value == 300, "ended after 10, 20 and 300 minutes of five: three of five by 300"


def test_what_was_told_before_it_was_written_down_is_watched_only_from_then() -> None:
    """Told by telephone at 0, typed in at 100, answered at 160: it is known only because it lasted so long (left truncation)."""
    toy = Toy().report(100, "told", happened=0, due=115).report(160, "told", "acknowledge", "acknowledged", due=999)
    assert toy.marks("I1") == {"no": 1, "wait:seen:160:100": 1}
    # two that were there from the beginning: at 160 all who are watched still wait or end
    toy.report(0, "a", due=999).report(50, "a", "acknowledge", "acknowledged")
    toy.report(0, "b", due=999).report(200, "b", "acknowledge", "acknowledged")
    found = toy.figure("I1")
    # by hand: at 50 two are watched and one ends (1/2); at 160 two are watched and one ends (1/4); at 200 the last one
    assert (found.median.value, found.p90.value) == (50, 200)


def test_joined_split_closed_and_reopened_reports() -> None:
    toy = Toy()
    toy.report(0, "goes on").report(5, "goes on", "acknowledge", "acknowledged")
    toy.report(0, "same matter").report(9, "same matter", "join", "joined")
    toy.report(9, "second", "begin", "acknowledged")  # split off by who had read it: nobody had to answer it
    toy.report(0, "ended").report(3, "ended", "close", "closed", reason="no_offence")
    toy.report(0, "again").report(3, "again", "close", "closed", reason="no_offence").report(
        DAY, "again", "reopen", "acknowledged"
    )
    assert toy.figure("I1").n == 4
    assert toy.marks("I8") == {"at:0:": 3, "at:0:joined": 1, "at:0:no_offence": 1}
    flow = toy.figure("I6", kind="report")
    assert (flow.counts["in"], flow.counts["out"], flow.counts["pending"]) == (5, 2, 3)
    assert toy.figure("I7", kind="report").n == 3


def test_a_child_seen_within_a_day_of_the_emergency() -> None:
    toy = Toy()
    toy.case(0, "A", urgency="emergency").step(0, "A1", "A")
    toy.step(
        30 * HOUR, "A1", "A", "done", state="done", outcome="met", happened=20 * HOUR
    )  # seen in time, written down a day later
    toy.case(0, "B", urgency="emergency").step(0, "B1", "B")
    toy.step(HOUR, "B1", "B", "done", state="done", outcome="not found").step(HOUR, "B2", "B")  # went there; nobody met
    toy.case(0, "C").case(2 * DAY, "C", "urgency", "emergency").step(0, "C1", "C")
    toy.step(2 * DAY + HOUR, "C1", "C", "done", state="done", outcome="met")  # an emergency since the second day
    toy.case(0, "D", urgency="emergency").case(HOUR, "D", "urgency", "normal").step(0, "D1", "D")  # was none after all
    toy.case(0, "E", urgency="emergency").step(0, "E1", "E")
    toy.step(
        HOUR, "E1", "E", "hold", state="on_hold", hold_until=3 * DAY
    )  # put off, with a reason, before the time was out
    found = toy.figure("I2")
    assert (found.n, found.value, found.open, found.apart) == (3, 2 / 3, 0, {"planned": 1})
    # taken back: nobody was met after all
    toy.step(3 * DAY, "C1", "C", "take_back")
    assert toy.figure("I2").value == 1 / 3


def test_hand_offs_by_who_answered_which_clock() -> None:
    toy = Toy().case(0, "A")
    toy.asking(0, "yes", "offer", "offered", due=15).asking(10, "yes", "receive", "received", due=70).asking(
        60, "yes", "accept", "accepted", due=DAY
    )
    toy.asking(0, "late", "offer", "offered", due=15, step="t").asking(
        20, "late", "receive", "received", due=80, step="t"
    )
    toy.asking(30, "late", "accept", "accepted", due=DAY, step="t")  # decided in time, but seen too late
    toy.asking(0, "no", "offer", "offered", due=15, step="u").asking(
        5, "no", "decline", "declined", step="u", reason="no_capacity"
    )
    toy.asking(20, "gone", "offer", "offered", due=35, step="u").asking(36, "gone", "expire", "expired", step="u")
    toy.asking(0, "asked", "offer", "offered", due=15, step="v").asking(
        5, "asked", "ask", "needs_information", due=30, step="v"
    )
    toy.asking(90, "asked", "answer", "received", due=120, step="v").asking(
        100, "asked", "accept", "accepted", due=DAY, step="v"
    )
    toy.asking(0, "back", "offer", "offered", due=15, step="w").asking(5, "back", "withdraw", "withdrawn", step="w")
    toy.asking(0, "wrong", "offer", "offered", due=15, step="x").asking(
        5, "wrong", "mark_error", "entered_in_error", step="x"
    )
    toy.asking(0, "phone", "offer", "offered", due=15, step="y").asking(
        5, "phone", "accept_by_phone", "accepted_by_phone", due=40 * DAY, step="y"
    )
    found = toy.figure("I3")
    # in time: yes, no (declined with a reason), asked (the question was the sender's clock); not: late, gone
    assert (found.n, found.value, found.open) == (5, 3 / 5, 1)
    assert found.apart == {"phone": 1, "away": 1}
    assert found.reasons == {"declined:no_capacity": 1, "expired:": 1}
    again = toy.figure("C8")
    assert (again.n, again.value) == (7, 1 / 7), "one of seven was offered for a step that had been offered before"
    seen = toy.figure("C3")
    assert (seen.n, seen.open) == (7, 1)
    assert seen.median.value == 10, "seen at 5, 5, 10, 20; ended unseen at 5 and 16; one waits: four of seven by 10"


def test_the_closed_loop_and_whether_help_arrived() -> None:
    toy = Toy().case(0, "A")
    for number, name in enumerate(("arrived", "not", "silent", "failed", "begun late")):
        toy.asking(0, name, "offer", "offered", due=15, step=name).asking(
            10, name, "accept", "accepted", due=DAY, step=name
        )
        if number < 3:
            toy.asking(HOUR + number, name, "start", "in_progress", step=name)
    for name in ("arrived", "not", "silent"):
        toy.asking(DAY, name, "complete", "completed", step=name)
    toy.asking(DAY + 30, "arrived", "confirm", "confirmed", step="arrived")
    toy.asking(DAY + 90, "not", "confirm", "confirmed", step="not", reason="not_arrived")
    toy.asking(2 * HOUR, "failed", "fail", "failed", step="failed")
    loop = toy.figure("C1")
    assert (loop.n, loop.value, loop.open) == (3, 2 / 3, 2)
    assert (toy.figure("C2").n, toy.figure("C2").value) == (2, 1 / 2)
    begun = toy.figure("C9")
    assert (begun.n, begun.value) == (4, 3 / 4), (
        "one failed before action was due; one has not begun, and its clock is out"
    )
    first = toy.figure("C5")
    assert (first.median.value, first.open) == (52, 1), "50, 51, 52 begun, 110 failed, one waits: three of five by 52"
    assert toy.figure("C7").median.value == 90, "30 and 90 confirmed, one waits: two of three by 90"
    # the sender takes the confirmation back: open again
    toy.asking(2 * DAY, "arrived", "unconfirm", "completed", step="arrived")
    assert (toy.figure("C1").n, toy.figure("C2").n) == (2, 1)


def test_time_without_a_holder() -> None:
    toy = Toy().case(0, "A").step(0, "A1", "A")
    toy.step(10 * HOUR, "A1", "A", "done", state="done").step(
        10 * HOUR, "A2", "A", kind="next"
    )  # one follows in the same moment: no gap
    toy.step(20 * HOUR, "A2", "A", "done", state="done", kind="next")  # then nobody holds anything for five hours
    toy.step(25 * HOUR, "A3", "A", kind="more").step(30 * HOUR, "A3", "A", "done", state="done", kind="more").case(
        30 * HOUR, "A", "close"
    )
    toy.case(0, "B").step(0, "B1", "B")
    found = toy.figure("I4")
    assert found.counts["ownerless_hours"] == 5
    assert found.counts["open_hours"] == pytest.approx(30 + 20 * 24, abs=0.1)
    assert (found.n, found.open, found.low) == (2, 1, None)
    toy.case(40 * HOUR, "A", "reopen").step(
        40 * HOUR, "A4", "A", kind="again"
    )  # the ten hours in which it was closed are not open
    again = toy.figure("I4")
    assert (again.counts["ownerless_hours"], again.open) == (5, 2)
    assert again.counts["open_hours"] == pytest.approx(40 * 24 - 10, abs=0.1)


def test_steps_on_time_by_when_they_were_done() -> None:
    toy = Toy().case(0, "A")
    for name, written, happened, more in (
        ("backdated", 30 * HOUR, 20 * HOUR, {}),  # done in time, written down late
        ("late", 30 * HOUR, None, {}),
        ("corrected", 30 * HOUR, None, {}),
        ("taken back", 20 * HOUR, None, {}),
    ):
        toy.step(0, name, "A").step(written, name, "A", "done", state="done", happened=happened, **more)
    toy.step(40 * HOUR, "corrected", "A", "correct", state="done", ended=10 * HOUR)  # it had been done sooner
    toy.step(40 * HOUR, "taken back", "A", "take_back")  # it was not done; due, and past
    toy.step(0, "left out before", "A").step(HOUR, "left out before", "A", "skipped", state="skipped")
    toy.step(0, "left out after", "A").step(3 * DAY, "left out after", "A", "stopped", state="stopped")
    toy.step(0, "never was", "A").step(HOUR, "never was", "A", "mistake", state="stopped", reason="mistake")
    toy.step(0, "ahead", "A", due=25 * DAY)
    toy.step(0, "report", "A", kind="report", due=0).step(0, "report", "A", "done", kind="report", state="done", due=0)
    found = toy.figure("I5")
    assert (found.n, found.value, found.open) == (5, 2 / 5, 1)
    lag = toy.figure("Q1")
    assert (lag.n, lag.median.value, lag.counts) == (5, 0, {"within_a_day": 5})


def test_steps_come_in_go_on_and_wait_with_each_unit() -> None:
    toy = Toy().case(0, "A").step(0, "one", "A", holder=POLICE, due=DAY)
    toy.add(
        HOUR,
        "step.holder",
        "one",
        case="A",
        unit=NGO,
        kind="contact",
        state="open",
        holder=POLICE,
        from_=POLICE,
        to_=NGO,
        due_at=DAY,
    )
    toy.step(0, "two", "A", holder=NGO, due=25 * DAY).step(0, "three", "A", holder=NGO).step(
        2, "three", "A", "done", state="done", holder=NGO
    )
    police, ngo = (toy.figure("I6", kind="contact", unit=unit) for unit in (POLICE, NGO))
    assert (police.counts["in"], police.counts["out"], police.counts["pending"]) == (1, 1, 0)
    assert (ngo.counts["in"], ngo.counts["out"], ngo.counts["pending"], ngo.value) == (3, 1, 2, 1 / 3)
    waits = toy.figure("I7", unit=NGO)
    assert (waits.n, waits.value, waits.counts) == (2, 1 / 2, {"late": 1})
    assert (waits.median.value, waits.p90.value) == (20 * DAY - HOUR, 20 * DAY)


def test_how_far_reports_came_and_why_others_left() -> None:
    toy = Toy()
    for name, case in (("r1", "A"), ("r2", "B"), ("r3", "C"), ("r4", "D")):
        toy.report(0, name).report(5, name, "open_case", "in_case", case=case).case(5, case).step(5, f"{case}1", case)
    toy.report(0, "r5").report(5, "r5", "close", "closed", reason="outside_area").report(0, "r6")
    toy.step(DAY, "A1", "A", "done", state="done", outcome="met")
    # told in the wrong order: judged before anybody wrote down the charge; severed into a file of its own on the way
    toy.add(2 * DAY, "court.record", "j", case="A", unit=COURT, kind="judged", reason="convicted", happened=DAY)
    toy.add(3 * DAY, "court.record", "s", case="A", unit=COURT, kind="severed", happened=HOUR)
    toy.add(3 * DAY, "court.record", "c", case="A", unit=COURT, kind="charged", happened=HOUR)
    toy.add(2 * DAY, "court.record", "wrong", case="B", unit=COURT, kind="charged").add(
        3 * DAY, "court.mistake", "wrong", case="B", kind="charged"
    )
    toy.add(DAY, "strand.close", "js", case="C", kind="justice", reason="no_evidence")
    toy.add(DAY, "strand.close", "cs", case="D", kind="care", reason="goes_on")  # the care of a child ends no report
    assert toy.marks("I8") == {"at:4:done": 1, "at:1:": 2, "at:1:no_evidence": 1, "at:0:outside_area": 1, "at:0:": 1}
    found = toy.figure("I8")
    assert [row.reached for row in found.rows] == [6, 4, 1, 1, 1]
    assert (found.n, found.open, found.at_least, found.at_most) == (6, 3, 1 / 6, 4 / 6)
    assert found.rows[1].left == {"no_evidence": 1}
    # the end of the justice part was a mistake: open again
    toy.add(4 * DAY, "strand.reopen", "js", case="C", kind="justice", reason="")
    assert toy.figure("I8").open == 4


def test_how_often_a_child_was_asked() -> None:
    toy = Toy().case(0, "A").case(0, "B")
    for number, (child, case) in enumerate((("a", "A"), ("a", "A"), ("b", "A"), ("c", "B"))):
        toy.step(0, f"i{number}", case, kind="interview", child=child)
        toy.step(HOUR, f"i{number}", case, "done", kind="interview", state="done", outcome="told", child=child)
    toy.step(0, "i9", "B", kind="interview", child="c").step(
        HOUR, "i9", "B", "done", kind="interview", state="done", outcome="refused", child="c"
    )
    found = toy.figure("I9")
    assert (found.n, found.value, found.counts) == (3, 4 / 3, {"1": 2, "2": 1})
    assert found.low == 1.0


def test_promises_hearings_and_compensation() -> None:
    toy = Toy().case(0, "A").case(0, "B")
    for name, said, state in (
        ("kept", DAY, "kept"),
        ("late", 3 * DAY, "kept"),
        ("broken", DAY, "not_kept"),
        ("wrong", DAY, "in_error"),
    ):
        toy.add(0, "promise.give", name, case="A", kind="visit", state="open", due_at=2 * DAY, holder=SOCIAL)
        act = {"kept": "keep", "not_kept": "break", "in_error": "mistake"}[state]
        toy.add(said, f"promise.{act}", name, case="A", kind="visit", state=state, due_at=2 * DAY, holder=SOCIAL)
    assert (toy.figure("I10").n, toy.figure("I10").value) == (3, 1 / 3)

    def hearing(minutes, name, act, state, due, **more):
        toy.add(minutes, f"hearing.{act}", name, case="A", kind="trial", state=state, due_at=due, unit=COURT, **more)

    hearing(0, "held", "enter", "heard", 5 * DAY)
    hearing(6 * DAY, "held", "hold", "held", 5 * DAY)
    hearing(0, "moved", "enter", "heard", 5 * DAY)
    hearing(DAY, "moved", "postpone", "postponed", 5 * DAY)
    hearing(DAY, "its new date", "enter", "heard", 9 * DAY, from_="moved")
    hearing(10 * DAY, "its new date", "hold", "held", 9 * DAY)
    hearing(0, "nobody says", "enter", "heard", 5 * DAY)
    hearing(0, "never", "enter", "heard", 5 * DAY)
    hearing(DAY, "never", "mistake", "in_error", 5 * DAY)
    dates = toy.figure("I11")
    assert (dates.n, dates.value, dates.open) == (2, 1 / 2, 1)

    def money(minutes, name, case, kind, amount, currency="USD", **more):
        toy.add(
            minutes,
            "court.record",
            name,
            case=case,
            unit=COURT,
            kind=kind,
            amount=str(amount),
            currency=currency,
            **more,
        )

    money(0, "o1", "A", "ordered", 500)
    money(DAY, "p1", "A", "paid", 200)
    money(0, "o2", "B", "ordered", 100)
    assert (toy.figure("I11b").n, toy.figure("I11b").value) == (2, 0)
    money(2 * DAY, "p2", "A", "paid", 300)
    money(2 * DAY, "p3", "B", "paid", 400000, "KHR")  # another currency pays nothing of it
    assert toy.figure("I11b").value == 1 / 2


def test_visits_long_after_count_when_the_child_was_met() -> None:
    toy = Toy().case(0, "A")
    for name, done, outcome in (("met", HOUR, "safe"), ("lost", HOUR, "not found"), ("late", 3 * DAY, "safe")):
        toy.step(0, name, "A", kind="visit").step(done, name, "A", "done", kind="visit", state="done", outcome=outcome)
    toy.step(0, "not yet", "A", kind="visit", due=30 * DAY)
    found = toy.figure("I12")
    assert (found.n, found.value) == (3, 1 / 3)
