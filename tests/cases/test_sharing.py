"""Sharing: what is given opens, no more than it says and no longer; on its ground; and what is not given is not told."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, ProgrammingError

from samaki.cases import corrections, identity
from samaki.cases import operations as cases
from samaki.cases.documents import operations as documents
from samaki.cases.models import Case, Person, Relation, Step
from samaki.cases.records import TABLES
from samaki.cases.sharing import consenting, operations, queries, rules
from samaki.cases.sharing.models import Consent, Disclosure
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.jobs.tick import tick
from samaki.journeys import danger, doing, opening
from samaki.ledger.models import LedgerEntry
from samaki.notices.models import Notice
from tests.acting import act, taken
from tests.cases.files import jpeg
from tests.cases.sharing import DAY, Matter
from tests.everything import rows

HOUR = timedelta(hours=1)


@pytest.fixture
def matter(cast, now):
    return Matter(cast, now)


def seen(member, now, table):
    with session("app", now, member.id):
        return set(table.objects.values_list("id", flat=True))


def told(kind, unit=None):
    found = rows("select to_unit from notice where kind = %s order by to_unit", [kind], role="worker")
    return [to for (to,) in found if unit is None or to == unit]


def note(matter, by=None, compartment="care"):
    child = None if compartment == "justice" else matter.child
    return act(by or matter.social, cases.write_note, matter.now, case=matter.case, compartment=compartment, text="sealed words",
               person=child)  # fmt: skip


# ---------------------------------------------------------------- what opens, and ends
def test_what_is_shared_is_read_from_the_next_request_and_nothing_else(matter, now):
    written = note(matter)
    assert seen(matter.ngo, now, Case) == set()
    given = matter.share()
    assert seen(matter.ngo, now, Case) == {matter.case.id}
    assert seen(matter.ngo, now, TABLES["care"]) == {written.id}
    for shut in ("identity", "placement", "justice", "intelligence"):
        assert seen(matter.ngo, now, TABLES[shut]) == set(), shut
    assert told("sharing.shared") == [matter.ngo.unit_id]
    with session("app", now, matter.ngo.id):
        (relation,) = Relation.objects.all()
    assert (relation.ground, relation.until, relation.disclosure_id) == ("shared", given.until, given.id)


def test_the_other_child_of_the_case_stays_another_record(cast, now):
    matter = Matter(cast, now, children=2)
    taken_second = rows("select id from person where part = 'survivor' and id <> %s", [matter.child.id])
    matter.share()
    with session("app", now, matter.ngo.id):
        assert set(Person.objects.values_list("id", flat=True)) == {matter.child.id}
        assert set(Step.objects.values_list("child_id", flat=True)) == {matter.child.id}
    assert taken_second


def test_it_ends_by_itself_and_the_clock_tells_both(matter, now):
    note(matter)
    given = matter.share(days=10)
    over = now + 10 * DAY
    assert seen(matter.ngo, over - HOUR, TABLES["care"])
    assert seen(matter.ngo, over, TABLES["care"]) == seen(matter.ngo, over, Case) == set(), "without any clock"
    tick(over)
    assert rows("select ended_why, call_at from disclosure where id = %s", [given.id]) == [("until", None)]
    assert sorted(told("sharing.share_ended")) == sorted([matter.social.unit_id, matter.ngo.unit_id])
    assert rows("select count(*) from case_in_list where unit = %s", [matter.ngo.unit_id]) == [(0,)]
    tick(over + DAY)
    assert len(told("sharing.share_ended")) == 2


def test_stopped_early_the_next_request_sees_nothing(matter, now):
    given = matter.share()
    with pytest.raises(Invalid):
        act(matter.social, operations.stop_sharing, now, disclosure_id=given.id, text=" ")
    act(matter.social, operations.stop_sharing, now + HOUR, disclosure_id=given.id, text="the wrong unit")
    assert seen(matter.ngo, now + HOUR, Case) == set()
    assert told("sharing.share_stopped") == [matter.ngo.unit_id]
    with pytest.raises(CannotMove):
        act(matter.social, operations.stop_sharing, now + HOUR, disclosure_id=given.id, text="again")


def test_the_confidentiality_officer_stops_what_the_unit_shared_and_takes_no_other_step(matter, cast, now):
    given = matter.share(by=matter.police, parts=("justice",), child=None)
    officer = cast["privacy.pp"]
    with pytest.raises(NotAllowed):
        matter.share(by=officer, parts=("justice",), child=None)
    act(officer, operations.stop_sharing, now, disclosure_id=given.id, text="too much")
    assert seen(matter.ngo, now, Case) == set()


def test_to_read_is_not_to_work(matter, now):
    matter.share()
    for attempt in (
        lambda: note(matter, by=matter.ngo),
        lambda: matter.share(by=matter.ngo, to=matter.legal),
        lambda: matter.consent(by=matter.ngo),
        lambda: act(matter.ngo, opening.add_child, now, case=matter.case),
        lambda: act(matter.ngo, danger.arrive, now, case=matter.case, child=matter.child, place="x", safe=True),
        lambda: act(matter.ngo, documents.add_document, now, case=matter.case, compartment="care", kind="photograph", content=jpeg()),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            attempt()
    with session("app", now, matter.ngo.id), pytest.raises(ProgrammingError), transaction.atomic():  # nor by plain SQL
        Disclosure(case=matter.case, child_id=matter.child.id, from_unit=matter.ngo.unit, to_unit=matter.legal.unit, kind="share",
                   compartments=["care"], purpose="shelter", ground="legal_duty", decided_by=matter.ngo.id, decided_at=now,
                   until=now + DAY, call_at=now + DAY).save(force_insert=True)  # fmt: skip


def test_a_document_that_was_shared_is_read_and_not_changed(matter, now):
    given = {
        "case": matter.case,
        "compartment": "care",
        "kind": "photograph",
        "content": jpeg(),
        "person": matter.child,
    }
    paper = act(matter.social, documents.add_document, now, **given)
    assert seen(matter.ngo, now, type(paper)) == set()
    matter.share()
    assert act(matter.ngo, documents.fetch_document, now, document=paper, form="copy").content
    with pytest.raises(NotAllowed):
        act(matter.ngo, documents.mark_document_error, now, document=paper, text="x")
    with pytest.raises(NotAllowed):
        act(matter.ngo, documents.add_document, now, **given | {"replaces": paper})


def test_nobody_gives_what_they_do_not_work_in_themselves(matter, now):
    for by, parts in ((matter.police, ("care",)), (matter.social, ("justice",)), (matter.police, ("identity",))):
        with pytest.raises(Invalid):
            matter.share(by=by, parts=parts)
    with pytest.raises(Invalid):
        matter.share(parts=("reporter",))
    with session("app", now, matter.social.id), pytest.raises(ProgrammingError), transaction.atomic():
        Disclosure(case=matter.case, child_id=matter.child.id, from_unit=matter.social.unit, to_unit=matter.ngo.unit, kind="share",
                   compartments=["care", "justice"], purpose="shelter", ground="legal_duty", decided_by=matter.social.id,
                   decided_at=now, until=now + DAY, call_at=now + DAY).save(force_insert=True)  # fmt: skip


@pytest.mark.parametrize(("wrong", "field"), [
    ({"parts": ()}, "compartments"), ({"parts": ("nothing",)}, "compartments"), ({"purpose": "nothing"}, "purpose"),
    ({"ground": "nothing"}, "ground"), ({"days": 0}, "until"), ({"days": 200}, "until"), ({"child": None}, "person"),
    ({"text": ""}, "text"), ({"ground": "consent"}, "ground"), ({"ground": "best_interests"}, "ground"),
])  # fmt: skip
def test_what_is_missing_is_told_at_its_field_and_nothing_opens(wrong, field, matter, now):
    with pytest.raises(Invalid) as refusal:
        matter.share(**wrong)
    assert field in [one.field for one in refusal.value.each]
    assert rows("select count(*) from disclosure") == [(0,)]
    assert seen(matter.ngo, now, Case) == set()


def test_neither_to_ones_own_unit_nor_to_one_that_does_no_casework(matter, cast):
    for who in ("social.pp", "mentor", "oversight", "admin"):
        with pytest.raises(Invalid) as refusal:
            matter.share(to=cast[who])
        assert refusal.value.field == "to_unit"


def test_a_disclosure_is_never_changed_not_even_by_plain_sql(matter, now):
    given = matter.share()
    for change in (
        "until = until + interval '1 day'",
        "compartments = '{identity}'",
        "to_unit = 1",
        "ended_at = null, decided_at = now()",
    ):
        with (
            session("app", now, matter.social.id),
            pytest.raises((IntegrityError, ProgrammingError)),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"update disclosure set {change} where id = %s", [given.id])  # noqa: S608
    act(matter.social, operations.stop_sharing, now, disclosure_id=given.id, text="x")
    with (
        session("app", now, matter.social.id),
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "update disclosure set ended_at = null, ended_why = '', call_at = until where id = %s", [given.id]
        )


# ---------------------------------------------------------------- consent
def test_a_consent_carries_only_its_child_purpose_and_recipient(matter, cast):
    guardian = matter.guardian()
    assert matter.consent(guardian).result == "given"
    assert matter.share(ground="consent", text="").consent_id
    for other in ({"purpose": "medical"}, {"to": matter.legal}):
        with pytest.raises(Invalid) as refusal:
            matter.share(ground="consent", **other)
        assert refusal.value.field == "ground"


@pytest.mark.parametrize(("said", "result"), [
    ({"assent": "no"}, "refused"), ({"agrees": False}, "refused"), ({"assent": "not_asked"}, "incomplete"),
    ({"withdrawing": False}, "incomplete"), ({"research": False}, "incomplete"), ({"assent": "too_young"}, "given"),
])  # fmt: skip
def test_what_was_answered_is_kept_as_it_is_and_carries_only_when_whole(said, result, matter):
    made = matter.consent(matter.guardian(), **said)
    assert made.result == result
    if result != "given":
        with pytest.raises(Invalid):
            matter.share(ground="consent")


def test_the_newest_answer_counts(matter):
    guardian = matter.guardian()
    matter.consent(guardian)
    matter.consent(guardian, assent="no", now=matter.now + HOUR)
    with pytest.raises(Invalid):
        matter.share(ground="consent", now=matter.now + HOUR)


def test_a_guardian_of_unknown_standing_or_none_is_not_enough_and_a_grown_up_needs_none(matter, now):
    assert matter.consent(None).result == "incomplete"
    assert matter.consent(matter.guardian(standing=None)).result == "incomplete"
    act(matter.social, cases.describe_person, now, person=matter.child, age=20, age_estimated=True, version=None)
    assert matter.consent(None).result == "incomplete", "a guess of 20 may be a child"
    act(matter.social, cases.describe_person, now, person=matter.child, age=18, age_estimated=False, version=None)
    matter.child.refresh_from_db()
    assert matter.consent(None).result == "given"


def test_each_answer_is_needed_and_no_other(matter, now):
    for answers in ({}, {"use": True}, {"nothing": True}):
        with pytest.raises(Invalid):
            act(matter.social, consenting.record_consent, now, case=matter.case, child=matter.child, to_unit=matter.ngo.unit,
                purpose="shelter", answers=answers, assent="yes")  # fmt: skip


def test_a_conflicted_guardian_neither_consents_nor_withdraws(matter, now):
    bad = matter.guardian("conflicted")
    with pytest.raises(Invalid) as refusal:
        matter.consent(bad)
    assert refusal.value.field == "guardian"
    good = matter.guardian()
    made = matter.consent(good)
    matter.share(ground="consent")
    act(matter.social, consenting.set_standing, now, person=good, standing="conflicted", text="money was offered")
    assert told("sharing.share_doubt") == [matter.social.unit_id], "who shares on their word is told"
    with pytest.raises(Invalid):
        act(matter.social, consenting.withdraw_consent, now, consent_id=made.id, why="guardian")
    with pytest.raises(Invalid):
        matter.share(ground="consent", parts=("care",))
    act(matter.social, consenting.withdraw_consent, now, consent_id=made.id, why="child")


def test_where_the_child_stays_never_comes_to_a_family_in_conflict(matter, now):
    matter.guardian("conflicted", part="family")
    placed = ("placement",)
    act(
        matter.social,
        doing.start_step,
        now,
        case_id=matter.case.id,
        kind="emergency_placement",
        person_id=matter.child.id,
    )
    for purpose in ("family_contact", "reintegration"):
        with pytest.raises(Invalid) as refusal:
            matter.share(parts=placed, purpose=purpose)
        assert refusal.value.field == "compartments"
        assert matter.share(parts=("care",), purpose=purpose)
    assert matter.share(parts=placed, purpose="shelter")


def test_a_lead_decides_in_the_best_interests_where_no_guardian_protects(matter, cast, now):
    given = {
        "case": matter.case,
        "child": matter.child,
        "to_unit": matter.ngo.unit,
        "purpose": "shelter",
        "text": "SECRET why",
    }
    matter.guardian("conflicted")
    lead = _lead(matter.social, now)
    with pytest.raises(Invalid) as refusal:
        act(lead, consenting.decide_best_interests, now, **given | {"text": ""}, to_share=None)
    assert {one.field for one in refusal.value.each} == {"text", "to_share"}
    against = act(lead, consenting.decide_best_interests, now, **given, to_share=False)
    with pytest.raises(Invalid):
        matter.share(ground="best_interests")
    made = act(lead, consenting.decide_best_interests, now + HOUR, **given, to_share=True)
    assert (against.result, made.result, made.recorded_by) == ("decided_against", "decided", lead.id)
    assert matter.share(ground="best_interests", now=now + HOUR).consent_id == made.id
    matter.guardian()
    with pytest.raises(CannotMove):
        act(lead, consenting.decide_best_interests, now + HOUR, **given, to_share=True)


def _lead(member, now):
    """The member as a lead: found by role, or made one as the owner would."""
    from samaki.agencies.models import Member

    for one in Member.objects.filter(unit=member.unit):
        if one.roles(now) & {"head", "team_lead"}:
            return one
    raise AssertionError("the cast has no lead there")


def test_withdrawal_ends_everything_that_rests_on_it_whoever_gave_it_and_tells_each(cast, now):
    matter = Matter(cast, now)
    guardian = matter.guardian()
    made = matter.consent(guardian, to=matter.legal)
    first = matter.share(to=matter.legal, ground="consent")
    second = matter.share(by=matter.police, to=matter.legal, ground="consent", parts=("justice",))
    assert first.consent_id == second.consent_id == made.id
    assert seen(matter.legal, now, Case)
    act(matter.social, consenting.withdraw_consent, now + HOUR, consent_id=made.id, why="child", text="she said so")
    assert seen(matter.legal, now + HOUR, Case) == set()
    assert told("sharing.share_withdrawn") == sorted(
        [matter.legal.unit_id, matter.legal.unit_id, matter.police.unit_id]
    )
    assert rows("select distinct ended_why from disclosure") == [("withdrawn",)]
    with pytest.raises(Invalid):
        matter.share(to=matter.legal, ground="consent", now=now + HOUR)
    with pytest.raises(CannotMove):
        act(matter.social, consenting.withdraw_consent, now + HOUR, consent_id=made.id, why="child")


def test_what_others_recorded_is_no_mistake_of_ours(matter, now):
    made = matter.consent(matter.guardian())
    with pytest.raises(NotAllowed):
        act(matter.police, consenting.withdraw_consent, now, consent_id=made.id, why="mistake")
    assert act(matter.police, consenting.withdraw_consent, now, consent_id=made.id, why="child").withdrawn_at == now


def test_a_consent_is_never_changed(matter, now):
    made = matter.consent(matter.guardian(), assent="no")
    with session("app", now, matter.social.id), pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.filter(id=made.id).update(result="given")


# ---------------------------------------------------------------- without consent
def test_a_risk_of_harm_goes_without_consent_and_somebody_else_looks_at_it(matter, cast, now):
    given = matter.share(
        by=matter.police, parts=("justice",), child=None, ground="risk_of_harm", purpose="safety_now", text="tonight"
    )
    assert given.due_at == now + 24 * HOUR
    assert told("sharing.share_review") == [matter.police.unit_id]
    with pytest.raises(NotAllowed):
        act(matter.police, operations.review_sharing, now, disclosure_id=given.id, outcome="upheld", text="x")
    officer = cast["privacy.pp"]
    with pytest.raises(Invalid):
        act(officer, operations.review_sharing, now, disclosure_id=given.id, outcome="perhaps", text="")
    act(officer, operations.review_sharing, now, disclosure_id=given.id, outcome="upheld", text="it was so")
    assert seen(matter.ngo, now, Case)
    tick(now + 2 * DAY)
    assert told("disclosure.late") == []
    with pytest.raises(CannotMove):
        act(officer, operations.review_sharing, now, disclosure_id=given.id, outcome="ended", text="x")


def test_nobody_looks_at_it_the_clock_calls_the_next_one_up_for_ever(matter, now):
    given = matter.share(ground="risk_of_harm", purpose="safety_now", text="tonight", days=2)
    when, levels = given.due_at, []
    for _round in range(30):
        tick(when)
        level, call_at = rows("select level, call_at from disclosure where id = %s", [given.id])[0]
        levels.append(level)
        assert call_at > when
        when = call_at
    assert levels[0] == 2
    assert levels == sorted(levels)
    assert levels[-1] == 4
    assert told("sharing.share_ended"), "and its own end comes all the same"
    assert len(told("disclosure.late")) > 5


def test_a_review_that_says_no_ends_it(matter, now):
    given = matter.share(
        by=matter.police, parts=("justice",), child=None, ground="risk_of_harm", purpose="safety_now", text="tonight"
    )
    act(
        matter.cast["privacy.pp"],
        operations.review_sharing,
        now,
        disclosure_id=given.id,
        outcome="ended",
        text="no risk",
    )
    assert seen(matter.ngo, now, Case) == set()
    assert told("sharing.share_stopped") == [matter.ngo.unit_id]


def test_the_unit_above_looks_at_it_where_nobody_else_can_and_opens_no_file(matter, cast, now):
    above = cast["duty.national"]
    given = matter.share(
        by=matter.police, parts=("justice",), child=None, ground="risk_of_harm", purpose="safety_now", text="tonight"
    )
    plain = matter.share(by=matter.police, parts=("justice",), child=None, to=matter.legal)
    assert seen(above, now, Disclosure) == {given.id}
    assert plain.id not in seen(above, now, Disclosure)
    assert seen(above, now, Case) == set()
    with pytest.raises(Invalid):
        act(
            above,
            operations.review_sharing,
            now,
            disclosure_id=given.id,
            outcome="ended",
            text="words that cannot be kept",
        )
    act(above, operations.review_sharing, now, disclosure_id=given.id, outcome="ended", text="")
    assert seen(matter.ngo, now, Case) == set()
    with pytest.raises(Disclosure.DoesNotExist):
        act(above, operations.stop_sharing, now, disclosure_id=plain.id, text="x")


# ---------------------------------------------------------------- who knows of it
def test_a_decision_not_to_share_is_kept_and_never_told_to_whom_it_is_about(matter, now):
    matter.share(to=matter.ngo)
    kept = matter.refuse(to=matter.ngo, parts=("identity",), reason="conflict")
    assert kept.id in seen(matter.social, now, Disclosure)
    assert kept.id not in seen(matter.ngo, now, Disclosure)
    with session("app", now, matter.ngo.id):
        assert not LedgerEntry.objects.filter(subject_id=kept.id).exists()
        assert not Notice.objects.filter(subject_id=kept.id).exists()
        assert "refused" not in {one.how for one in queries.received(matter.case, now)}
    with pytest.raises(Invalid):
        matter.refuse(reason="other", text="")


def test_who_was_only_asked_or_reads_sees_no_consent(matter, now):
    made = matter.consent(matter.guardian())
    matter.share(ground="consent")
    assert seen(matter.social, now, Consent) == seen(matter.police, now, Consent) == {made.id}
    for other in (matter.ngo, matter.legal, matter.cast["duty.sr"]):
        assert seen(other, now, Consent) == set()
    with session("app", now, matter.ngo.id):
        assert not LedgerEntry.objects.filter(subject_kind="consent").exists()


def test_the_reason_is_read_by_the_unit_that_wrote_it_only(matter, now):
    from samaki.cases.remarks import remarks_on

    given = matter.share(text="because of article 5")
    with session("app", now, matter.social.id):
        assert remarks_on([given.id])[given.id][0].text == "because of article 5"
    for other in (matter.ngo, matter.police):
        with session("app", now, other.id):
            assert remarks_on([given.id]) == {}


def test_one_list_says_who_received_what_and_why_steps_included(matter, now):
    later = now + HOUR
    matter.share(now=later)
    with session("app", later, matter.social.id):
        found = queries.received(matter.case, later)
    shared, took, asked = found[0], *[one for one in found if one.to == matter.social.unit_id and one.how != "shared"]
    assert (shared.how, shared.to, shared.by, shared.what, shared.why) == (
        "shared", matter.ngo.unit_id, matter.social.unit_id, ("care",), "shelter")  # fmt: skip
    assert {took.how, asked.how} == {"took", "asked"}
    took = took if took.how == "took" else asked
    assert (took.why, took.by, took.ended) == ("first_safe_contact", matter.police.unit_id, None)
    assert "identity" in took.what
    (asked,) = [one for one in found if one.how == "asked" and one.to == matter.social.unit_id]
    assert asked.ended == now
    assert not {"identity", "reporter", "placement"} & set(asked.what)


# ---------------------------------------------------------------- corrections
def test_who_may_still_read_it_and_who_may_not_any_more_are_told_of_a_correction(matter, now):
    written = note(matter)
    gone = matter.share(to=matter.legal)
    matter.share(to=matter.ngo)
    act(matter.social, operations.stop_sharing, now + HOUR, disclosure_id=gone.id, text="enough")
    never = matter.cast["nurse.pp"]
    act(matter.social, corrections.correct_note, now + 2 * HOUR, case=matter.case, compartment="care", record_id=written.id,
        text="other words")  # fmt: skip
    assert told("sharing.fact_corrected") == [matter.ngo.unit_id]
    assert told("sharing.fact_gone") == [matter.legal.unit_id]
    assert never.unit_id not in told("sharing.fact_gone") + told("sharing.fact_corrected")
    assert matter.police.unit_id not in told("sharing.fact_corrected"), "care is not theirs to read"
    with session("app", now + 2 * HOUR, matter.legal.id):
        (notice,) = Notice.objects.filter(kind="sharing.fact_gone")
        assert (notice.facts, notice.case_code) == ({}, matter.case.code)


def test_what_was_received_after_the_correction_is_not_the_old_fact(matter, now):
    written = note(matter)
    gone = matter.share(to=matter.legal)
    act(matter.social, operations.stop_sharing, now + HOUR, disclosure_id=gone.id, text="enough")
    later = act(
        matter.social,
        cases.write_note,
        now + 2 * HOUR,
        case=matter.case,
        compartment="care",
        text="new",
        person=matter.child,
    )
    act(
        matter.social,
        corrections.correct_note,
        now + 3 * HOUR,
        case=matter.case,
        compartment="care",
        record_id=later.id,
        text="x",
    )
    assert told("sharing.fact_gone") == []
    assert written.id != later.id


def test_a_name_that_only_became_fuller_is_no_correction(matter, now):
    child = matter.child
    act(matter.social, identity.record_identity, now, person=child, identity={"name_latin": "Sok"})
    matter.share(parts=("identity",))
    act(matter.social, identity.record_identity, now, person=child, identity={"contact": "000"}, version=1)
    assert told("sharing.fact_corrected") == []
    act(matter.social, identity.record_identity, now, person=child, identity={"name_latin": "Sao"}, version=2)
    assert told("sharing.fact_corrected") == [matter.ngo.unit_id]
    act(matter.social, identity.take_back_identity, now, person=child, version=3)
    assert len(told("sharing.fact_corrected")) == 2


def test_an_arrival_and_an_age_that_were_wrong_are_told_too(matter, now):
    from samaki.journeys import mistakes

    made = act(matter.social, danger.arrive, now, case=matter.case, child=matter.child, place="x", safe=True)
    act(matter.social, cases.describe_person, now, person=matter.child, age=12, version=None)
    matter.share()
    act(matter.social, mistakes.mark_arrival_error, now, arrival_id=made.id, text="another child")
    act(matter.social, cases.describe_person, now, person=matter.child, age=13, version=None)
    assert told("sharing.fact_corrected", matter.ngo.unit_id) == [matter.ngo.unit_id] * 2


def test_the_rule_and_the_page_agree_on_who_watches(matter, cast, now):
    assert rules.watches(cast["privacy.pp"], matter.police.unit, now)
    assert not rules.watches(matter.social, matter.police.unit, now)


def test_a_unit_that_became_part_of_another_reads_on_is_told_and_ends_what_it_gave(matter, cast, now):
    from samaki.agencies.models import Unit

    written = note(matter)
    ours, theirs = matter.share(to=cast["social.sr"]), matter.share(to=cast["ngo.pp"])
    merging(cast, "social-sr", "social-ps", "social.sr", "social.ps", now)
    reader = cast["social.ps"]
    assert seen(reader, now, TABLES["care"]) == {written.id}
    with session("app", now, reader.id):
        assert {one.ground for one in Relation.objects.filter(unit=reader.unit)} == {"shared"}, "it is still no work"
    with pytest.raises(NotAllowed):
        note(matter, by=reader)
    act(matter.social, operations.stop_sharing, now, disclosure_id=ours.id, text="x")
    assert told("sharing.share_stopped") == [reader.unit_id]
    assert seen(reader, now, TABLES["care"]) == set()
    merging(cast, "social-pp", "social-ps", "social.pp", "social.ps", now)
    assert Unit.objects.get(code="social-pp").merged_into_id == reader.unit_id
    act(reader, operations.stop_sharing, now, disclosure_id=theirs.id, text="x")
    assert seen(cast["ngo.pp"], now, Case) == set()


def merging(cast, old, new, proposer, agrees, now):
    from samaki.agencies.models import Unit
    from samaki.journeys import units

    one, other = Unit.objects.get(code=old), Unit.objects.get(code=new)
    proposed = act(cast[proposer], units.propose_merge, now, unit=one, into=other, why="Decree 7")
    act(cast[agrees], units.agree_to_merge, now, merge_id=proposed.id)


def test_the_database_ends_what_was_shared_for_who_may_end_it_and_for_nobody_else(matter, now):
    given = matter.share()
    for member in (matter.ngo, matter.social):
        for at in (now - HOUR, now):
            mine = member is matter.social and at == now
            with session("app", now, member.id), connection.cursor() as cursor:
                if mine:
                    cursor.execute("select app.end_shared(%s, %s)", [given.id, at])
                else:
                    with pytest.raises(ProgrammingError, match="does not end in this act"), transaction.atomic():
                        cursor.execute("select app.end_shared(%s, %s)", [given.id, at])
    assert seen(matter.ngo, now, Case) == set()


# ---------------------------------------------------------------- what was said afterwards, and what is nobody else's
def test_a_consent_is_complete_when_it_is_said_that_the_guardian_protects(matter, cast, now):
    guardian = matter.guardian(standing=None)
    made = matter.consent(guardian, to=matter.legal)
    assert made.result == "incomplete"
    with pytest.raises(Invalid):
        matter.share(to=matter.legal, ground="consent")
    act(matter.social, doing.start_step, now, case_id=matter.case.id, kind="services", person_id=matter.child.id)
    taken(matter.case, "services", matter.social, matter.ngo, now)
    act(matter.ngo, consenting.set_standing, now + HOUR, person=guardian, standing="protective", text="we know them")
    with session("app", now + HOUR, matter.social.id):
        assert Consent.objects.get(id=made.id).result == "given"
        entry = LedgerEntry.objects.get(act="consent.complete")
    assert (entry.subject_id, entry.facts["outcome"], entry.who) == (made.id, "given", "ngo.pp")
    assert told("sharing.consent_complete") == [matter.social.unit_id], "who recorded it is told by who said it"
    assert matter.share(to=matter.legal, ground="consent", now=now + HOUR).consent_id == made.id


def test_a_standing_completes_nothing_that_lacks_more_or_was_answered_anew(matter, now):
    guardian = matter.guardian(standing=None)
    not_told = matter.consent(guardian, use=False)
    child_not_asked = matter.consent(guardian, assent="not_asked", purpose="legal_aid")
    other = matter.consent(guardian, to=matter.legal)
    refused = matter.consent(guardian, to=matter.legal, assent="no", now=now + HOUR)
    act(
        matter.social,
        consenting.set_standing,
        now + 2 * HOUR,
        person=guardian,
        standing="protective",
        text="we know them",
    )
    with session("app", now + 2 * HOUR, matter.social.id):
        results = {row.id: row.result for row in Consent.objects.all()}
    assert results == {
        not_told.id: "incomplete", child_not_asked.id: "incomplete", other.id: "incomplete", refused.id: "refused"
    }  # fmt: skip


def test_the_database_completes_a_consent_and_changes_nothing_else_of_it(matter, now):
    made = matter.consent(matter.guardian(standing=None))
    for wrong in (
        {"result": "refused"},
        {"assent": "no"},
        {"purpose": "legal_aid"},
        {"result": "given", "answers": {}},
    ):
        with session("app", now, matter.social.id), pytest.raises(IntegrityError), transaction.atomic():
            Consent.objects.filter(id=made.id).update(**wrong)


def test_a_decision_not_to_share_is_read_by_the_unit_that_decided_and_by_no_other(matter, cast, now):
    """The police work in the same part: that social affairs do not share it with another police unit is not theirs to read."""
    act(
        matter.social, doing.start_step, now, case_id=matter.case.id, kind="immediate_safety", person_id=matter.child.id
    )
    other_police = cast["duty.ps"]
    kept = matter.refuse(to=other_police, parts=("justice",), reason="conflict", text="known to us")
    shared = matter.share(to=matter.legal, parts=("justice",), purpose="legal_aid")
    for who in (matter.police, matter.legal, other_police, cast["privacy.pp"], cast["privacy.ngo"]):
        assert kept.id not in seen(who, now, Disclosure), who.username
        with session("app", now, who.id):
            assert not LedgerEntry.objects.filter(subject_id=kept.id).exists(), who.username
    assert shared.id in seen(matter.police, now, Disclosure), "what is shared in a part is known to who works in it"
    with session("app", now, matter.social.id):
        assert Disclosure.objects.filter(id=kept.id).exists()
        assert LedgerEntry.objects.filter(subject_id=kept.id, act="disclosure.refuse").exists()
