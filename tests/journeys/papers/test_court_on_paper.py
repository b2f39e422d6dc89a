"""The court file and the measures that protect a child stand on bundle and summary: for each reader only what is open to it."""

import re

import pytest
from django.utils import translation

from samaki.agencies.country import pack
from samaki.cases.sharing import operations as sharing
from samaki.court import words as court
from samaki.journeys.papers.operations import make_paper
from tests.acting import act
from tests.court import filing
from tests.journeys.children import about
from tests.journeys.papers.reading import attached, fonts, pages
from tests.journeys.whole_file import DAY, WholeFile

KHMER = re.compile("[\u1780-\u17ff]")


@pytest.fixture
def file(cast, now):
    """Two children; somebody charged for each, somebody who was cleared for good."""
    made = WholeFile(cast, now, children=2).judged(paper=False)
    by, other = made.police, filing.named(made.police, now, made.case)
    filing.wrote(
        by, now, made.case, "charged", child=made.other, offence=filing.OTHER, person=other, text="otherchildwords"
    )
    filing.wrote(by, now, made.case, "detained", person=made.accused, category="felony", until=now + 90 * DAY, text="")
    filing.wrote(by, now, made.case, "sentenced", person=made.accused, prison={"years": 8}, text="")
    filing.wrote(by, now, made.case, "appealed", person=made.accused, code="party_accused", text="")
    about.measure(made.police, now, made.other, "video_link", text="othermeasure")
    about.moved(made.police, now, made.measure, "order")
    return made


def shared(file, to, child=None):
    return act(file.police, sharing.share, file.now, case=file.case, child=child, to_unit=file.cast[to].unit, compartments=("justice",),
               purpose="safety_now", ground="risk_of_harm", until=file.now + 9 * DAY, text="why")  # fmt: skip


def made(file, kind, to, **given):
    given = {"language": "en", "to_unit": file.cast[to].unit} | given
    return act(file.police, make_paper, file.now, case=file.case, kind=kind, **given)


def test_a_bundle_carries_charges_detention_judgment_sentence_compensation_appeal_and_protection(file):
    shared(file, "prosecutor.pp")
    paper = made(file, "bundle", "prosecutor.pp")
    text, printed = attached(paper.content), " ".join(" ".join(pages(paper.content)).split())
    for words in ("Court file", "Article 10", "convicted", "In detention since", "prison: 8 years", "900 US dollars", "Appeal filed",
                  "Sentence", "felony", "juscharge", "nevarrest", "Measures that protect the child", "Ordered by the court",
                  "jusmeasure", "othermeasure", "otherchildwords"):  # fmt: skip
        assert words.lower() in text.lower(), words
    for words in ("Court file", "900 US dollars", "Appeal filed", "Ordered by the court"):
        assert words in printed, words
    assert all(embedded for _name, embedded in fonts(paper.content))


def test_a_summary_of_one_child_tells_of_that_child_alone_and_none_who_was_cleared(file, now):
    shared(file, "legal.pp", child=file.child)
    text = attached(made(file, "summary", "legal.pp").content)
    assert "Article 10" in text
    assert "jusmeasure" in text
    for words in ("otherchildwords", "othermeasure", "Article 28", "prison: 8 years", "juscharge"):
        assert words not in text, words
    for kind, given in (
        ("judged", {"offence": filing.ARTICLE, "child": file.child, "code": "acquitted"}),
        ("final", {}),
    ):
        _by_the_prosecutor(file, kind, given)
    text = attached(made(file, "bundle", "duty.pp").content)
    assert "juscharge" not in text, "that file is closed to most, and a paper lies about"
    assert "otherchildwords" in text


def _by_the_prosecutor(file, kind, given):
    """Written by who may: the facts of an end by prosecution and courts."""
    from samaki.court.models import CourtFact
    from samaki.database import session

    if kind == "final":
        with session("app", file.now, file.police.id):
            for row in CourtFact.objects.filter(case_id=file.case.id, person_id=file.accused.id):
                CourtFact.objects.filter(id=row.id).update(restricted=True)
        return
    filing.wrote(file.police, file.now, file.case, kind, person=file.accused, text="", **given)


def test_a_request_for_protection_offers_the_list_of_the_pack_and_takes_the_first_codes(file):
    paper = made(file, "protection", "duty.pp", asks=["waiting", "screen"], language="km")
    text = attached(paper.content)
    offered = pack().reasons["protection"]
    for code, one in offered.items():
        assert one.label("km") in text, code
    assert text.count("[x]") == 2
    assert f"[x] {offered['separate_waiting'].label('km')}" in text
    with translation.override("km"):
        for words in (court.KINDS["charged"](),):
            assert KHMER.search(words)
            assert words in attached(made(file, "summary", "duty.pp", language="km").content)


def test_a_bundle_says_the_charges_where_offences_stood_as_none(file):
    shared(file, "prosecutor.pp")
    text = attached(made(file, "bundle", "prosecutor.pp").content)
    head = text.split("Court file")[1] if text.count("Court file") > 1 else text
    assert "Charged" in head
    assert re.search(r"- Accused 1: .*Article 10.*Child 1", text), "of which accused, which article, which child"
    assert re.search(r"- Accused \d: .*Article 28.*Child 2", text)
    assert "None is entered" not in text


def test_the_work_stands_in_order_of_time_and_says_of_which_child_it_is(file):
    text = attached(made(file, "summary", "duty.pp").content)
    lines = [line.split("\t") for line in text.splitlines() if "\t" in line]
    place = lines.index(["Date", "Child", "Step", "State", "With"])
    steps = [line for line in lines[place + 1 :] if len(line) == 5]
    assert {line[1] for line in steps} >= {"the whole case"}
    days = [line[0] for line in steps]
    assert len(days) > 1
    shared(file, "legal.pp", child=file.child)
    one = attached(made(file, "summary", "legal.pp").content)
    assert "Child 2" not in one, "the other child is as if it were not there"
    assert "the whole case" not in one, "a reader who knows of one child is told of no others"
