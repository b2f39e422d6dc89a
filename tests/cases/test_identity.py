"""Who a person is: nothing that was not mentioned is lost, nothing is deleted, and everything can be taken back."""

from datetime import timedelta

import pytest

from samaki.cases import identity
from samaki.cases.births import birth_date_of
from samaki.cases.models import Person
from samaki.database import session
from samaki.database.refusals import Invalid, NotAllowed, Stale
from tests.acting import act, handoff_of, own_case, step_of, taken
from tests.everything import value
from tests.handoffs.moving import attempt

WHOLE = {"name_km": "សុខ ដារ៉ា", "name_latin": "Sok Dara", "contact": "aunt, mornings only"}


@pytest.fixture
def child(cast, now):
    """A child whose care social services hold; the police hold justice, which needs no name."""
    case = own_case(cast["duty.pp"], now)
    taken(case, "first_safe_contact", cast["duty.pp"], cast["social.pp"], now)
    return seen(cast["social.pp"], now, case)


def seen(by, now, case):
    with session("app", now, by.id):
        return Person.objects.select_related("case").get(case=case, part="survivor")


@pytest.fixture
def social(cast, now):
    """Tells one story of the social worker; or looks, without the version."""

    def told(operation, **given):
        return act(cast["social.pp"], operation, given.pop("at", now), **given)

    return told


def known(social, child):
    found = social(identity.look_at_identity, person=child)
    found.pop("version", None)
    return found


def stands(by, now, child):
    with session("app", now, by.id):
        return identity.standing(child, by, now)


def test_a_birth_date_added_later_leaves_name_and_contact_as_they_are(social, child):
    social(identity.record_identity, person=child, identity=WHOLE)
    social(
        identity.record_identity,
        person=child,
        identity={"birth_date": "2012-05", "name_latin": "", "contact": " "},
        version=1,
    )
    assert known(social, child) == WHOLE | {"birth_date": "2012-05"}


def test_only_what_is_named_is_removed_and_taking_back_restores_it_and_taking_that_back_removes_it_again(social, child):
    social(identity.record_identity, person=child, identity=WHOLE)
    social(identity.record_identity, person=child, identity={"contact": None}, version=1)
    less = {name: text for name, text in WHOLE.items() if name != "contact"}
    assert known(social, child) == less
    social(identity.take_back_identity, person=child, version=2)
    assert known(social, child) == WHOLE
    social(identity.take_back_identity, person=child, version=3)
    assert known(social, child) == less
    assert value("select count(*) from identity_record", role="definer") == 4, "nothing is deleted"


def test_nothing_to_change_and_nothing_to_take_back_are_said(social, child, cast, now):
    with pytest.raises(Invalid):
        social(identity.record_identity, person=child, identity={"name_latin": ""})
    with pytest.raises(Invalid):
        social(identity.take_back_identity, person=child)
    with pytest.raises(Invalid):
        social(identity.correct_person, person=child, version=None, sex="unknown", identity={"contact": ""})
    assert stands(cast["social.pp"], now, child).version == 0


def test_a_change_made_on_an_older_version_is_shown_its_conflict(social, child):
    social(identity.record_identity, person=child, identity=WHOLE)
    social(identity.correct_person, person=child, version=1, identity_version=1, identity={"known_as": "Da"})
    for stale in ({"version": 1, "identity_version": 2}, {"version": 2, "identity_version": 1}):
        with pytest.raises(Stale):
            social(identity.correct_person, person=child, identity={"known_as": "Dara"}, age=12, **stale)
    assert known(social, child) == WHOLE | {"known_as": "Da"}


def test_what_is_left_out_of_a_correction_stays(social, child, cast, now):
    social(identity.correct_person, person=child, version=None, sex="female", age=13, age_estimated=False)
    social(identity.correct_person, person=child, version=None, identity={"known_as": "Da"})
    row = seen(cast["social.pp"], now, child.case)
    assert (row.sex, row.age, row.age_estimated) == ("female", 13, False)
    social(identity.correct_person, person=child, version=None, age=None)
    row = seen(cast["social.pp"], now, child.case)
    assert (row.sex, row.age, row.age_estimated) == ("female", None, False)


