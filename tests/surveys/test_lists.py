"""An estimate from lists: asked for, made by the worker in a process of its own, stopped, and refused where the lists carry none."""

import threading

import pytest
from django.utils.translation import override

from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.jobs import estimating
from samaki.surveys.lists import running
from samaki.surveys.lists.models import ListStudy
from samaki.surveys.lists.operations import MOST_WAITING, start_again, stop_estimate, withdraw_estimate
from samaki.surveys.lists.table import read_histories
from samaki.surveys.words import words_of
from tests.acting import act
from tests.everything import rows
from tests.surveys.making import LISTS, asked

BAD = {
    "negative": ("a,b,count\n1,0,-3\n", "negative"),
    "fraction": ("a,b,count\n1,0,2.5\n", "fraction"),
    "twice": ("a,b,count\n1,0,3\n\n1,0,4\n", "Rows 2 and 4"),
    "no overlap": ("a,b,count\n1,0,3\n0,1,4\n", "on two lists"),
    "one list": ("a,count\n1,3\n", "One list alone"),
    "names": ("a,b,count\nSok,0,3\n", "write 1"),
    "no count": ("a,b\n1,0\n", "count"),
    "of none": ("a,b,count\n0,0,9\n", "no list"),
    "eleven lists": (",".join("abcdefghijk") + ",count\n", "at most"),
    "huge": ("a,b,count\n" + "1,0,1\n" * 1100, "at most"),
    "a formula": ("a,b,count\n1,1,=1+1\n", "whole number"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_table_gets_a_sentence(name):
    text, said = BAD[name]
    with pytest.raises(Invalid) as refused:
        read_histories(text)
    assert said in refused.value.sentence


@pytest.mark.parametrize(("count", "said"), [("-3", "(-៣)"), ("២.៥", "(២.៥)"), ("PP12", "“PP12”")])
def test_in_khmer_a_number_is_told_in_khmer_digits_and_a_word_as_it_stands(count, said):
    with override("km"), pytest.raises(Invalid) as refused:
        read_histories(f"a,b,count\n1,0,{count}\n")
    assert said in refused.value.sentence


def test_semicolons_and_khmer_digits_are_read():
    assert read_histories(LISTS.replace(",", ";").replace("120", "១២០").replace("count", "ចំនួន")) == read_histories(
        LISTS
    )


def test_the_worker_makes_it_and_nobody_else_may(cast, now):
    by, stop = cast["oversight"], threading.Event()
    with pytest.raises(NotAllowed):
        asked(cast["duty.pp"], now)
    row = asked(by, now, replicates=200)
    assert estimating.round_of(lambda: now, stop)
    assert not estimating.round_of(lambda: now, stop), "none waits any more"
    row = found(by, now, row)
    assert row.state == "done"
    assert row.result["observed"] == 331
    assert row.result["interval"][0] < row.result["total"] < row.result["interval"][1]
    assert "police" not in str(row.result), "lists stand by their place"
    assert {what: code for what, code in row.result["verdicts"]}["chosen"] == 0
    assert words_of(row)["lists"] == ["ngo", "police", "social"]
    assert [one for (one,) in rows("select act from ledger_entry where subject_id = %s order by id", [row.id], role="auditor")] == [
        "lists.ask", "lists.end"]  # fmt: skip
    with pytest.raises(CannotMove):
        act(by, stop_estimate, now, study_id=row.id)
    act(by, withdraw_estimate, now, study_id=row.id)
    with session("app", now, cast["duty.pp"].id):
        assert not ListStudy.objects.exists()


def test_lists_that_carry_none_are_told_so_without_a_number(cast, now):
    by = cast["oversight"]
    row = asked(by, now, "a,b,c,count\n1,0,0,30\n0,1,0,20\n0,0,1,9\n1,1,0,1\n", replicates=200)
    estimating.round_of(lambda: now, threading.Event())
    row = found(by, now, row)
    assert row.state == "cannot"
    assert row.result is None or not row.result["carries"]


def test_it_is_stopped_started_again_and_bounded(cast, now):
    by = cast["oversight"]
    row = asked(by, now)
    act(by, stop_estimate, now, study_id=row.id)
    assert not estimating.round_of(lambda: now, threading.Event())
    act(by, start_again, now, study_id=row.id)
    for _one in range(MOST_WAITING - 1):
        asked(by, now)
    with pytest.raises(Invalid):
        asked(by, now)
    words = {"lists": ["a", "b", "c"], "counts": [[1, 30], [2, 20], [4, 9], [3, 5], [5, 4]]}
    assert running.run(words, "", 1000, 1, lambda _done: True, seconds=0.01)["trouble"]["code"] == "too_long"
    with pytest.raises(running.Unwanted):
        running.run(words, "", 1000, 1, lambda _done: False)


def found(by, now, row):
    with session("app", now, by.id):
        return ListStudy.objects.get(id=row.id)
