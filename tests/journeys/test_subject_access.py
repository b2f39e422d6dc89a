"""A child asks what is held about them: who may, two persons, parts withheld, what never appears, clocks, mistakes."""

import base64
import re
import uuid
from datetime import timedelta

import pyrage
import pytest
from django.db import transaction
from django.db.utils import Error

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.cases import corrections, identity
from samaki.cases import operations as cases
from samaki.cases.documents import operations as documents
from samaki.cases.models import Case, Person, Relation
from samaki.cases.remarks import remark
from samaki.cases.sharing import consenting
from samaki.database import session
from samaki.database.refusals import CannotMove, Erased, Invalid, NotAllowed
from samaki.handoffs import operations as handoffs
from samaki.intake import operations as intake
from samaki.intake.models import Report
from samaki.jobs.tick import tick
from samaki.journeys import opening
from samaki.journeys.danger import arrive
from samaki.journeys.guarding import conflicts, recusals
from samaki.journeys.pressure.operations import record_pressure
from samaki.journeys.subject_access import handing, operations, queries
from samaki.journeys.subject_access.models import GIVEN, SubjectAccess, SubjectHandover
from samaki.journeys.subject_access.veil import Veil
from samaki.ledger.models import LedgerEntry
from samaki.notices.models import Notice
from samaki.vault.passphrases import sealed_for_hand
from samaki.web.subject_access.export import body_of, built
from tests.acting import act, own_case, step_of, taken
from tests.cases.files import jpeg
from tests.cases.sharing import Matter
from tests.everything import rows, seen_by
from tests.journeys.retention.erasing import closed, erased, filled_case

DAY = timedelta(days=1)


@pytest.fixture
def matter(cast, now):
    return Matter(cast, now)


def asked(matter, by=None, now=None, **given):
    said = {"case": matter.case, "child": matter.child, "asker": "child", "how": "in_person", "language": "en"} | given
    return act(by or matter.social, operations.ask_subject_access, now or matter.now, **said)


def knows_the_place(matter):
    """Social services hold a step that needs the place."""
    with session("app", matter.now, matter.social.id):
        Relation(case=matter.case, unit_id=matter.social.unit_id, compartment="placement", ground="holds_step", since=matter.now,
                 child_id=matter.child.id).save(force_insert=True)  # fmt: skip


def officer_of(matter, row):
    return matter.cast["privacy.social" if row.unit_id == matter.social.unit_id else "privacy.pp"]


def decided(matter, row, now=None, **parts):
    answers = dict.fromkeys(row.rooms, GIVEN) | parts
    return act(
        officer_of(matter, row),
        operations.decide_subject_access,
        now or matter.now,
        request_id=row.id,
        parts=answers,
        text="why",
        read_at=now or matter.now,
    )


def handed(matter, row, by=None, now=None, **given):
    """The page as it is handed over."""
    now, said = now or matter.now, {"handed_to": "child", "identified": "known", "form": "page", "text": ""} | given
    by = by or (matter.social if row.unit_id == matter.social.unit_id else matter.police)
    with session("app", now, by.id):
        return built(handing.hand_over_subject_access(request_id=row.id, by=by, now=now, **said))


def note(by, now, case, text, room="justice", person=None):
    return act(by, cases.write_note, now, case=case, compartment=room, text=text, person=person)


def fresh(row, by, now):
    with session("app", now, by.id):
        return SubjectAccess.objects.get(id=row.id)


def told(kind):
    return {unit for (unit,) in rows("select to_unit from notice where kind = %s", [kind], role="worker")}


def by_the_operator(statement, values):
    with seen_by("definer") as cursor:
        cursor.execute(statement, values)


# ---------------------------------------------------------------- the story
def test_it_is_asked_decided_and_handed_over_and_every_act_stands_in_the_ledger(matter, now):
    note(matter.social, now, matter.case, "She wants to see her sister.", "care", matter.child)
    row = asked(matter)
    assert row.due_at == now + 30 * DAY
    assert "care" in row.rooms
    assert matter.cast["privacy.social"].unit_id in told("guard.subject_asked")
    decided(matter, row)
    text = handed(matter, row)
    assert "She wants to see her sister." in text
    assert "What is held about you" in text
    with session("app", now, matter.social.id):
        acts = list(LedgerEntry.objects.filter(act__startswith="subject_access.").order_by("recorded_at", "id"))
        assert [one.act for one in acts] == ["subject_access.ask", "subject_access.decide", "subject_access.hand"]
        assert acts[2].facts["parts"] == row.rooms
        one = SubjectHandover.objects.get(request_id=row.id)
        assert (one.number, one.handed_to, one.identified, one.form, one.parts) == (
            1,
            "child",
            "known",
            "page",
            row.rooms,
        )


