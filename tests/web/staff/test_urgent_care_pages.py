"""The pages of urgent care: what to do now, until when, the one examination; and who reads no more than that it took place."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samaki.handoffs import operations as handoffs
from samaki.journeys import doing
from tests.acting import act, own_case, step_of
from tests.care.health.tending import child_of
from tests.web.staff.test_people_pages import text

FORM = {"took_place": "yes", "examination": "agreed", "samples": "refused", "photographs": "not_asked", "at": "", "told_by": "Ms Sok",
        "language": "Khmer", "wished": "woman", "examined_by": "woman", "doctor": "Dr Chan", "certificate": "wardthree",
        "shares": "not_asked", "text": "Secretword"}  # fmt: skip


@pytest.fixture
def tended(cast):
    """A case whose urgent care the clinic has taken over."""
    now = timezone.now()
    duty, nurse = cast["duty.pp"], cast["nurse.pp"]
    case = own_case(duty, now)
    child = child_of(duty, now, case)
    act(duty, doing.start_step, now, case_id=case.id, kind="medical_forensic", person_id=child.id)
    step = step_of(duty, now, case, "medical_forensic")
    asked = act(duty, handoffs.hand_on, now, step_id=step.id, to_unit=nurse.unit, why="x", urgency="urgent")
    act(nurse, handoffs.accept, now, handoff_id=asked.id)
    return case, child, f"/cases/{case.code}/urgent-care/{child.id}/"


def hours_ago(hours):
    return f"{timezone.localtime(timezone.now() - timedelta(hours=hours)):%Y-%m-%d %H:%M}"


def test_what_to_do_now_and_until_when_and_what_has_passed_is_said_in_plain_words(sign_in, tended):
    case, _child, page = tended
    nurse = sign_in("nurse.pp")
    assert f"/cases/{case.code}/urgent-care/" in nurse.get(f"/cases/{case.code}/").content.decode()
    assert nurse.get(f"/cases/{case.code}/urgent-care/")["Location"] == page, "of one child its page at once"
    assert "Go to care. Nobody has written when it happened last" in text(nurse.get(page))
    wrong = nurse.post(f"{page}exposure/", {"at": "", "text": "kept words", "version": "0"})
    assert wrong.status_code == 422
    assert "kept words" in wrong.content.decode()
    saved = nurse.post(f"{page}exposure/", {"at": hours_ago(80), "text": "heardsay", "version": "0"})
    shown = text(nurse.get(saved["Location"]))
    for words in ("Saved: the page shows what can still be done", "Go to care now", "Open until", "It blocks nothing", "Passed on",
                  "Agreed working target, not law", "To be verified locally", "heardsay", "Written down"):  # fmt: skip
        assert words in shown
    assert (
        nurse.post(
            f"{page}exposure/", {"at": hours_ago(300), "text": "", "version": "1", "again": "corrected"}
        ).status_code
        == 302
    )
    assert "care is still worth it" in text(nurse.get(page))
    stale = nurse.post(f"{page}exposure/", {"at": hours_ago(1), "text": "typed late", "version": "1", "again": "again"})
    assert stale.status_code == 412
    assert "typed late" in stale.content.decode()


def test_one_examination_the_child_agreeing_and_justice_learns_that_when_and_where(sign_in, tended):
    case, child, page = tended
    nurse, police, stranger = sign_in("nurse.pp"), sign_in("duty.pp"), sign_in("duty.sr")
    unsaid = nurse.post(f"{page}examination/", FORM | {"took_place": "", "examination": "x"})
    assert (unsaid.status_code, "Secretword" in unsaid.content.decode()) == (422, True)
    assert "Say whether it took place" in text(unsaid)
    nurse.post(f"{page}examination/", FORM)
    shown = text(nurse.get(page))
    for words in ("The child agreed to a part", "Ms Sok", "Dr Chan", "wardthree", "Secretword", "A woman"):
        assert words in shown
    assert shown.index("An examination took place:") < shown.index("Care goes on") < shown.index("holds it")
    assert "Go to care" not in shown, "nobody is sent to a second examination"
    assert f'<a class="btn btn--quiet" href="{page}examination/">' in nurse.get(page).content.decode()
    assert "An examination took place already" in text(nurse.get(f"{page}examination/"))
    assert "Why was that one not enough?" in text(nurse.post(f"{page}examination/", FORM))
    root = nurse.get(page).content.decode().split("/examinations/")[1].split("/")[0]
    seen = text(police.get(page))
    for words in ("Secretword", "wardthree", "Ms Sok"):
        assert words not in seen
    nurse.post(f"/examinations/{root}/share/", {"shares": "agreed"})
    seen = text(police.get(page))
    assert "An examination took place" in seen
    assert "wardthree" in seen
    assert "Secretword" not in seen
    assert "An examination took place, the child agreeing" in text(police.get(f"/cases/{case.code}/timeline/"))
    mended = nurse.post(
        f"/examinations/{root}/correct/",
        FORM | {"text": "Otherword", "why": "misread", "version": "2", "shares": "refused"},
    )
    assert mended["Location"] == page
    assert "Otherword" in text(nurse.get(page))
    assert "wardthree" not in text(police.get(page))
    nurse.post(f"/examinations/{root}/mistake/", {"text": "x"})
    assert "Recorded by mistake" in text(nurse.get(page))
    for path in (
        page,
        f"{page}exposure/",
        f"{page}examination/",
        f"/examinations/{root}/correct/",
        f"/cases/{case.code}/urgent-care/",
    ):
        assert stranger.get(path).status_code == 404
    assert police.get(f"/examinations/{root}/correct/").status_code == 404
    assert child.part == "survivor"


def test_nothing_is_answered_for_the_child_and_what_hides_the_hours_is_asked_about_once(sign_in, tended):
    case, _child, page = tended
    nurse = sign_in("nurse.pp")
    blank = nurse.get(f"{page}examination/").content.decode()
    assert " checked" not in blank, "no answer is ticked before the child gave one"
    for name in ("exposure/", "examination/"):
        typed = FORM | {"at": "1/1/2001", "version": "0"}
        asked = nurse.post(f"{page}{name}", typed)
        assert (asked.status_code, 'name="at_sure" value="1/1/2001"' in asked.content.decode()) == (422, True)
        assert "It lies long before this case" in text(asked)
    no = nurse.post(
        f"{page}examination/", FORM | {"took_place": "no", "examination": "not_asked", "samples": "not_needed"}
    )
    assert "Choose what the child answered" in text(no)
    against = FORM | {"examination": "refused", "examined_by": "man"}
    assert nurse.post(f"{page}examination/", against).status_code == 302
    shown = nurse.get(page)
    assert "no agreement of the child is written down" in text(shown)
    assert "wished for another doctor" in text(shown)
    assert f"/complaints/new/?code={case.code}" in shown.content.decode()
    assert "is-done" not in shown.content.decode()


@pytest.mark.parametrize("children", [1, 2, 3])
def test_the_list_of_children_asks_as_often_for_three_as_for_two(children, sign_in, cast):
    now = timezone.now()
    duty = cast["duty.pp"]
    case = own_case(duty, now, children=children)
    client = sign_in("duty.pp")
    path = f"/cases/{case.code}/urgent-care/"
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    assert answer.status_code == (302 if children == 1 else 200)
    if children > 1:
        assert text(answer).count("Care is worth it at any time") == children
    assert len(asked) == {1: 7, 2: 9, 3: 9}[children]
