"""What is wrong with several fields is told at once."""

import pytest

from samaki.database.refusals import Invalid, NotAllowed, tell, together


def told(refusal):
    return [(one.field, one.sentence) for one in refusal.value.each]


def wrong(field):
    raise Invalid(f"{field} is wrong", field=field)


def test_all_wrong_fields_of_a_block_are_told_in_their_order():
    with pytest.raises(Invalid) as refusal, together() as form:  # noqa: PT012 - the block is what is tested
        assert form.of(wrong, "age") is None
        form.wrong("place is wrong", field="place")
        assert form.of(int, "7") == 7
        wrong("text")
    assert told(refusal) == [("age", "age is wrong"), ("place", "place is wrong"), ("text", "text is wrong")]
    assert (refusal.value.field, refusal.value.sentence) == ("age", "age is wrong")


def test_a_block_without_anything_wrong_says_nothing():
    with together() as form:
        assert form.of(int, "7") == 7


def test_the_first_word_on_a_field_stands():
    with pytest.raises(Invalid) as refusal, together() as form:  # noqa: PT012 - the block is what is tested
        form.wrong("no such unit", field="to_unit")
        form.wrong("choose a unit", field="to_unit")
    assert told(refusal) == [("to_unit", "no such unit")]


def test_an_inner_block_tells_what_the_outer_one_has_read_before_anything_is_written():
    written = []

    def act():
        with together() as form:
            form.wrong("choose a part", field="part")
        written.append("act")

    with pytest.raises(Invalid) as refusal, together():  # noqa: PT012 - the block is what is tested
        tell(Invalid("write a number", field="age"))
        act()
    assert told(refusal) == [("age", "write a number"), ("part", "choose a part")]
    assert written == []


def test_an_act_whose_own_fields_are_right_is_still_not_done():
    written = []

    def act():
        with together() as form:
            form.of(int, "7")
        written.append("act")

    with pytest.raises(Invalid), together():  # noqa: PT012 - the block is what is tested
        tell(Invalid("write a number", field="age"))
        act()
    assert written == []


def test_what_one_may_not_do_is_told_alone():
    with pytest.raises(NotAllowed), together() as form:  # noqa: PT012 - the block is what is tested
        form.wrong("no", field="age")
        raise NotAllowed("not yours")
    with pytest.raises(Invalid):  # nothing of it waits for the next form
        tell(Invalid("write a number", field="age"))


def test_fields_are_told_by_the_names_of_their_form():
    with pytest.raises(Invalid) as refusal, together() as form:  # noqa: PT012 - the block is what is tested
        form.wrong("why", field="text")
        form.wrong("which", field="reason")
    assert [one.field for one in refusal.value.renamed(text="why").each] == ["why", "reason"]