def test_it_is_in_khmer_where_that_was_asked(matter, now):
    row = asked(matter, language="km")
    decided(matter, row)
    text = handed(matter, row)
    assert '<html lang="km">' in text
    assert "អ្វីដែលរក្សាទុកអំពីអ្នក" in text
    assert "What is held" not in text


def test_only_who_works_for_the_child_in_care_or_justice_records_it(matter, now):
    with pytest.raises((NotAllowed, Case.DoesNotExist, Error)):
        asked(matter, by=matter.ngo)
    matter.share(to=matter.legal)
    with pytest.raises(NotAllowed):
        asked(matter, by=matter.legal)
    with pytest.raises(NotAllowed):
        asked(matter, by=matter.cast["privacy.social"])
    assert "justice" in asked(matter, by=matter.police).rooms


def test_each_wrong_field_is_said(matter, now):
    with pytest.raises(Invalid) as wrong:
        asked(matter, child=None, how="pigeon", language="fr", asked_at=now - 900 * DAY)
    assert {one.field for one in wrong.value.each} == {"person", "how", "language", "asked_at"}
    with pytest.raises(Invalid) as wrong:
        asked(matter, how="other")
    assert wrong.value.sentence == "Say in a few words in which way."
    with pytest.raises(Invalid) as wrong:
        asked(matter, asker="uncle")
    assert wrong.value.field == "asker"
    with pytest.raises(Invalid):
        asked(matter, asked_at=now - 40 * DAY, precision="month")
    asked(matter)
    with pytest.raises(CannotMove):
        asked(matter)


# ---------------------------------------------------------------- who asks
@pytest.mark.parametrize("standing", [None, "unknown", "conflicted"])
def test_a_guardian_who_is_not_known_to_protect_the_child_is_refused_with_the_way(matter, standing):
    guardian = matter.guardian(standing=standing)
    with pytest.raises(NotAllowed) as refused:
        asked(matter, asker="guardian", guardian=guardian)
    assert "The child can ask, or a lawyer" in refused.value.sentence


def test_a_guardian_who_protects_the_child_asks_until_that_changes(matter, now):
    guardian = matter.guardian()
    row = asked(matter, asker="guardian", guardian=guardian)
    decided(matter, row)
    assert "What is held about the child" in handed(matter, row, handed_to="guardian")
    act(matter.social, consenting.set_standing, now, person=guardian, standing="conflicted", text="we know now")
    with pytest.raises(NotAllowed):
        handed(matter, row, handed_to="guardian")
    act(matter.social, consenting.set_standing, now, person=guardian, standing="protective", text="we were wrong")
    row = asked(matter, asker="guardian", guardian=guardian)
    act(matter.social, consenting.set_standing, now, person=guardian, standing="unknown", text="again not")
    with pytest.raises(NotAllowed):
        decided(matter, row)


def test_of_who_is_grown_up_no_guardian_asks(matter, now):
    guardian = matter.guardian()
    act(matter.social, cases.describe_person, now, person=matter.child, age=25, age_estimated=False, version=None)
    with session("app", now, matter.social.id):
        matter.child.refresh_from_db()
    with pytest.raises(Invalid):
        asked(matter, asker="guardian", guardian=guardian)


def test_a_guardian_never_learns_where_the_child_is_while_somebody_of_the_family_is_in_conflict(matter, now):
    knows_the_place(matter)
    act(matter.social, arrive, now, case=matter.case, child=matter.child, place="Behind the pagoda", safe=True)
    guardian = matter.guardian()
    row = asked(matter, asker="guardian", guardian=guardian)
    assert "placement" in row.rooms
    matter.guardian(standing="conflicted", part="family")
    with pytest.raises(Invalid) as wrong:
        decided(matter, row)
    assert wrong.value.field == "part_placement"
    decided(matter, row, placement="endangers_child")
    assert "Behind the pagoda" not in handed(matter, row, handed_to="guardian")


