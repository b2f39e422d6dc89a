"""What contradicts is taken and said in words, and nothing good stands on it."""

from datetime import timedelta

import pytest
from django.utils import translation

from samaki.court.models import CourtFact
from samaki.court.oddities import oddities
from samaki.court.standing import Standing
from samaki.database.refusals import Invalid
from samaki.jobs.tick import tick
from samaki.web.court import words as said
from tests.acting import own_case
from tests.court.filing import ARTICLE, DAY, HOUR, OTHER, mistaken, named, standing, wrote

YEAR = timedelta(days=365)


@pytest.fixture
def police(cast):
    return cast["duty.pp"]


@pytest.fixture
def case(police, now):
    return own_case(police, now)


def shown(made):
    with translation.override("en"):
        return said.now(made)


def ended(by, now, case, *codes, prison=True):
    """An accused, charged, with these judgments of one article a day apart, and a sentence."""
    one = named(by, now, case, part="accused")
    wrote(by, now, case, "charged", now - 90 * DAY, person=one, offence=ARTICLE)
    rows = [wrote(by, now, case, "judged", now - (20 - place) * DAY, person=one, offence=ARTICLE, code=code)
            for place, code in enumerate(codes)]  # fmt: skip
    if prison:
        wrote(by, now, case, "sentenced", now - 15 * DAY, person=one, prison={"years": 2})
    return one, rows


def test_two_judgments_of_one_article_clear_nobody_until_one_is_taken_back(police, now, case):
    accused, rows = ended(police, now, case, "convicted", "acquitted", prison=False)
    made = standing(police, now, case, accused)
    assert "two_judgments" in made.warnings
    assert not made.is_cleared
    assert shown(made) == ("overdue", "What is written down contradicts itself")
    mistaken(police, now + HOUR, rows[0])
    made = standing(police, now + HOUR, case, accused)
    assert not made.warnings
    anew, _rows = ended(police, now, case, "convicted")
    wrote(police, now, case, "opposed", now - 10 * DAY, person=anew, code="party_accused")
    wrote(police, now, case, "judged", now - 5 * DAY, person=anew, offence=ARTICLE, code="acquitted")
    made = standing(police, now, case, anew)
    assert not made.warnings
    assert made.sentence is None, "it fell with the judgment that was opposed"


def test_a_sentence_of_who_was_acquitted_and_one_that_says_nothing(police, now, case):
    accused, _rows = ended(police, now, case, "acquitted")
    made = standing(police, now, case, accused)
    assert "acquitted_sentenced" in made.warnings
    convicted, _rows = ended(police, now, case, "convicted")
    wrote(police, now, case, "sentenced", now - DAY, person=convicted)
    assert standing(police, now, case, convicted).sentence.detail["prison"] == {"years": 2}
    with pytest.raises(Invalid, match="Write what the sentence is"):
        wrote(police, now, case, "sentenced", now - DAY, person=convicted, text="")
    wrote(police, now, case, "sentenced", now - DAY, person=convicted, prison={"years": 2}, suspended={"years": 5})
    wrote(police, now, case, "charged", now - 90 * DAY, person=convicted, offence=ARTICLE)
    assert {"suspended_more", "charged_twice"} <= standing(police, now, case, convicted).warnings


def test_final_before_a_judgment_or_by_a_year_alone_is_asked_about(now):
    def final(at, precision):
        return CourtFact(kind="final", at=at, precision=precision, detail={})

    judged = CourtFact(kind="judged", at=now, offence=ARTICLE, code="acquitted", detail={})
    early = oddities(Standing(), [final(now - DAY, "day"), judged])
    assert "final_unjudged" in early
    assert "final_unjudged" in oddities(Standing(), [final(now, "day")])
    vague = oddities(Standing(final_at=now), [judged, final(now - 300 * DAY, "year")])
    assert "final_vague" in vague
    assert "final_vague" not in oddities(Standing(final_at=now), [judged, final(now + DAY, "day")])


def test_acquitted_and_still_held_is_called_for_and_no_arrest_ends_a_detention(police, now, case):
    accused, _rows = ended(police, now, case, "acquitted", prison=False)
    wrote(
        police, now, case, "detained", now - 60 * DAY, person=accused, age=40, category="felony", until=now + 20 * YEAR
    )
    made = standing(police, now, case, accused)
    assert {"acquitted_held", "order_beyond"} <= made.warnings
    assert shown(made)[0] == "overdue"
    assert "In detention since" in shown(made)[1]
    assert tick(now).acted["court_fact"] == 1, "a clock speaks of it"
    wrote(police, now, case, "arrested", now - 5 * DAY, person=accused)
    made = standing(police, now, case, accused)
    assert "arrested_held" in made.warnings
    assert (made.held.sort, made.held.since) == ("detention", now - 60 * DAY)
    wrote(police, now, case, "detention_ended", now, person=accused, code="end_released")
    assert standing(police, now, case, accused).held is None
    wrote(police, now, case, "charged", now - 90 * DAY, person=accused, offence=OTHER)


def test_the_age_on_the_file_is_used_for_a_grown_man_and_never_for_somebody_near_eighteen(police, now, case):
    grown, young = named(police, now, case, age=35), named(police, now, case, age=17)
    for one in (grown, young):
        wrote(police, now, case, "arrested", now - HOUR, person=one, category="felony")
    made = standing(police, now, case, grown)
    assert "age_unknown" not in made.warnings
    assert {one.code for one in made.limits if "minor" in one.code or "under_14" in one.code} == set()
    assert "age_unknown" in standing(police, now, case, young).warnings
    wrote(police, now, case, "charged", now - 28 * YEAR, person=grown, offence=ARTICLE)
    assert "so_young" in standing(police, now, case, grown).warnings
