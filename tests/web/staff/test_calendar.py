"""Who asks for it is shown years of the Buddhist era; what is stored, exported and said to programs stays common."""

import re
from datetime import UTC, datetime

import pytest
from django.utils import timezone, translation

from samaki.agencies.models import Member
from samaki.web import moments
from tests.everything import rows
from tests.web.public.browsing import Browser, draft_of, receipt_of, tell

MOMENT = datetime(2024, 12, 1, 2, 0, tzinfo=UTC)


def text(answer):
    return re.sub(r"<[^>]+>|\s+", " ", answer.content.decode())


@pytest.mark.parametrize(
    ("lang", "calendar", "long", "short", "month", "year"),
    [
        ("en", "gregorian", "Sunday 1 December 2024", "1 Dec 2024", "December 2024", "2024"),
        ("en", "buddhist", "Sunday 1 December 2567 BE (2024)", "1 Dec 2567 BE", "December 2567 BE (2024)", "2567 BE (2024)"),
        ("km", "gregorian", "ថ្ងៃអាទិត្យ ទី១ ខែធ្នូ ឆ្នាំ២០២៤", "១ ធ្នូ ២០២៤", "ខែធ្នូ ឆ្នាំ២០២៤", "ឆ្នាំ២០២៤"),
        ("km", "buddhist", "ថ្ងៃអាទិត្យ ទី១ ខែធ្នូ ឆ្នាំព.ស. ២៥៦៧ (២០២៤)", "១ ធ្នូ ព.ស. ២៥៦៧", "ខែធ្នូ ឆ្នាំព.ស. ២៥៦៧ (២០២៤)",
         "ឆ្នាំព.ស. ២៥៦៧ (២០២៤)"),
    ],
)  # fmt: skip
def test_a_date_in_either_era(lang, calendar, long, short, month, year):
    with translation.override(lang), moments.counted_in(calendar):
        assert moments.long_date(MOMENT) == long
        assert moments.short_date(MOMENT) == short
        assert moments.part_of_date(MOMENT, "month") == month
        assert moments.part_of_date(MOMENT, "year") == year
        assert moments.PageClock(datetime(2026, 3, 3, tzinfo=UTC)).day(MOMENT) == short


@pytest.mark.parametrize("day", [(2026, 1, 1), (2026, 5, 2), (2026, 12, 31)])
def test_the_year_of_the_era_changes_on_the_first_of_january(day):
    with translation.override("en"), moments.counted_in("buddhist"):
        assert moments.year_words(datetime(*day).year) == "2569 BE"


def test_a_member_chooses_and_every_page_follows(sign_in, opened):
    case, _draft = opened()
    client, other = sign_in("duty.pp"), sign_in("officer.pp")
    year = timezone.localdate().year
    assert str(year + 543) not in text(client.get("/desk/"))
    answer = client.post("/account/", {"language": "en", "calendar": "buddhist"})
    assert (answer.status_code, answer["Location"]) == (302, "/account/?kept=1")
    for path in ("/desk/", f"/cases/{case.code}/", f"/cases/{case.code}/timeline/", "/reports/", "/directory/print/"):
        assert f"{year + 543} BE ({year})" in text(client.get(path)), path
        assert str(year + 543) not in text(other.get(path)), path
    listed = client.post("/cases/export/", {"list": "unit", "form": "csv"}).content.decode()
    assert f'"{year}-' in listed
    assert str(year + 543) not in listed


def test_what_is_written_is_stored_in_the_common_era(sign_in, opened, cast):
    case, _draft = opened()
    client = sign_in("duty.pp")
    client.post("/account/", {"language": "en", "calendar": "buddhist"})
    year = timezone.localdate().year - 1
    sent = {"compartment": "justice", "text": "seen", "occurred_at": f"5/3/{year + 543}"}
    sent["occurred_at_sure"] = sent["occurred_at"]
    assert client.post(f"/cases/{case.code}/notes/new/", sent).status_code == 302
    ((at,),) = rows("select occurred_at from ledger_entry where act = 'note.write'", role="auditor")
    assert timezone.localtime(at).date().isoformat() == f"{year}-03-05"


@pytest.mark.parametrize("wrong", [{"calendar": "lunar"}, {"calendar": ""}, {"language": "xx"}])
def test_another_choice_is_refused_beside_the_field_and_nothing_is_kept(wrong, sign_in, cast):
    answer = sign_in("duty.pp").post("/account/", {"language": "km", "calendar": "buddhist"} | wrong)
    assert answer.status_code == 422
    assert 'class="err"' in answer.content.decode()
    kept = Member.objects.get(username="duty.pp")
    assert (kept.language, kept.calendar) == (cast["duty.pp"].language, "gregorian")


def test_a_stranger_signs_in_first(client, db):
    assert client.get("/account/")["Location"].startswith("/sign-in/")


def test_the_public_asks_in_the_address_and_nothing_is_kept(cast):
    browser = Browser()
    receipt = receipt_of(browser.post("/report/?lang=en", {"draft": draft_of(tell(browser)), "go": "send"}))
    year = timezone.localdate().year
    said = browser.post("/status/?lang=en", {"receipt": receipt})
    assert f"{year}" in text(said)
    assert str(year + 543) not in text(said)
    form = browser.get("/status/?lang=en&calendar=buddhist")
    assert "/status/?lang=en&amp;calendar=buddhist" in form.content.decode()
    said = browser.post("/status/?lang=en&calendar=buddhist", {"receipt": receipt})
    assert f"{year + 543} BE ({year})" in text(said)
    assert said.cookies == {}
