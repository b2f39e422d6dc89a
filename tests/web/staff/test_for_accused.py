"""The pages of what speaks for the accused: flagged, listed on the case and in the notes, warned of before a decision, read, taken back."""

import re

import pytest

from samaki.cases import operations as cases
from samaki.cases.models import Relation, Step, Strand
from samaki.database import session
from tests.acting import act
from tests.cases.sharing import DAY, Matter


@pytest.fixture
def matter(cast, now):
    return Matter(cast, now)


def decision(matter, cast, now):
    """The prosecutor's decision waits on the prosecution."""
    prosecutor = cast["prosecutor.pp"]
    with session("app", now, matter.police.id):
        strand = Strand.objects.get(case=matter.case, kind="justice")
        Relation(
            case=matter.case, unit_id=prosecutor.unit_id, compartment="justice", ground="holds_step", since=now
        ).save(force_insert=True)
        step = Step(case=matter.case, strand=strand, compartment="justice", kind="prosecutor_decision", pathway_version="1",
                    holder=prosecutor.unit, urgency="normal", due_at=now + DAY, call_at=now + DAY, opened_at=now)  # fmt: skip
        step.save(force_insert=True)
    return step


def test_it_is_flagged_shown_warned_of_read_and_taken_back(matter, cast, now, sign_in):
    duty, base = sign_in("duty.pp"), f"/cases/{matter.case.code}"
    note = act(
        matter.police,
        cases.write_note,
        now,
        case=matter.case,
        compartment="justice",
        text="He was in another town.",
        person=None,
    )
    assert "He was in another town" in duty.get(f"{base}/for-accused/new/").content.decode()
    wrong = duty.post(f"{base}/for-accused/new/", {"item": str(note.id), "text": ""})
    assert wrong.status_code == 422
    assert duty.post(f"{base}/for-accused/new/", {"item": str(note.id), "text": "an alibi"}).status_code == 302
    assert "speaks for the accused" in duty.get(f"{base}/notes/").content.decode()
    assert "Speaks for the accused: 1" in duty.get(f"{base}/").content.decode()
    assert "Speaks for the accused: 1" not in sign_in("social.pp").get(f"{base}/").content.decode()
    step, prosecutor = decision(matter, cast, now), sign_in("prosecutor.pp")
    page = prosecutor.get(f"/steps/{step.id}/").content.decode()
    assert "nobody of your unit has opened it yet: 1" in page
    assert 'name="outcome"' in page, "a warning, no wall"
    listed = prosecutor.get(f"{base}/for-accused/").content.decode()
    assert "an alibi" in listed
    assert "Take the flag back" in duty.get(f"{base}/for-accused/").content.decode()
    assert "Speaks for the accused: 1 · not opened by your unit: 1" in prosecutor.get(f"{base}/").content.decode()
    path = re.search(r"/for-accused/[0-9a-f-]+/read/", listed)[0]
    assert prosecutor.post(path).status_code == 302
    assert "nobody of your unit" not in prosecutor.get(f"/steps/{step.id}/").content.decode()
    back = path.replace("read", "take-back")
    assert duty.post(back, {"text": "another man"}).status_code == 302
    left = duty.get(f"{base}/for-accused/").content.decode()
    assert "Nothing is flagged" not in left
    assert "No flag stands any more" in left
    assert "taken back: 1" in prosecutor.get(f"{base}/").content.decode(), "the case says so too"
    for words in ("Taken back", "an alibi", "another man", "Taken back by"):
        assert words in left, words


def test_who_is_not_of_the_justice_part_flags_nothing_and_reads_nothing_of_it(matter, sign_in):
    social, base = sign_in("social.pp"), f"/cases/{matter.case.code}/for-accused/"
    assert "Nothing is flagged" in social.get(base).content.decode()
    assert social.get(f"{base}new/").status_code == 403
    assert sign_in("ngo.pp").get(base).status_code == 404
