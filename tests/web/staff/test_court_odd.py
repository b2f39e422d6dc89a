"""The form of a court fact asks once about what is odd, beside its field; sent again it is taken, and kept as confirmed."""

import html

import pytest
from django.utils import timezone

from samaki.court.models import CourtFact
from samaki.database import session
from tests.court.filing import ARTICLE, named
from tests.web.staff.reading import forms
from tests.web.staff.test_court_pages import day, press
from tests.web.staff.test_people_pages import text


@pytest.fixture
def case(opened):
    return opened()[0]


@pytest.fixture
def accused(case, cast):
    return named(cast["duty.pp"], timezone.now(), case)


def again(client, asked):
    """The form that came back, sent as it stands."""
    path = asked.wsgi_request.get_full_path()
    [fields] = [one for action, one in forms(asked).items() if action.partition("?")[0] in ("", path.partition("?")[0])]
    return client.post(path, {name: values for name, values in fields.items() if values})


def rows(cast, kind):
    with session("app", timezone.now(), cast["duty.pp"].id):
        return list(CourtFact.objects.filter(kind=kind).order_by("id"))


def test_the_same_arrest_is_asked_about_once_and_kept_as_confirmed(sign_in, case, accused, cast):
    police, about = sign_in("duty.pp"), {"person": str(accused.id)}
    assert press(police, case, "arrested", **about).status_code == 302
    asked = press(police, case, "arrested", **about, text="Again by the gate")
    assert asked.status_code == 422
    shown = html.unescape(asked.content.decode())
    assert "This is recorded already: Arrested: custody began" in shown
    assert "press the button once more" in shown
    assert "Again by the gate" in shown, "nothing that was typed is lost"
    assert len(rows(cast, "arrested")) == 1
    saved = again(police, asked)
    assert saved.status_code == 302
    assert [row.detail.get("confirmed", False) for row in rows(cast, "arrested")] == [False, True]
    assert "asked when it was written down: it is so" in text(police.get(saved["Location"]))
    other = press(police, case, "arrested", **about, at=day(-1), person_sure="same_again")
    assert "Was this person arrested again?" in html.unescape(other.content.decode()), (
        "a yes to one question is none to another"
    )


def test_a_conviction_before_the_charge_and_a_charge_twice_are_asked_about(sign_in, case, accused, cast):
    police, about = sign_in("duty.pp"), {"person": str(accused.id), "offence": ARTICLE}
    asked = press(police, case, "judged", **about, code="convicted", at=day(-9))
    assert "no charge of this article" in html.unescape(asked.content.decode())
    assert again(police, asked).status_code == 302
    asked = press(police, case, "charged", **about, at=day(-3))
    assert "stands before its charge" in html.unescape(asked.content.decode())
    assert again(police, asked).status_code == 302
    page = text(police.get(f"/cases/{case.code}/court/"))
    assert "Whoever wrote it down was asked, and says that it is so." in page


def test_a_second_sentence_is_asked_about_and_both_are_shown(sign_in, case, accused):
    police, about = sign_in("duty.pp"), {"person": str(accused.id)}
    for kind, given in (("charged", {"offence": ARTICLE}), ("judged", {"offence": ARTICLE, "code": "convicted"}),
                        ("sentenced", {"prison_years": "8"})):  # fmt: skip
        assert press(police, case, kind, **about | given).status_code == 302, kind
    asked = press(police, case, "sentenced", **about, prison_years="5", at=day(-1))
    assert "Is this one of another court, on appeal for example?" in html.unescape(asked.content.decode())
    assert again(police, asked).status_code == 302
    page = text(police.get(f"/cases/{case.code}/court/"))
    assert "prison: 8 years · before: it counts no more" in page
    assert "prison: 5 years" in page
    assert "it counts now" in page


def test_sums_are_read_as_they_are_written(sign_in, case, accused, cast):
    police, about = sign_in("duty.pp"), {"person": str(accused.id), "currency": "KHR"}
    assert press(police, case, "compensation_ordered", **about, amount="10.000.000").status_code == 302
    assert [row.amount for row in rows(cast, "compensation_ordered")] == [10_000_000]
    asked = press(police, case, "compensation_ordered", **about, amount="10.000", at=day(-1))
    assert "Do you mean 10,000?" in html.unescape(asked.content.decode())
    assert again(police, asked).status_code == 302
    assert [row.amount for row in rows(cast, "compensation_ordered")] == [10_000_000, 10_000]
