"""Closed cases for the tests, and their erasure: asked, decided."""

from datetime import timedelta

from samaki.agencies.models import Unit
from samaki.cases import identity
from samaki.cases import operations as cases
from samaki.cases.documents import operations as documents
from samaki.cases.models import Case, Person, Strand
from samaki.database import session
from samaki.journeys import closing
from samaki.journeys.retention import erasing
from tests.acting import act, own_case, taken
from tests.cases.files import jpeg

WORDS = "what a child said, which nobody may read again"
NAME = "Sreymom Chanthou"
WAITS = timedelta(days=8)


def filled_case(cast, now):
    """A case of the police with a name, a note, a document; social services have the child's care."""
    duty = cast["duty.pp"]
    case = own_case(duty, now)
    taken(case, "first_safe_contact", duty, cast["social.pp"], now)
    with session("app", now, duty.id):
        child = Person.objects.select_related("case").get(case=case, part="survivor")
        identity.record_identity(person=child, identity={"name_latin": NAME}, by=duty, now=now)
        cases.write_note(case=case, compartment="justice", text=WORDS, by=duty, now=now)
        documents.add_document(case=case, compartment="justice", kind="photograph", content=jpeg(), name="a.jpg", title=WORDS, by=duty,
                               now=now)  # fmt: skip
    return case


def closed(cast, case, now):
    """Its care closed by social services, its justice by the police."""
    for who, kind in (("social.pp", "care"), ("duty.pp", "justice")):
        with session("app", now, cast[who].id):
            key = Strand.objects.get(case=case, kind=kind).id
        act(cast[who], closing.close_strand, now, strand_id=key, reason="other", text=WORDS)
    with session("app", now, cast["duty.pp"].id):
        return Case.objects.get(id=case.id)


def asked(cast, case, now, *, by="privacy.pp", decider="privacy.social", reason="asked_by_person"):
    return act(cast[by], erasing.ask_erasure_early, now, case=case, reason=reason, text=WORDS,
               decider=Unit.objects.get(principal=cast[decider].unit_id))  # fmt: skip


def answered(cast, row, now, *, by="privacy.social", agreed=True):
    return act(cast[by], erasing.answer_erasure, now, erasure_id=row.id, agreed=agreed, text=WORDS)


def erased(cast, now, *, case=None):
    """A closed case whose erasure was asked now and agreed to after the time to object."""
    case = case or closed(cast, filled_case(cast, now), now)
    return case, answered(cast, asked(cast, case, now), now + WAITS)