def test_a_place_that_was_to_be_given_is_not_once_somebody_is_in_conflict(matter, now):
    knows_the_place(matter)
    act(matter.social, arrive, now, case=matter.case, child=matter.child, place="Behind the pagoda", safe=True)
    row = decided(matter, asked(matter, asker="guardian", guardian=matter.guardian()))
    assert "Behind the pagoda" in handed(matter, row, handed_to="guardian")
    matter.guardian(standing="conflicted", part="family")
    text = handed(matter, row, handed_to="guardian")
    assert "Behind the pagoda" not in text
    assert "not safe now" in text


# ---------------------------------------------------------------- two persons
def test_who_recorded_it_never_decides_it_not_even_as_an_officer(matter, now):
    row = asked(matter)
    by_the_operator("insert into membership (id, member_id, unit, role, since) values (gen_random_uuid(), %s, %s,"
                    " 'confidentiality_officer', %s)", [matter.social.id, matter.social.unit_id, now - DAY])  # fmt: skip
    parts = dict.fromkeys(row.rooms, GIVEN)
    both = Member.objects.select_related("unit__agency").get(id=matter.social.id)
    with pytest.raises(NotAllowed) as refused:
        act(both, operations.decide_subject_access, now, request_id=row.id, parts=parts, text="", read_at=now)
    assert "Somebody else" in refused.value.sentence
    with session("app", now, matter.social.id), pytest.raises(Error), transaction.atomic():
        SubjectAccess.objects.filter(id=row.id).update(
            state="decided",
            parts=parts,
            decided_by=matter.cast["privacy.social"].id,
            decided_at=now,
            expires_at=now + DAY,
            most=9,
        )


def test_who_is_no_officer_of_that_agency_decides_nothing(matter, cast, now):
    row = asked(matter)
    with pytest.raises(NotAllowed):
        act(
            matter.cast["social.pp"],
            operations.decide_subject_access,
            now,
            request_id=row.id,
            parts={},
            text="",
            read_at=now,
        )
    for other in ("privacy.pp", "privacy.ngo", "duty.pp", "oversight"):
        with pytest.raises((NotAllowed, SubjectAccess.DoesNotExist)):
            act(cast[other], operations.decide_subject_access, now, request_id=row.id, parts={}, text="", read_at=now)


def test_nothing_is_handed_over_before_a_decision_nor_by_the_database(matter, now):
    row = asked(matter)
    with pytest.raises(CannotMove):
        handed(matter, row)
    with session("app", now, matter.social.id), pytest.raises(Error), transaction.atomic():
        SubjectHandover(request_id=row.id, case_id=row.case_id, child_id=row.child_id, number=1, handed_to="child", identified="known",
                        form="page", parts=["care"], unit=matter.social.unit_id, handed_by=matter.social.id,
                        handed_at=now).save(force_insert=True)  # fmt: skip


# ---------------------------------------------------------------- what is withheld
def test_each_part_needs_an_answer_that_fits_and_words_where_it_is_withheld(matter, now):
    row, officer = asked(matter), matter.cast["privacy.social"]
    with pytest.raises(Invalid) as wrong:
        act(
            officer,
            operations.decide_subject_access,
            now,
            request_id=row.id,
            parts={"care": "investigation"},
            text="",
            read_at=now,
        )
    assert {one.field for one in wrong.value.each} == {*(f"part_{code}" for code in row.rooms), "text"}


def test_what_is_withheld_is_absent_and_its_reason_stands_there(matter, now):
    note(matter.police, now, matter.case, "The suspect is watched.")
    with session("app", now, matter.police.id):
        documents.add_document(case=matter.case, compartment="justice", kind="photograph", content=jpeg(), name="a.jpg",
                               title="Watched house", by=matter.police, now=now)  # fmt: skip
    row = decided(matter, asked(matter, by=matter.police), justice="investigation")
    text = handed(matter, row)
    for word in ("The suspect is watched.", "Watched house", "SHA-256"):
        assert word not in text
    assert "An investigation is running" in text
    with session("app", now, matter.police.id), pytest.raises(Error), transaction.atomic():
        SubjectHandover(request_id=row.id, case_id=row.case_id, child_id=row.child_id, number=9, handed_to="child", identified="known",
                        form="page", parts=["justice"], unit=matter.police.unit_id, handed_by=matter.police.id,
                        handed_at=now).save(force_insert=True)  # fmt: skip


