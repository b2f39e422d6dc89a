"""The pages of step-back tests: how often a test can be wrong stands before what it says; forms are refused with what was typed."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samaki.database import session
from samaki.figures.noninferiority import Alarm, Protocol, error_rates
from samaki.stepping_back.testing import clock, operations, reading, rules
from samaki.stepping_back.testing.baseline import SoFar
from samaki.stepping_back.testing.models import StepBackTest
from samaki.stepping_back.whatif import running
from samaki.web.steptest import filling, listing, planning, showing, simulated, verdicts
from tests.acting import act
from tests.stepping_back import tested
from tests.stepping_back.test_what_if import cells as a_year
from tests.stepping_back.tested import DAY

TESTS = "/independence/tests/"


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def form_of(cast, **changed):
    signers = [str(cast[name].unit.agency_id) for name in tested.NEUTRAL]
    given = {"area": "17", "steps_file": "40", "baseline_file": "80", "margin": "10", "worse": "15", "threshold": "40",
             "months": "12", "settle_days": "3", "begin_by": "", "assessors": signers}  # fmt: skip
    return given | changed


@pytest.mark.parametrize("baseline", [60, 69, 80, 95])
def test_the_alarm_follows_from_what_was_reached_so_that_more_steps_make_a_test_surer(baseline):
    """The reference is 80: an alarm of 20 to 35 beside a baseline of 69 passed work as good as before in 1 of 100 with 300 steps."""
    alarm = filling.alarm_of(baseline, 15, Decimal("4.0"))
    assert alarm.accepted + Decimal(baseline) / 100 == 1
    if baseline == 80:
        assert alarm == Alarm()
    powers = [
        error_rates(
            Protocol(
                family="file",
                area="17",
                baseline=Decimal(baseline) / 100,
                steps=steps,
                margin=Decimal("0.10"),
                alarm=alarm,
            )
        ).power_with_alarm
        for steps in (40, 80, 120)
    ]
    assert powers == sorted(powers)
    assert powers[1] > 0.5


def test_a_plan_is_fixed_signed_and_stopped_through_the_pages(cast, now, sign_in):
    soon = (timezone.now() + 60 * DAY).strftime("%d/%m/%Y")
    oversight = sign_in("oversight")
    assert "No test is fixed or runs." in page(oversight, TESTS)
    assert "nothing was due, or fewer than five" in page(oversight, f"{TESTS}new/?area=17")
    refused = oversight.post(f"{TESTS}new/", form_of(cast, begin_by=soon, months="99", margin="90"))
    assert refused.status_code == 422
    assert 'value="99"' in refused.content.decode()
    assert oversight.post(f"{TESTS}new/", form_of(cast, threshold="7", begin_by=soon)).status_code == 422
    wrong = form_of(
        cast,
        steps_file="abc",
        baseline_file="500",
        begin_by="1/1/2020",
        assessors=[],
        months="0",
        settle_days="x",
        margin="0",
    )
    told = oversight.post(f"{TESTS}new/", wrong).content.decode()
    for sentence in (
        "from 20 to 300",
        "from 1 to 99",
        "after today, within a year",
        "Choose from 2 to 6 agencies",
        "from 1 to 36",
        "from 0 to 60",
        "from 1 to 50",
    ):
        assert sentence in told, "all at once, each with one range"
    assert "from 0 to 300" not in told
    for typed in ("5", "9999"):
        assert (
            "from 20 to 300"
            in oversight.post(f"{TESTS}new/", form_of(cast, begin_by=soon, steps_file=typed)).content.decode()
        )
    for wrong, said in (({"steps_file": ""}, "Choose at least one family"), ({"steps_file": "10"}, "from 20 to 300"),
                        ({"assessors": [str(cast["duty.sr"].unit.agency_id)]}, "assessors"),
                        ({"assessors": [str(cast[one].unit.agency_id) for one in ("ngo.pp", "duty.sr")]},
                         f"works in this area itself: {cast['duty.sr'].unit.agency.name}.")):  # fmt: skip
        shown = oversight.post(f"{TESTS}new/", form_of(cast, begin_by=soon, go="show", **wrong))
        assert (shown.status_code, said in shown.content.decode()) == (422, True), (
            "what cannot be fixed is said when it is shown"
        )
        assert "Fix this plan" not in shown.content.decode()
    told = oversight.post(f"{TESTS}new/", form_of(cast, begin_by=soon))
    assert told.status_code == 200, "nobody fixes a plan before it was shown how often it can be wrong"
    shown = told.content.decode()
    assert "Fix this plan" in shown
    assert "This plan can hardly tell anything: work as good as before would pass only 44 in 100" in shown
    assert shown.index("Warning") < shown.index("If in truth") < shown.index("Fix this plan"), "before it is fixed"
    strong = oversight.post(f"{TESTS}new/", form_of(cast, begin_by=soon, steps_file="120")).content.decode()
    assert "Fix this plan" in strong
    assert "Warning" not in strong, "the reference"
    many = {
        f"{name}_{family}": value
        for family in ("placement", "operation", "interview")
        for name, value in (("steps", "120"), ("baseline", "80"))
    }
    together = oversight.post(f"{TESTS}new/", form_of(cast, begin_by=soon, steps_file="120", **many)).content.decode()
    assert together.count("Warning") == 1
    assert "All kinds together can hardly tell anything" in together
    assert "44 in 100" in shown, "the power of 40 steps, with the alarm counted in, is no more than its reference"
    sealed = re.search(r'name="shown" value="([0-9a-f]{64})"', shown)[1]
    again = oversight.post(f"{TESTS}new/", form_of(cast, begin_by=soon, shown=sealed, margin="15"))
    assert again.status_code == 200, "what is changed after that is shown again"
    assert "Nothing is fixed yet" in again.content.decode()
    assert "Nothing is fixed yet" not in shown
    assert sealed not in again.content.decode()
    assert oversight.post(f"{TESTS}new/", form_of(cast, begin_by=soon, shown=sealed, go="show")).status_code == 200
    made = oversight.post(f"{TESTS}new/", form_of(cast, begin_by=soon, shown=sealed))
    assert made.status_code == 302, made.content.decode()
    where = made["Location"]
    shown = page(oversight, where)
    assert shown.index("How often can this test be wrong?") < shown.index("What was fixed beforehand")
    assert "that it is not passed says little against the work" in shown, "who signs it reads it too"
    assert "Look at more steps" not in shown, "what is fixed cannot be changed any more"
    assert "When it was fixed: of this family too few had been due in the 12 months before" in shown
    assert page(oversight, f"{where}plan.txt").startswith("samaki-step-back-plan-1")
    ngo = sign_in("ngo.pp")
    sha256 = page(ngo, where).split('name="sha256" value="')[1].split('"')[0]
    assert ngo.post(f"{where}sign/", {"sha256": sha256}).status_code == 302
    assert "Sign this plan" not in page(ngo, where)
    assert "Sign this plan" not in page(sign_in("mentor"), where)
    assert sign_in("mentor").post(f"{where}stop/", {"reason": "unsafe"}).status_code == 403
    assert oversight.post(f"{where}stop/", {"reason": ""}).status_code == 422
    assert oversight.post(f"{where}nothing/").status_code == 404
    assert oversight.post(f"{where}stop/", {"reason": "unsafe"}).status_code == 302
    assert "Children were not safe" in page(oversight, where)


def test_without_an_area_it_is_chosen_and_one_that_is_none_is_not_found(cast, sign_in):
    oversight = sign_in("oversight")
    chosen = page(oversight, f"{TESTS}new/")
    assert f'href="{TESTS}new/?area=17"' in chosen
    assert "Fix this plan" not in chosen
    page(oversight, f"{TESTS}new/?area=99", 404)
    assert oversight.post(f"{TESTS}new/", form_of(cast, area="99")).status_code == 404


def test_who_signs_reads_whether_enough_steps_will_be_due(cast, now, sign_in):
    before = tested.begun(cast, now - 90 * DAY)
    tested.went(before, "1" * 12 + "0" * 8, unit=cast["duty.sr"].unit_id)
    act(cast["oversight"], operations.stop_test, now, test_id=before.id, reason="unsafe")
    row = tested.fixed(cast, now, months=18)
    assert row.expected == {"file": 30}
    shown = page(sign_in("ngo.pp"), f"{TESTS}{row.id}/")
    assert (
        "within 18 months some 30 steps will be due at the pace of the 12 months before; the plan looks at 40." in shown
    )
    assert "Too few: the answer will most likely be that there is not enough evidence." in shown
    assert "Give it more months" not in shown


@pytest.mark.parametrize(
    ("state", "signs", "said"),
    [
        ("passed", "1" * 120, "Passed, because so many of the 120 steps were good"),
        ("failed", "1" * 60 + "0" * 60, "Not passed, because the work is worse: 50% were good, with the mentor 80%."),
        (
            "failed",
            "1" * 90 + "0" * 30,
            "Not passed, because 75% were good, with the mentor 80%, and 120 steps are too few to be sure",
        ),
        (
            "failed",
            "1" * 96 + "0" * 24,
            "Not passed although the work was as good as before: 120 steps are too few to be sure",
        ),
        ("failed", None, "Not passed, because it is not sure"),
        (
            "alarm",
            "0" * 20,
            "Ended by the alarm at step 8, because failures came closer together than the 20% that were accepted",
        ),
        ("alarm", None, "Ended by the alarm, because more steps failed than the 20% that were accepted"),
        ("not_enough", "1" * 8, "No verdict, because by its end 8 steps were due, and the plan looks at 120"),
        ("not_enough", None, "No verdict, because by its end fewer steps were due than the 120"),
        ("running", "1" * 8, ""),
    ],
)
def test_a_verdict_says_its_reason_in_one_sentence(state, signs, said):
    one = tested.protocol(steps=120)
    told = verdicts.why(state, one, reading.read(one, signs) if signs else None)
    assert told.startswith(said)
    assert told.count(". ") <= 1
    assert bool(told) == bool(said)


def test_a_growth_that_rounds_to_nothing_is_not_named():
    told = {
        "endless": False,
        "load_with": 0.1,
        "load_without": 0.2,
        "mean_with": {"mean": 0.0, "low": -0.01, "high": 0.01},
    }
    told |= {
        "mean_without": told["mean_with"],
        "p90_without": told["mean_with"],
        "growth": {"mean": 0.02, "low": 0.01, "high": 0.03},
    }
    node = {"members": 3, "mentor": 0.5}
    assert not simulated._row("ngo", node, told, "en")["grows"]
    assert simulated._row("ngo", node, told, "en")["load_with"] == "10%"
    alone = simulated._row("ngo", node | {"members": 1}, told, "en")
    assert {alone["load_with"], alone["load_without"]} == {"not shown: one person"}, "no figure is about a person"
    small = simulated._row("ngo", node, told | {"growth": {"mean": -0.04, "low": -0.04, "high": 0.04}}, "en")
    assert small["growth"] == "0.0 (0.0 to 0.0)", "nothing has no sign"
    assert simulated._row("ngo", node, told | {"growth": {"mean": 0.3, "low": 0.2, "high": 0.4}}, "en")["grows"]


def test_a_running_test_shows_its_alarm_and_no_verdict_before_its_end(cast, now, sign_in):
    row = tested.begun(cast, now - 90 * DAY)
    tested.went(row, "1" * 20 + "0" + "1" * 10, unit=cast["duty.sr"].unit_id)
    clock.read_all(now)
    oversight = sign_in("oversight")
    where = f"{TESTS}{row.id}/"
    shown = page(oversight, where)
    assert "31 of 40 steps looked at, 1 failed." in shown
    assert "too few had been due" not in shown, "what was read says more than what was foreseen"
    assert "Good in the test: on time and well, and not led by the mentor." in shown
    assert "whoever led. The index asks" not in shown, "one thing of what the mentor led"
    assert "A test runs in this area. Stop it first" in page(oversight, f"{TESTS}new/?area=17")
    assert "A test runs in this area. Stop it first" not in page(oversight, f"{TESTS}new/?area=12")
    assert "No verdict yet" in shown
    assert 'role="img"' in shown
    assert "<table" in shown
    assert "៣១" in page(oversight, f"{where}?lang=km")
    oversight.get(f"{where}?lang=en")
    with CaptureQueriesContext(connection) as one:
        page(oversight, TESTS)
    for area in ("12", "18"):
        tested.fixed(cast, now, tested.protocol(area=area))
    with CaptureQueriesContext(connection) as three:
        page(oversight, TESTS)
    assert len(three) <= len(one) + 2, "beside whether each is signed, nothing is asked for each"
    tested.went(row, "0" * 9, unit=cast["duty.sr"].unit_id, first=31)
    clock.read_all(now)
    alarmed = page(oversight, where)
    assert "alarm at step" in alarmed
    assert 'href="/independence/areas/17/"' in alarmed, "what follows is decided there"
    assert 'href="/independence/areas/17/"' not in shown
    assert "Not passed. The alarm sounded before the end." in alarmed
    assert "Not passed. The alarm sounded before the end." in page(oversight, TESTS), "in the list too"
    assert "Call the mentor back" in alarmed
    assert "We are sure in 95 of 100" not in alarmed, "an alarm is no estimate"
    assert "No verdict yet" not in alarmed
    assert "Call the mentor back" not in page(sign_in("mentor"), where)
    assert "runs" not in page(sign_in("duty.sr"), where).split("<h2")[1]


def test_what_would_happen_without_the_mentor(cast, now, sign_in):
    oversight = sign_in("oversight")
    assert "Nothing was simulated yet." in page(oversight, "/independence/what-if/")
    assert oversight.post("/independence/what-if/", {"area": "17"}).status_code == 302
    assert "Asked for, and not ready yet" in page(oversight, "/independence/what-if/")
    page(sign_in("duty.sr"), "/independence/what-if/", 403)
    assert "What it assumes, and what it cannot see" in page(sign_in("mentor"), "/independence/what-if/")
    a_year(cast, timezone.now())
    assert running.run_next(timezone.now()) == "17"
    shown = page(oversight, "/independence/what-if/")
    assert (
        "Work would pile up" in shown
        or "Waiting would surely grow" in shown
        or "Not seen to grow at the one kind of unit of which enough is known" in shown
    )
    heading = re.search(r'<h2 id="r-1">(.*?)</h2>', shown)[1]
    assert "Too little is known to say anything of: " in heading
    unknown = heading.split("Too little is known to say anything of: ")[1]
    assert "Provincial department of social affairs" in unknown, "it works there, and nothing was seen of it"
    assert cast["duty.sr"].unit.kind == "police_ahtjp"
    assert "Anti-trafficking" not in unknown, "of this one enough is known"
    assert "entor" not in unknown
    assert "50%" in shown, "the mentor's part"
    assert "(-" not in shown.split("</table>")[0].split("<table")[1], "nobody waits for less than nothing"


def begins(row, moment, ended=None):
    with session("worker", moment):
        StepBackTest.objects.filter(id=row.id).update(state="stopped", stop_reason="x", begun_at=moment, ended_at=ended)


def ended_long_ago(row):
    begins(row, row.begun_at - 1000 * DAY, row.begun_at - 500 * DAY)


def test_the_baseline_is_proposed_from_what_was_and_small_numbers_are_not(cast, now, sign_in):
    row = tested.begun(cast, timezone.now() - 90 * DAY)
    oversight = sign_in("oversight")
    tested.went(row, "1h10", unit=cast["duty.sr"].unit_id)
    ended_long_ago(row)
    assert "Nothing to propose: in the last 12 months fewer than five were due." in page(
        oversight, f"{TESTS}new/?area=17"
    )
    tested.went(row, "1" * 9 + "h" * 3 + "0" * 3 + "o", unit=cast["duty.sr"].unit_id, first=4)
    shown = page(oversight, f"{TESTS}new/?area=17")
    field = re.search(r'<input[^>]*name="baseline_file"[^>]*>', shown)[0]
    assert 'value="75"' in field, "15 of 20, the open one past its time counted as not done"
    assert "15 of 20 on time and well" in shown
    assert "it was due in 20 cases of one child" in shown, "the two numbers of one block are of the same steps"
    assert "Led by the mentor, or nobody knows" not in shown, "four are too few to be told"
    assert "15 of 20" not in page(oversight, f"{TESTS}new/?area=12"), "another area has its own"
    begins(row, timezone.now() - 30 * DAY)
    before = page(oversight, f"{TESTS}new/?area=17")
    assert "when a test began and the mentor stayed away: 15 of 20 on time and well" in before
    begins(row, timezone.now() - 95 * DAY)
    while_away = page(oversight, f"{TESTS}new/?area=17")
    assert "15 of 20" not in while_away, "what was reached while a test ran was reached without the mentor"
    assert "it was due in 20 cases of one child" in while_away, "the pace is that of today"
    assert "fewer than five were due with the mentor" in while_away, "beside 20 that were due without"
    page(sign_in("mentor"), f"{TESTS}new/?area=17", 403)


def counted(monkeypatch, module, name, told):
    """Under `name` of `told`: how many questions to the database it asked, each time that a page calls it."""
    real = getattr(module, name)

    def asks(*given, **named):
        with CaptureQueriesContext(connection) as asked:
            answer = real(*given, **named)
        told.setdefault(f"{module.__name__.rsplit('.', 1)[-1]}.{name}", []).append(len(asked))
        return answer

    monkeypatch.setattr(module, name, asks)


def test_each_page_asks_as_often_as_it_says_however_many_tests_there_are(cast, now, sign_in, monkeypatch):
    row, told = tested.begun(cast, timezone.now() - 90 * DAY), {}
    for module, name in (
        (listing, "shown"),
        (listing, "choice"),
        (planning, "form"),
        (showing, "shown"),
        (simulated, "shown"),
    ):
        counted(monkeypatch, module, name, told)
    oversight, other = sign_in("oversight"), sign_in("duty.sr")
    for more in (False, True):
        if more:
            for area in ("12", "18"):
                tested.fixed(cast, timezone.now(), tested.protocol(area=area))
        page(other, TESTS)
        page(oversight, f"{TESTS}new/")
        page(oversight, f"{TESTS}new/?area=02")
        page(oversight, f"{TESTS}new/?area=17")
        page(oversight, f"{TESTS}{row.id}/")
        page(oversight, "/independence/what-if/")
    assert told == {
        "listing.shown": [6, 6], "listing.choice": [4, 4], "planning.form": [6, 7, 6, 7],
        "showing.shown": [2, 2], "simulated.shown": [4, 4],
    }, "as the docstrings of these pages say"  # fmt: skip


def test_numbers_stand_in_the_digits_of_the_page_and_are_read_in_both(cast, now, sign_in):
    oversight = sign_in("oversight")
    khmer = page(oversight, f"{TESTS}new/?area=17&lang=km")
    for name, value in (("margin", "១០"), ("months", "១២"), ("settle_days", "៣"), ("baseline_file", "៨០")):
        assert f'value="{value}"' in re.search(rf'<input[^>]*name="{name}"[^>]*>', khmer)[0]
    soon = (timezone.now() + 60 * DAY).strftime("%d/%m/%Y")
    typed = form_of(
        cast, begin_by=soon, steps_file="១២០", baseline_file="៨០", margin="១០", months="១២", settle_days="៣"
    )
    shown = oversight.post(f"{TESTS}new/?lang=en", typed).content.decode()
    assert "Fix this plan" in shown
    assert "work as good as before would pass" not in shown
    assert 'value="១២០"' in shown, "what was typed stays as it was typed"


def test_what_hardly_ever_went_well_is_no_baseline(cast, now, sign_in):
    """The form once began with 0, which it refuses itself."""
    row = tested.begun(cast, timezone.now() - 90 * DAY)
    tested.went(row, "0" * 7, unit=cast["duty.sr"].unit_id)
    ended_long_ago(row)
    shown = page(sign_in("oversight"), f"{TESTS}new/?area=17")
    assert "Too low to test: 0 of 7 were on time and well" in shown
    assert 'value="0"' not in re.search(r'<input[^>]*name="baseline_file"[^>]*>', shown)[0]


def test_a_plan_that_says_more_than_was_reached_with_the_mentor_is_warned_of(cast, now, sign_in):
    row = tested.begun(cast, timezone.now() - 90 * DAY)
    tested.went(row, "0" * 7, unit=cast["duty.sr"].unit_id)
    ended_long_ago(row)
    soon = (timezone.now() + 60 * DAY).strftime("%d/%m/%Y")
    oversight = sign_in("oversight")
    shown = oversight.post(f"{TESTS}new/", form_of(cast, begin_by=soon, steps_file="120")).content.decode()
    assert "with the mentor 80% were on time and well; counted were 0 of 7" in shown
    other = oversight.post(f"{TESTS}new/", form_of(cast, begin_by=soon, steps_file="120", area="12")).content.decode()
    assert "counted were" not in other


def test_only_who_may_sign_some_plan_is_offered_and_of_which_not_is_said(cast, now, sign_in):
    shown = page(sign_in("oversight"), f"{TESTS}new/?area=17")
    offered = shown[shown.index('name="assessors"') :]
    kinds = rules.kinds_of(planning.families())
    with session("worker", now):
        by_family = rules.barred_by("17", kinds, now)
        assert all(out == rules.barred("17", kinds[family], now) for family, out in by_family.items())
        signers = rules.signers("17", kinds, now)
    assert set.intersection(*by_family.values()), "the mentor at least"
    for key in set.intersection(*by_family.values()):
        assert str(key) not in offered
    for one, out in signers:
        label = re.search(rf'value="{one.id}".*?</label>', offered, re.S)[0]
        assert ("does this work here, not for" in label) == bool(out), one.name
    assert any(out for _one, out in signers)


@pytest.mark.parametrize(("due", "months"), [((), 12), ((240,), 12), ((88, 76), 19), ((88, 20), 17)])
def test_the_longest_time_that_is_filled_in_is_enough_at_the_pace_beside_it(due, months):
    """20 a year would take six years: longer than any test runs."""
    assert planning._months({str(one): SoFar(one, 0, one) for one in due}) == months


def test_a_bound_is_never_rounded_up_to_more_than_was_shown():
    one = tested.protocol(steps=80)
    signs = "1" * 75 + "0" * 5
    found = reading.read(one, signs)
    assert round(100 * found.lower) == 88 > 100 * found.lower
    assert showing._read(found, signs, one, "passed")["lower"] == "87%"


def test_the_numbers_of_the_hint_are_those_of_the_reference():
    powers = {steps: error_rates(tested.protocol(steps=steps)).power_with_alarm for steps in (40, 120)}
    assert {steps: round(100 * power) for steps, power in powers.items()} == {40: 44, 120: 77}
