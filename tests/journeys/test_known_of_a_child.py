"""What is held about a child is read from every table that hangs on its case; and what of it is never given."""

from datetime import timedelta

import pytest
from django.apps import apps

from samaki.cases.messages import operations as messages
from samaki.database import session
from samaki.database.refusals import Invalid
from samaki.journeys.hearings import entering
from samaki.journeys.retention.reach import REACH
from samaki.journeys.subject_access import handing, operations, rules
from samaki.journeys.subject_access.models import GIVEN
from samaki.journeys.subject_access.sources import SOURCES, Never, read
from samaki.web.subject_access.lines import GROUPS, SAYS
from tests.acting import act
from tests.care import caring
from tests.journeys.children import about
from tests.journeys.hearings import sitting
from tests.journeys.test_subject_access import asked, decided, handed, officer_of
from tests.journeys.whole_file import CARE, JUSTICE, NEVER, WholeFile

HOUR = timedelta(hours=1)
HANGS = {"case_id", "child_id", "person_id", "guardian_id", "report_id"}
OURS = {name for name in SOURCES if read(name) is not None}


def hanging():
    """Tables of which a row hangs on a case, a report or a person."""
    found = {
        model._meta.db_table
        for model in apps.get_app_config("samaki").get_models()
        if HANGS & {one.column for one in model._meta.concrete_fields}
    }
    return found | {"case"}


def test_every_table_that_hangs_on_a_case_or_a_person_says_what_is_given_of_it_and_what_an_erasure_does_to_it():
    assert set(SOURCES) == hanging()
    assert set(REACH) == hanging()
    assert len(hanging()) > 60
    assert all(one.why for one in SOURCES.values() if isinstance(one, Never))
    assert set(SAYS) == OURS == {name for tables in GROUPS.values() for name in tables}


def given_to(file, row, by):
    """(tables of which a line is given, the page)."""
    decided(file, row)
    with session("app", file.now, by.id):
        made = handing.hand_over_subject_access(
            request_id=row.id, handed_to="child", identified="known", form="page", text="", by=by, now=file.now
        )
        return {one.table for one in made.held.entries}


def words_on(page, words):
    return {word for word in words if word in page}


def test_the_child_receives_a_line_of_every_newer_table_from_those_who_work_for_it(cast, now):
    file = WholeFile(cast, now).judged().cared()
    ours, theirs = asked(file, by=file.police), asked(file)
    from_police, from_social = given_to(file, ours, file.police), given_to(file, theirs, file.social)
    assert from_police | from_social == OURS
    page = handed(file, ours, by=file.police)
    assert words_on(page, JUSTICE) == JUSTICE
    assert words_on(page, NEVER | CARE) == set()
    for words in (
        "Charged",
        "Compensation ordered",
        "900 US dollars",
        "Somebody who was held is free",
        "Asked, not ordered yet",
    ):
        assert words in page
    for words in ("Arrested", "felony", "30 years old"):
        assert words not in page, "what is told of the accused alone is the accused's own"
    page = handed(file, theirs)
    assert words_on(page, CARE) == CARE
    assert words_on(page, NEVER) == set()
    assert "A promise to the child" in page
    assert "The child says what it wants" in page
    km = handed(file, decided(file, asked(file, asker="lawyer", language="km")), handed_to="child")
    for section in ("ផែនការ", "kanwish"):
        assert section in km


def test_of_another_child_of_the_case_nothing_is_given_but_that_somebody_is_free(cast, now):
    file = WholeFile(cast, now, children=2).judged(paper=False).cared()
    row = asked(file, by=file.police, child=file.other)
    page = handed(file, decided(file, row), by=file.police)
    assert words_on(page, JUSTICE | CARE | NEVER) == set()
    assert "Somebody who was held is free" in page
    own = handed(file, decided(file, asked(file, by=file.police)), by=file.police)
    assert words_on(own, JUSTICE) == JUSTICE - {"jusbring", "jusabout", "jusrelease", "jusraid"}, (
        "what was written of the whole case tells of the other child too"
    )


def test_what_a_child_says_that_it_wants_goes_to_no_guardian_and_a_house_only_with_the_place(cast, now):
    file = WholeFile(cast, now).cared()
    guardian = _guardian(file)
    page = handed(file, decided(file, asked(file, asker="guardian", guardian=guardian)), handed_to="guardian")
    assert words_on(page, {"kanwish", "kantold"}) == set()
    assert "the child chooses whom to tell" in page
    assert caring.CANARY in page
    row = asked(file)
    decided(file, row, placement="endangers_child")
    with session("app", now, file.social.id):
        made = handing.hand_over_subject_access(
            request_id=row.id, handed_to="child", identified="known", form="page", text="", by=file.social, now=now
        )
    [service] = [one for one in made.held.entries if one.table == "care_service"]
    assert len(service.said) == 1, "why; not who gives it outside"


def _guardian(file):
    from samaki.cases.sharing import consenting
    from samaki.journeys import opening

    made = act(file.social, opening.add_other, file.now, case=file.case, part="guardian", child=file.child)
    return act(file.social, consenting.set_standing, file.now, person=made, standing="protective", text="known")


def test_a_running_operation_stays_unsaid_until_it_has_ended(cast, now):
    file = WholeFile(cast, now)
    step = file.raided(ended=False)
    row = asked(file, by=file.police)
    page = handed(file, decided(file, row), by=file.police)
    assert "jusraid" not in page
    from samaki.journeys import doing

    act(file.police, doing.do_step, now, step_id=step.id, outcome="called_off")
    page = handed(file, row, by=file.police)
    assert "jusraid" in page


def test_what_was_written_over_or_added_since_the_officer_read_it_waits(cast, now):
    file = WholeFile(cast, now).judged(paper=False)
    row = decided(file, asked(file, by=file.police))
    later = now + HOUR
    about.moved(file.police, later, file.measure, "refuse", reason="other", text="latemeasure")
    act(file.police, entering.correct_hearing, later, hearing_id=file.day.id, why="x",
        told=sitting.told(file.day.at, place="lateplace", children=(file.child,)))  # fmt: skip
    act(file.police, messages.write_message, later, case=file.case, compartment="justice", child=file.child, text="latemessage",
        mentions=[])  # fmt: skip
    page = handed(file, row, by=file.police, now=later)
    assert words_on(page, {"latemeasure", "lateplace", "latemessage", "jusmeasure", "juscourtroom"}) == set()
    assert "jusmessage" in page
    assert "What was written since must be read first" in page
    officer = officer_of(file, row)
    act(officer, operations.take_back_subject_decision, later, request_id=row.id, text="read the new")
    with pytest.raises(Invalid, match="Read the page first"):
        act(officer, operations.decide_subject_access, later, request_id=row.id, parts=dict.fromkeys(row.rooms, GIVEN), text="",
            read_at=now)  # fmt: skip
    page = handed(file, decided(file, row, now=later), by=file.police, now=later)
    assert {"latemeasure", "lateplace", "latemessage"} <= words_on(page, {"latemeasure", "lateplace", "latemessage"})
    assert set(rules.ROOMS) >= set(row.rooms)
