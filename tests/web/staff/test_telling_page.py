"""Writing down what is told, with the receipt read back; joining, splitting and triage from the report's page; tables; outreach."""

import io
import re
import uuid
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook

from samaki.database import session
from samaki.intake import operations as intake
from samaki.intake.demand import Told, wholes
from samaki.intake.table import is_formula
from samaki.web.moments import time_left
from tests.everything import rows
from tests.web.staff.reading import filled

NEW = "/reports/new/"
TOLD = {"channel": "phone", "what": "A girl is kept in a room", "where": "Phnom Penh", "danger": "no"}


def sent(client, path, **typed):
    """The form of this page with what was typed; choices that none stands in yet are added."""
    return client.post(path, filled(client.get(path), path) | typed)


def log(client, **more):
    return sent(client, NEW, **(TOLD | more))


def receipt_on(page):
    return "-".join(re.findall(r'<p class="key-code tight" lang="en">(\w{4})</p>', page))


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]+)"', page)[1]


def test_from_the_telephone_to_a_receipt_that_the_caller_repeats(sign_in):
    duty = sign_in("duty.pp")
    shown = log(duty, take="yes", contact="012 000 000")
    page = shown.content.decode()
    receipt = receipt_on(page)
    assert len(receipt) == 19
    assert "no-store" in shown["Cache-Control"]
    assert "012 000 000" not in page
    wrong = duty.post(f"{NEW}repeat/", {"sealed": hidden(page, "sealed"), "repeated": "0000 0000 0000 0000"})
    assert wrong.status_code == 422
    assert receipt_on(wrong.content.decode()) == receipt, "to be read aloud once more"
    right = duty.post(
        f"{NEW}repeat/", {"sealed": hidden(page, "sealed"), "repeated": receipt.lower().replace("-", " ")}
    )
    assert right.status_code == 200
    assert receipt_on(right.content.decode()) == "", "once it was repeated rightly it is not shown any more"
    assert rows("select state from report") == [("acknowledged",)]


def test_the_page_of_another_member_and_a_changed_one_show_no_receipt(sign_in):
    page = log(sign_in("duty.pp")).content.decode()
    other = sign_in("officer.pp")
    for sealed in (hidden(page, "sealed"), "nonsense", ""):
        answer = other.post(f"{NEW}repeat/", {"sealed": sealed, "repeated": ""})
        assert answer.status_code == 410
        assert receipt_on(page) not in answer.content.decode()


def test_what_was_typed_comes_back_when_it_is_refused(sign_in):
    duty = sign_in("duty.pp")
    answer = log(duty, what="", where="The blue gate", told_at="tomorrow perhaps")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "The blue gate" in page
    assert "tomorrow perhaps" in page
    assert rows("select count(*) from report") == [(0,)]


def test_the_same_form_twice_keeps_one_report(sign_in):
    duty = sign_in("duty.pp")
    form = filled(duty.get(NEW), NEW) | TOLD
    first, again = (receipt_on(duty.post(NEW, form).content.decode()) for _time in range(2))
    assert first == again
    assert rows("select count(*) from report") == [(1,)]


def test_every_field_has_a_key_and_works_without_a_script(sign_in):
    page = sign_in("duty.pp").get(NEW).content.decode()
    for number in "123456789":
        assert f'accesskey="{number}"' in page
    for target in re.findall(r'href="#(id_\w+)" accesskey', page):
        assert f'id="{target}"' in page
    assert "<script" not in page


def test_join_from_the_page_and_take_apart(sign_in, filed):
    one, other = filed(), filed()
    duty = sign_in("duty.pp")
    page = duty.get(f"/reports/{other.id}/").content.decode()
    assert f"/reports/{other.id}/join/?into={one.id}" in page, "the same words of the same place stand beside it"
    path = f"/reports/{other.id}/join/"
    assert duty.post(path, filled(duty.get(path), path, into="", text="")).status_code == 422
    joined = sent(duty, path, into=str(one.id), text="The same girl")
    assert joined["Location"] == f"/reports/{other.id}/"
    assert f'href="/reports/{one.id}/"' in duty.get(joined["Location"]).content.decode()
    assert f'href="/reports/{other.id}/"' in duty.get(f"/reports/{one.id}/").content.decode()
    apart = f"/reports/{other.id}/take-apart/"
    assert duty.post(apart, filled(duty.get(f"/reports/{other.id}/"), apart, words="Two girls")).status_code == 302
    assert rows("select count(*) from report where joined_to is null") == [(2,)]


