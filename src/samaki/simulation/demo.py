"""A populated demo: the cast, and about forty synthetic cases in all states, made by the real operations; and the years before them.

One half are the last matters of the synthetic country of twelve years that `simulate` writes, as its units left them. The
other half are stories that show one thing each: every one is played forward on its own clock, so that its last act lies
shortly before `now`. Nothing of these is written past the operations: the ledger, the clocks and the relations are those of real work.
What figures are told of are the years before, a small country in bulk of which everything has come to its end (`past`).
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from samaki.agencies.models import Member
from samaki.cases.models import Case
from samaki.database import session
from samaki.intake import operations as intake
from samaki.intake.models import Report
from samaki.intake.receipts import digest_of
from samaki.journeys import opening
from samaki.simulation import cast, together
from samaki.simulation.country import Heartbeat, Plan, play_area
from samaki.simulation.court_file import write_court_file
from samaki.simulation.duties import put_on_duty
from samaki.simulation.matters import Matters
from samaki.simulation.mentor import gives, steps_back
from samaki.simulation.old_years import old_years_kept
from samaki.simulation.past import begins, bring_the_past
from samaki.simulation.player import Player
from samaki.simulation.released import released
from samaki.simulation.rounds import surveyed
from samaki.simulation.safeguards import safeguarded
from samaki.simulation.seen_through import cared_for, plan_on_the_way
from samaki.simulation.stepped import steps_back_from_now, tests_read
from samaki.simulation.trust import trusted
from samaki.simulation.words import PLACES, TOLD
from samaki.simulation.workshops import hold_workshops

SEED = 2015
SHOWN = 48
MATTERS, YEARS = 2400, 12
"""Of the country that `simulate` writes by itself; the demo shows its end."""

Progress = Callable[[int, int], None]


def populate(
    now: datetime,
    password: str,
    heartbeat: Heartbeat,
    count: int = SHOWN,
    progress: Progress = lambda _told, _all: None,
) -> list[str]:
    """Cast and cases, once; returns the names to sign in with. A database with members is left as it is.

    `count`: how many matters there are: two stories of each of 13 kinds, then the country's; only with these come the years before,
    what is told of them, and what agencies agreed. `progress` is called with (told, all) before the first and after each.
    """
    if Member.objects.exists():
        return sorted(Member.objects.filter(synthetic=True).values_list("username", flat=True))
    stories = min(count, 2 * len(SCENES))
    progress(0, count)
    names = cast.assemble(begins(now) - timedelta(days=30), password, bound_until=now + timedelta(days=366))
    gives(begins(now), now)
    whole = count > stories
    if whole:
        steps_back_from_now(now)
        bring_the_past(now)
    surveyed(now)
    old_years_kept(now)
    live_on(
        now, count - stories, heartbeat, lambda told: progress(told, count)
    )  # first: it takes up whatever waits, and the stories stand still
    tell_stories(now, stories, lambda told: progress(count - stories + told, count))
    put_on_duty(now)
    hold_workshops(now)
    steps_back(now)
    trusted(now, runs=whole)
    if whole:
        safeguarded(now)
        released(now)
        tests_read(now)
    return names


def live_on(
    now: datetime, count: int, heartbeat: Heartbeat, told: Callable[[int], None] = lambda _number: None
) -> None:
    """The last `count` matters of the country of many years, the newest of which have just come in."""
    plan = Plan(now, MATTERS, YEARS, SEED)
    begins = sorted(when for area in plan.begins().values() for when in area if when < now)
    before = last = 0

    def watch(_world: object, matters: Matters) -> bool:
        nonlocal last
        if before + matters.begun > last:
            last = before + matters.begun
            told(last)
        return True

    for area in cast.AREAS if count else ():
        before += play_area(plan, area, heartbeat, since=begins[-count] - timedelta(seconds=1), watch=watch)[0].matters


def tell_stories(now: datetime, count: int, told: Callable[[int], None] = lambda _number: None) -> None:
    """The synthetic reports and cases; the same for the same `now` and count, but for keys and codes. The first child that is seen through
    lives where most members of the cast work."""
    rng = random.Random(SEED)  # noqa: S311 - a story, not a secret
    areas = [cast.PP] * 5 + [cast.SR] * 2 + [cast.PS] * 2
    for number in range(count):
        scene, area = SCENES[number % len(SCENES)], rng.choice(areas)
        player = Player(now, rng, cast.PP if scene is scene_in_court and number < len(SCENES) else area)
        scene(player, number)
        told(number + 1)


def _filed(player: Player, number: int, *, danger: str = "unknown", hours: float | None = None) -> Report:
    if hours is not None:
        player.now = player.end - timedelta(hours=hours)
    what, source = TOLD[number % len(TOLD)]
    where = player.rng.choice(PLACES[player.area])
    told = intake.Told(what=what, where=where, danger=danger, who_tells=source, language="km")
    with session("intake", player.now):
        receipt = intake.file_report(told=told, key=uuid.uuid4(), channel="web", now=player.now, synthetic=True)
    with session("app", player.now, player.member("police").id):
        return Report.objects.get(receipt_digest=digest_of(receipt))


def _case_from_report(player: Player, number: int, acts: int, danger: str = "unknown") -> Case:
    player.begin(acts)
    report = _filed(player, number, danger=danger)
    duty = player.member("police")
    player.act(duty, intake.acknowledge, report_id=report.id, minutes=8)
    case: Case = player.act(duty, opening.open_from_report, report_id=report.id, minutes=25)
    player.take_up(case, duty)
    return case


def _own_case(player: Player, acts: int) -> Case:
    player.begin(acts)
    duty = player.member("police")
    case: Case = player.act(
        duty,
        opening.open_own,
        area=player.area,
        urgency="urgent",
        children=player.rng.choice((1, 1, 2)),
        synthetic=True,
    )
    player.take_up(case, duty)
    return case


def scene_new_report(player: Player, number: int) -> None:
    _filed(player, number, danger=("yes", "unknown", "no")[number % 3], hours=(0.1, 1.5, 6)[number % 3])


def scene_acknowledged(player: Player, number: int) -> None:
    report = _filed(player, number, hours=5)
    duty = player.member("police")
    player.act(duty, intake.acknowledge, report_id=report.id, minutes=30)


def scene_closed_report(player: Player, number: int) -> None:
    report = _filed(player, number, danger="no", hours=400)
    duty = player.member("police")
    player.act(duty, intake.acknowledge, report_id=report.id, minutes=90)
    player.act(
        duty,
        intake.close,
        report_id=report.id,
        reason="not_substantiated",
        minutes=4000,
        text="The house was visited; nobody under age lives or works there.",
    )


def scene_just_opened(player: Player, number: int) -> None:
    _case_from_report(player, number, acts=1, danger="yes" if number % 2 else "unknown")


def scene_underway(player: Player, number: int) -> None:
    case = _case_from_report(player, number, acts=10)
    player.play(case, acts=4 + number % 7)
    together.conference(player, case)


def scene_own_work(player: Player, number: int) -> None:
    case = _own_case(player, acts=12)
    player.play(case, acts=6 + number % 6)


def scene_in_court(player: Player, number: int) -> None:
    case = _case_from_report(player, number, acts=28)
    plan_on_the_way(player, case)
    player.play(case, acts=12 + number % 8)
    together.days_in_court(player, case)
    together.kept_safe(player, case)
    write_court_file(player, case)
    cared_for(player, case)


def scene_answers(player: Player, number: int) -> None:
    player.now = player.end - timedelta(hours=2)
    _case_from_report(player, number, acts=0)
    states = ("offered", "received", "needs_information", "declined", "accepted_by_phone", "disputed", "expired")
    player.leave_asking(states[number // 5 % 7])


def scene_pauses(player: Player, number: int) -> None:
    case = _case_from_report(player, number, acts=6)
    player.play(case, acts=5)
    player.leave_on_hold()


def scene_finished(player: Player, number: int) -> None:
    case = _case_from_report(player, number, acts=60)
    player.play(case, acts=60)
    player.close_all(case)


SCENES: tuple[Callable[[Player, int], None], ...] = (
    scene_new_report,
    scene_underway,
    scene_answers,
    scene_own_work,
    scene_acknowledged,
    scene_in_court,
    scene_just_opened,
    scene_answers,
    scene_pauses,
    scene_finished,
    scene_underway,
    scene_closed_report,
    scene_answers,
)
