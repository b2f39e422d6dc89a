"""Words where people look for them: the child, what is not known, digits of the page, reasons of persons only."""

import re

import pytest
from django.utils import timezone

from tests.acting import own_case, step_of


@pytest.fixture
def case(cast):
    return own_case(cast["duty.pp"], timezone.now())


def read(client, path, lang="en"):
    return client.get(path, headers={"accept-language": lang}).content.decode().replace("\u200b", "")


def test_who_adds_a_child_finds_the_child_and_that_the_sex_is_not_known(case, sign_in, cast):
    client = sign_in("duty.pp")
    page = read(client, f"/cases/{case.code}/people/new/")
    assert '<option value="survivor">Child (Survivor)</option>' in page
    assert "“Not known” is an answer." in page
    cast["duty.pp"].language = "km"
    cast["duty.pp"].save(update_fields=["language"])
    assert "កុមារ (អ្នករងគ្រោះ)</option>" in read(client, f"/cases/{case.code}/people/new/", "km")


def test_the_years_of_an_age_that_does_not_fit_are_in_the_digits_of_the_page(case, sign_in, cast):
    given = {"part": "survivor", "sex": "unknown", "age": "14", "age_estimated": "yes", "birth_date": "1990"}
    for lang, years in (("en", r"makes \d\d years"), ("km", "[០-៩]{2} ឆ្នាំ")):
        cast["duty.pp"].language = lang
        cast["duty.pp"].save(update_fields=["language"])
        client = sign_in("duty.pp")
        client.cookies.clear()
        client.force_login(cast["duty.pp"])
        answer = client.post(f"/cases/{case.code}/people/new/", given, headers={"accept-language": lang})
        assert answer.status_code == 422
        assert re.search(years, answer.content.decode().replace("\u200b", "")), lang


def test_nobody_gives_the_reason_of_the_system_as_their_own(case, sign_in, cast):
    step = step_of(cast["duty.pp"], timezone.now(), case, "verification")
    page = read(sign_in("duty.pp"), f"/steps/{step.id}/hand-on/")
    assert '<option value="next_step"' in page
    assert "danger_now" not in page


def test_opening_a_case_from_a_report_has_no_stray_language(filed, sign_in):
    report, client = filed(), sign_in("duty.pp")
    client.post(f"/reports/{report.id}/acknowledge/")
    form = (
        read(client, f"/reports/{report.id}/").split(f'action="/reports/{report.id}/open-case/"')[1].split("</form>")[0]
    )
    assert 'name="lang"' not in form
