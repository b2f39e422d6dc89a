"""Back, reload, leaving: every page of the report has an address, and nothing is left behind at it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from samaki.database import session
from samaki.intake import typed
from samaki.intake.operations import LIMIT
from tests.everything import rows
from tests.web.public.browsing import QUESTIONS, Browser, action_of, draft_of, fill, receipt_of, tell

WORDS = "A girl is kept in a guesthouse"


@pytest.fixture
def phone(cast):
    return Browser(HTTP_ACCEPT_LANGUAGE="en")


def send(phone, **answers):
    return fill(phone, tell(phone, **answers), go="send")


def leave_link(page):
    return re.search(r'href="(/leave/[^"]+)"', page.content.decode()).group(1).replace("&amp;", "&")


def test_every_form_is_answered_by_an_address(phone):
    """What the browser's Back asks for is always a page, never a form to be sent again."""
    tell(phone)
    assert [one.split("?")[0] for one in phone.past[1:]] == ["/report/"] * len(QUESTIONS)
    assert len({*phone.past[1:], phone.here}) == len(QUESTIONS) + 1


def test_back_shows_each_question_with_what_was_typed_on_it(phone):
    tell(phone, when="last night", contact="by the school")
    pages = [phone.get(address).content.decode() for address in phone.past[1 : len(QUESTIONS) + 1]]
    for page, words in zip(
        pages, (WORDS, "Toul Kork", 'value="yes" checked', "last night", "", "by the school"), strict=True
    ):
        assert words in page


def test_from_a_page_of_back_one_goes_on_with_all_answers(phone):
    tell(phone, when="last night")
    page = phone.back(4)  # where
    assert "Toul Kork" in phone.get(phone.past[2]).content.decode()
    page = fill(phone, phone.get(phone.past[2]), q="where", where="Siem Reap")
    assert 'name="danger"' in page.content.decode()


def test_the_language_changes_on_every_page_and_keeps_what_was_typed(phone):
    page = phone.get("/report/?lang=en")
    for code, names in QUESTIONS[:2]:
        other = fill(phone, page, q=code, lang="km", **{names[0]: "typed now"})
        assert '<html lang="km"' in other.content.decode()
        assert "typed now" in other.content.decode()
        page = fill(phone, other, q=code, lang="en", **{names[0]: "typed now"})
        assert '<html lang="en"' in page.content.decode()
        page = fill(phone, page, q=code, **{names[0]: "typed now"})
    assert 'name="danger"' in page.content.decode()


def test_after_the_receipt_back_shows_nothing_of_the_report(phone):
    receipt = receipt_of(send(phone))
    for address in phone.past[1:]:
        page = phone.get(address)
        assert page.status_code == 410
        assert WORDS not in page.content.decode()
        assert receipt not in page.content.decode()


def test_after_leaving_the_receipt_is_not_shown_again(phone):
    sent = send(phone)
    address, receipt = phone.here, receipt_of(sent)
    assert receipt not in address
    assert phone.get(leave_link(sent)).status_code == 303
    again = phone.get(address)
    assert again.status_code == 410
    assert receipt not in again.content.decode()
    assert not rows("select 1 from typed_page")


def test_a_receipt_that_was_lost_on_the_way_is_shown_again_for_a_moment_only(phone, superuser_clock):
    receipt = receipt_of(send(phone))
    assert receipt_of(phone.get(phone.here)) == receipt
    superuser_clock(timedelta(minutes=10, seconds=1))
    assert phone.get(phone.here).status_code == 410


@pytest.fixture
def superuser_clock():
    """Moves what was shown and kept into the past, as the definer."""
    from tests.everything import seen_by

    def move(by):
        with seen_by("definer") as cursor:
            cursor.execute("update typed_page set shown_at = shown_at - %s, until = until - %s", [by, by])

    return move


