"""The page that a minister reads in a minute: the answer first, the weakest first, a table beside every picture."""

import re
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samaki.database import session
from samaki.journeys.support.inputs import begin_input, withdraw_input
from samaki.stepping_back.fading.gates import gates_of
from samaki.web.fading.gates import evidence
from tests.acting import act
from tests.stepping_back.test_independence import KINDS, cell, kept


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def areas(cast, now, codes, bad=0):
    month, unit = now.date().replace(day=1), cast["duty.pp"].unit_id
    with session("worker", now):
        for code in codes:
            for kind in KINDS:
                kept(unit, code, kind, month, 40, bad, why={"mentor": bad})
            for year, mentor in ((month.year - 2, 20), (month.year, 1)):
                cell("SRC", unit, code, "", month.replace(year=year), yes=mentor, no=30 - mentor, from__citizen=30)


def test_of_fewer_than_five_that_were_due_others_than_the_unit_see_no_number(cast, sign_in):
    """Six are counted, two of them not due yet: the database gives them, the page tells others nothing of the four."""
    now = timezone.now()
    month, ahead = now.date().replace(day=1), int((now + timedelta(days=30)).timestamp() // 60)
    with session("worker", now):
        for measure in ("IX1", "IX2"):
            told = {"simple__yes": 3, "simple__no": 1, "simple__case": 6, f"simple__open:{ahead}": 2}
            cell(measure, cast["duty.pp"].unit_id, "12", KINDS[0], month, **told)
    assert "3 of 4" not in (shown := page(sign_in("oversight"), "/independence/"))
    assert "fewer than 5: not shown" in shown
    assert "3 of 4" in page(sign_in("duty.pp"), "/independence/")


def test_where_few_did_or_did_not_others_read_a_bound_and_nothing_that_would_tell_more(cast, sign_in):
    now = timezone.now()
    month, unit = now.date().replace(day=1), cast["duty.pp"].unit_id
    with session("worker", now):
        kept(unit, "12", KINDS[0], month, 6, 2)
        for year, mentor in ((month.year - 2, 20), (month.year, 1)):
            cell("SRC", unit, "12", "", month.replace(year=year), yes=mentor, no=30 - mentor)
    shown = page(sign_in("oversight"), "/independence/")
    assert "at least 50%" in shown
    assert "n = 8; no interval" in shown
    assert "75%" not in shown
    assert "at most 13%" in shown, "one of thirty cases was the mentor's"
    assert "3%" not in shown[shown.index('id="h-share"') :].replace("13%", "")
    assert "75%" in page(sign_in("duty.pp"), "/independence/"), "its own are told as they are"


def test_in_place_of_a_drawing_and_of_an_empty_table_stands_a_sentence(cast, sign_in):
    now = timezone.now()
    month, unit = now.date().replace(day=1), cast["duty.pp"].unit_id
    with session("worker", now):
        for measure in ("IX1", "IX2"):
            marks = {"simple__yes": 9, "simple__case": 9, "complex__yes": 2, "complex__case": 2}
            cell(measure, unit, "12", KINDS[0], month, **marks)
        cell("SRC", unit, "12", "", month, yes=9, no=9)
    shown = page(sign_in("oversight"), "/independence/")
    assert "Nothing to draw: there are not two years of which a share may be told." in shown
    of_complex = shown[shown.index('id="h-complex"') :]
    of_complex = of_complex[: of_complex.index("</section>")]
    assert "Not shown, for fewer than 5 were due: 1 kinds of step." in of_complex
    assert "<table" not in of_complex


def test_where_the_chain_stands_leans_and_breaks(cast, sign_in):
    now = timezone.now()
    oversight = sign_in("oversight")
    assert "Not enough evidence yet." in page(oversight, "/independence/")
    areas(cast, now, ["12"])
    with CaptureQueriesContext(connection) as one:
        page(oversight, "/independence/")
    areas(cast, now, ["17", "18"], bad=60)
    given = {"form": "money", "area": "17", "kind": "", "since": now.date() - timedelta(days=400)}
    row = act(cast["mentor"], begin_input, now, **given)
    act(cast["mentor"], withdraw_input, now, input_id=row.id, until=now.date() - timedelta(days=30))
    with CaptureQueriesContext(connection) as three:
        shown = page(oversight, "/independence/")
    assert len(one) == len(three)
    assert shown.count("the mentor led or was there: 60 of 100") >= 2 * len(KINDS)
    assert shown.index("Not yet. It leans on the mentor.") < shown.index("Yes. It stands alone.")
    assert "The mentor brings ever fewer of the cases: 67%" in shown
    assert shown.count('role="img"') >= 3 * (1 + len(KINDS))
    assert shown.count("<table") >= 4, "a table beside every picture"
    assert all(code in shown for code in ("IX1.v1", "IX2.v1", "SRC.v1"))
    assert "<title>Money</title>" in shown, "the day on which an input ended stands in the picture"
    assert "១០០%" in page(oversight, "/independence/?lang=km")
    assert "G1.v1" in page(oversight, "/independence/doubts/")
    police = sign_in("duty.pp")
    own = page(police, "/independence/")
    assert cast["duty.pp"].unit.name in own
    assert "The mentor brings ever fewer" not in own
    page(police, "/independence/doubts/", 403)
    assert "The mentor brings ever fewer" in page(sign_in("mentor"), "/independence/")
    assert "Not enough evidence yet." in page(sign_in("social.sr"), "/independence/")


def test_leans_on_the_mentor_is_said_only_where_the_mentor_led(cast, sign_in):
    """The same index, and each of what can be missing has its own words, for others and for the unit, on the page and in the plan."""
    now = timezone.now()
    month, unit = now.date().replace(day=1), cast["duty.pp"].unit_id
    missing = {
        "12": (
            {"late": 30, "abandoned": 25, "mentor": 5},
            "Not yet. Too often it is late or not done.",
            "Too often late or not done:",
        ),
        "17": ({"checklist": 60}, "Not yet. Too often it is not done well.", "Too often not done well:"),
        "18": ({"mentor": 30, "late": 30}, "Not yet. It falls short.", "Falls short:"),
        "08": ({"level_unknown": 60}, "Not yet. Too often nobody knows who led.", "Too often nobody knows who led:"),
    }
    with session("worker", now):
        for code, (why, *_said) in missing.items():
            for kind in KINDS:
                kept(unit, code, kind, month, 40, 60, why=why)
    shown = page(sign_in("oversight"), "/independence/")
    assert "leans on the mentor" not in shown.lower()
    for _why, headline, kinds in missing.values():
        assert headline in shown
        assert kinds in shown
    assert "late or not done: 55 of 100 · the mentor led or was there: 5" in shown
    with session("app", now, cast["oversight"].id):
        (gate,) = gates_of("17", ("stands_alone",), now)
    says = evidence(gate.code, gate.kept(), "en", {})
    assert says.startswith("too often not done well. Weakest critical step")
    assert says.endswith("What was missing: checklist not full: 60 of 100.")
    before = {name: told for name, told in gate.kept().items() if name not in ("main", "missing", "rest")}
    assert evidence(gate.code, before, "en", {}).startswith("falls short. "), "decided before reasons were kept"
    own = page(sign_in("duty.pp"), "/independence/")
    assert "What was missing, all kinds of step together: late or not done: " in own
    assert "យឺត" in page(sign_in("oversight"), "/independence/?lang=km")


def test_what_is_missing_of_few_the_unit_reads_and_others_do_not(cast, sign_in):
    now = timezone.now()
    month, unit = now.date().replace(day=1), cast["duty.pp"].unit_id
    with session("worker", now):
        kept(unit, "12", KINDS[0], month, 4, 8, why={"mentor": 4, "late": 3, "checklist": 1})
    own = page(sign_in("duty.pp"), "/independence/")
    assert "the mentor led or was there: 4 of 12 · late or not done: 3 · checklist not full: 1" in own
    shown = page(sign_in("oversight"), "/independence/")
    assert "at most 33%" in shown
    assert "the mentor led or was there:" not in shown
    assert "What was missing is not shown: it would tell of fewer than 5." in shown


def test_the_weakest_step_says_that_its_reasons_are_not_shown_where_others_tell_theirs(cast, sign_in):
    now = timezone.now()
    month, unit = now.date().replace(day=1), cast["duty.pp"].unit_id
    with session("worker", now):
        kept(unit, "12", KINDS[0], month, 5, 5, why={"late": 3, "mentor": 2})
        kept(unit, "12", KINDS[1], month, 60, 40, why={"late": 40})
    shown = page(sign_in("oversight"), "/independence/")
    weakest = re.search(r'<li class="weakest">.*?</li>', shown, re.S)[0]
    assert "50%" in weakest
    assert "what was missing is not shown: it would tell of fewer than 5" in weakest
    assert "late or not done: 40 of 100" in shown
    assert "not shown: it would tell" not in page(sign_in("duty.pp"), "/independence/")


def test_each_page_says_what_its_number_counts_and_leads_to_the_others(cast, sign_in):
    oversight = sign_in("oversight")
    for path, says, ways in (
        ("/independence/", "each kind by itself; the weakest decides", ("/measures/independence/",)),
        ("/measures/independence/", "critical steps of all kinds and of all cases, added up", ("/independence/",)),
        ("/measures/on-time-and-well/", "critical steps of all kinds and of all cases, added up", ("/independence/",)),
        ("/independence/what-if/", "which the mentor did or led", ("/independence/", "/measures/independence/")),
        ("/independence/tests/new/?area=12", "one step of each kind for a case", ("/independence/", "/measures/independence/")),
    ):  # fmt: skip
        shown = page(oversight, path)
        (line,) = re.findall(r'<p class="small counts">(.*?)</p>', shown)
        assert says in line, path
        assert all(f'<a href="{way}">' in line for way in ways), path
    assert 'class="small counts"' not in page(oversight, "/measures/answered/"), "a figure of something else"