def test_where_the_place_is_withheld_no_name_of_a_unit_tells_it(matter, cast, now):
    ngo = cast["ngo.pp"]
    knows_the_place(matter)
    act(
        matter.social,
        arrive,
        now,
        case=matter.case,
        child=matter.child,
        place="The green house",
        safe=True,
        received_by=ngo.unit,
    )
    matter.share(to=ngo, parts=("care", "placement"))
    row = asked(matter)
    text = handed(matter, decided(matter, row))
    assert ngo.unit.short_en in text
    act(cast["privacy.social"], operations.take_back_subject_decision, now, request_id=row.id, text="not the place")
    text = handed(matter, decided(matter, row, placement="endangers_child"))
    assert ngo.unit.short_en not in text
    assert "an agency that looks after the child" in text
    assert "The green house" not in text


# ---------------------------------------------------------------- what never appears
CANARIES = ("Reportercanary", "Otherchildcanary", "Wholecasecanary", "Messagecanary", "Remarkcanary", "Pressurecanary", "Witnesscanary",
            "Kanha", "Vireak", "Ponleu", "000 111 222")  # fmt: skip


def everywhere(cast, now):
    """A case from a report, with two children, a witness and somebody named; a canary in everything that is never given."""
    police, social = cast["duty.pp"], cast["social.pp"]
    with session("intake", now):
        told_us = intake.Told(what="Reportercanary what", where="Phnom Penh", contact="Reportercanary contact")
        intake.file_report(told=told_us, key=uuid.uuid4(), channel="web", now=now)
    with session("app", now, police.id):
        case = opening.open_from_report(report_id=Report.objects.latest("id").id, by=police, now=now)
    taken(case, "first_safe_contact", police, social, now)
    with session("app", now, police.id):
        child = Person.objects.select_related("case").filter(case=case, part="survivor").earliest("number")
    other = act(police, opening.add_child, now, case=case, identity={"name_latin": "Kanha Chey"})
    witness = act(police, opening.add_other, now, case=case, part="witness", identity={"name_latin": "Vireak Noun"})
    named = act(police, opening.add_other, now, case=case, part="person_named",
                identity={"name_latin": "Ponleu Keat", "contact": "000 111 222"})  # fmt: skip
    act(police, identity.record_identity, now, person=child, identity={"name_latin": "Sophea Chey"})
    note(
        police,
        now,
        case,
        "Ownwords: Sophea Chey ran with Kanha from Ponleu Keat; Vireak saw it; he calls from 000 111 222.",
        person=child,
    )
    note(police, now, case, "Otherchildcanary told this.", person=other)
    note(police, now, case, "Witnesscanary told this.", person=witness)
    note(police, now, case, "Wholecasecanary, of both of them.")
    act(police, documents.add_document, now, case=case, compartment="justice", kind="photograph", content=jpeg(), name="b.jpg",
        title="Otherchildcanary picture", person=other)  # fmt: skip
    act(police, documents.add_document, now, case=case, compartment="justice", kind="photograph", content=jpeg(), name="a.jpg",
        title="Kanha with Sophea", person=child)  # fmt: skip
    act(
        police,
        record_pressure,
        now,
        case=case,
        child=child,
        sort="threat",
        on_whom="family",
        text="Pressurecanary",
        who="Pressurecanary",
    )
    step = step_of(police, now, case, "first_safe_contact")
    act(
        police,
        handoffs.hand_on,
        now,
        step_id=step.id,
        to_unit=social.unit,
        why="Messagecanary",
        urgency="urgent",
    )
    act(police, _remarked, now, case=case, named=named)
    return case, child


def _remarked(*, case, named, by, now):
    named.compartment = "justice"
    remark("person.mistake", named, "Remarkcanary", by=by, now=now)


def test_the_reporter_other_children_and_everybody_elses_name_never_appear(cast, now):
    case, child = everywhere(cast, now)
    police = cast["duty.pp"]
    row = act(police, operations.ask_subject_access, now, case=case, child=child, asker="child", how="letter", language="en",
              text="Remarkcanary")  # fmt: skip
    parts = dict.fromkeys(row.rooms, GIVEN)
    act(
        cast["privacy.pp"],
        operations.decide_subject_access,
        now,
        request_id=row.id,
        parts=parts,
        text="Remarkcanary",
        read_at=now,
    )
    for form in ("page", "file"):
        with session("app", now, police.id):
            text = built(handing.hand_over_subject_access(request_id=row.id, handed_to="child", identified="known", form=form,
                                                          text="Remarkcanary", by=police, now=now))  # fmt: skip
        assert "Ownwords" in text
        assert "Sophea" in text
        assert [word for word in CANARIES if word in text] == []
        assert "the case has more children" in text


