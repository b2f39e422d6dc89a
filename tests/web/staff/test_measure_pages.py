"""Pages of figures: a unit's own, those of provinces for who oversees, and what each one means."""

import csv
import io
import re
import uuid
from datetime import UTC, datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from samaki.database import session
from samaki.insights import keeping, queries
from samaki.insights.definitions import MEASURES
from samaki.insights.figures import Figure
from samaki.intake import operations as intake
from samaki.intake.operations import Told
from samaki.journeys import opening
from samaki.ledger import sealing
from samaki.web.measures import saying
from tests.acting import act
from tests.handoffs.moving import brought_to

DRAWN = 'class="lm-at"'
"""The mark of a figure's drawing."""


def counted(now):
    sealing.seal_all(now)
    while keeping.keep(now):
        pass


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_a_unit_reads_its_own_figures_four_first_and_what_each_means(cast, sign_in):
    now = timezone.now()
    brought_to("accepted", cast["duty.pp"], cast["ngo.pp"], now)
    counted(now)
    ngo, other = sign_in("ngo.pp"), sign_in("social.sr")
    shown = page(ngo, "/measures/")
    assert shown.index("First of all") < shown.index("Hand-offs answered") < shown.index("All other figures")
    assert "1 of 1" in shown
    assert DRAWN not in shown, "of fewer than five nothing is drawn"
    assert "1 of 1" not in page(other, "/measures/")
    with CaptureQueriesContext(connection) as asked:
        page(ngo, "/measures/")
    for _number in range(5):
        brought_to("accepted", cast["duty.pp"], cast["ngo.pp"], now)
    counted(now)
    with CaptureQueriesContext(connection) as more:
        shown = page(ngo, "/measures/")
    assert len(more) == len(asked)
    assert "100%" in shown
    assert DRAWN in shown
    mine = page(ngo, "/measures/answered/")
    assert cast["duty.pp"].unit.name in mine
    assert "I3.v1" in mine
    assert "Look at these with it:" in mine
    for one in MEASURES.values():
        assert str(one.counts) in page(ngo, f"/measures/{one.name}/").replace("&#39;", "'")
    page(ngo, "/measures/no-such/", 404)
    khmer = page(ngo, "/measures/answered/?lang=km")
    assert "ការប្រគល់ទទួល" in khmer
    assert "១០០%" in khmer


def test_who_oversees_reads_provinces_and_nothing_small(cast, sign_in):
    now = timezone.now()
    for _number in range(5):
        brought_to("accepted", cast["duty.pp"], cast["ngo.pp"], now)
    counted(now)
    oversight = sign_in("oversight")
    shown = page(oversight, "/measures/")
    assert "by province" in shown
    assert "Phnom Penh" in shown
    assert "100%" in shown
    assert cast["ngo.pp"].unit.name not in shown
    assert ">not shown<" not in page(oversight, "/measures/ownerless/")
    act(cast["duty.sr"], opening.open_own, now, area="17", urgency="normal")
    counted(now)
    shown = page(oversight, "/measures/ownerless/")
    assert ">not shown<" in shown
    assert "0 h" in shown
    assert "in 6 cases" in shown
    assert "still open" not in shown, "hours are counted, and none of them is open"
    assert "very probably" not in shown.lower(), "no interval is shown, so none is explained"
    for query in ("?time=12", "?time=24&area=12", f"?time={now.year}"):
        with CaptureQueriesContext(connection) as usual:
            page(oversight, "/measures/")
        with CaptureQueriesContext(connection) as asked:
            page(oversight, f"/measures/{query}")
        assert len(asked) == len(usual)