def test_another_units_report_of_the_same_is_not_said(sign_in, filed, cast):
    filed(where="Sihanoukville")
    far, near = rows("select id from report")[0][0], filed()
    page = sign_in("duty.pp").get(f"/reports/{near.id}/").content.decode()
    assert str(far) not in page
    assert "Perhaps the same matter" not in page


def test_split_and_urgency_from_the_page(sign_in, filed):
    report, duty = filed(), sign_in("duty.pp")
    path = f"/reports/{report.id}/split/"
    made = sent(duty, path, what="A boy at the market", text="Two children")
    assert made.status_code == 302
    assert "A boy at the market" in duty.get(made["Location"]).content.decode()
    path = f"/reports/{report.id}/urgency/"
    answers = {"held": "yes", "urgency": "emergency"}
    assert sent(duty, path, **answers, text="").status_code == 422
    assert sent(duty, path, **answers, text="She is locked in")["Location"] == f"/reports/{report.id}/"
    page = duty.get(f"/reports/{report.id}/").content.decode()
    assert "Who cannot leave cannot keep away from harm." in page


@pytest.mark.parametrize("act", ["urgency", "join", "split"])
def test_who_may_not_has_no_form(act, sign_in, filed):
    report = filed()
    assert sign_in("duty.sr").get(f"/reports/{report.id}/{act}/").status_code == 404
    assert sign_in("privacy.pp").get(f"/reports/{report.id}/{act}/").status_code == 403


TABLE = "what,where,danger,id\nA girl in a bar,Phnom Penh,yes,7\n,Phnom Penh,no,8\n=1+1 a boy,Kampot,maybe,=9\n"


def upload(client, text):
    path = "/reports/import/"
    data = filled(client.get(path), path)
    data["table"] = SimpleUploadedFile("t.csv", text if isinstance(text, bytes) else text.encode())
    return client.post(path, data)


def test_a_table_is_tried_first_then_imported_once(sign_in):
    ngo = sign_in("ngo.pp")
    tried = upload(ngo, TABLE).content.decode()
    assert rows("select count(*) from report") == [(0,)]
    assert "1 of 3 rows can be imported." in tried
    for said in (
        "“maybe”: Choose yes",
        "“=1+1 a boy”: A formula stands in this cell",
        '<td data-head="Danger">“maybe”',
    ):
        assert said in tried
    sealed = hidden(tried, "sealed")
    wrong = ngo.post("/reports/import/", {"sealed": sealed, "go": "errors"})
    assert wrong["Content-Type"].startswith("text/csv")
    assert '"“=9”"' in wrong.content.decode(), "no cell begins a formula"
    assert not re.search(r'"[=+@-]', wrong.content.decode())
    for _time in range(2):
        done = ngo.post("/reports/import/", {"sealed": sealed, "go": "import"})
        assert done.status_code == 200
    kept = {"receipts": hidden(done.content.decode(), "receipts"), "go": "receipts"}
    taken = ngo.post("/reports/import/", kept)
    assert re.search(r'"2","7","[0-9A-Z-]{19}"', taken.content.decode())
    assert sign_in("duty.pp").post("/reports/import/", kept).status_code == 422
    assert rows("select source, channel, urgency from report") == [("ngo", "import", "emergency")]
    assert sign_in("duty.pp").post("/reports/import/", {"sealed": sealed, "go": "import"}).status_code == 422


def test_the_preview_shows_each_row_as_read_what_is_left_out_and_what_is_here_already(sign_in):
    ngo, first = sign_in("ngo.pp"), "what,where,when,source,id,note\nA girl in a bar,Tuol Kouk,5/3/2026,citizen,7,x\n"
    page = upload(ngo, first).content.decode()
    ngo.post("/reports/import/", {"sealed": hidden(page, "sealed"), "go": "import"})
    page = upload(ngo, first + "A boy,nowhere at all,last week,,8,\n").content.decode()
    for said in ("1 of 2 are here already, 1 are new.", "Tuol Kouk, Phnom Penh", "5 March 2026", "“nowhere at all” was not found",
                 "kept as words", "note (1 cell with something in it)", "“source” → Who told it first", "here already"):  # fmt: skip
        assert said in re.sub(r"<[^>]+>", "", page)
    assert "who_tells" not in page
    other = upload(ngo, first.replace("girl", "boy")).content.decode()
    assert "here with other words" in other
    assert rows("select count(*) from report") == [(1,)]