def test_a_veil_puts_names_over_and_leaves_those_of_who_asks():
    veil = Veil({"Witness": ["Sok Vireak", "កញ្ញា ចាន់"]}, ["Sok Sophea"], {"Witness": ["012 345 678"]})
    assert (
        veil.over("Sok Sophea met VIREAK (sok  vireak) at 012 345 678")
        == "Sok Sophea met [Witness] ([Witness]) at [Witness]"
    )
    assert veil.over("Vireakea stays") == "Vireakea stays", "a longer word is another word"
    assert "កញ្ញា" not in veil.over("បានជួបកញ្ញានៅផ្សារ")


@pytest.mark.parametrize(
    "written",
    ["Sokvibol", "Vibolsok", "Sok\u200bVibol", "So\u200bk Vi\u2060bol", "Vibol Sok", "SOK, Vibol", "Sok-Vibol", "sok  vibol",
     "កញ្ញា\u200bចាន់", "ចាន់កញ្ញា", "ក\u200bញ្ញា ចាន់"],
)  # fmt: skip
def test_a_name_joined_reversed_or_with_letters_of_no_width_inside_is_put_over_once(written):
    veil = Veil({"Witness": ["Sok Vibol", "កញ្ញា ចាន់"]}, ["Sok Sophea"])
    assert veil.over(f"met {written}!") == "met [Witness]!"
    assert veil.over("Sok Sophea, Soksophea") == "Sok Sophea, Soksophea", "the child's own name stays"


def test_names_are_put_over_where_the_unit_may_not_read_them(matter, now):
    named = act(
        matter.police,
        opening.add_other,
        now,
        case=matter.case,
        part="person_named",
        identity={"name_latin": "Ponleu Keat"},
    )
    assert named.compartment == "justice"
    note(matter.social, now, matter.case, "She fears Ponleu.", "care", matter.child)
    text = handed(matter, decided(matter, asked(matter)))
    assert "She fears [" in text
    assert "Ponleu" not in text


def test_the_names_of_a_case_are_given_to_no_session_but_in_the_act(matter, now):
    row = decided(matter, asked(matter))
    handed(matter, row)
    with session("app", now, matter.social.id):
        key = SubjectHandover.objects.get(request_id=row.id).id
    from samaki.journeys.guarding.words import ask

    for by, when in ((matter.social, now + DAY), (matter.cast["ngo.pp"], now), (matter.police, now)):
        with session("app", when, by.id):
            assert ask("subject_names", key) == []


def test_a_hostile_text_is_written_out(matter, now):
    note(matter.social, now, matter.case, '<script>alert(1)</script> & "x"', "care", matter.child)
    text = handed(matter, decided(matter, asked(matter)))
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


# ---------------------------------------------------------------- read first
def test_what_was_written_after_the_decision_waits_until_the_officer_has_read_it(matter, now):
    note(matter.social, now, matter.case, "Readwords", "care", matter.child)
    row = decided(matter, asked(matter))
    later = now + DAY
    note(matter.social, later, matter.case, "The informant is the teacher.", "care", matter.child)
    text = handed(matter, row, now=later)
    assert "Readwords" in text
    assert "the teacher" not in text
    assert "What was written since must be read first" in text
    assert matter.cast["privacy.social"].unit_id in told("guard.subject_newer")
    officer = officer_of(matter, row)
    act(officer, operations.take_back_subject_decision, later, request_id=row.id, text="read the new")
    with pytest.raises(Invalid) as unread:
        act(officer, operations.decide_subject_access, later, request_id=row.id, parts=dict.fromkeys(row.rooms, GIVEN), text="",
            read_at=now)  # fmt: skip
    assert "Read the page first" in unread.value.sentence
    decided(matter, row, now=later)
    assert "the teacher" in handed(matter, row, now=later)


def test_a_correction_after_the_decision_takes_the_old_words_away_and_does_not_give_the_new_ones(matter, now):
    wrong = note(matter.social, now, matter.case, "Oldwords", "care", matter.child)
    row = decided(matter, asked(matter))
    act(
        matter.social,
        corrections.correct_note,
        now + DAY,
        case=matter.case,
        compartment="care",
        record_id=wrong.id,
        text="Newwords",
    )
    text = handed(matter, row, now=now + DAY)
    assert "Oldwords" not in text
    assert "Newwords" not in text


