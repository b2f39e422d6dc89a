"""The court file: who stands where, corrections that rewrite nothing, who may read, and what a settlement is not."""

import uuid
from decimal import Decimal

import pytest

from samaki.cases.models import Person, Step
from samaki.court.models import CourtFact
from samaki.court.queries import FROM_ABSENCE, accused_of, keys_of, sums_of
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.journeys.pressure.models import Pressure
from tests.acting import act, handoff_of, own_case, step_of, taken
from tests.court.filing import (
    ARTICLE,
    DAY,
    HOUR,
    OTHER,
    charges,
    child_of,
    correct,
    mistaken,
    named,
    seen,
    standing,
    told,
    wrote,
)
from tests.everything import rows


@pytest.fixture
def police(cast):
    return cast["duty.pp"]


@pytest.fixture
def case(police, now):
    return own_case(police, now, children=2)


def part_of(by, now, person):
    with session("app", now, by.id):
        one = Person.objects.get(id=person.id)
        return one.part, one.number


def test_the_first_charge_makes_a_person_named_an_accused_and_a_mistaken_one_does_not(police, now, case):
    first, second = named(police, now, case), named(police, now, case)
    wrote(police, now, case, "arrested", person=second, age=30)
    assert part_of(police, now, second) == ("person_named", 2), "an arrest is no charge"
    row = wrote(police, now, case, "charged", person=second, offence=ARTICLE)
    assert part_of(police, now, second) == ("accused", 1)
    assert part_of(police, now, first) == ("person_named", 1)
    mistaken(police, now + HOUR, row)
    assert part_of(police, now, second)[0] == "person_named"
    known = named(police, now, case, part="accused")
    row = wrote(police, now, case, "charged", person=known, offence=ARTICLE)
    mistaken(police, now + HOUR, row)
    assert part_of(police, now, known)[0] == "accused", "that was said by somebody, not by the charge"


def test_custody_then_detention_has_the_limits_of_age_and_category_and_its_warnings(police, now, case):
    accused = named(police, now, case)
    began = now - 2 * DAY
    wrote(police, now, case, "arrested", began, person=accused)
    made = standing(police, now, case, accused)
    assert {"custody_adult", "custody_under_14", "custody_minor_16_felony"} <= {one.code for one in made.limits}
    assert made.warnings == {"age_unknown", "category_unknown"}
    wrote(
        police,
        now + HOUR,
        case,
        "detained",
        began + DAY,
        person=accused,
        age=16,
        category="felony",
        until=now + 90 * DAY,
    )
    made = standing(police, now + HOUR, case, accused)
    assert [(one.sort, one.code) for one in made.limits] == [("order", ""), ("detention", "detention_minor_16_felony")]
    again = wrote(police, now + HOUR, case, "detained", now, person=accused, age=16, category="felony")
    assert standing(police, now + HOUR, case, accused).held.since == began + DAY, (
        "a new order does not begin the time anew"
    )
    mistaken(police, now + HOUR, again)
    wrote(police, now + HOUR, case, "detention_ended", now, person=accused, code="end_bail")
    made = standing(police, now + HOUR, case, accused)
    assert (made.held, made.limits) == (None, [])
    with session("app", now, police.id):
        assert not CourtFact.objects.filter(case_id=case.id, call_at__isnull=False).exists()


def test_an_appeal_takes_the_effect_of_a_judgment_and_rewrites_nothing(police, now, case):
    accused = named(police, now, case)
    wrote(police, now, case, "charged", now - 90 * DAY, person=accused, offence=ARTICLE)
    judged = wrote(
        police, now, case, "judged", now - 40 * DAY, person=accused, offence=ARTICLE, code="convicted", absent=True
    )
    made = standing(police, now, case, accused)
    assert {one.code for one in made.windows} == {"appeal_parties", "appeal_general_prosecutor"}
    assert made.warnings == {"not_notified"}
    wrote(police, now, case, "notified", now - 10 * DAY, person=accused)
    assert "opposition_default" in {one.code for one in standing(police, now, case, accused).windows}
    wrote(police, now, case, "appealed", now - 9 * DAY, person=accused, code="party_accused")
    wrote(police, now, case, "appealed", now - 9 * DAY, person=accused, code="party_general")
    left = {one.code for one in standing(police, now, case, accused).windows}
    assert left == {"appeal_parties", "opposition_default"}, "who has used their time has none left"
    wrote(police, now, case, "appeal_decided", now - 5 * DAY, person=accused, code="changed_acquitted")
    made = standing(police, now, case, accused)
    assert charges(made) == [(ARTICLE, "decided", "acquitted")]
    assert [one.code for one in made.windows] == ["cassation_request"]
    wrote(police, now, case, "cassation_decided", now - DAY, person=accused, code="sent_back")
    made = standing(police, now, case, accused)
    assert (charges(made), made.windows) == ([(ARTICLE, "referred", "")], [])
    with session("app", now, police.id):
        assert CourtFact.objects.get(id=judged.id).code == "convicted"