@pytest.mark.parametrize(
    ("cell", "runs"),
    [("=1+1", True), ("@SUM(A1)", True), ("+A1+B1", True), ("-2*3", True), ("-2+3+cmd|' /C calc'!A0", True), ("＝1", True),
     ("+855 12 345 678", False), ("+855-12-345-678", False), ("- a girl + a boy", False), ("@sokha.page", False), ("-5/3/2026", False),
     ("a = b", False)],
    ids=range(12),
)  # fmt: skip
def test_a_cell_that_a_spreadsheet_would_run_is_a_formula_and_words_and_numbers_are_none(cell, runs):
    assert is_formula(cell) is runs


def test_the_year_of_a_date_is_shown_in_the_era_in_which_it_was_told(sign_in):
    page = upload(sign_in("ngo.pp"), "what,when\nA girl,5/3/2026\nA boy,5/3/2569\nA child,5/3/2924\n").content.decode()
    cells = re.findall(r'data-head="When">([^<]*)', page)
    assert cells[0] == "5 March 2026"
    assert "2569" in cells[1]
    assert cells[2] == "“5/3/2924”"


@pytest.mark.parametrize("lang", ["en", "km"])
def test_the_template_is_read_back_and_its_example_is_never_kept(lang, sign_in, cast):
    ngo = sign_in("ngo.pp")
    owner = cast["ngo.pp"]
    type(owner).objects.filter(pk=owner.pk).update(language=lang)
    for ending in ("csv", "xlsx"):
        content = ngo.get(f"/reports/import/?template={ending}").content
        page = upload(ngo, content).content.decode()
        assert 'value="import"' not in page
        assert page.count("data-head") == 6


@pytest.mark.parametrize(
    "text",
    ["", "what", "where\nx\n", b"PK\x03\x04\xff\xfe", 'what\n"not closed\n', "what\n" + "x\n" * 300, b"\x00\x00"],
)
def test_what_is_no_table_is_refused_with_a_sentence(text, sign_in):
    answer = upload(sign_in("ngo.pp"), text)
    assert answer.status_code == 422
    assert rows("select count(*) from report") == [(0,)]


def test_outreach_is_written_down_and_taken_back(sign_in):
    ngo = sign_in("ngo.pp")
    form = filled(ngo.get("/outreach/"), "/outreach/") | {"area": "12", "kind": "leaflets", "reached": "40"}
    assert ngo.post("/outreach/", form)["Location"] == "/outreach/"
    key = rows("select id from outreach")[0][0]
    assert "reached about 40" in ngo.get("/outreach/").content.decode()
    assert sign_in("duty.pp").post(f"/outreach/{key}/mistake/").status_code == 404
    assert ngo.post(f"/outreach/{key}/mistake/").status_code == 302
    assert rows("select in_error_at is not null from outreach") == [(True,)]
    assert sent(ngo, "/outreach/", reached="many", area="?").status_code == 422


def test_figures_of_all_units_say_no_small_number(sign_in, filed):
    filed()
    every = of_all(sign_in)
    assert "Groups with too few to be told: 1" in every
    assert '">1</td>' not in every
    own = sign_in("officer.pp").get("/reports/sources/")
    assert '">1</td>' in own.content.decode(), "the head of a unit reads its own numbers"
    assert '">100%</td>' in own.content.decode()
    assert "%</td>" not in every
    assert sign_in("leader.pp").get("/reports/sources/").status_code == 403


