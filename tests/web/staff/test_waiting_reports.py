"""However many reports wait, each stands on some page, and an emergency on the first."""

from datetime import timedelta

from samaki.database import session
from samaki.intake.queries import open_reports, page_of_reports
from samaki.journeys import desk
from samaki.web.reports import views
from tests.intake.talk import filed, report_of


def of_each_hour(cast, now, urgencies):
    """The keys of reports that came an hour apart, the oldest first; the last ones came now."""
    keys = []
    for number, danger in enumerate(urgencies):
        filed(now - timedelta(hours=len(urgencies) - number), danger=danger)
        keys.append(report_of(cast["duty.pp"], now).id)
    return keys


def test_pages_of_what_waits_show_each_once_and_an_emergency_before_what_is_late(cast, now):
    old, older, emergency, newest = of_each_hour(cast, now, ["no", "no", "yes", "no"])
    with session("app", now, cast["duty.pp"].id):
        unit, seen, last = cast["duty.pp"].unit_id, [], None
        while True:
            found, last = page_of_reports(unit, state="open", before=last, limit=1)
            seen += [report.id for report in found]
            if last is None:
                break
        assert seen == [emergency, old, older, newest] == [report.id for report in open_reports(unit)]
        assert [report.id for report in page_of_reports(unit, limit=2)[0]] == [newest, emergency]


def test_the_list_goes_on_behind_its_first_page_and_the_desk_says_that_more_wait(cast, now, sign_in, monkeypatch):
    monkeypatch.setattr(views, "WAITING", 1)
    keys = of_each_hour(cast, now, ["no", "yes"])
    page = sign_in("duty.pp")
    first = page.get("/reports/").content.decode()
    assert [str(key) in first for key in keys] == [False, True]
    second = page.get(f"/reports/?state=open&before={keys[1]}").content.decode()
    assert f"before={keys[1]}" in first
    assert [str(key) in second for key in keys] == [True, False]
    assert "More reports wait than stand here." not in page.get("/desk/").content.decode()
    monkeypatch.setattr(desk, "MOST_REPORTS", 1)
    monkeypatch.setattr("samaki.web.desk.showing.MOST_REPORTS", 1)
    crowded = page.get("/desk/").content.decode()
    assert [str(key) in crowded for key in keys] == [False, True], "the emergency stays"
    assert "More reports wait than stand here." in crowded