def test_a_judgment_before_any_charge_is_taken_with_a_warning(police, now, case):
    accused = named(police, now, case)
    wrote(police, now, case, "judged", now - 5 * DAY, person=accused, offence=ARTICLE, code="convicted")
    wrote(
        police,
        now,
        case,
        "sentenced",
        now - 5 * DAY,
        person=accused,
        prison={"years": 7},
        amount=Decimal(4_000_000),
        currency="KHR",
    )
    assert standing(police, now, case, accused).warnings == {"judged_uncharged"}
    late = wrote(police, now, case, "charged", now - 3 * DAY, person=accused, offence=ARTICLE)
    made = standing(police, now, case, accused)
    assert made.warnings == {"judged_before_charge"}
    correct(police, now, late, case, "charged", now - 50 * DAY, person=accused, offence=ARTICLE)
    made = standing(police, now, case, accused)
    assert (made.warnings, charges(made)) == (set(), [(ARTICLE, "decided", "convicted")])
    assert made.sentence.detail == {"prison": {"years": 7}}


def test_a_correction_is_a_new_version_and_the_old_one_stays_marked(police, cast, now, case):
    accused = named(police, now, case)
    row = wrote(police, now, case, "charged", person=accused, offence=ARTICLE)
    new = correct(police, now + HOUR, row, case, "charged", now, person=accused, offence=OTHER)
    assert (new.replaces_id, charges(standing(police, now + HOUR, case, accused))) == (row.id, [(OTHER, "charged", "")])
    with pytest.raises(CannotMove, match="corrected or taken back"):
        correct(police, now + HOUR, row, case, "charged", now, person=accused, offence=ARTICLE)
    with pytest.raises(Invalid, match="what was wrong"):
        correct(police, now + HOUR, new, case, "charged", now, person=accused, offence=ARTICLE, why=" ")
    found = rows("select state, offence from court_fact order by recorded_at", role="definer")
    assert found == [("replaced", ARTICLE), ("stands", OTHER)]
    with session("app", now + HOUR, police.id):
        one = CourtFact.objects.get(id=new.id)
        one.offence = ARTICLE
        with pytest.raises(Exception, match="corrected by a new version"):
            one.save(update_fields=["offence"])


WRONG = [
    ({"kind": "fly"}, "kind"), ({"kind": "charged"}, "person"), ({"offence": "tshe_7"}, "offence"), ({"at": None}, "at"),
    ({"kind": "requalified", "offence": ARTICLE, "to_offence": ARTICLE}, "to_offence"), ({"kind": "detention_ended"}, "code"),
    ({"kind": "judged", "code": "upheld", "offence": ARTICLE}, "code"), ({"kind": "detained", "age": 130}, "age"),
    ({"kind": "severed", "file": 0}, "file"), ({"kind": "compensation_ordered"}, "amount"),
    ({"kind": "compensation_ordered", "amount": Decimal("1.234"), "currency": "KHR"}, "amount"),
    ({"kind": "compensation_ordered", "amount": Decimal("NaN"), "currency": "KHR"}, "amount"),
    ({"kind": "compensation_ordered", "amount": Decimal(5), "currency": "XXX"}, "currency"),
    ({"kind": "sentenced", "prison": {"years": 4000}}, "prison_years"), ({"text": "x" * 1_000_000}, "text"),
    ({"document_id": uuid.UUID(int=1)}, "document"), ({"kind": "settled", "code": "said_family"}, "money"),
]  # fmt: skip