def test_nothing_recorded_is_no_look(social, child):
    looks = "select count(*) from ledger_entry where act = 'identity.look'"
    assert social(identity.look_at_identity, person=child) == {}
    assert value(looks, role="auditor") == 0
    social(identity.record_identity, person=child, identity=WHOLE)
    social(identity.look_at_identity, person=child, purpose="safety")
    assert value(looks + " and facts->>'why' = 'safety'", role="auditor") == 1


def test_who_may_not_read_may_put_right_their_own_words_for_a_day(child, cast, now, social):
    duty, officer = cast["duty.pp"], cast["officer.pp"]
    theirs = seen(duty, now, child.case)
    act(duty, identity.record_identity, now, person=theirs, identity={"name_latin": "Sok Darra", "contact": "aunt"})
    assert stands(duty, now, theirs).own_at == now
    assert not stands(officer, now, theirs).writes, "a colleague did not write it"
    act(duty, identity.record_identity, now, person=theirs, identity={"name_latin": "Sok Dara"}, version=1)
    assert known(social, child) == {"name_latin": "Sok Dara", "contact": "aunt"}
    act(duty, identity.take_back_identity, now, person=theirs, version=2)
    assert known(social, child) == {"name_latin": "Sok Darra", "contact": "aunt"}
    later = now + timedelta(hours=25)
    for by, at in ((officer, now), (duty, later)):
        with pytest.raises(NotAllowed):
            act(by, identity.record_identity, at, person=theirs, identity={"name_latin": "Other"})
        with pytest.raises(NotAllowed):
            act(by, identity.take_back_identity, at, person=theirs)
    with pytest.raises(NotAllowed):
        act(duty, identity.record_identity, now, person=theirs, identity={"contact": None})


def test_when_somebody_else_wrote_last_the_first_writer_no_longer_may(child, cast, now, social):
    duty = cast["duty.pp"]
    theirs = seen(duty, now, child.case)
    act(duty, identity.record_identity, now, person=theirs, identity={"name_latin": "Sok Darra"})
    social(identity.record_identity, person=child, identity={"name_latin": "Sok Dara"}, version=1)
    with pytest.raises(NotAllowed):
        act(duty, identity.record_identity, now, person=theirs, identity={"name_latin": "Other"})


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("5/3/2012", {"birth_date": "2012-03-05"}, "5 March 2012"),
        ("៥/៣/២០១២", {"birth_date": "2012-03-05"}, "5 March 2012"),
        ("2558", {"birth_date": "2015", "birth_calendar": "buddhist"}, "2558"),
        ("៣/២៥៥៨", {"birth_date": "2015-03", "birth_calendar": "buddhist"}, "March 2558"),
        ("2026-03", {"birth_date": "2026-03"}, "March 2026"),
    ],
)
def test_a_birth_date_keeps_its_precision_and_its_era(typed, kept, shown, social, child):
    social(identity.record_identity, person=child, identity={"birth_date": typed})
    assert known(social, child) == kept
    assert shown in birth_date_of(kept).describe("en")


@pytest.mark.parametrize(
    "typed", ["31/2/2015", "2030", "2573", "4/3/2026", "abc", "-5", "1850", "1901", "12", "0/2/2015"]
)
def test_a_birth_date_that_cannot_be_is_refused(typed, social, child):
    with pytest.raises(Invalid) as refusal:
        social(identity.record_identity, person=child, identity={"birth_date": typed})
    assert refusal.value.field == "birth_date"


def test_who_is_only_asked_writes_nothing_about_anybody(cast, now):
    """The offer shows the child to the asked unit; words of theirs wait until they have accepted."""
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, now)
    step = step_of(duty, now, case, "first_safe_contact")
    attempt("offer", handoff_of(duty, now, step).id, duty, now)
    child = seen(social, now, case)
    for operation, given in (
        (identity.record_identity, {"identity": WHOLE}),
        (identity.correct_person, {"version": None, "age": 12}),
        (identity.take_back_identity, {}),
    ):
        with pytest.raises(NotAllowed):
            act(social, operation, now, person=child, **given)
    attempt("accept", handoff_of(duty, now, step).id, social, now)
    act(social, identity.record_identity, now, person=child, identity=WHOLE)
