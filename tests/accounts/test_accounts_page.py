"""The administrator's list of accounts: found by name, sign-in name and unit, page by page; closed and opened on pages that ask why."""

import re

import pytest
from django.utils import timezone

from samaki.accounts import closing
from samaki.agencies import keeping
from samaki.agencies.models import Member
from samaki.cases import holding
from samaki.database import session
from samaki.database.refusals import Invalid
from samaki.web.account import members
from tests.accounts.entering import notices
from tests.acting import act, own_case
from tests.everything import rows

pytestmark = pytest.mark.usefixtures("asked_for_two")


def listed(page):
    """Sign-in names in the order in which the list shows them."""
    return re.findall(r'<span translate="no">([\w.-]+)</span>', page.content.decode())


@pytest.mark.parametrize("asked", ["?q=duty.pp", "?q=Dara", "?q=DARA", "?q=sok+dara", "?q=Dara+SOK", "?q=ដារ៉ា"])
def test_an_account_is_found_by_a_part_of_its_names(asked, cast, seated):
    admin = seated("admin")
    found = listed(admin.get("/account/members/" + asked))
    assert "duty.pp" in found
    assert len(found) < len(listed(admin.get("/account/members/")))


def test_an_account_is_found_by_its_unit_and_nothing_else_is_told(cast, seated):
    admin = seated("admin")
    unit = cast["duty.pp"].unit
    found = listed(admin.get(f"/account/members/?unit={unit.code}"))
    assert set(found) == set(Member.objects.filter(unit=unit, is_active=True).values_list("username", flat=True))
    nobody = admin.get("/account/members/?q=no-such-name")
    assert listed(nobody) == []
    assert "No account fits that" in nobody.content.decode()
    for odd in ("?q=%00", "?unit=x", "?after=%00", "?q=" + "a" * 500):
        assert admin.get("/account/members/" + odd).status_code == 200


def test_the_list_has_pages_that_keep_what_was_asked_for(cast, seated, monkeypatch):
    monkeypatch.setattr(members, "PAGE", 2)
    admin, found, path = seated("admin"), [], f"?unit={cast['duty.pp'].unit.code}"
    while path:
        page = admin.get("/account/members/" + path)
        found += listed(page)
        following = re.search(r'rel="next" href="([^"]+)"', page.content.decode())
        path = following[1].replace("&amp;", "&") if following else ""
    assert found == sorted(found)
    assert set(found) == set(Member.objects.filter(unit=cast["duty.pp"].unit).values_list("username", flat=True))


def test_before_an_account_is_closed_its_page_says_what_is_in_its_hands_and_asks_why(cast, seated):
    now = timezone.now()
    case = own_case(cast["duty.pp"], now)
    with session("app", now, cast["duty.pp"].id):
        mine = list(case.steps.filter(holder=cast["duty.pp"].own_principal))
    for step in mine:
        act(cast["duty.pp"], holding.assign_step, now, step_id=step.id, worker=cast["duty.pp"])
    admin, path = seated("admin"), f"/account/members/{cast['duty.pp'].id}/close/"
    page = admin.get(path).content.decode()
    assert f"{len(mine)} open step" in page
    assert case.code not in page, "numbers, no case"
    refused = admin.post(path)
    assert refused.status_code == 422
    assert "Choose a reason" in refused.content.decode()
    assert Member.objects.get(username="duty.pp").is_active
    assert admin.post(path, {"reason": "left"}).status_code == 302
    assert not Member.objects.get(username="duty.pp").is_active
    assert "account.idle_work" in notices(cast["duty.pp"].unit), "the lead of the unit gives the work to somebody else"
    facts = rows(
        "select facts->>'why', (facts->>'count')::int from ledger_entry where act = 'account.close'", role="auditor"
    )
    assert facts == [("left", len(mine))]


def test_who_does_not_administer_the_unit_learns_nothing_of_the_work(cast):
    now = timezone.now()
    own_case(cast["duty.pp"], now)
    with session("app", now, cast["social.pp"].id):
        assert closing.work_held(cast["duty.pp"], now).steps == 0
    with pytest.raises(Invalid):
        act(cast["admin"], closing.close_account, now, member=cast["duty.pp"], reason="")


def test_opening_without_a_reason_comes_back_to_its_own_form(cast, seated):
    act(cast["admin"], closing.close_account, timezone.now(), member=cast["duty.pp"], reason="long_away")
    admin, path = seated("admin"), f"/account/members/{cast['duty.pp'].id}/open/"
    assert path in admin.get("/account/members/?q=duty.pp").content.decode()
    refused = admin.post(path)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Choose a reason" in page
    assert "They were away, and are back" in page, "the form itself, not the desk"
    assert admin.post(path, {"reason": "was_away"}).status_code == 302
    assert Member.objects.get(username="duty.pp").is_active


def test_a_focal_point_who_cannot_sign_in_is_not_called_and_another_one_is_asked_for(cast, seated):
    now, duty, unit = timezone.now(), cast["duty.pp"], cast["duty.pp"].unit
    lead = cast["officer.pp"]
    act(lead, keeping.add_focal_point, now, unit=unit, matter="any", name_en=duty.name_en, name_km=duty.name_km, phone="000 111",
        day_and_night=False)  # fmt: skip
    reader = seated("social.pp")
    page = reader.get(f"/directory/{unit.code}/").content.decode()
    assert "000 111" in page
    before = page.count(f"{unit.phone} 9")
    page = seated("admin").get(f"/account/members/{duty.id}/close/").content.decode()
    assert "The directory names them to be called" in page
    act(cast["admin"], closing.close_account, now, member=duty, reason="left")
    for path in (f"/directory/{unit.code}/", f"/directory/?text={unit.name_en.split()[0]}", "/directory/print/"):
        page = reader.get(path).content.decode()
        assert "000 111" not in page, path
    page = reader.get(f"/directory/{unit.code}/").content.decode()
    assert "cannot be reached now" in page
    assert page.count(f"{unit.phone} 9") > before, "the other focal point stands in, with their number"
    assert "account.focal_point_away" in notices(unit)
