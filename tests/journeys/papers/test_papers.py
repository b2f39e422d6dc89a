"""A paper holds what its recipient may read, whoever prints it; its row and its entry hold no word of it."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import Error

from samaki.cases import identity
from samaki.cases import operations as cases
from samaki.cases.documents import operations as documents
from samaki.cases.models import Case, Person, Relation
from samaki.database import session
from samaki.database.refusals import CannotMove, Erased, Invalid, NotAllowed
from samaki.handoffs import operations as handoffs
from samaki.journeys.danger import arrive
from samaki.journeys.hearings import entering
from samaki.journeys.hearings.telling import Told as Sitting
from samaki.journeys.papers import operations, queries
from samaki.journeys.papers.allowing import parts_of
from samaki.journeys.papers.codes import shown
from samaki.journeys.papers.models import Paper
from samaki.ledger.models import LedgerEntry
from tests.acting import act, handoff_of, own_case, step_of, taken
from tests.cases.files import jpeg
from tests.everything import rows
from tests.journeys.papers.reading import attached, fonts, pages, whole
from tests.journeys.retention.erasing import WAITS, closed, erased, filled_case

DAY = timedelta(days=1)
KHMER = re.compile("[\u1780-\u17ff]")
CARE, OTHER, NAME, SECOND, PLACE, LEAD, FACT = (
    "Canarycare", "Canaryother", "Canaryname", "Canarysecond", "Canaryplace", "Canarylead", "Canaryfact"
)  # fmt: skip


class Canaries:
    """Two children. The police write in every part of the file; social services work for the first child."""

    def __init__(self, cast, now):
        self.cast, self.now = cast, now
        self.police, self.social, self.court = (cast[name] for name in ("duty.pp", "social.pp", "prosecutor.pp"))
        self.case = own_case(self.police, now, children=2)
        self.first, self.second = self.children(self.police)
        for room, child in (
            ("care", self.first),
            ("care", self.second),
            ("identity", self.first),
            ("placement", self.first),
            ("intelligence", None),
        ):
            self.opens(room, child)
        for child, word in ((self.first, NAME), (self.second, SECOND)):
            act(
                self.police,
                identity.record_identity,
                now,
                person=child,
                identity={"name_latin": word, "contact": f"{word}phone"},
            )
            act(self.police, arrive, now, case=self.case, child=child, place=PLACE, safe=True, brought_by=None)
        self.note("care", CARE, self.first)
        self.note("care", OTHER, self.second)
        self.note("justice", FACT)
        self.note("intelligence", LEAD)

    def opens(self, room, child):
        """The police hold a step that needs it, so whoever prints reads more than any recipient."""
        with session("app", self.now, self.police.id):
            Relation(case=self.case, unit_id=self.police.unit_id, compartment=room, ground="holds_step", since=self.now,
                     child_id=child.id if child else None).save(force_insert=True)  # fmt: skip

    def children(self, by):
        with session("app", self.now, by.id):
            return list(
                Person.objects.filter(case=self.case, part="survivor").select_related("case").order_by("number")
            )

    def note(self, room, text, person=None, by=None):
        return act(
            by or self.police,
            cases.write_note,
            self.now,
            case=self.case,
            compartment=room,
            text=f"{text} words",
            person=person,
        )

    def made(self, kind, by=None, to=None, **given):
        given = {"language": "en", "to_unit": self.cast[to].unit if to else None} | given
        return act(by or self.police, operations.make_paper, self.now, case=self.case, kind=kind, **given)


@pytest.fixture
def birds(cast, now):
    return Canaries(cast, now)


def share(birds, to, parts=("justice",), child=None):
    from samaki.cases.sharing import operations as sharing

    return act(birds.police, sharing.share, birds.now, case=birds.case, child=child, to_unit=birds.cast[to].unit, compartments=parts,
               purpose="safety_now", ground="risk_of_harm", until=birds.now + 9 * DAY, text="why")  # fmt: skip


def test_a_court_bundle_holds_the_facts_and_nothing_else_whoever_prints_it(birds, now):
    document = act(birds.police, documents.add_document, now, case=birds.case, compartment="justice", kind="photograph",
                   title="a gate", content=jpeg(), name="a.jpg")  # fmt: skip
    day = Sitting(purpose="trial", source="court", at=now + 9 * DAY, place="Hall of justice", text="x", children=())
    act(birds.police, entering.enter_hearing, now, case=birds.case, told=day)
    with pytest.raises(CannotMove, match="does not read the facts"):
        birds.made("bundle", to="prosecutor.pp")
    share(birds, "prosecutor.pp")
    made = birds.made("bundle", to="prosecutor.pp")
    text = attached(made.content)
    assert f"{FACT} words" in text
    assert "Hall of justice" in text
    assert "a gate" in text
    assert bytes(document.sha256).hex()[:4] in text
    for canary in (CARE, OTHER, NAME, SECOND, PLACE, LEAD):
        assert canary not in whole(made.content), "the police that print it read this, the prosecutor does not"
    assert pages(made.content)[0].count("page 1 of") == 1
    assert made.row.pages == len(pages(made.content)) > 2
    assert f"page {made.row.pages} of {made.row.pages}" in pages(made.content)[-1]
    assert all(shown(made.row.code) in page for page in pages(made.content))
    assert all(embedded for _name, embedded in fonts(made.content))
    assert bytes(made.row.sha256) == hashlib.sha256(made.content).digest()
    assert bytes(made.row.text_sha256) == hashlib.sha256(text.encode()).digest()
    assert made.name == f"paper-{made.row.code}.pdf"
    assert "Synthetic demonstration" not in text
    birds.case.synthetic = True
    ours = birds.made("bundle")
    assert all("Synthetic demonstration" in page for page in pages(ours.content)), (
        "a paper that looks real says that it is not"
    )
    assert attached(ours.content).startswith("Synthetic demonstration")
    assert CARE not in whole(ours.content), "nothing of care stands in a bundle, for nobody"
    assert PLACE not in whole(ours.content)


def test_a_summary_follows_the_reader_child_by_child(birds, now):
    taken(birds.case, "first_safe_contact", birds.police, birds.social, now)
    with session("app", now, birds.social.id):
        mine = {child for room, child in parts_of(birds.case, birds.social.unit_id) if room == "care"}
    child = next(one for one in (birds.first, birds.second) if one.id in mine)
    ours, theirs = (CARE, OTHER) if child.id == birds.first.id else (OTHER, CARE)
    made = birds.made("summary", by=birds.social)
    text = whole(made.content)
    assert f"{ours}words" in text
    assert theirs not in text
    assert FACT not in text
    assert PLACE not in text
    assert made.row.child_id == child.id
    assert "Child" in text
    other = "Child2" if child.number == 1 else "Child1"
    assert other not in text, "the other child of the same case is another record"
    assert "justice" not in made.row.parts


def test_a_referral_holds_what_the_hand_off_opens_and_names_only_after_the_yes(birds, now):
    step = step_of(birds.police, now, birds.case, "first_safe_contact")
    act(
        birds.police,
        handoffs.hand_on,
        now,
        step_id=step.id,
        to_unit=birds.social.unit,
        why="Canarywhy",
        urgency="urgent",
    )
    running = handoff_of(birds.police, now, step)
    asked = birds.made("referral", handoff=running)
    text = whole(asked.content)
    assert asked.row.to_unit_id == running.to_unit_id
    assert "Canarywhy" in text
    theirs = OTHER if step.child_id == birds.first.id else CARE
    for canary in (NAME, SECOND, theirs, PLACE, FACT, LEAD):
        assert canary not in text, "before the yes: no name, no place, nothing of the court case"
    assert shown(asked.row.code) in text
    assert "Answer:givethispageback" in text
    act(birds.social, handoffs.accept, now, handoff_id=running.id)
    running = handoff_of(birds.police, now, step)
    again = birds.made("referral", handoff=running)
    assert PLACE not in whole(again.content)
    assert LEAD not in whole(again.content)
    with session("app", now, birds.police.id):
        before = Paper.objects.get(id=asked.row.id)
    assert before.superseded_by == again.row.id
    assert before.made_at == now
    with pytest.raises(Invalid, match="Choose the hand-off"):
        birds.made("referral")
    act(birds.social, handoffs.fail, now, handoff_id=running.id, reason="moved", text="x")
    with pytest.raises(CannotMove, match="while it runs"):
        birds.made("referral", handoff=handoff_of(birds.police, now, step))


def test_a_request_for_protection_asks_what_was_ticked_and_keeps_its_reason_sealed(birds, now):
    made = birds.made("protection", asks=["screen", "support_person"], text="Canaryreason", language="km")
    text = attached(made.content)
    assert text.count("[x]") == 2
    assert "Canaryreason" in text
    assert KHMER.search(text.split("\n")[0])
    stored = str(rows("select * from paper")) + str(rows("select facts from ledger_entry where act like 'paper.%%'"))
    assert "Canary" not in stored
    with session("app", now, birds.police.id):
        entry = LedgerEntry.objects.get(act="paper.make")
    assert entry.facts == {"kind": "protection", "to": birds.police.unit_id, "count": made.row.pages,
                           "sha256": bytes(made.row.sha256).hex(), "text_sha256": bytes(made.row.text_sha256).hex(),
                           "parts": made.row.parts}  # fmt: skip
    with pytest.raises(Invalid, match="from the list"):
        birds.made("protection", asks=["helicopter"])
    with pytest.raises(Invalid, match="too long"):
        birds.made("protection", text="x" * 20_001)
    with pytest.raises(Invalid, match="language"):
        birds.made("protection", language="xx")
    with pytest.raises(Invalid, match="which paper"):
        birds.made("poster")


def test_what_its_maker_does_not_read_is_named_as_missing(birds, now):
    taken(birds.case, "first_safe_contact", birds.police, birds.social, now)
    made = birds.made("summary", by=birds.social, to="duty.pp")
    text = attached(made.content)
    assert "Not on it, since the unit that made it does not read it: " in text
    assert FACT not in text, (
        "social services do not read the facts of the court case, though the police that receive it do"
    )


def test_each_name_that_is_printed_is_a_look_in_the_ledger(birds, now):
    made = birds.made("summary")
    assert NAME in whole(made.content)
    assert SECOND not in whole(made.content), "of this child they read no name"
    assert f"{NAME}phone" not in whole(made.content), "how a child is reached is never printed"
    with session("app", now, birds.police.id):
        looks = LedgerEntry.objects.filter(act="identity.look", facts__why="paper").count()
    assert looks == 1


def test_who_checks_a_paper_learns_its_length_its_day_and_whether_it_counts(birds, now):
    made = birds.made("protection")
    with session("intake", now):
        found = queries.checked(made.row.code)
        assert queries.checked("222222222222") is None
    assert (found.pages, found.made_at, found.sha256) == (made.row.pages, now, bytes(made.row.sha256))
    assert (found.in_ledger, found.superseded, found.withdrawn) == (True, False, False)
    again = birds.made("protection")
    act(birds.police, operations.withdraw_paper, now, paper_id=again.row.id, text="wrong court")
    with session("intake", now):
        assert queries.checked(made.row.code).superseded
        assert queries.checked(again.row.code).withdrawn
    with pytest.raises(CannotMove, match="taken back already"):
        act(birds.police, operations.withdraw_paper, now, paper_id=again.row.id, text="wrong court")
    with pytest.raises(Paper.DoesNotExist):
        act(birds.cast["ngo.pp"], operations.withdraw_paper, now, paper_id=made.row.id, text="x")
    with session("app", now, birds.police.id), pytest.raises(Error, match="stays as it was made"), transaction.atomic():
        Paper.objects.filter(id=made.row.id).update(pages=1)


@pytest.mark.django_db(transaction=True)
def test_a_row_changed_behind_the_back_of_the_ledger_is_not_called_genuine(cast, now, superuser):
    made = Canaries(cast, now).made("protection")
    with session("intake", now):
        assert queries.checked(made.row.code).in_ledger
    superuser.execute("alter table paper disable trigger paper_stays")
    superuser.execute("update paper set sha256 = decode(repeat('00', 32), 'hex')")
    superuser.execute("alter table paper enable trigger paper_stays")
    with session("intake", now):
        assert not queries.checked(made.row.code).in_ledger


def test_who_has_no_work_there_prints_nothing_and_a_walled_unit_receives_nothing(birds, now):
    for name in ("ngo.pp", "mentor", "privacy.pp"):
        with pytest.raises(NotAllowed):
            birds.made("summary", by=birds.cast[name])
    with pytest.raises(CannotMove, match="reads nothing of this case"):
        birds.made("summary", to="ngo.pp")
    share(birds, "prosecutor.pp")
    with session("app", now, birds.police.id):
        assert birds.cast["prosecutor.pp"].unit in queries.readers_of(birds.case, birds.police, now)
        assert parts_of(birds.case, birds.cast["prosecutor.pp"].unit_id) == {("justice", None)}
    with session("app", now, birds.cast["ngo.pp"].id):
        assert parts_of(birds.case, birds.police.unit_id) == frozenset(), (
            "who does not work there learns nothing of others"
        )


def test_of_an_erased_case_nothing_is_printed_and_what_was_is_still_known(cast, now):
    case = filled_case(cast, now)
    made = act(cast["duty.pp"], operations.make_paper, now, case=case, kind="protection", language="en")
    closed(cast, case, now)
    gone, _row = erased(cast, now, case=case)
    with session("app", now + WAITS, cast["duty.pp"].id):
        gone = Case.objects.get(id=gone.id)
    with pytest.raises(Erased):
        act(cast["duty.pp"], operations.make_paper, now + WAITS, case=gone, kind="protection", language="en")
    with session("intake", now + WAITS):
        assert queries.checked(made.row.code).pages == made.row.pages