def test_a_name_that_was_changed_after_the_decision_is_not_given_before_it_is_read(matter, now):
    act(matter.social, identity.record_identity, now, person=matter.child, identity={"name_latin": "Sophea Chey"})
    row = decided(matter, asked(matter))
    assert "Sophea Chey" in handed(matter, row)
    act(
        matter.social,
        identity.record_identity,
        now + DAY,
        person=matter.child,
        identity={"contact": "the teacher Vanna"},
    )
    text = handed(matter, row, now=now + DAY)
    assert "Vanna" not in text
    assert "it was changed after" in text


def test_nothing_is_decided_to_be_given_that_the_officer_has_not_read(matter, now):
    row = asked(matter)
    officer, parts = officer_of(matter, row), dict.fromkeys(row.rooms, GIVEN)
    with pytest.raises(Invalid):
        act(officer, operations.decide_subject_access, now, request_id=row.id, parts=parts, text="")
    refused = dict.fromkeys(row.rooms, "endangers_child")
    assert act(officer, operations.decide_subject_access, now, request_id=row.id, parts=refused, text="why").given == []


def test_the_officer_reads_what_will_be_handed_over_with_names_put_over_and_nobody_else_does(matter, now):
    act(
        matter.police,
        opening.add_other,
        now,
        case=matter.case,
        part="person_named",
        identity={"name_latin": "Ponleu Keat"},
    )
    note(matter.social, now, matter.case, "She fears Ponleukeat.", "care", matter.child)
    row = asked(matter)
    parts = dict.fromkeys(row.rooms, GIVEN)
    officer = officer_of(matter, row)
    with session("app", now, officer.id):
        text = body_of(handing.to_read(queries.request_of(row.id), parts, "", by=officer, now=now))
    assert "She fears [" in text
    assert "Ponleu" not in text
    from samaki.journeys.guarding.words import ask

    for by in (matter.social, matter.police, matter.cast["privacy.pp"]):
        with session("app", now, by.id):
            assert ask("subject_names_to_read", row.id) == [], by.username
    with session("app", now, matter.social.id), pytest.raises(NotAllowed):
        handing.to_read(queries.request_of(row.id), parts, "", by=matter.social, now=now)
    decided(matter, row)
    with session("app", now, officer.id):
        assert ask("subject_names_to_read", row.id) == [], "once it is decided, no more"


def test_the_page_brings_its_own_khmer_letters(matter, now):
    text = handed(matter, decided(matter, asked(matter, language="km")))
    fonts = re.findall(
        r'font-family:"Noto Sans Khmer";font-weight:(\d+);src:url\(data:font/woff2;base64,([^)]+)\)', text
    )
    assert [weight for weight, _letters in fonts] == ["400", "700"]
    assert all(base64.b64decode(letters).startswith(b"wOF2") for _weight, letters in fonts)


def test_a_refusal_is_told_with_its_reasons_and_how_to_complain_and_nothing_else(matter, now):
    note(matter.social, now, matter.case, "Refusedwords", "care", matter.child)
    row = asked(matter)
    text = handed(matter, decided(matter, row, **dict.fromkeys(row.rooms, "endangers_child")))
    assert "The answer to what you asked" in text
    assert "It would put the child in danger" in text
    assert "You can complain" in text
    for words in ("Refusedwords", "What was done", "What was agreed to", "Who received what", "It is on this page"):
        assert words not in text


def test_a_mandate_is_no_way_to_know_a_child(matter, now):
    row = decided(matter, asked(matter, asker="lawyer"))
    with pytest.raises(Invalid) as wrong:
        handed(matter, row, identified="lawyer_paper")
    assert wrong.value.field == "identified"
    assert handed(matter, row, handed_to="lawyer", identified="lawyer_paper")


# ---------------------------------------------------------------- who holds more
def test_units_of_the_other_parts_are_told_and_named_and_nothing_of_theirs_is_opened(matter, now):
    note(matter.social, now, matter.case, "Carecanary", "care", matter.child)
    row = asked(matter, by=matter.police)
    assert matter.social.unit_id in told("subject_access.subject_elsewhere")
    with session("app", now, matter.police.id):
        assert matter.social.unit_id in queries.elsewhere(row)["care"]
    text = handed(matter, decided(matter, row))
    assert "Other agencies hold more" in text
    assert "Carecanary" not in text
    with session("app", now, matter.social.id):
        assert Notice.objects.filter(kind="subject_access.subject_elsewhere").count() == 1
        assert not SubjectAccess.objects.filter(id=row.id).exists(), "told of it, and no more"


