"""Does the chain stand alone? From entries to marks, from marks to a verdict; what is small stays hidden, and gaming is found."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from samaki.cli import independence as command
from samaki.database import session
from samaki.figures.independence import Stratum, Verdict
from samaki.figures.proportions import wilson
from samaki.figures.shortfall import Short
from samaki.insights import asked, leaning
from samaki.insights.models import MeasureCell
from samaki.insights.queries import WHOLE
from samaki.insights.steps import stories
from samaki.stepping_back import falling, index, oddities, shares
from tests.insights.toys import DAY, HOUR, TOY, Toy

CRITICAL = leaning.Critical(frozenset({"contact", "visit"}), frozenset({"mentor"}))
GOOD = {"state": "done", "outcome": "met", "support_level": 5, "inferred": 5, "paid": "agency", "passed": True}


def tally(toy):
    found = Counter()
    for (cell, mark), number in leaning.tally(stories(toy.facts), "12", CRITICAL, TOY.clock).items():
        found[cell.measure, cell.kind, mark] += number
    return found


def test_alone_on_time_and_well_and_an_abandoned_step_counts_as_none():
    toy = Toy()
    ways = {
        "good": {}, "advised": {"support_level": 4}, "led": {"support_level": 3, "inferred": 3}, "said": {"inferred": 2},
        "unchecked": {"passed": False}, "nobody knows": {"support_level": None, "inferred": None}, "given": {"paid": "mentor"},
        "left": {"state": "skipped", "reason": "x"}, "stopped": {"state": "stopped", "reason": "y"},
    }  # fmt: skip
    for name, facts in ways.items():
        told = GOOD | facts
        toy.step(0, name, "A").step(HOUR, name, "A", told["state"], **told)
    toy.step(0, "never", "A").step(HOUR, "never", "A", "mistake", state="stopped", reason="mistake")
    toy.step(0, "late", "A", due=HOUR).step(2 * HOUR, "late", "A", "done", due=HOUR, **GOOD)
    toy.step(0, "after", "A", due=HOUR).step(DAY, "after", "A", "done", due=HOUR, happened=HOUR, **GOOD)
    toy.step(0, "waits", "A", due=30 * DAY).step(0, "other", "A", kind="talk")
    found = tally(toy)
    marks = {mark: number for (measure, _kind, mark), number in found.items() if measure == "IX1"}
    assert (marks["yes"], marks["no"], marks["simple:yes"], marks["simple:no"], marks["simple:case"]) == (4, 7, 4, 7, 1)
    assert sum(number for mark, number in marks.items() if mark.startswith("open:")) == 1
    assert {mark: n for mark, n in marks.items() if mark.startswith("why:")} == {
        "why:mentor": 2, "why:checklist": 1, "why:level_unknown": 1, "why:abandoned": 2, "why:late": 1,
    }  # fmt: skip
    assert all(marks[f"simple:{mark}"] == n for mark, n in marks.items() if mark.startswith("why:")), "by stratum too"
    short = index.missing({mark[7:]: n for mark, n in marks.items() if mark.startswith("simple:")}, NOW)
    assert short == {Short.MENTOR: 2, Short.CHECKLIST: 1, Short.UNKNOWN: 1, Short.LATE: 3}, (
        "not done is told with what is late"
    )
    assert (found["IX2", "contact", "yes"], found["IX2", "contact", "no"]) == (3, 8), "one was paid by the mentor"
    assert (found["G1", "contact", "yes"], found["G1", "contact", "no"]) == (1, 7)
    assert (found["G4", "contact", "yes"], found["G4", "contact", "no"]) == (1, 7), "on time by what was written later"
    words = Toy().add(2 * HOUR, "support.say", "good", case="A", support_level=2).facts
    heard = leaning.tally(stories(toy.facts), "12", CRITICAL, TOY.clock, {words[0].subject: words})
    assert sum(n for (cell, mark), n in heard.items() if (cell.measure, mark) == ("IX1", "yes")) == 3, (
        "another unit's word"
    )
    toy.step(0, "second child", "A", child="b")
    told = {mark for (measure, _kind, mark) in tally(toy) if measure == "IX1" and mark.endswith(":case")}
    assert told == {"complex:case"}


def test_instant_answers_refusals_and_where_cases_come_from():
    toy = Toy()
    for name, minutes, move, state in (
        ("at once", 0.5, "accept", "accepted"),
        ("read", 5, "accept", "accepted"),
        ("no", 0.2, "decline", "declined"),
    ):
        toy.asking(0, name, "offer", "offered", due=HOUR)
        toy.asking(minutes, name, move, state, reason="no_capacity" if move == "decline" else "")
    found = Counter()
    for (cell, mark), number in leaning.answers(asked.stories(toy.facts), "12", TOY.clock).items():
        found[cell.measure, mark] += number
    assert found == {
        ("G2", "yes"): 2, ("G2", "no"): 1, ("G3", "no"): 2, ("G3", "yes"): 1, ("G3", "why:no_capacity"): 1,
    }  # fmt: skip
    opened = Toy().add(0, "case.open", "A", case="A", source="mentor").facts[0]
    told = leaning.source(opened, "12", CRITICAL.mentors, TOY.clock)
    assert {mark for (_cell, mark) in told} == {"yes", "from:mentor"}


# ---------------------------------------------------------------- kept figures
NOW = datetime(2026, 3, 20, 3, tzinfo=UTC)
LATELY, LONG_AGO = date(2026, 1, 1), date(2024, 9, 1)
KINDS = (
    "joint_operation",
    "forensic_interview",
    "police_file",
    "child_testimony",
    "emergency_placement",
    "follow_up_6m",
)


def cell(measure, unit, area, kind, month, **tally):
    told = {mark.replace("__", ":"): number for mark, number in tally.items() if number}
    MeasureCell.objects.create(measure=measure, area=area, unit=unit, other=0, kind=kind, month=month, tally=told)


def kept(unit, area, kind, month, yes, no, *, own=None, stratum="simple", why=()):
    """A cell of each index, one case for each step. `why`: what was missing, as marks name it -> how often."""
    for measure, good in (("IX1", yes), ("IX2", yes if own is None else own)):
        told = {f"{stratum}__yes": good, f"{stratum}__no": yes + no - good, f"{stratum}__case": yes + no}
        told |= {f"{stratum}__why__{reason}": count for reason, count in dict(why).items() if measure == "IX1"}
        cell(measure, unit, area, kind, month, **told)


def a_country(cast):
    """Phnom Penh stands alone; Siem Reap breaks; Preah Sihanouk has a few cases in each quarter."""
    with session("worker", NOW):
        duty, social = cast["duty.pp"].unit_id, cast["social.sr"].unit_id
        for kind in KINDS:
            kept(duty, "1204", kind, LATELY, 60, 3, own=20)
        kept(duty, "12", "follow_up_12m", LATELY, 20, 0)
        kept(social, "17", "police_file", LATELY, 2, 38)
        kept(social, "17", "emergency_placement", LATELY, 3, 0)  # too few
        kept(social, "17", "joint_operation", LATELY, 30, 0)
        kept(social, "17", "joint_operation", LONG_AGO, 2, 1)  # 24 months less 12 would tell it
        for month in (LONG_AGO, LATELY):
            for kind in ("police_file", "child_testimony"):
                kept(social, "18", kind, month, 4, 1)
        kept(duty, "1204", "police_file", LATELY.replace(month=2), 7, 1, stratum="complex")
        for year, mentor, rest in ((2024, 30, 20), (2026, 2, 48)):
            cell("SRC", duty, "12", "", date(year, 2, 1), yes=mentor, no=rest, from__mentor=mentor, from__school=1,
                 from__citizen=rest - 1)  # fmt: skip
        cell("SRC", social, "18", "", date(2026, 2, 1), no=3, from__citizen=3)
        for unit, some, rest in ((duty, 1, 99), (social, 30, 10), (cast["ngo.pp"].unit_id, 1, 2)):
            cell("G1", unit, "12", "police_file", LATELY, yes=some, no=rest)


def chains_of(member, stratum=Stratum.SIMPLE):
    with session("app", NOW, member.id):
        return {one.area: one for one in index.chains(index.of_all(index.months(NOW)), NOW, stratum)}


def test_who_oversees_and_the_mentor_read_every_chain_and_nothing_small(cast):
    a_country(cast)
    chains = chains_of(cast["oversight"])
    assert chains_of(cast["mentor"]) == chains
    strong, weak, small = chains["12"], chains["17"], chains["18"]
    assert strong.whole.verdict is Verdict.STANDS_ALONE
    assert (strong.weakest.index.independent, strong.weakest.index.due) == (60, 63)
    merged = next(row for row in strong.rows if row.family == "follow_up")
    assert merged.index.due == 63 + 20, "visits after six and twelve months are one family"
    assert strong.weakest.own_money.share == 20 / 63
    assert (weak.weakest.family, weak.whole.verdict) == ("file", Verdict.BREAKS)
    hidden = {row.family: (row.few, row.longer_few, row.index.due) for row in weak.rows}
    assert hidden["placement"] == (True, True, 0)
    assert hidden["operation"] == (False, True, 30), "the longer time would tell the three that lie before"
    pooled = {row.family: row.pooled for row in weak.rows}
    assert pooled["file"].share > weak.weakest.index.share, "drawn towards the others"
    assert pooled["placement"] is None
    assert {row.index.verdict for row in small.rows} == {Verdict.NOT_ENOUGH_EVIDENCE}
    assert small.whole.verdict is Verdict.NOT_ENOUGH_EVIDENCE
    complex_ = chains_of(cast["oversight"], Stratum.COMPLEX)
    told = [row.index.due for row in complex_["12"].rows if row.index.due]
    assert told == [8], "complex cases are never added to the others"


def test_sources_and_doubts_of_units_and_nothing_of_others(cast):
    a_country(cast)
    window = index.months(NOW)
    with session("app", NOW, cast["oversight"].id):
        came, doubts = shares.of_all(window.last), oddities.of_all(window)
    assert [(one.year, one.mentor, one.n) for one in came.by_area[WHOLE]] == [(2024, 30, 50), (2026, 2, 53)]
    assert came.by_area["18"][0].few
    assert ("", 2) in came.came, "two from a school are not told apart"
    said = next(one for one in doubts if one.definition.id == "G1")
    assert [(odd.unit, odd.stands_out) for odd in said.units] == [
        (cast["social.sr"].unit.name, True), (cast["duty.pp"].unit.name, False)]  # fmt: skip
    assert said.hidden == 1
    for name in ("duty.pp", "mentor"):
        with session("app", NOW, cast[name].id):
            assert not any(one.units for one in oddities.of_all(window))
    with session("app", NOW, cast["duty.pp"].id):
        assert index.of_all(window) == {}
        assert shares.of_all(window.last).by_area == {}
        (own,) = index.chains(index.of_cells(window, unit=cast["duty.pp"].unit_id), NOW)
    assert (own.area, own.weakest.index.due) == ("", 63)


def test_what_was_missing_is_told_as_far_as_it_tells_of_no_few(cast):
    with session("worker", NOW):
        duty = cast["duty.pp"].unit_id
        kept(duty, "12", "police_file", LATELY, 4, 36, why={"mentor": 25, "late": 8, "checklist": 3})
        kept(duty, "12", "joint_operation", LATELY, 5, 7, why={"abandoned": 4, "checklist": 3})
        kept(duty, "18", "joint_operation", LATELY, 5, 6, why={"abandoned": 4, "mentor": 2})
        kept(duty, "18", "police_file", LATELY, 5, 6, why={"late": 5, "level_unknown": 1})
    chains = chains_of(cast["oversight"])
    told = falling.why(chains["12"], of_others=True)
    assert told.by_family["file"].counts == {Short.MENTOR: 25}, (
        "of the others four were independent, and one reason is of few"
    )
    assert (told.main, told.whole.counts) == (Short.MENTOR, {}), "beside it a sum of all would tell the rest"
    small = falling.why(chains["18"], of_others=True)
    assert not any(one.counts for one in small.by_family.values())
    assert (small.whole.due, small.whole.counts, small.main) == (22, {}, None), "three are left over, and few"
    with session("app", NOW, cast["duty.pp"].id):
        (own,) = index.chains(index.of_cells(index.months(NOW), unit=duty), NOW)
    known = falling.why(own, of_others=False)
    assert known.by_family["operation"].counts == {Short.LATE: 8, Short.CHECKLIST: 3, Short.MENTOR: 2}
    assert known.whole.due == 40 + 12 + 11 + 11
    assert sum(known.whole.counts.values()) == 36 + 7 + 6 + 6


class Asked:
    area, first, last, json = "", None, None, True


def test_the_command_says_family_verdict_and_the_mentors_share(cast):
    a_country(cast)
    told = command.told(Asked(), NOW)
    assert told["definition"]["code"] == "IX1.v1"
    by = {(one["area"], one["stratum"], one["family"]): one for one in told["items"]}
    whole, file = by["12", "simple", "*"], by["12", "simple", "file"]
    assert (whole["verdict"], file["n"], file["low"]) == ("stands_alone", 63, wilson(60, 63).low)
    assert (by["17", "simple", "placement"]["n"], by["17", "simple", "placement"]["fewer_than"]) == (None, 5)
    assert [(one["year"], one["share"]) for one in told["mentor_share"]] == [(2024, 0.6), (2026, 2 / 53)]
    assert "the mentor brought 0.600 of 50" in command.say(told)
    assert "fewer than 5" in command.say(told)


def test_open_steps_are_judged_when_their_time_is_over():
    late = int((NOW - timedelta(hours=1)).timestamp() // 60)
    due = index.counted("file", {"yes": 3, "open:": 2, f"open:{late}": 2, f"open:{late + 600}": 5, "case": 9}, NOW)
    assert (due.independent, due.due, due.cases) == (3, 5, 5)
    assert index.missing({"open:": 2, f"open:{late}": 2, f"open:{late + 600}": 5}, NOW) == {Short.LATE: 2}
