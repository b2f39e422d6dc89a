"""What gateways post: read as it is meant, or refused whole."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samaki.channels.sms.reading import Message, Unreadable, of_form, of_kannel, of_kannel_report, of_status

NOW = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)
FROM = {"X-Kannel-From": "+85512345678"}
PLAIN = FROM | {"Content-Type": "text/plain; charset=UTF-8"}


def test_khmer_comes_in_each_charset_that_gateways_use():
    words = "ជួយផង"
    for charset, codec in (("UTF-8", "utf-8"), ("UTF-16BE", "utf-16-be")):
        headers = FROM | {"Content-Type": f"text/plain; charset={charset}", "X-Kannel-Coding": "2"}
        assert of_kannel(headers, words.encode(codec), "1") == Message("1", "+85512345678", words)


@pytest.mark.parametrize(("udh", "ref", "part", "parts"), [("050003A70302", 0xA7, 2, 3), ("06080401F40201", 0, 0, 0),
                                                           ("%06%08%04%01%F4%02%01", 500, 1, 2), ("", 0, 1, 1),
                                                           ("0605041582158A", 0, 1, 1)])  # fmt: skip
def test_a_header_that_joins_parts_is_read(udh, ref, part, parts):
    if part == 0:  # no sender may say part 0 of none
        ref, part, parts = 500, 1, 2
    found = of_kannel(PLAIN | {"X-Kannel-UDH": udh}, b"x", "1")
    assert (found.ref, found.part, found.parts) == (ref, part, parts)


@pytest.mark.parametrize("headers", [{"X-Kannel-UDH": "050003A70304"}, {"X-Kannel-UDH": "050003A70000"}, {"X-Kannel-UDH": "zz"},
                                     {"X-Kannel-Coding": "9"}, {"Content-Type": "text/plain; charset=klingon"},
                                     {"X-Kannel-From": ""}])  # fmt: skip
def test_what_no_gateway_posts_is_refused(headers):
    with pytest.raises(Unreadable):
        of_kannel(PLAIN | headers, b"x", "1")


@pytest.mark.parametrize("body", [b"\xff\xfe\xfa", b"a" * 20_001])
def test_words_in_another_charset_or_without_end_are_refused(body):
    with pytest.raises(Unreadable):
        of_kannel(PLAIN, body, "1")


def test_without_a_key_the_same_text_has_the_same_key_and_another_has_another():
    one, again, other = (of_kannel(PLAIN, words, "") for words in (b"x", b"x", b"y"))
    assert one == again
    assert one.key != other.key
    form = {"from": "012345678", "text": "x"}
    assert of_form(form, NOW).key == of_form(form, NOW.replace(minute=59)).key != of_form(form, NOW.replace(hour=3)).key


@pytest.mark.parametrize(
    "form", [{}, {"text": "x"}, {"from": "012", "text": "a" * 20_001}, {"from": "012", "text": "\ufffd"}]
)
def test_a_form_without_its_sender_or_with_lost_letters_is_refused(form):
    with pytest.raises(Unreadable):
        of_form(form, NOW)


def test_a_report_of_delivery_is_about_one_text_or_refused():
    key = UUID(int=7)
    assert of_kannel_report(str(key), "1") is not None
    assert of_kannel_report(str(key), "4") is None
    for wrong in ("", "7", "x" * 10_000):
        with pytest.raises(Unreadable):
            of_status("sent", wrong)


@settings(suppress_health_check=[HealthCheck.too_slow])  # of a busy machine, not of these inputs
@given(st.dictionaries(st.sampled_from(["X-Kannel-From", "X-Kannel-UDH", "X-Kannel-Coding", "Content-Type"]), st.text(max_size=60)),
       st.binary(max_size=300))  # fmt: skip
def test_whatever_is_posted_is_a_text_or_refused(headers, body):
    try:
        found = of_kannel(headers, body, "")
    except Unreadable:
        return
    assert 1 <= found.part <= found.parts