# ---------------------------------------------------------------- clocks
def test_the_officers_then_the_head_then_above_are_called_for_ever(matter, now):
    row = asked(matter)
    tick(row.due_at - DAY)
    assert told("guard.subject_late") == set()
    when = row.due_at
    for _round in range(7):
        when += timedelta(minutes=1)
        tick(when)
        when = rows("select call_at from subject_access where id = %s", [row.id], role="worker")[0][0]
    assert matter.cast["privacy.social"].unit_id in told("guard.subject_late")
    assert matter.social.unit_id in told("subject_access.subject_late")
    calls = rows("select count(*) from notice where kind = 'guard.subject_late'", role="worker")[0][0]
    tick(when + timedelta(minutes=1))
    assert rows("select count(*) from notice where kind = 'guard.subject_late'", role="worker")[0][0] == calls + 1


def test_the_clock_counts_from_the_day_on_which_they_asked(matter, now):
    assert asked(matter, asked_at=now - 10 * DAY, precision="day").due_at == now + 20 * DAY


def test_what_nobody_collected_is_said_once_and_can_be_collected_no_more(matter, now):
    row = decided(matter, asked(matter))
    late = row.expires_at + timedelta(minutes=1)
    assert tick(late).errors == []
    tick(late + DAY)
    assert rows("select count(*) from notice where kind = 'subject_access.subject_lapsed'", role="worker") == [(1,)]
    with pytest.raises(CannotMove):
        handed(matter, row, now=late)


# ---------------------------------------------------------------- how often, mistakes
def test_it_is_handed_over_so_often_and_what_was_none_does_not_count(matter, now):
    row, most = decided(matter, asked(matter)), pack().subject_access.most
    for _once in range(most):
        handed(matter, row)
    with pytest.raises(CannotMove):
        handed(matter, row)
    with session("app", now, matter.social.id):
        last = SubjectHandover.objects.filter(request_id=row.id).latest("number")
    with pytest.raises(Invalid):
        act(matter.social, handing.mark_not_handed_over, now, handover_id=last.id, text=" ")
    with pytest.raises((NotAllowed, SubjectHandover.DoesNotExist)):
        act(matter.police, handing.mark_not_handed_over, now, handover_id=last.id, text="not ours")
    act(matter.social, handing.mark_not_handed_over, now, handover_id=last.id, text="they had left")
    assert matter.cast["privacy.social"].unit_id in told("guard.subject_not_handed")
    handed(matter, row)
    with pytest.raises(CannotMove):
        act(matter.social, handing.mark_not_handed_over, now, handover_id=last.id, text="twice")
    with session("app", now, matter.social.id):
        assert [one.number for one in queries.handovers_of(row)] == list(range(1, most + 2))


def test_a_decision_is_taken_back_and_decided_anew(matter, now):
    row = decided(matter, asked(matter))
    with pytest.raises(NotAllowed):
        act(matter.social, operations.take_back_subject_decision, now, request_id=row.id, text="x")
    act(officer_of(matter, row), operations.take_back_subject_decision, now, request_id=row.id, text="too much")
    assert fresh(row, matter.social, now).parts == {}
    with pytest.raises(CannotMove):
        handed(matter, row)
    decided(matter, row, care="about_other")
    assert fresh(row, matter.social, now).withheld == {"care": "about_other"}


def test_it_is_withdrawn_or_was_a_mistake_and_then_nothing_is_given(matter, now):
    row = decided(matter, asked(matter))
    with pytest.raises((NotAllowed, SubjectAccess.DoesNotExist)):
        act(matter.police, operations.withdraw_subject_access, now, request_id=row.id, text="")
    act(matter.social, operations.withdraw_subject_access, now, request_id=row.id, text="")
    with pytest.raises(CannotMove):
        handed(matter, row)
    act(matter.social, operations.mark_subject_access_error, now, request_id=row.id, text="another child")
    row = asked(matter)
    act(matter.social, operations.mark_subject_access_error, now, request_id=row.id, text="another child")
    with pytest.raises(CannotMove):
        decided(matter, row)
    tick(row.due_at + DAY)
    assert told("guard.subject_late") == set()
    with session("app", now, matter.social.id), pytest.raises(Error), transaction.atomic():
        SubjectAccess.objects.filter(id=row.id).update(state="asked", ended_at=None, call_at=now)


def test_it_is_handed_to_nobody_else_and_in_no_other_form(matter, now):
    row = decided(matter, asked(matter))
    with pytest.raises(Invalid) as wrong:
        handed(matter, row, handed_to="guardian", identified="face", form="fax")
    assert {one.field for one in wrong.value.each} == {"handed_to", "identified", "form"}