def test_each_wrong_field_has_its_sentence_and_nothing_is_written(police, now, case):
    accused = named(police, now, case, age=40)
    for given, field in WRONG:
        about = {"kind": "charged", "at": now, "offence": ARTICLE, "person": accused} | given
        if given == {"kind": "charged"}:
            about["person"] = None
        with pytest.raises(Invalid) as refused:
            act(police, _record, now, case=case, about=about)
        assert field in {one.field for one in refused.value.each}, given
    for given in ({"at": now + DAY}, {"at": now - 366 * 60 * DAY}, {"kind": "detained", "until": now - 9 * DAY}):
        with pytest.raises(Invalid):
            act(
                police,
                _record,
                now,
                case=case,
                about={"kind": "charged", "at": now, "offence": ARTICLE, "person": accused} | given,
            )
    assert seen(police, now, case) == []


def _record(*, case, about, by, now):
    from samaki.journeys.out_of_court import write_down

    return write_down(case=case, told=told(**about), by=by, now=now)


def test_who_works_for_one_child_reads_what_is_of_that_child_and_of_none(police, cast, now, case):
    first, second = (child_of(police, now, case, number) for number in (1, 2))
    accused = named(police, now, case)
    wrote(police, now, case, "charged", person=accused, offence=ARTICLE, child=first)
    wrote(police, now, case, "charged", person=accused, offence=OTHER, child=second)
    wrote(police, now, case, "arrested", person=accused, age=20)
    lawyer, stranger = cast["legal.pp"], cast["duty.sr"]
    assert seen(lawyer, now, case) == seen(stranger, now, case) == []
    _open(case, second, lawyer, now)
    assert sorted(seen(lawyer, now, case)) == ["arrested", "charged"]
    with session("app", now, lawyer.id):
        assert {row.child_id for row in CourtFact.objects.all()} == {second.id, None}
        assert keys_of(case) == [accused.id], "known from the file alone"
        assert not Person.objects.filter(id=accused.id).exists()
    paid = wrote(lawyer, now, case, "compensation_paid", child=second, person=_unseen(case, accused), code="paid_child",
                 amount=Decimal(50), currency="USD")  # fmt: skip
    with pytest.raises(NotAllowed):
        wrote(lawyer, now, case, "compensation_paid", child=first, person=_unseen(case, accused), code="paid_child",
              amount=Decimal(50), currency="USD")  # fmt: skip
    assert "compensation_paid" in seen(police, now, case)
    assert standing(police, now, case, accused).warnings >= {"paid_more"}
    assert paid.unit == lawyer.unit_id


def test_who_reads_the_part_of_one_child_is_not_told_that_something_is_missing(police, cast, now, case):
    first, second = (child_of(police, now, case, number) for number in (1, 2))
    accused, lawyer = named(police, now, case), cast["legal.pp"]
    wrote(police, now, case, "charged", now - 9 * DAY, person=accused, offence=ARTICLE, child=first)
    wrote(police, now, case, "judged", now - 8 * DAY, person=accused, offence=ARTICLE, child=first, code="convicted")
    wrote(police, now, case, "sentenced", now - 8 * DAY, person=accused, prison={"years": 7})
    wrote(police, now, case, "appeal_decided", now - 7 * DAY, person=accused, code="changed_convicted")
    _open(case, second, lawyer, now)
    assert standing(police, now, case, accused).warnings & FROM_ABSENCE == set()
    assert standing(lawyer, now, case, accused).warnings == {"sentenced_unjudged", "appeal_unjudged"}, (
        "of what the lawyer sees"
    )
    assert _warned(lawyer, now, case, accused) == set(), "the judgment is of the other child, and stands"
    mistaken(police, now, _one(police, now, case, "judged"))
    assert _warned(police, now, case, accused) == {"sentenced_unjudged", "appeal_unjudged"}, (
        "who reads the whole file is told"
    )


def _one(by, now, case, kind):
    with session("app", now, by.id):
        return CourtFact.objects.get(case_id=case.id, kind=kind)


def _warned(by, now, case, accused):
    with session("app", now, by.id):
        return accused_of(case, [accused.id], by)[0].standing.warnings & FROM_ABSENCE


def _open(case, child, member, now):
    """A relation of work in justice for one child, as a step of that child gives it."""
    rows(
        "insert into relation (id, case_id, child_id, unit, compartment, ground, since) values (gen_random_uuid(), %s, %s, %s, 'justice',"
        " 'holds_step', %s) returning id", [case.id, child.id, member.unit_id, now - DAY], role="definer")  # fmt: skip


def _unseen(case, person):
    return Person(id=person.id, case=case, part="accused", number=0)


