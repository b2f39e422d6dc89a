"""Passing a report on, from its page, and where it is afterwards."""

import pytest

from tests.web.staff.reading import filled


def test_from_the_report_to_where_it_went(sign_in, filed, cast):
    report, duty = filed(), sign_in("duty.pp")
    assert f'href="/reports/{report.id}/pass/"' in duty.get(f"/reports/{report.id}/").content.decode()
    path = f"/reports/{report.id}/pass/"
    empty = duty.post(path, {"to_unit": "", "text": ""})
    assert empty.status_code == 422
    sent = duty.post(path, filled(duty.get(path), path, to_unit="police-ps", text="Their area"))
    assert sent["Location"] == f"/reports/{report.id}/"
    page = duty.get(sent["Location"]).content.decode()
    assert cast["duty.ps"].unit.name_en in page
    assert "stands there as: New" in page
    assert report_words_of(filed) not in page
    assert cast["duty.ps"].unit.name_en in duty.get("/reports/?state=passed").content.decode()
    other = sign_in("duty.ps").get(f"/reports/{report.id}/").content.decode()
    assert "Their area" in other, "the reason is read with the report"
    assert f"/reports/{report.id}/" in sign_in("duty.ps").get("/desk/").content.decode()


def report_words_of(_filed):
    return "A girl is kept in a guesthouse"


@pytest.mark.parametrize(("who", "status"), [("duty.sr", 404), ("leader.pp", 404), ("oversight", 404), ("privacy.pp", 403),
                                             ("officer.pp", 200), ("duty.pp", 200)])  # fmt: skip
def test_every_kind_of_member_at_the_form(who, status, sign_in, filed):
    report = filed()
    assert sign_in(who).get(f"/reports/{report.id}/pass/").status_code == status
