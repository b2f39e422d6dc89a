"""The pages of step-back tests: how often a test can be wrong stands before what it says; forms are refused with what was typed."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samaki.stepping_back.testing import clock
from samaki.stepping_back.whatif import running
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
    given = {"area": "17", "steps_file": "40", "baseline_file": "80", "margin": "10", "accepted": "20", "broken": "35", "threshold": "40",
             "months": "12", "settle_days": "3", "begin_by": "", "assessors": signers}  # fmt: skip
    return given | changed


def test_a_plan_is_fixed_signed_and_stopped_through_the_pages(cast, now, sign_in):
    soon = (timezone.now() + 60 * DAY).strftime("%d/%m/%Y")
    oversight = sign_in("oversight")
    assert "No test is fixed or runs." in page(oversight, TESTS)
    assert "nothing was due, or fewer than five" in page(oversight, f"{TESTS}new/?area=17")
    refused = oversight.post(f"{TESTS}new/", form_of(cast, begin_by=soon, months="99", margin="90"))
    assert refused.status_code == 422
    assert 'value="99"' in refused.content.decode()
    for broken in (
        {},
        {"steps_file": "many"},
        {"assessors": "x", "begin_by": "soon"},
        {"threshold": "7", "begin_by": soon},
    ):
        assert oversight.post(f"{TESTS}new/", broken and form_of(cast, **broken)).status_code in (422, 409)
    for wrong, said in (({"steps_file": ""}, "Choose at least one family"), ({"steps_file": "10"}, "from 20 to 300"),
                        ({"assessors": [str(cast["duty.sr"].unit.agency_id)]}, "assessors")):  # fmt: skip
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
    assert sealed not in again.content.decode()
    assert oversight.post(f"{TESTS}new/", form_of(cast, begin_by=soon, shown=sealed, go="show")).status_code == 200
    made = oversight.post(f"{TESTS}new/", form_of(cast, begin_by=soon, shown=sealed))
    assert made.status_code == 302, made.content.decode()
    where = made["Location"]
    shown = page(oversight, where)
    assert shown.index("How often can this test be wrong?") < shown.index("What was fixed beforehand")
    assert "This plan can hardly tell anything" in shown, "who signs it reads it too"
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


def test_a_running_test_shows_its_alarm_and_no_verdict_before_its_end(cast, now, sign_in):
    row = tested.begun(cast, now - 90 * DAY)
    tested.went(row, "1" * 20 + "0" + "1" * 10, unit=cast["duty.sr"].unit_id)
    clock.read_all(now)
    oversight = sign_in("oversight")
    where = f"{TESTS}{row.id}/"
    shown = page(oversight, where)
    assert "31 of 40 steps looked at, 1 failed." in shown
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


def test_the_baseline_is_proposed_from_what_was_and_small_numbers_are_not(cast, now, sign_in):
    row = tested.begun(cast, now - 90 * DAY)
    oversight = sign_in("oversight")
    tested.went(row, "1h10", unit=cast["duty.sr"].unit_id)
    assert "Nothing to propose" in page(oversight, f"{TESTS}new/?area=17")
    tested.went(row, "1" * 9 + "h" * 3 + "0" * 3 + "o", unit=cast["duty.sr"].unit_id, first=4)
    shown = page(oversight, f"{TESTS}new/?area=17")
    field = re.search(r'<input[^>]*name="baseline_file"[^>]*>', shown)[0]
    assert 'value="75"' in field, "15 of 20, the open one past its time counted as not done"
    assert "15 of 20 on time and well" in shown
    assert "it was due in 20 cases of one child" in shown, "the two numbers of one block are of the same steps"
    assert "Led by the mentor, or nobody knows" not in shown, "four are too few to be told"
    assert "15 of 20" not in page(oversight, f"{TESTS}new/?area=12"), "another area has its own"
    page(sign_in("mentor"), f"{TESTS}new/?area=17", 403)
