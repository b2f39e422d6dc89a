"""The pages of papers: made by a form, listed, found by the code, taken back; what is refused comes back."""

import re

import pytest
from django.utils import timezone

from samaki.journeys.papers.codes import shown
from tests.acting import own_case, taken
from tests.everything import rows
from tests.journeys.papers.reading import attached
from tests.web.staff.reading import forms


@pytest.fixture
def now():
    return timezone.now().replace(second=0, microsecond=0)


@pytest.fixture
def case(cast, now):
    made = own_case(cast["duty.pp"], now)
    taken(made, "first_safe_contact", cast["duty.pp"], cast["social.pp"], now)
    return made


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_paper_is_made_by_its_form_listed_found_by_its_code_and_taken_back(case, sign_in):
    police, base = sign_in("duty.pp"), f"/cases/{case.code}/papers/"
    assert f'href="{base}"' in text(police.get(f"/cases/{case.code}/"))
    listed = text(police.get(base))
    assert all(f'href="{base}{kind}/"' in listed for kind in ("referral", "bundle", "protection", "summary"))
    form = police.get(f"{base}protection/")
    assert f"{base}protection/" in forms(form)
    wrong = police.post(f"{base}protection/", {"to_unit": "nobody", "language": "en", "text": "because she is afraid"})
    assert wrong.status_code == 422
    assert "because she is afraid" in text(wrong)
    made = police.post(
        f"{base}protection/", {"to_unit": "police-pp", "language": "km", "asks": ["screen"], "text": "she is afraid"}
    )
    assert made.status_code == 200
    assert made["Content-Type"] == "application/pdf"
    assert "she is afraid" in attached(made.content)
    code = rows("select code from paper")[0][0]
    assert made["Content-Disposition"] == f'attachment; filename="paper-{code}.pdf"'
    assert case.code not in made["Content-Disposition"]
    key = rows("select id from paper")[0][0]
    assert f'href="/papers/{key}/"' in text(police.get(base))
    found = police.post("/papers/", {"code": shown(code).lower()})
    assert found["Location"] == f"/papers/{key}/"
    page = text(police.get(f"/papers/{key}/"))
    assert "she is afraid" in page
    assert shown(code) in page
    for member in ("ngo.pp", "mentor"):
        stranger = sign_in(member)
        assert stranger.get(f"/papers/{key}/").status_code == 404
        assert "knows no paper" in text(stranger.post("/papers/", {"code": code}))
    nothing = police.post(f"/papers/{key}/withdraw/", {"text": ""})
    assert nothing.status_code == 422
    gone = police.post(f"/papers/{key}/withdraw/", {"text": "the wrong court"}, follow=True)
    assert "does not count any more" in text(gone)
    assert "taken back" in text(police.get(base))
    story = text(police.get(f"/cases/{case.code}/timeline/"))
    assert "Printed for" in story
    assert "does not count any more" in story


def test_a_referral_is_printed_for_a_hand_off_that_runs_and_its_answer_is_typed_in_there(case, sign_in):
    police = sign_in("duty.pp")
    form = police.get(f"/cases/{case.code}/papers/referral/")
    key = re.search(r'name="handoff"[^>]*value="([0-9a-f-]{36})"', text(form)).group(1)
    made = police.post(f"/cases/{case.code}/papers/referral/", {"handoff": key, "language": "en"})
    assert made.status_code == 200
    assert "what they must know" in attached(made.content)
    paper = rows("select id from paper")[0][0]
    assert f'href="/handoffs/{key}/"' in text(police.get(f"/papers/{paper}/"))
    missing = police.post(f"/cases/{case.code}/papers/referral/", {"handoff": "x", "language": "en"})
    assert missing.status_code == 422
    empty = sign_in("social.pp").post(f"/cases/{case.code}/papers/bundle/", {"to_unit": "social-pp", "language": "en"})
    assert empty.status_code == 409
    assert "does not read the facts" in text(empty)


def test_the_list_asks_as_many_questions_for_three_as_for_one(case, sign_in, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    police, base = sign_in("duty.pp"), f"/cases/{case.code}/papers/"
    counts = []
    for _ in (1, 2, 3):
        police.post(f"{base}protection/", {"to_unit": "police-pp", "language": "en"})
        with CaptureQueriesContext(connection) as asked:
            police.get(base)
        counts.append(len(asked))
    assert counts[0] == counts[2]


def test_cards_and_the_empty_form_are_files_and_nothing_else_is(sign_in):
    member = sign_in("ngo.pp")
    for path in ("/papers/blank/km.pdf", "/papers/card/first_safe_contact/en.pdf"):
        answer = member.get(path)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    for path in ("/papers/blank/xx.pdf", "/papers/card/nothing/en.pdf"):
        assert member.get(path).status_code == 404
    assert rows("select count(*) from paper")[0][0] == 0
