"""Holding a document is open to whoever may open it, and never silent; names of files that tell nobody's name."""

import json

import pytest

from samaki.cases.documents import queries, rules
from samaki.cases.documents.models import Document
from samaki.cases.documents.operations import (
    add_document,
    fetch_document,
    hold_document,
    look_at_document,
    mark_document_error,
)
from samaki.cases.models import Person
from samaki.database import session
from samaki.database.refusals import CannotMove, NotAllowed
from samaki.handoffs import operations as handoffs
from samaki.journeys.doing import start_step
from tests.acting import act, own_case, step_of, taken
from tests.cases import files
from tests.everything import rows


@pytest.fixture
def case(cast, now):
    """Police hold an interview, social services the first contact, an NGO services: the last two work in the child's care,
    all three with the child's identity."""
    police, social, ngo = (cast[name] for name in ("duty.pp", "social.pp", "ngo.pp"))
    made = own_case(police, now)
    act(police, start_step, now, case_id=made.id, kind="forensic_interview")
    taken(made, "first_safe_contact", police, social, now)
    act(social, start_step, now, case_id=made.id, kind="services", person_id=child_of(social, made, now).id)
    taken(made, "services", social, ngo, now)
    return made


def child_of(member, case, now):
    with session("app", now, member.id):
        return Person.objects.select_related("case").get(case=case, part="survivor")


def added(by, case, now, compartment="care", content=None, **more):
    child = None if compartment in ("justice", "intelligence") else child_of(by, case, now)
    return act(by, add_document, now, case=case, compartment=compartment, kind="photograph", person=child,
               content=content or files.jpeg(), **more)  # fmt: skip


def told():
    """(unit, facts) of everything that was told about held documents."""
    found = rows(
        "select to_unit, facts, urgency from notice where kind = 'document.held' order by to_unit", role="worker"
    )
    loaded = [(unit, json.loads(facts), urgency) for unit, facts, urgency in found]
    return [(unit, facts["who"], facts["unit"], urgency) for unit, facts, urgency in loaded]


def test_the_unit_that_added_it_and_those_that_work_there_are_told_by_whom_it_is_held(cast, case, now):
    social, ngo = cast["social.pp"], cast["ngo.pp"]
    made = added(social, case, now)
    assert told() == []
    assert act(ngo, hold_document, now, document=made).held
    units = sorted({social.unit_id, ngo.unit_id})
    assert told() == [(unit, "ngo.pp", ngo.unit_id, "urgent") for unit in units]
    with pytest.raises(CannotMove):
        act(social, hold_document, now, document=made)
    assert len(told()) == 2


def test_units_whose_relation_the_holder_does_not_see_are_told_as_well(cast, case, now):
    police, social, ngo = (cast[name] for name in ("duty.pp", "social.pp", "ngo.pp"))
    made = added(social, case, now, "identity")
    act(police, hold_document, now, document=made)
    assert [unit for unit, *_rest in told()] == sorted({police.unit_id, social.unit_id, ngo.unit_id})


def test_who_is_only_asked_and_who_works_elsewhere_is_not_told(cast, case, now):
    social, ngo = cast["social.pp"], cast["ngo.pp"]
    step = step_of(ngo, now, case, "services")
    act(ngo, handoffs.hand_on, now, step_id=step.id, to_unit=cast["nurse.pp"].unit, why="words", urgency="urgent")
    act(social, hold_document, now, document=added(social, case, now))
    assert [unit for unit, *_rest in told()] == sorted({social.unit_id, ngo.unit_id}), "no police, no clinic"


def test_who_may_not_open_it_may_not_hold_it_and_learns_nobody(cast, case, now):
    made = added(cast["social.pp"], case, now)
    for who in ("duty.pp", "duty.sr", "nurse.pp", "privacy.pp"):
        with pytest.raises((NotAllowed, Document.DoesNotExist)):
            act(cast[who], hold_document, now, document=made)
        with session("app", now, cast[who].id):
            assert rules.workers(made) == set(), who
    assert told() == []


def test_a_struck_document_can_still_be_held(cast, case, now):
    social = cast["social.pp"]
    made = added(social, case, now)
    act(social, mark_document_error, now, document=made, text="wrong child")
    assert act(social, hold_document, now, document=made).held


def test_a_document_has_a_name_of_its_kind_and_number_the_same_for_every_reader(cast, case, now):
    social, ngo, police = (cast[name] for name in ("social.pp", "ngo.pp", "duty.pp"))
    first, other = added(social, case, now, name="Sokha Chan.jpg"), added(social, case, now, content=files.png())
    newer = added(social, case, now, content=files.picture(color=(1, 1, 1)), replaces=first)
    elsewhere = added(police, case, now, "justice")
    for member in (social, ngo):
        with session("app", now, member.id):
            names = queries.names(Document.objects.all())
            assert {names[one.id] for one in (first, other, newer)} == {
                "photograph-1.jpg",
                "photograph-2.png",
                "photograph-1-v2.jpg",
            }
            assert elsewhere.id not in names
            assert queries.name_of(newer) == "photograph-1-v2.jpg"
    with session("app", now, police.id):
        assert queries.names(Document.objects.all()) == {elsewhere.id: "photograph-1.jpg"}, (
            "no count of what is not ours"
        )


def test_the_name_that_a_file_came_with_is_told_only_to_who_took_the_original(cast, case, now):
    social, ngo = cast["social.pp"], cast["ngo.pp"]
    made = added(social, case, now, name="Sokha Chan.jpg")
    act(ngo, fetch_document, now, document=made, form="copy")
    assert act(ngo, look_at_document, now, document=made)["original_name"] == ""
    act(ngo, fetch_document, now, document=made, form="original", reason="court")
    assert act(ngo, look_at_document, now, document=made)["original_name"] == "Sokha Chan.jpg"
    assert act(social, look_at_document, now, document=made)["original_name"] == "", "who added it took no original"
    held = act(social, hold_document, now, document=made)
    assert act(ngo, look_at_document, now, document=held)["original_name"] == "", "held: nothing of it is given out"
