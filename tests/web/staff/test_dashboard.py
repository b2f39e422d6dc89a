"""Dashboards: four figures first, each picture with its table; of others nothing small; a province only for who oversees."""

import re

from django.utils import timezone

from samaki.database import session
from samaki.figures.attrition import Passage, attrition
from samaki.insights import chain, guarding
from samaki.insights.figures import Figure
from samaki.insights.models import MeasureCell
from samaki.web.dashboard import drawing
from samaki.web.dashboard.drawing import Point
from samaki.web.measures import judging


def cell(measure, unit, month, tally, *, other=0, kind=""):
    MeasureCell.objects.create(measure=measure, area="12", unit=unit, other=other, kind=kind, month=month, tally=tally)


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_each_reader_has_a_dashboard_and_of_others_nothing_small_is_told(cast, sign_in):
    now = timezone.now()
    month = now.date().replace(day=1)
    duty, social, ngo = (cast[name].unit_id for name in ("duty.pp", "social.pp", "ngo.pp"))
    with session("worker", now):
        cell("I3", social, month, {"yes": 8, "no": 1}, other=duty)
        cell("I3", ngo, month, {"yes": 30, "no": 30}, other=duty)
        cell("I8", social, month, {"at:0:": 3, "at:1:": 12, "at:2:no_offence": 2})
        age = int(now.timestamp() // 60)
        cell("I7", social, month, {f"age:{age - 90}:{age - 5}": 1, f"age:{age - 9000}:{age + 5}": 2}, kind="report")
    own = page(sign_in("social.pp"), "/dashboard/")
    assert own.index("First of all") < own.index("Where reports are now") < own.index("Told how often")
    assert "89%" in own, "eight of nine: its own it sees"
    assert own.count('class="d-late"') == 1
    assert own.count("The same as a table") >= 3
    page(sign_in("social.pp"), "/dashboard/area/12/", 404)
    oversight = sign_in("oversight")
    for path in ("/dashboard/", "/dashboard/area/12/", "/measures/chain-map/"):
        told = page(oversight, path)
        assert "8 of 9" not in told, path
        assert "89%" not in told, path
        assert path == "/measures/chain-map/" or re.search(r'<p class="lead"><strong>[^<]+</strong></p>', told), (
            "the answer first"
        )
    page(oversight, "/dashboard/area/99/", 404)
    page(oversight, "/dashboard/?lang=km")
    assert page(oversight, "/desk/").count('href="/dashboard/"') == 2, (
        "where it would say that nothing waits, and at the foot"
    )
    with session("app", now, cast["oversight"].id):
        told = chain.for_overseers(chain.looked_at(now)).of("12")
    same = {one.ends: one.bounded for one in told if one.carried}
    with session("app", now, cast["oversight"].id):
        assert {one.ends: one.bounded for one in chain.carried_of_all(chain.looked_at(now))} == same
    assert {one.holds.n: "holds" in one.bounded for one in told if one.carried} == {9: True, 60: True}, (
        "the sum of the province would tell the one"
    )


def test_a_bound_alone_is_told_of_few_and_of_the_one_that_would_tell_them():
    def share(some, of):
        return Figure(of, some / of)

    told = [share(8, 9), share(30, 60), share(20, 40)]
    assert guarding.silent(told, [False] * 3) == {0, 2}
    assert guarding.silent(told, [False, False, True]) == {0}, "two are not told already"
    assert guarding.silent([share(30, 60), share(0, 9)], [False, False]) == set()
    assert guarding.silent([Figure(3, 1.0), Figure(0)], [False, False]) == {0}


def test_pictures_are_drawn_from_what_is_told():
    rows = attrition([Passage(0)] * 2 + [Passage(1)] * 3 + [Passage(2, "done")] * 5, ["a", "b", "c"])
    assert drawing.bars([(row, row.reached, row.open_here) for row in rows]) == [
        {"at": "100.0", "more": "0.0"}, {"at": "80.0", "more": "20.0"}, {"at": "50.0", "more": "50.0"},
    ]  # fmt: skip
    assert drawing.bars([(row, 10 if not at else None, None) for at, row in enumerate(rows)])[1:] == [None, None]
    assert drawing.funnel([Point("small", 1, 4), Point("one", 9, 10)]) is None
    drawn = drawing.funnel([Point("low", 20, 100), Point("as all", 80, 100), Point("more", 90, 100)])
    assert drawn is not None
    assert {one["name"]: one["shape"] for one in drawn["points"]}["low"] == "out"
    assert (round(drawing.place(60)), round(drawing.place(10**9))) == (0, 100)


def test_how_long_it_takes_is_drawn_and_of_others_no_step_of_few(cast, sign_in):
    now = timezone.now()
    month = now.date().replace(day=1)
    with session("worker", now):
        waits = {
            "wait:accepted:30:0": 20,
            "wait:accepted:200:0": 2,
            "wait:declined:3000:0": 30,
            f"wait::{int(now.timestamp() // 60) - 900}:0": 1,
        }
        cell("C4", cast["social.pp"].unit_id, month, waits, other=cast["duty.pp"].unit_id)
    own = page(sign_in("social.pp"), "/dashboard/")
    assert "Until a hand-off is decided" in own
    assert "n = 53" in own
    assert "still open: 1" in own
    assert "declined: 58%" in own
    assert '<th scope="row">4 h</th><td class="num">42%</td>' in own, "22 of 53 by then"
    told = page(sign_in("oversight"), "/dashboard/")
    assert '<th scope="row">1 h</th><td class="num">38%</td>' in told
    assert '<th scope="row">4 h</th>' not in told, "two more than within the hour"
    assert "still open" not in told.split("Until a hand-off is decided")[1].split("</section>")[0]
    assert "Until a hand-off is decided" not in page(sign_in("oversight"), "/dashboard/area/12/"), "beside all others"
    assert guarding.ended([None, 20, 22, 52, 53], 53) == [False, True, False, False, True]


def test_who_leads_a_unit_sees_the_units_of_the_agency_side_by_side(cast, sign_in):
    now = timezone.now()
    month = now.date().replace(day=1)
    duty = cast["duty.pp"].unit
    with session("worker", now):
        cell("I3", duty.principal, month, {"yes": 8, "no": 1}, other=cast["social.pp"].unit_id)
        cell("I3", cast["ngo.pp"].unit_id, month, {"yes": 70, "no": 7}, other=duty.principal)
    told = page(sign_in("officer.pp"), "/dashboard/agency/")
    assert duty.name in told
    assert "89%" in told
    assert "91%" not in told, "of another agency"
    assert "It is no ranking" in told
    assert "There is not enough yet" not in told
    assert 'href="/dashboard/agency/"' in page(sign_in("officer.pp"), "/dashboard/")
    for who in ("duty.pp", "oversight"):
        page(sign_in(who), "/dashboard/agency/", 404)
    page(sign_in("officer.pp"), "/dashboard/agency/?lang=km")


def test_the_sentence_above_a_dashboard_names_what_fails_and_where():
    fails, holds, quiet = (
        {"name": name, "verdict": verdict} for name, verdict in (("Takeo", "fails"), ("Kep", "holds"), ("Pailin", ""))
    )
    assert (
        judging.whole_with_places({"On time": [fails, holds], "Child seen": [quiet]})
        == "Below their line: On time (Takeo)."
    )
    assert judging.whole_with_places({"On time": [holds, quiet]}) == "No figure that has a line surely lies below it."
    assert judging.whole_with_places({"On time": [quiet]}).startswith("There is not enough yet")
    assert (
        judging.whole_with_places({"On time": [{"name": "On time", "verdict": "fails"}]})
        == "Below their line: On time."
    )