def test_time_place_and_files_are_chosen_on_the_page(cast, sign_in):
    now = timezone.now()
    for _number in range(5):
        brought_to("accepted", cast["duty.pp"], cast["ngo.pp"], now)
    counted(now)
    ngo = sign_in("ngo.pp")
    assert "100%" in page(ngo, "/measures/?time=12&area=12")
    assert "100%" not in page(ngo, "/measures/?area=17")
    assert "There is no such time or place here" in page(ngo, "/measures/?time=7&area=nowhere")
    assert "There is no such time or place here" not in page(ngo, "/measures/")
    assert not re.search(r"</small><small", page(ngo, "/measures/")), "nothing is glued to what follows"
    answer = ngo.get("/measures/figures.csv?time=12&lang=km")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert "attachment" in answer["Content-Disposition"]
    assert len({len(row) for row in rows}) == 1
    told = next(row for row in rows if row[1] == "I3.v1")
    assert told[0] == "ការប្រគល់ទទួលដែលបានឆ្លើយ"
    assert told[2] == cast["ngo.pp"].unit.name_km
    assert "១០០%" in told
    book = load_workbook(io.BytesIO(ngo.get("/measures/figures.xlsx?measure=answered&lang=en").content))
    assert book.sheetnames == ["Figures", "What this means"]
    assert cast["duty.pp"].unit.name in [cell.value for cell in book["Figures"]["C"]]
    hidden = sign_in("oversight").get("/measures/figures.csv?measure=answered&lang=en").content.decode()
    assert "Phnom Penh" in hidden


def test_the_page_says_which_figure_fails_and_of_which_time_the_others_tell(cast, sign_in):
    now = timezone.now()
    for _number in range(12):
        brought_to("expired", cast["duty.pp"], cast["social.pp"], now, "urgent")
    counted(timezone.now())
    now = timezone.now()
    oversight = sign_in("oversight")  # the clock went on by a month
    shown = page(oversight, "/measures/?time=12")
    assert "Below their line: " in shown
    assert "Hand-offs answered</a>: fails in Phnom Penh" in shown
    assert "fails: surely below 70%" in shown
    assert 'stroke-dasharray="3 3"' in shown, "its line stands in the drawing"
    assert "All other figures: All together" in shown
    assert shown.index("From hand to hand") < shown.index("With and without the mentor")
    assert "Re-offered" in shown or "Offered again" in shown
    same = shown[shown.index('<a href="/independence/">Can the mentor step back?</a>') :]
    assert same.startswith('<a href="/independence/">Can the mentor step back?</a>: the same time')
    assert '<a href="/measures/?time=12">How the chain works</a>: the same time' in page(oversight, "/independence/")
    usual = page(oversight, "/measures/")
    assert "Can the mentor step back?</a>: another time, " in usual
    assert "Can the mentor step back?</a>: " in page(oversight, "/measures/chain-map/")


def test_hours_of_the_areas_add_up_to_those_of_all_together_and_thousands_are_separated():
    day = datetime(2026, 11, 1, tzinfo=UTC).date()

    def hours(without, of):
        return Figure(6, value=without / of, counts={"ownerless_hours": without, "open_hours": of})

    parts = {"12": hours(3570.6, 9000.4), "17": hours(559.7, 900.4), "18": hours(4298.4, 9900.4)}
    figures = parts | {"*": hours(8428.7, 19801.2)}
    table = queries.Table(MEASURES["I4"], queries.Months(day, day, datetime(2026, 11, 28, tzinfo=UTC)), figures)
    told = saying.rows_of_others(table, {"12": "a", "17": "b", "18": "c", "*": "all"})
    assert [line["value"] for line in told] == ["3,571 h", "560 h", "4,298 h", "8,429 h"]
    assert told[-1]["of"] == "19,800 h in 18 cases"
    assert {line["verdict"] for line in told} == {"fails"}


def test_the_last_day_is_the_one_of_the_country():
    early = datetime(2026, 11, 28, 22, tzinfo=UTC)
    assert queries.quarter(early).last_day.isoformat() == "2026-11-29"
    assert queries.whole_year(2025, early).last_day.isoformat() == "2025-12-31"


def test_where_reports_are_now_says_bounds_and_why_others_left(cast, sign_in):
    now = timezone.now()
    assert "Nothing was counted yet" in page(sign_in("oversight"), "/measures/attrition/?lang=en")
    for _number in range(6):
        with session("intake", now):
            told = Told(what="what", where="Phnom Penh", danger="yes")
            intake.file_report(told=told, key=uuid.uuid4(), channel="web", now=now)
    counted(now)
    shown = page(sign_in("duty.pp"), "/measures/attrition/?lang=en")
    assert "0% to 100%" in shown, "while all are open nothing is known"
    assert "Place by place" in shown
    assert "Report received" in shown
    assert "Left there, and why" in page(sign_in("oversight"), "/measures/attrition/?lang=en")
