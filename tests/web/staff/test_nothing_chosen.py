"""No reason, kind of step or person is chosen beforehand: what nobody chose is refused at its field."""

import re

import pytest
from django.utils import timezone

from samaki.cases.models import Case, Person, Step
from samaki.database import session
from tests.everything import value
from tests.web.staff.reading import filled, forms


def verification(case, by):
    with session("app", timezone.now(), by.id):
        return Step.objects.get(case=case, kind="verification")


def selects(page):
    """Name of a select -> (value of its first option, values that are chosen), for all on the page."""
    found = []
    for name, inside in re.findall(r'<select[^>]* name="([a-z_]+)".*?>(.*?)</select>', page.content.decode(), re.S):
        first = re.search(r'<option value="([^"]*)"', inside)
        found.append((name, first[1] if first else "", re.findall(r'value="([^"]*)" selected', inside)))
    return found


def refused(answer, name):
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#id_{name}"' in page, "the summary leads to the field"
    assert f'id="{name}-error"' in page, "and the field says why"


@pytest.mark.parametrize("user", ["duty.pp", "officer.pp"])
def test_nothing_is_chosen_in_the_forms_of_a_step(user, sign_in, opened, cast):
    case, _draft = opened()
    row = verification(case, cast["duty.pp"])
    found = selects(sign_in(user).get(f"/steps/{row.id}/"))
    assert {name for name, _first, _chosen in found} >= {"reason", "worker"}
    assert [one for one in found if one[1] or one[2]] == []


@pytest.mark.parametrize(("act", "typed"), [("hold", {"until": "1/12/2026"}), ("skip", {}), ("assign", {})])
def test_a_form_of_a_step_sent_untouched_changes_nothing(act, typed, sign_in, opened, cast):
    case, _draft = opened()
    row, police = verification(case, cast["duty.pp"]), sign_in("duty.pp")
    path = f"/steps/{row.id}/{act}/"
    refused(
        police.post(path, filled(police.get(f"/steps/{row.id}/"), path, **typed)),
        "worker" if act == "assign" else "reason",
    )
    after = verification(case, cast["duty.pp"])
    assert (after.state, after.version) == (row.state, row.version)


def test_a_step_of_no_kind_is_not_started(sign_in, opened, cast):
    case, _draft = opened()
    police = sign_in("duty.pp")
    page = police.get(f"/cases/{case.code}/start/")
    assert [one for one in selects(page) if one[1] or any(one[2])] == []
    path = f"/cases/{case.code}/start/send/"
    answer = police.post(path, filled(page, path))
    refused(answer, "kind")
    assert "Choose a kind of step from the list." in answer.content.decode()


def test_no_unit_is_chosen_for_a_step_that_is_handed_on(sign_in, opened, cast):
    case, _draft = opened()
    row, police = verification(case, cast["duty.pp"]), sign_in("duty.pp")
    path = f"/steps/{row.id}/hand-on/"
    page = police.get(path)
    assert ("to_unit", "", []) in selects(page)
    refused(
        police.post(path, {"to_unit": "", "why": "they are near", "why_code": "next_step", "urgency": "urgent"}),
        "to_unit",
    )


def test_no_lower_urgency_is_chosen(sign_in, opened, cast):
    case, _draft = opened()
    police, path = sign_in("duty.pp"), f"/cases/{case.code}/urgency/"
    police.post(path, {"urgency": "emergency"})
    assert ("lower_to", "", []) in selects(police.get(path))
    refused(police.post(path, {"act": "lower", "lower_to": "", "text": "a slip"}), "lower_to")
    with session("app", timezone.now(), cast["duty.pp"].id):
        assert Case.objects.get(id=case.id).urgency == "emergency"


def test_one_press_on_the_page_of_an_added_child_begins_nothing(sign_in, opened, cast):
    case, _draft = opened()
    police, path = sign_in("duty.pp"), f"/cases/{case.code}/people/new/"
    page = police.get(path)
    assert ("part", "", []) in selects(page)
    assert not {"sex", "age_estimated"} & set(forms(page)[path]), "no answer of these is ticked"
    entries = value("select count(*) from ledger_entry", role="auditor")
    answer = police.post(path, filled(page, path))
    refused(answer, "part")
    refused(answer, "sex")
    assert "Choose whom you add: a child, or somebody else." in answer.content.decode()
    assert value("select count(*) from ledger_entry", role="auditor") == entries


def test_a_child_of_whom_nothing_is_known_is_added_when_that_is_said(sign_in, opened, cast):
    case, _draft = opened()
    police, path = sign_in("duty.pp"), f"/cases/{case.code}/people/new/"
    page = police.get(path)
    assert "it begins at once" in page.content.decode()[: page.content.decode().index('id="form"')]
    assert police.post(path, filled(page, path, part="survivor", sex="unknown")).status_code == 302
    with session("app", timezone.now(), cast["duty.pp"].id):
        made = Person.objects.filter(case=case, part="survivor").latest("number")
    assert (made.number, made.sex, made.age, made.age_estimated) == (2, "unknown", None, True)


@pytest.mark.parametrize(("said", "kept"), [("yes", True), ("no", False), ("", True)])
@pytest.mark.parametrize("part", ["survivor", "witness"])
def test_an_age_that_is_known_is_kept_as_known(part, said, kept, sign_in, opened, cast):
    case, _draft = opened()
    sent = {"part": part, "sex": "female", "age": "12", "age_estimated": said}
    assert sign_in("duty.pp").post(f"/cases/{case.code}/people/new/", sent).status_code == 302
    with session("app", timezone.now(), cast["duty.pp"].id):
        made = Person.objects.filter(case=case, part=part).latest("number")
    assert (made.age, made.age_estimated) == (12, kept)


def test_in_an_emergency_the_page_says_first_what_adding_a_child_begins(sign_in, opened):
    case, _draft = opened(danger="yes")
    page = sign_in("duty.pp").get(f"/cases/{case.code}/people/new/").content.decode().replace("\u200b", "")
    assert "This case is an emergency" in page[: page.index('id="form"')]
