"""Word of a release: told to every unit of the case without a name, and a look at each child that is due within a day."""

import pytest

from samaki.cases.models import Step
from samaki.cases.operations import add_person
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.journeys.hearings import releases
from samaki.journeys.hearings.models import Release
from tests.acting import act, own_case, taken
from tests.everything import rows
from tests.journeys.hearings.sitting import DAY, HOUR
from tests.journeys.invariants import nothing_is_broken


@pytest.fixture
def case(cast, now):
    made = own_case(cast["duty.pp"], now, children=2)
    taken(made, "first_safe_contact", cast["duty.pp"], cast["social.pp"], now)
    return made


def heard(by, now, case, **given):
    usual = {"reason": "bail", "source": "family", "at": now + DAY, "precision": "day", "text": "seen at the market"}
    return act(by, releases.hear_release, now, case=case, **usual | given)


def told(kind):
    return sorted(
        unit
        for (unit,) in rows("select to_unit from notice where kind = %s", [f"release.release_{kind}"], role="worker")
    )


def looks(case):
    found = "select child_id, holder, due_at from step where case_id = %s and kind = 'safety_check' and state = 'open' order by id"
    return rows(found, [case.id], role="definer")


def test_every_unit_of_the_case_is_told_at_once_and_a_look_at_each_child_is_due_within_a_day(cast, now, case):
    police, social, stranger = cast["duty.pp"], cast["social.pp"], cast["duty.sr"]
    accused = act(police, add_person, now, case=case, part="person_named")
    row = heard(police, now, case, person=accused)
    assert (row.state, row.confirmed_at) == ("heard", None)
    assert social.unit_id in told("told")
    found = looks(case)
    assert len({child for child, _holder, _due in found}) == 2
    assert {due for _child, _holder, due in found} == {now + DAY}
    with session("app", now, social.id):
        assert Release.objects.get().reason == "bail"
    with session("app", now, stranger.id):
        assert not Release.objects.exists()
    heard(police, now + HOUR, case, person=accused, source="prison")
    assert looks(case) == found, "a look that is open is the same, and never later"
    nothing_is_broken()


def test_a_social_worker_who_hears_of_it_writes_it_down_and_looks_at_their_own_child(cast, now, case):
    police, social = cast["duty.pp"], cast["social.pp"]
    row = heard(social, now, case)
    with session("app", now, social.id):
        mine = set(Step.objects.filter(case=case, kind="safety_check", state="open").values_list("holder", flat=True))
    assert mine == {social.unit_id}, "social affairs do that work themselves"
    assert told("told") == [police.unit_id]
    made = act(police, releases.confirm_release, now + HOUR, release_id=row.id, source="prosecutor")
    assert (made.state, made.confirmed_unit) == ("confirmed", police.unit_id)
    assert told("confirmed") == [social.unit_id]
    with pytest.raises(CannotMove, match="confirmed already"):
        act(police, releases.confirm_release, now + HOUR, release_id=row.id, source="court")


def test_a_mistake_is_told_and_the_looks_stay(cast, now, case):
    police, social = cast["duty.pp"], cast["social.pp"]
    row = heard(police, now, case)
    before = looks(case)
    with pytest.raises(NotAllowed, match="Only who recorded it"):
        act(social, releases.mark_release_error, now, release_id=row.id, text="no")
    act(police, releases.mark_release_error, now, release_id=row.id, text="another man")
    assert told("gone") == sorted(told("told"))
    assert looks(case) == before
    with pytest.raises(CannotMove, match="taken back already"):
        act(police, releases.confirm_release, now, release_id=row.id, source="court")


def test_what_is_wrong_is_said_at_its_field(cast, now, case):
    child = act(cast["duty.pp"], add_person, now, case=case, part="survivor")
    with pytest.raises(Invalid) as wrong:
        heard(cast["duty.pp"], now, case, reason="", source="x", at=None, person=child, text="x" * 5000)
    assert {one.field for one in wrong.value.each} == {"reason", "source", "at", "person", "text"}
    assert heard(cast["duty.pp"], now, case, at=now - 4000 * DAY, source="court").state == "confirmed", (
        "of long ago, and true"
    )