# ---------------------------------------------------------------- closed, erased, walls
def test_it_works_after_the_case_is_closed(cast, now):
    case = closed(cast, filled_case(cast, now), now)
    with session("app", now, cast["duty.pp"].id):
        child = Person.objects.select_related("case").get(case=case, part="survivor")
    row = act(
        cast["duty.pp"],
        operations.ask_subject_access,
        now,
        case=case,
        child=child,
        asker="lawyer",
        how="letter",
        language="km",
    )
    parts = dict.fromkeys(row.rooms, GIVEN)
    act(cast["privacy.pp"], operations.decide_subject_access, now, request_id=row.id, parts=parts, text="", read_at=now)
    with session("app", now, cast["duty.pp"].id):
        assert built(handing.hand_over_subject_access(request_id=row.id, handed_to="lawyer", identified="lawyer_paper", form="page",
                                                      text="", by=cast["duty.pp"], now=now))  # fmt: skip


def test_of_an_erased_case_nothing_is_held(cast, now):
    case = closed(cast, filled_case(cast, now), now)
    with session("app", now, cast["duty.pp"].id):
        child = Person.objects.select_related("case").get(case=case, part="survivor")
    given = {"case": case, "child": child, "asker": "child", "how": "letter", "language": "km"}
    row = act(cast["duty.pp"], operations.ask_subject_access, now, **given)
    later = now + 9 * DAY
    erased(cast, now, case=case)
    with pytest.raises(Erased):
        act(cast["duty.pp"], operations.ask_subject_access, later, **given)
    with pytest.raises(Erased):
        act(
            cast["privacy.pp"],
            operations.decide_subject_access,
            later,
            request_id=row.id,
            parts={},
            text="",
            read_at=later,
        )


def test_who_stepped_aside_and_who_is_behind_a_wall_see_nothing_of_it(matter, cast, now):
    row = asked(matter, by=matter.police)
    act(matter.police, recusals.step_aside, now, case=matter.case, member=matter.police, reason="family", text="x")
    with session("app", now, matter.police.id):
        assert not SubjectAccess.objects.filter(id=row.id).exists()
    with session("app", now, cast["officer.pp"].id):
        assert SubjectAccess.objects.filter(id=row.id).exists()
    wall = act(cast["privacy.social"], conflicts.ask_wall, now, case=matter.case, unit=Unit.objects.get(code="police-pp"), at_once=True,
               to_unit=cast["duty.national"].unit, decider=cast["privacy.ngo"].unit, reason="office", text="x", not_enough="x",
               by_accused=False, else_known="", days=9)  # fmt: skip
    act(cast["privacy.ngo"], conflicts.answer_wall, now, conflict_id=wall.id, agreed=True, text="x")
    for who in ("officer.pp", "privacy.pp"):
        with session("app", now + timedelta(minutes=1), cast[who].id):
            assert not SubjectAccess.objects.filter(id=row.id).exists(), who


def test_a_part_in_which_the_unit_works_no_more_is_given_no_more(matter, now):
    note(matter.social, now, matter.case, "Carewords", "care", matter.child)
    row = decided(matter, asked(matter))
    rows("update relation set until = %s where unit = %s and compartment = 'care' returning id", [now, matter.social.unit_id],
         role="definer")  # fmt: skip
    with session("app", now + timedelta(minutes=1), matter.social.id):
        assert Relation.objects.filter(case=matter.case, compartment="care").exists()
    text = handed(matter, row, now=now + timedelta(minutes=1))
    assert "Carewords" not in text
    assert "not open to this unit any more" in text


def test_the_sealed_file_opens_with_its_words_and_no_others():
    words, sealed = sealed_for_hand(b"page")
    assert pyrage.passphrase.decrypt(sealed, words) == b"page"
    with pytest.raises(pyrage.DecryptError):
        pyrage.passphrase.decrypt(sealed, sealed_for_hand(b"")[0])
    assert b"page" not in sealed


def test_two_cases_of_one_unit_do_not_mix(matter, now):
    other = own_case(matter.police, now)
    note(matter.police, now, other, "Othercasecanary")
    note(matter.police, now, matter.case, "Thiscasewords")
    text = handed(matter, decided(matter, asked(matter, by=matter.police)))
    assert "Thiscasewords" in text
    assert "Othercasecanary" not in text
