"""The pages of the lists: finding by place and date, naming many, keeping a filter, taking a list away."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from samaki.cases.models import Step
from samaki.database import session
from samaki.journeys.lists.models import SavedFilter
from samaki.ledger.models import LedgerEntry
from samaki.simulation.cast import MEMBERS
from samaki.web.lists.sheet import MARK, harmless
from samaki.web.moments import PageClock, by_time, short_date, time_left
from tests.acting import own_case, step_of
from tests.everything import seen_by


@pytest.fixture
def ours(cast):
    """Three cases of the police of Phnom Penh, opened now."""
    return [own_case(cast["duty.pp"], timezone.now()) for _number in range(3)]


def shown(answer):
    """Case codes on a page, in order, each once."""
    return list(dict.fromkeys(re.findall(r'class="code" translate="no">([A-Z0-9-]+)<', answer.content.decode())))


@pytest.mark.parametrize("place", ["ភ្នំពេញ", "Phnom Penh", "phnom pen", "Pnom Penh", "រាជធានីភ្នំពេញ"])
def test_a_place_is_found_in_khmer_and_in_any_romanisation(place, sign_in, ours):
    client = sign_in("duty.pp")
    assert set(shown(client.get("/cases/", {"place": place}))) == {case.code for case in ours}
    assert shown(client.get("/cases/", {"place": "ខេត្តសៀមរាប"})) == []


def test_a_place_that_nobody_knows_is_said_beside_its_field(sign_in, ours):
    page = sign_in("duty.pp").get("/cases/", {"place": "Xyzzy"}).content.decode()
    assert "We know no such place" in page
    assert 'aria-invalid="true"' in page
    assert "Nothing was searched yet" in page
    assert ours[0].code not in page


def test_what_was_understood_stands_beside_the_place_and_stays_when_sent_again(sign_in, ours):
    client = sign_in("duty.pp")
    page = client.get("/cases/", {"place": "pnom penh"}).content.decode()
    assert "Understood as: Phnom Penh" in page
    again = client.get("/cases/", {"place": "ភ្នំពេញ", "area": "12"}).content.decode()
    assert 'name="area" value="12"' in again
    other = client.get("/cases/", {"place": "Siem Reap", "area": "12"}).content.decode()
    assert 'name="area" value="17"' in other, "words that were changed outdo the kept code"


@pytest.mark.parametrize(("typed", "found"), [
    ({"from": "1/1/2020"}, True), ({"from": "2020"}, True), ({"from": "១/១/២០២០"}, True), ({"to": "2020"}, False),
    ({"from": "2563"}, True), ({"from": "1/2/2020", "to": "3/2020"}, False), ({"to": "2199"}, True),
])  # fmt: skip
def test_dates_are_read_as_people_write_them(typed, found, sign_in, ours):
    assert bool(shown(sign_in("duty.pp").get("/cases/", typed))) is found


def test_a_date_that_is_none_is_said_beside_its_field(sign_in, ours):
    page = sign_in("duty.pp").get("/cases/", {"from": "31/02/2026"}).content.decode()
    assert "This day is not in the calendar." in page, "as the forms say it"
    assert shown(sign_in("duty.pp").get("/cases/", {"from": "31/02/2026"})) == []
    assert "Write a date like" in sign_in("duty.pp").get("/cases/", {"to": "soon"}).content.decode()


def test_an_emergency_is_marked_in_the_list_and_nothing_else_is(sign_in, ours, cast):
    case = own_case(cast["duty.pp"], timezone.now(), urgency="emergency")
    lines = sign_in("duty.pp").get("/cases/").content.decode().split('<li class="wait wait--case">')[1:]
    marked = [line for line in lines if 'class="tag tag--now"' in line]
    assert len(lines) == 4
    assert len(marked) == 1
    assert case.code in marked[0]


def test_a_code_leads_to_its_case_whole_or_by_its_last_six_letters(sign_in, ours):
    client, case = sign_in("duty.pp"), ours[1]
    for typed in (case.code, case.code.lower(), case.code.replace("-", ""), case.code[-6:], case.code[-6:].lower()):
        assert client.get("/cases/", {"code": typed})["Location"] == f"/cases/{case.code}/"
    assert shown(client.get("/cases/", {"code": "PP-26-222222"})) == []
    foreign = sign_in("duty.sr").get("/cases/", {"code": case.code})
    assert (foreign.status_code, shown(foreign)) == (200, [])


def test_pages_follow_each_other_and_keep_the_filter(sign_in, cast):
    cases = [own_case(cast["duty.pp"], timezone.now()) for _number in range(27)]
    client = sign_in("duty.pp")
    first = client.get("/cases/", {"state": "open", "place": "Phnom Penh", "order": "newest"})
    following = re.search(r'rel="next" href="([^"]+)"', first.content.decode()).group(1).replace("&amp;", "&")
    assert "state=open" in following
    assert "area=12" in following
    second = client.get("/cases/" + following)
    assert shown(first) + shown(second) == [case.code for case in reversed(cases)]
    assert "Back to the beginning" in second.content.decode()
    first = client.get("/cases/", {"place": "Phnom Penh"})
    following = re.search(r'rel="next" href="([^"]+)"', first.content.decode()).group(1).replace("&amp;", "&")
    walked = shown(first) + shown(client.get("/cases/" + following))
    assert sorted(walked) == sorted(case.code for case in cases), "by due time, each once"


def test_the_page_says_its_order_and_leads_to_the_other_one(sign_in, ours):
    client = sign_in("duty.pp")
    page = client.get("/cases/", {"place": "Phnom Penh"}).content.decode()
    assert "The case in which something falls due next stands first." in page
    assert 'href="/cases/?area=12&amp;order=newest"' in page
    other = client.get("/cases/", {"area": "12", "order": "newest"})
    assert "The case that was entered last stands first." in other.content.decode()
    assert shown(other) == [case.code for case in reversed(ours)]
    assert "Order" not in client.get("/cases/steps/").content.decode()


def test_every_tab_is_a_page_and_only_those_who_lead_see_who_has_what(sign_in, ours):
    for path in ("/cases/", "/cases/mine/", "/cases/waiting/", "/cases/steps/"):
        page = sign_in("duty.pp").get(path)
        assert page.status_code == 200
        assert f'<a href="{path}" aria-current="page">' in page.content.decode()
        assert "/cases/caseload/" not in page.content.decode()
    assert sign_in("duty.pp").get("/cases/caseload/").status_code == 403
    head = sign_in("officer.pp").get("/cases/caseload/").content.decode()
    table = head[head.index("<tbody>") :]
    assert table.index("Nobody is named yet") < table.index("Sovann Chea")
    assert "/cases/steps/?worker=nobody" in head


@pytest.mark.parametrize("path", ["/cases/mine/", "/cases/waiting/", "/cases/steps/", "/cases/caseload/"])
def test_an_empty_list_says_what_to_do(path, sign_in):
    page = sign_in("social.ps").get(path).content.decode()
    assert 'class="empty"' in page or "nothing ahead" in page


# ------------------------------------------------------------------ naming many
def test_ticked_steps_are_named_in_one_go_and_told_row_by_row(sign_in, ours, cast):
    now = timezone.now()
    steps = [step_of(cast["duty.pp"], now, case, "first_safe_contact") for case in ours]
    client = sign_in("duty.pp")
    assert f'value="{steps[0].id}"' in client.get("/cases/steps/").content.decode()
    foreign = "01900000-0000-7000-8000-000000000000"
    answer = client.post("/cases/steps/assign/", {"step": [steps[0].id, steps[2].id, foreign], "worker": "officer.pp",
                                                  "back_to": "?worker=nobody"})  # fmt: skip
    page = answer.content.decode()
    assert "Sovann Chea is named for 2 steps" in page
    assert "1 step stays as it was" in page
    assert "There is nothing here for you" in page
    assert 'href="/cases/steps/?worker=nobody"' in page
    with session("app", timezone.now(), cast["duty.pp"].id):
        named = set(Step.objects.filter(worker_id=cast["officer.pp"].id).values_list("id", flat=True))
    assert named == {steps[0].id, steps[2].id}
    assert set(shown(sign_in("officer.pp").get("/cases/mine/"))) == {ours[0].code, ours[2].code}


@pytest.mark.parametrize(
    "body", [{"worker": "officer.pp"}, {"step": ["01900000-0000-7000-8000-000000000000"], "worker": "social.pp"}]
)
def test_nothing_ticked_or_nobody_of_ours_is_a_sentence(body, sign_in, ours):
    answer = sign_in("duty.pp").post("/cases/steps/assign/", body)
    assert answer.status_code == 422


def test_the_way_back_never_leads_out(sign_in, ours, cast):
    step = step_of(cast["duty.pp"], timezone.now(), ours[0], "first_safe_contact")
    body = {"step": [step.id], "worker": "duty.pp", "back_to": "https://example.org/"}
    page = sign_in("duty.pp").post("/cases/steps/assign/", body).content.decode()
    assert "example.org" not in page


# ------------------------------------------------------------------ kept filters
def test_a_filter_is_kept_used_and_deleted(sign_in, ours, cast):
    client = sign_in("duty.pp")
    narrowed = client.get("/cases/", {"place": "ភ្នំពេញ", "state": "open"}).content.decode()
    assert 'name="area" value="12"' in narrowed
    kept = client.post(
        "/cases/filters/save/", {"list": "unit", "state": "open", "area": "12", "name": "My <open> ones"}
    )
    assert kept.status_code == 302
    page = client.get("/cases/steps/").content.decode()
    assert "My &lt;open&gt; ones" in page
    assert 'href="/cases/?state=open&amp;area=12"' in page
    assert "My &lt;open&gt; ones" not in sign_in("officer.pp").get("/cases/").content.decode()
    with session("app", timezone.now(), cast["duty.pp"].id):
        key = SavedFilter.objects.get().id
    assert sign_in("officer.pp").post(f"/cases/filters/{key}/forget/").status_code == 404
    assert client.post(f"/cases/filters/{key}/forget/").status_code == 302
    assert "My &lt;open&gt; ones" not in client.get("/cases/").content.decode()


def test_a_changed_form_never_widens_a_list(sign_in, ours):
    for told in ({"area": "no such place"}, {"state": "anything"}, {"since": "soon"}, {"code": "x"}):
        answer = sign_in("duty.pp").post("/cases/export/", {"list": "unit", "form": "csv"} | told)
        assert answer.status_code == 422, told


# ------------------------------------------------------------------ taking a list away
def table(answer):
    text = answer.content.decode("utf-8")
    assert text.startswith(MARK), "without the mark Excel loses the Khmer"
    return list(csv.reader(io.StringIO(text[1:])))


@pytest.mark.parametrize("which", ["unit", "mine", "waiting", "steps"])
def test_the_sheet_has_the_rows_of_the_list_and_no_more(which, sign_in, ours):
    answer = sign_in("duty.pp").post("/cases/export/", {"list": which, "form": "csv"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(rf'attachment; filename="samaki-{which}-\d{{4}}-\d\d-\d\d\.csv"', answer["Content-Disposition"])
    sheet = table(answer)
    assert {len(row) for row in sheet} == {len(sheet[0])}
    if which == "unit":
        assert {row[0] for row in sheet[1:]} == {case.code for case in ours}


def test_the_sheet_is_khmer_for_a_khmer_reader(sign_in, ours, cast):
    client = sign_in("duty.pp")
    client.get("/cases/?lang=km")
    sheet = table(client.post("/cases/export/", {"list": "unit", "form": "csv"}))
    assert sheet[1][1] == "ភ្នំពេញ"
    assert all(re.search("[\u1780-\u17ff]", cell) for cell in sheet[0])


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"])
def test_no_cell_begins_a_formula(start):
    assert harmless(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"
    assert harmless("2026-03-03 14:30") == "2026-03-03 14:30"


def test_a_hostile_name_comes_out_harmless(sign_in, ours, cast):
    officer = cast["officer.pp"]
    officer.name_en = "=HYPERLINK(1)"
    officer.save(update_fields=["name_en"])
    step = step_of(cast["duty.pp"], timezone.now(), ours[0], "first_safe_contact")
    client = sign_in("duty.pp")
    client.post("/cases/steps/assign/", {"step": [step.id], "worker": "officer.pp"})
    cells = [cell for row in table(client.post("/cases/export/", {"list": "steps", "form": "csv"})) for cell in row]
    assert "'=HYPERLINK(1)" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_the_page_to_print_is_the_whole_list_and_in_the_ledger(sign_in, cast):
    cases = [own_case(cast["duty.pp"], timezone.now()) for _number in range(27)]
    answer = sign_in("duty.pp").post("/cases/export/", {"list": "unit", "form": "print", "area": "12"})
    page = answer.content.decode()
    assert len(shown(answer)) == len(cases)
    assert "27 rows" in page
    assert MEMBERS["duty.pp"][1] in page
    with seen_by("auditor"):
        (entry,) = LedgerEntry.objects.filter(act="list.export")
    assert entry.facts == {"list": "unit", "filter": {"area": "12"}, "form": "print", "count": 27}


def test_a_list_is_not_taken_away_by_a_link(sign_in, ours):
    assert sign_in("duty.pp").get("/cases/export/?list=unit&form=csv").status_code == 405


@pytest.mark.parametrize("lang", ["en", "km"])
def test_the_clock_of_a_list_says_what_the_clock_of_other_pages_says(lang, now):
    with translation.override(lang):
        clock = PageClock(now)
        for minutes in (-900_000, -5_000, -700, -1, 0, 3, 59, 200, 1_000, 3_000, 90_000, 600_000):
            due = now + timedelta(minutes=minutes)
            assert clock.words(due) == {"when": time_left(due, now), "when_detail": by_time(due, now)}
            assert (
                clock.day(timezone.now()) == short_date(timezone.now()) or clock.today.year != timezone.localdate().year
            )
