"""Identification: proposed by anybody, decided by the body of the law, appealed and reviewed; help goes on whatever is decided."""

import pytest
from django.db import IntegrityError, transaction

from samaki.agencies.country import pack
from samaki.cases.models import Step, Strand
from samaki.cases.remarks import remarks_on
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.journeys.doing import start_step
from samaki.journeys.identification import operations, queries
from samaki.journeys.identification.models import Identification
from samaki.journeys.identification.states import taken_for_child
from samaki.ledger.models import LedgerEntry
from tests.acting import act, taken
from tests.journeys.children.about import DAY, aged, decided, notices, other_of, proposed


def stands(by, now, child):
    with session("app", now, by.id):
        return queries.standing(child)


def test_anybody_who_works_for_the_child_proposes_and_only_the_body_of_the_law_decides(cast, now, case, child):
    police, social = cast["duty.pp"], cast["social.pp"]
    proposed(social, now, child, text="what the aunt said")
    assert stands(police, now, child).status == "possible"
    assert notices("identification_proposed") == [police.unit_id]
    row = decided(police, now, child)
    assert (stands(social, now, child).status, row.form) == ("identified", "police_short")
    assert notices("identification_decided") == [social.unit_id]
    with pytest.raises(Invalid, match="form of your own body"):
        decided(social, now, child, form="police_short", again="other_body")
    with pytest.raises(Invalid, match="decided again"):
        decided(social, now, child, form="social_detailed")


def test_a_unit_that_the_law_does_not_name_only_proposes(cast, now, case, child):
    police, legal = cast["duty.pp"], cast["legal.pp"]
    act(police, start_step, now, case_id=case.id, kind="court_preparation", person_id=child.id)
    taken(case, "court_preparation", police, legal, now)
    proposed(legal, now, child, status="not_victim")
    with pytest.raises(NotAllowed, match="the law names"):
        decided(legal, now, child)
    with session("app", now, legal.id):
        assert queries.standing(child).status == "possible"


def test_a_contrary_decision_ends_no_step_and_an_appeal_stands_above_it(cast, now, case, child):
    police, social = cast["duty.pp"], cast["social.pp"]
    with session("app", now, police.id):
        before = (
            list(Step.objects.filter(case=case).values_list("id", "state", "version")),
            list(Strand.objects.filter(case=case).values_list("id", "state")),
        )
    with pytest.raises(Invalid, match="what the reason is"):
        decided(police, now, child, status="not_victim")
    first = decided(police, now, child, status="not_victim", text="no purpose was shown")
    with session("app", now, police.id):
        assert before == (
            list(Step.objects.filter(case=case).values_list("id", "state", "version")),
            list(Strand.objects.filter(case=case).values_list("id", "state")),
        ), "help goes on"
    second = decided(police, now + DAY, child, form="police_detailed", again="appeal")
    assert (second.after_id, stands(social, now + DAY, child).status) == (first.id, "identified")
    act(police, operations.mark_identification_error, now + DAY, identification_id=second.id, text="the other child")
    found = stands(social, now + DAY, child)
    assert (found.status, len(found.decisions)) == ("not_victim", 2)
    with pytest.raises(CannotMove):
        act(police, operations.mark_identification_error, now + DAY, identification_id=second.id, text="again")
    with (
        pytest.raises(IntegrityError, match="stays as it was decided"),
        session("app", now, police.id),
        transaction.atomic(),
    ):
        Identification.objects.filter(id=first.id).update(status="identified")


def test_words_stay_in_the_justice_part_and_the_other_child_is_another_record(cast, now, case, child):
    police, social = cast["duty.pp"], cast["social.pp"]
    row = decided(police, now, child, text="what the witness saw")
    with session("app", now, social.id):
        assert [one.status for one in queries.standing(child).decisions] == ["identified"]
        assert remarks_on([row.id]) == {}
        assert not LedgerEntry.objects.filter(act="identification.decision").exists(), (
            "nor by the story to whoever is only asked"
        )
    other = other_of(police, now, case, child)
    decided(police, now, other)
    assert stands(social, now, other).decisions == []
    assert stands(cast["ngo.pp"], now, child).decisions == []


def test_in_doubt_the_person_is_taken_for_a_child(cast, now, child):
    social = cast["social.pp"]
    assert stands(social, now, child).is_child, "nobody has looked"
    aged(social, now, child, "adult", youngest=18, oldest=20, text="the birth certificate")
    assert not stands(social, now, child).is_child
    aged(social, now + DAY, child, "doubt", youngest=15, oldest=19, method="medical")
    assert stands(social, now + DAY, child).is_child
    with pytest.raises(Invalid) as refused:
        aged(social, now, child, "x", method="x", youngest=20, oldest=10)
    assert sorted(one.field for one in refused.value.each) == ["age", "method", "oldest"]
    with pytest.raises(Invalid) as refused:
        aged(social, now, child, "adult", youngest=9, oldest=12)
    assert sorted(one.field for one in refused.value.each) == ["age", "text"]
    assert [taken_for_child(found) for found in ([], ["doubt"], ["adult"], ["adult", "child"], ["child", "adult"])] == [
        True,
        True,
        False,
        True,
        False,
    ]


def test_the_bodies_of_the_pack_are_kinds_that_may_hold_the_step_of_identification():
    known = set(pack().agency_kinds)
    lists = (*pack().reasons["identification_form"].values(), *pack().reasons["victim_status"].values())
    assert {kind for one in lists for kind in one.decided_by or ()} <= known
    assert all(form.decided_by for form in pack().reasons["identification_form"].values())
    assert queries.bodies() <= {
        kind for one in pack().reasons["victim_status"].values() for kind in one.decided_by or ()
    }