def test_an_answer_that_did_not_arrive_can_be_sent_again_from_the_page_before(phone):
    """The browser got no answer to Send: until the receipt was shown, Back finds the page and Send gives the same receipt."""
    check = tell(phone)
    place = phone.here
    phone.raw = True
    from django.test import Client

    lost = Client(HTTP_ACCEPT_LANGUAGE="en").post(action_of(check), {"draft": draft_of(check), "go": "send"})
    assert lost.status_code == 303
    again = fill(phone, phone.get(place), go="send")
    assert re.fullmatch(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", receipt_of(again))


def test_leaving_in_the_middle_forgets_every_page(phone):
    page = fill(phone, phone.get("/report/?lang=en"), q="what", what=WORDS)
    addresses = [*phone.past[1:], phone.here]
    phone.get(leave_link(page))
    assert {phone.get(address).status_code for address in addresses} == {410}


def test_half_an_hour_later_it_is_over_and_the_clock_deletes_it(phone, superuser_clock):
    from samaki.jobs.tick import tick

    fill(phone, phone.get("/report/?lang=en"), q="what", what=WORDS)
    tick(timezone.now())
    assert rows("select count(*) from typed_page") == [(2,)]
    superuser_clock(typed.LIFETIME)
    assert phone.get(phone.here).status_code == 410
    tick(timezone.now())
    assert rows("select count(*) from typed_page") == [(0,)]


def test_the_form_stands_for_itself_when_its_page_is_over(phone, superuser_clock):
    page = fill(phone, phone.get("/report/?lang=en"), q="what", what=WORDS)
    superuser_clock(typed.LIFETIME)
    page = fill(phone, page, q="where", where="Toul Kork")
    assert 'name="danger"' in page.content.decode()


def test_nobody_overwrites_or_reads_the_page_of_another(phone, cast):
    fill(phone, phone.get("/report/?lang=en"), q="what", what=WORDS)
    handle = phone.here.partition("at=")[2]
    stranger = Browser(HTTP_ACCEPT_LANGUAGE="en")
    page = stranger.get("/report/?lang=en")
    stranger.post(f"/report/?lang=en&at={handle}", {"draft": draft_of(page), "q": "what", "what": "not yours"})
    assert "not yours" not in phone.get(phone.here).content.decode()
    for wrong in (handle[:-1] + ("A" if handle[-1] != "A" else "B"), "x", "\x00" * 22, "é" * 22, "a" * 3000):
        assert stranger.get("/report/", {"at": wrong, "lang": "en"}).status_code == 410


def test_no_role_reads_the_table_and_the_row_opens_only_with_its_address(phone, db):
    from django.db import DatabaseError, connection, transaction

    fill(phone, phone.get("/report/?lang=en"), q="what", what=WORDS)
    ((sealed,),) = rows("select string_agg(sealed::text || page::text || thread::text, '') from typed_page")
    assert WORDS.encode().hex() not in sealed
    assert phone.here.partition("at=")[2].encode().hex() not in sealed
    for role in ("app", "intake", "worker", "public"):
        with (
            pytest.raises(DatabaseError),
            session(role, timezone.now()),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("select * from typed_page")


@pytest.mark.parametrize("letters", [LIMIT + 1, 30_000, 1_000_000])
@pytest.mark.parametrize("letter", ["x", "ក"])
def test_what_is_too_long_comes_back_whole_with_a_sentence(letter, letters, phone):
    letters = min(letters, 250_000) if letter == "ក" else letters  # what the field takes in
    text = letter * letters
    page = fill(phone, phone.get("/report/?lang=en"), q="what", what=text)
    assert page.status_code == 422
    assert "At most 20000 letters can be taken." in page.content.decode()
    assert text in page.content.decode()
    assert text in fill(phone, page, q="what", what=text, lang="km").content.decode()
    fixed = fill(phone, page, q="what", what="short now")
    assert 'name="where"' in fixed.content.decode()


def test_the_longest_that_the_fields_take_in_is_within_the_limit_of_a_body(phone):
    """Every field of every page filled to the brim with Khmer, which weighs most in a form."""
    page = tell(phone, **{name: "ក" * LIMIT for name in ("what", "where", "when", "contact", "contact_safe")})
    page = fill(phone, page, go="contact")
    brim = "ក" * 250_000
    page = fill(phone, page, q="contact", contact=brim, contact_safe=brim)
    assert page.status_code == 422
    assert page.content.decode().count(brim) == 2


def test_above_the_limit_of_a_body_the_page_leads_back_to_the_question(phone):
    page = fill(phone, phone.get("/report/?lang=en"), q="what", what=WORDS)
    place = phone.here
    large = fill(phone, page, q="where", where="x" * 6_000_000)
    assert large.status_code == 413
    assert "Press Back" in large.content.decode()
    back = re.search(r'href="(/report/[^"]+)"', large.content.decode()).group(1).replace("&amp;", "&")
    assert back == place
    assert 'name="where"' in phone.get(back).content.decode()


@pytest.mark.parametrize(("danger", "shown"), [("yes", True), ("unknown", True), ("no", False)])
def test_the_receipt_repeats_who_to_call_now(danger, shown, phone):
    page = send(phone, danger=danger).content.decode()
    assert ("1288" in page) == shown
    assert ("aplecambodia.org" in page) == shown
    assert ("Not yet confirmed by calling, nor looked at by a lawyer." in page) == shown


def test_the_receipt_promises_only_what_there_is(phone):
    page = send(phone, contact="by the school").content.decode()
    for promise in ("answer questions", "add something", "We contact you only"):
        assert promise not in page
    assert (
        "Only two officials together can open it, once, with a written reason; unless they do, nobody will contact you."
        in page
    )


def test_the_place_may_be_an_app_or_an_account(phone):
    page = fill(phone, phone.get("/report/?lang=en"), q="what", what=WORDS)
    assert "on a phone or online, the app, the account or the link" in page.content.decode()