def test_who_was_cleared_for_good_is_read_of_by_the_whole_justice_part_alone(police, cast, now, case):
    accused, child = named(police, now, case), child_of(police, now, case, 2)
    lawyer, prosecutor = cast["legal.pp"], cast["prosecutor.pp"]
    _open(case, child, lawyer, now)
    wrote(police, now, case, "charged", now - 9 * DAY, person=accused, offence=ARTICLE)
    wrote(police, now, case, "judged", now - 8 * DAY, person=accused, offence=ARTICLE, code="acquitted")
    with pytest.raises(NotAllowed, match="prosecution or a court"):
        wrote(police, now, case, "final", person=accused)
    rows("insert into relation (id, case_id, unit, compartment, ground, since) values (gen_random_uuid(), %s, %s, 'justice', 'holds_step',"
         " %s) returning id", [case.id, prosecutor.unit_id, now - DAY], role="definer")  # fmt: skip
    assert len(seen(lawyer, now, case)) == 2
    final = wrote(prosecutor, now, case, "final", person=_unseen(case, accused))
    assert standing(prosecutor, now, case, accused).is_cleared
    assert (seen(lawyer, now, case), len(seen(police, now, case))) == ([], 3)
    mistaken(prosecutor, now + HOUR, final)
    assert len(seen(lawyer, now + HOUR, case)) == 3


def test_a_settlement_is_recorded_as_what_it_is_opens_the_step_for_pressure_and_closes_nothing(police, cast, now, case):
    taken(case, "first_safe_contact", police, cast["social.pp"], now)
    child, accused = child_of(police, now, case), named(police, now, case)
    wrote(police, now, case, "charged", now - DAY, person=accused, offence=ARTICLE)
    row = wrote(police, now, case, "withdrawn", child=child, code="said_family", money="none")
    with session("app", now, police.id):
        assert not Pressure.objects.filter(case_id=case.id).exists()
    correct(
        police,
        now + HOUR,
        row,
        case,
        "withdrawn",
        now,
        child=child,
        code="said_family",
        money="paid",
        amount=Decimal(500),
        currency="USD",
    )
    with session("app", now + HOUR, police.id):
        assert [(one.sort, one.on_whom) for one in Pressure.objects.filter(case_id=case.id)] == [("money", "family")]
        assert case.strands.get(kind="justice").state == "open"
        assert Step.objects.filter(case=case, strand__kind="justice", state="open").exists()
    assert charges(standing(police, now + HOUR, case, accused)) == [(ARTICLE, "charged", "")]
    assert rows("select count(*) from step where kind = 'safety_check' and state = 'open'", role="definer") == [(1,)]


def test_compensation_is_counted_for_each_child_and_currency_and_nothing_is_converted(police, now, case):
    accused = named(police, now, case)
    for number, amount, currency in ((1, 100, "USD"), (1, 4000, "KHR"), (2, 70, "USD")):
        wrote(police, now, case, "compensation_ordered", person=accused, child=child_of(police, now, case, number),
              amount=Decimal(amount), currency=currency)  # fmt: skip
    wrote(police, now, case, "compensation_paid", person=accused, child=child_of(police, now, case), amount=Decimal(30), currency="USD",
          code="paid_guardian")  # fmt: skip
    made = standing(police, now, case, accused)
    assert sorted((currency, int(one.outstanding)) for (_child, currency), one in made.money.items()) == [
        ("KHR", 4000),
        ("USD", 70),
        ("USD", 70),
    ]
    with session("app", now, police.id):
        assert sums_of(case) == {"KHR": (4000, 0), "USD": (170, 30)}


def test_the_words_are_sealed_and_the_ledger_holds_codes_times_and_sums_alone(police, now, case):
    accused = named(police, now, case)
    wrote(police, now, case, "compensation_ordered", person=accused, amount=Decimal("12.50"), currency="USD")
    [(facts,)] = rows("select facts::text from ledger_entry where act = 'court.record'", role="auditor")
    assert "12.50" in facts
    assert "lawyer" not in facts
    assert "lawyer" not in str(rows("select row_to_json(f)::text from court_fact f", role="definer"))


def test_who_was_only_asked_writes_and_reads_nothing(police, cast, now, case):
    step = step_of(police, now, case, "verification")
    assert handoff_of is not None
    assert step.holder_id == police.unit_id
    with pytest.raises(NotAllowed, match="justice part"):
        wrote(cast["social.pp"], now, case, "complaint", code="from_child")
