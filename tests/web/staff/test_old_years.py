"""Old years as people meet them: a file, its columns, its words, a look, kept; whatever is sent gets a sentence; and the long view."""

import io
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook

from samaki.database import session
from samaki.history.models import OldList
from samaki.history.reading import MOST_BYTES, MOST_ROWS
from tests.everything import rows
from tests.history.making import LIST, WRONG, kept
from tests.web.staff.test_scorecards import linked

NEW = "/measures/old-years/new/"
COLUMNS = {"of_area": "c0", "of_asks": "c1", "of_asked": "c2", "of_year": "c3", "of_handed": "c4", "of_answers": "c5",
           "of_in_time": "c6", "of_ends": "c7"}  # fmt: skip
WORDS = {"word_area_0": "12", "word_asks_0": "police_ahtjp", "word_asks_1": "social", "word_asked_0": "social",
         "word_asked_1": "ngo_aftercare"}  # fmt: skip


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def post(client, status=200, path=NEW, **fields):
    answer = client.post(path, fields)
    assert answer.status_code == status, answer.content.decode()
    return answer if status == 302 else answer.content.decode()


def upload(client, content, status=200, name="list.csv", shape="counts", title="Register of the district"):
    raw = content.encode() if isinstance(content, str) else content
    return post(client, status, table=SimpleUploadedFile(name, raw), shape=shape, title=title)


def sealed_in(shown):
    return re.search(r'name="sealed" value="([^"]+)"', shown)[1]


def chosen(shown, name):
    """What is chosen in a field of the page."""
    options = re.search(rf'<select id="id_{name}".*?</select>', shown, re.S)[0]
    found = re.search(r'value="([^"]*)"[^>]* selected', options)
    return found[1] if found else ""


def test_a_list_from_the_file_to_what_is_kept(cast, sign_in):
    head = sign_in("officer.pp")
    shown = upload(head, LIST)
    assert {name: chosen(shown, name) for name in COLUMNS} == COLUMNS | {"of_answers": ""}, "guessed from the headings"
    table = sealed_in(shown)
    refused = post(head, 422, sealed=table, go="columns", of_area="c0", of_asks="c0", of_year="c3", of_handed="c4")
    assert "This column is chosen twice." in refused
    assert "Choose a column, or one answer for the whole list." in refused
    asked = post(head, sealed=table, go="columns", **COLUMNS)
    assert chosen(asked, "word_area_0") == "12", "the pack knows this word"
    assert "Choose what this word means" in post(
        head, 422, sealed=table, go="words", **COLUMNS, **WORDS | {"word_asked_1": ""}
    )
    looked = post(head, sealed=table, go="words", **COLUMNS, **WORDS)
    assert "3 of 3 rows are counted" in looked
    assert "50%" in looked
    assert rows("select count(*) from old_list") == [(0,)], "nothing is kept yet"
    home = post(head, 302, sealed=table, go="keep", **COLUMNS, **WORDS)["Location"]
    one = page(head, home)
    assert "Register of the district" in one
    assert "3 of 4" in one, "its own agency reads it as it is"
    others = page(sign_in("oversight"), home)
    assert "3 of 4" not in others
    assert "20 of 40" in others
    for name in ("duty.pp", "social.pp", "mentor"):
        page(sign_in(name), home, 404)
    assert "kept already" in upload(head, LIST, 422)
    again = upload(head, LIST + "\n")
    assert "what was chosen then stands here" in again
    assert chosen(again, "of_answers") == "c5"
    assert chosen(post(head, sealed=sealed_in(again), go="columns", **COLUMNS), "word_asked_1") == "ngo_aftercare"
    assert home in page(head, "/measures/old-years/")
    assert post(head, 422, path=f"{home}take-back/", text="")
    post(head, 302, path=f"{home}take-back/", text="Of another province.")
    assert "counts nowhere" in page(head, home)
    assert "Of another province." in page(head, home)


def test_wrong_rows_are_told_on_the_page_and_in_a_file_that_nothing_runs(cast, sign_in):
    head = sign_in("officer.pp")
    bad = WRONG.replace("year,of", "=HYPERLINK(1),of").replace("31/2/2005", '"=1+1"')
    table = sealed_in(upload(head, bad))
    looked = post(head, sealed=table, go="words", **COLUMNS, **WORDS)
    assert "Row 5" in looked
    assert "1 are wrong" in looked
    assert "cannot be read" in post(head, 422, sealed=table, go="keep", **COLUMNS, **WORDS)
    assert rows("select count(*) from old_list") == [(0,)]
    file = head.post(NEW, {"sealed": table, "go": "errors", **COLUMNS, **WORDS})
    assert file["Content-Type"].startswith("text/csv")
    lines = file.content.decode().splitlines()
    assert lines[0] == '\ufeff"Row","Column","What is wrong"'
    assert lines[1].startswith('"5","\'=HYPERLINK(1)",')
    home = post(head, 302, sealed=table, go="keep", leave_out="yes", **COLUMNS, **WORDS)["Location"]
    assert "Of them wrong and left out" in page(head, home)


def test_one_answer_for_the_whole_list_and_partial_dates_in_any_era_and_digits(cast, sign_in):
    head = sign_in("officer.pp")
    text = "offered,answered\n2003,\n2003-05,2003\n២៥៤៦,\n31/5/2004,2004-06-01\n"
    table = sealed_in(upload(head, text.encode("utf-16"), shape="cases"))
    whole = {"of_area": "=12", "of_asks": "=police", "of_asked": "=social", "of_offered": "c0", "of_answered": "c1"}
    looked = post(head, sealed=table, go="columns", **whole)
    assert "4 of 4 rows are counted" in looked, "no word is left to be asked"
    assert "1 of 3" in looked