def test_totals_of_the_country_are_told_to_oversight_and_tell_no_small_cell(sign_in, cast):
    filed_many(6, "Phnom Penh")
    filed_many(6, "Siem Reap")
    page = of_all(sign_in)
    assert '<strong class="num">12</strong>' in page
    assert '">12</td>' in page
    assert '">100%</td>' in page
    assert '">6</td>' not in page
    filed_many(11, "Phnom Penh", "citizen")
    filed_many(1, "Phnom Penh", "ngo")
    page = of_all(sign_in)
    assert '<strong class="num">24</strong>' in page
    assert '">11</td><td class="num" data-head="Share"></td><td class="num" data-head="First' in page, (
        "as in the table by quarter"
    )
    assert page.count('data-head="Reports">too few') == 2, "above, the ngo and the smallest beside it"
    assert "Groups with too few to be told: 3" in page, "two cells and the ngo, in one line"
    assert re.search(r'quarter \d: <span class="num">11</span>', page), "the sum of what is shown, and no more"
    assert '">50%</td>' in page
    assert "All units together" not in sign_in("officer.pp").get("/reports/sources/").content.decode()


def of_all(sign_in):
    return sign_in("oversight").get("/reports/sources/?lang=en").content.decode()


def filed_many(count, where, source=""):
    now = timezone.now()
    with session("intake", now):
        for _one in range(count):
            told = intake.Told(what="A girl", where=where, who_tells=source)
            intake.file_report(told=told, key=uuid.uuid4(), channel="web", now=now)


def told_of(area, source, count):
    return Told("2026-1", area, source, "", count, None, None, None, count is None)


def test_a_share_is_of_all_sources_and_own_work_and_not_told_where_a_part_is_too_few():
    told = [
        told_of("12", "citizen", 30),
        told_of("12", "ngo", 10),
        told_of("17", "citizen", 40),
        told_of("17", "ngo", None),
    ]
    own = [("2026-1", "12", 60, False), ("2026-1", "18", None, True)]
    assert wholes(told, own) == {("2026-1", "12"): 100, ("2026-1", "17"): None, ("2026-1", "18"): None}


def test_a_name_of_a_report_is_looked_for_on_the_record(sign_in, filed, opened):
    opened()
    report, duty = filed(), sign_in("duty.pp")
    path = f"/reports/{report.id}/people/"
    assert path in duty.get(f"/reports/{report.id}/").content.decode()
    assert sent(duty, path, name="", purpose="same_person").status_code == 422
    assert sent(duty, path, name="Sok Dara", purpose="same_person").status_code == 200
    told = rows("select facts->>'why' from ledger_entry where act = 'people.search'", role="auditor")
    assert told == [("same_person",)]
    assert sign_in("duty.sr").get(path).status_code == 404


def workbook(*lines):
    book, out = Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line)
    book.save(out)
    return out.getvalue()


def test_a_workbook_is_read_as_a_table(sign_in):
    ngo = sign_in("ngo.pp")
    page = upload(ngo, workbook(["what", "where", "id"], ["A girl in a bar", "Phnom Penh", 7.0])).content.decode()
    assert "1 of 1 rows can be imported." in page
    done = ngo.post("/reports/import/", {"sealed": hidden(page, "sealed"), "go": "import"}).content.decode()
    assert "(7)" in done
    assert rows("select count(*) from report") == [(1,)]


def test_a_workbook_that_unfolds_into_a_huge_one_is_refused_unread(sign_in):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 9_000_000)
    assert len(out.getvalue()) < 20_000
    assert upload(sign_in("ngo.pp"), out.getvalue()).status_code == 422


def test_a_damaged_workbook_an_open_quote_and_a_wrong_hour_are_each_told_as_what_they_are(sign_in):
    duty = sign_in("duty.pp")
    broken = SimpleUploadedFile("bin.xlsx", bytes(range(256)) * 8)
    assert "it is damaged" in sent(duty, "/reports/import/", table=broken).content.decode()
    quoted = SimpleUploadedFile("a.csv", b'what\nfine\n"never closed\nmore\n')
    assert "Row 3: a quotation mark begins here" in sent(duty, "/reports/import/", table=quoted).content.decode()
    wrong = log(duty, told_at="31/02/2026 25:99")
    assert wrong.status_code == 422
    assert "There is no 25:99" in wrong.content.decode()
    day = log(duty, told_at="31/02/2026 20:00").content.decode()
    assert "Write the time of today’s shift" in day
    assert "only the month" not in day


def test_who_is_signed_out_reads_the_guide_for_the_public_and_no_other(client, cast):
    assert client.get("/help/for-the-public/").status_code == 200
    assert client.get("/help/take-reports/").status_code == 302


def test_what_lasts_seconds_is_less_than_a_minute(now):
    assert time_left(now + timedelta(seconds=20), now) == "less than a minute left"