def test_people_travel_no_further_than_the_upload(cast, sign_in):
    shown = upload(sign_in("officer.pp"), "name of child,year,of\nSecretword,2003,9\n")
    assert "Secretword" not in shown
    assert "left out" in shown
    assert 'value="c0"' not in shown


def book(rows_):
    made, out = Workbook(), io.BytesIO()
    for row in rows_:
        made.active.append(row)
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [("", "a.csv", "no row"), ("year\n", "a.csv", "no row"), ("a," * 1_000_000 + "\n", "a.csv", "too large"),
     ("year\n" + "2003\n" * (MOST_ROWS + 1), "a.csv", "too large"), (b"x" * (MOST_BYTES + 1), "a.csv", "too large"),
     (b"\x89PNG\r\n\x00", "a.csv", "no table in CSV"), (LIST.encode("utf-16-le"), "a.csv", "no table in CSV"),
     ("year\n2003,\u00e0\u00e1\n".encode("latin-1"), "a.csv", "no table in CSV"), ('year\n"2003\n', "a.csv", "not closed"),
     (b"PK\x03\x04nothing", "a.xlsx", "cannot be opened"), ("year\n" + "x" * 500, "a.csv", "too long"),
     (book([["year"] * 99, [2003] * 99]), "a.xlsx", "too large")],
    ids=["nothing", "headings alone", "a million columns", "rows", "bytes", "a picture", "UTF-16 without a mark", "Latin 1",
         "a quotation", "a broken workbook", "a long cell", "a wide workbook"],
)  # fmt: skip
def test_whatever_is_sent_gets_a_sentence_and_nothing_is_kept(cast, sign_in, content, name, said):
    shown = upload(sign_in("officer.pp"), content, 422, name)
    assert said in shown
    assert "Register of the district" in shown, "what was typed comes back"
    assert rows("select count(*) from old_list") == [(0,)]


def test_a_workbook_is_read_as_a_table(cast, sign_in):
    head = sign_in("officer.pp")
    lines = [line.split(",") for line in LIST.splitlines()]
    content = book(
        [lines[0], *([*line[:3], *(int(cell) if cell else None for cell in line[3:])] for line in lines[1:])]
    )
    looked = post(head, sealed=sealed_in(upload(head, content, name="a.xlsx")), go="words", **COLUMNS, **WORDS)
    assert "3 of 3 rows are counted" in looked


def test_who_may_not_is_told_and_a_table_is_its_senders_alone(cast, sign_in):
    table = sealed_in(upload(sign_in("officer.pp"), LIST))
    page(sign_in("duty.pp"), NEW, 403)
    assert "Only who leads a unit" in page(sign_in("duty.pp"), "/measures/old-years/")
    other = next(
        name for name in ("duty.sr", "social.ps", "social.pp", "nurse.pp") if sign_in(name).get(NEW).status_code == 200
    )
    for bad in (table, "nonsense", table[:-9] + "A" * 9):
        assert "This page is too old" in post(sign_in(other), 422, sealed=bad, go="keep", **COLUMNS, **WORDS)
    example = sign_in("officer.pp").get("/measures/old-years/example.csv")
    assert example.content.startswith(b"province,")


# ---------------------------------------------------------------- the long view
def test_then_and_today_stand_side_by_side_each_with_its_source(cast, sign_in):
    now, head = timezone.now(), cast["officer.pp"]
    kept(head, now, title="Register of then")
    police, social = cast["duty.pp"].unit_id, cast["social.pp"].unit_id
    with session("worker", now):
        linked(police, social, now.date().replace(day=1), 45, 5)
        for month in range(1, 6):
            linked(police, social, date(2003, month, 1), 6, 4)
    shown = page(sign_in("officer.pp"), "/measures/long-view/")
    assert 'value="2003" selected' in shown, "the first year of which a list tells"
    assert "Links that can be compared: 1." in shown
    lines = re.findall(r"<tr>.*?</tr>", shown, re.S)
    of_list, of_ledger, of_today = [
        line for line in lines if "Register of then" in line or "ledger of this system" in line
    ][:3]
    assert "10 of 40" in of_list
    assert "surely better" in of_list
    assert "30 of 50" in of_ledger
    assert "45 of 50" in of_today
    assert "today" in of_today
    assert "3 of 4" in shown, "its own, of few"
    overseen = page(sign_in("oversight"), "/measures/long-view/?year=2003")
    assert "Register of then" in overseen
    assert "3 of 4" not in overseen
    assert "40 of" not in page(sign_in("duty.pp"), "/measures/long-view/?year=2003"), (
        "who leads no unit reads no old list"
    )
    assert "30 of 50" in page(sign_in("duty.pp"), "/measures/long-view/?year=2003")


def test_the_long_view_of_nothing_and_its_years(cast, sign_in):
    now, head = timezone.now(), cast["officer.pp"]
    client = sign_in("officer.pp")
    shown = page(client, "/measures/long-view/")
    assert "No link can be compared" in shown
    assert '<option value="2012"' in shown, "a survey of others was published then"
    assert "Gaps since then" in shown
    kept(head, now)
    assert '<option value="2004"' in page(client, "/measures/long-view/")
    for asked in ("1", "99999", "x", "2003'"):
        page(client, f"/measures/long-view/?year={asked}")
    assert "២០០៣" in page(client, "/measures/long-view/?lang=km")
    with session("app", now, head.id):
        assert OldList.objects.count() == 1
