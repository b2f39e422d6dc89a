"""Scores of an instrument: exact means, what is missing, what is compared with what; and what the pack checker refuses."""

import shutil
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samaki.countries.labels import Coded, Texts
from samaki.countries.pack import check_pack, find_pack, load_pack
from samaki.countries.scoring import Domain, Instrument, Item, WrongAnswer, changes, score, unanswered
from samaki.web.care.charts import BOTTOM, LEFT, RIGHT, TOP, picture

MISSING = ("cannot_be_asked", "child_did_not_want")


def text(word):
    return Texts({"en": word})


def item(code, points, reverse):
    anchors = tuple(text(f"{code} {number}") for number in range(points))
    return Item(code=code, labels=text(code), anchors=anchors, reverse=reverse)


@st.composite
def instruments(draw):
    points = draw(st.integers(2, 7))
    domains = []
    for number in range(draw(st.integers(1, 4))):
        items = tuple(
            item(f"{number}_{place}", points, draw(st.booleans())) for place in range(draw(st.integers(1, 5)))
        )
        least = draw(st.integers(1, len(items)))
        domains.append(Domain(code=f"d{number}", labels=text("d"), items=items, minimum=least))
    return Instrument(
        code="own_1", labels=text("Own"), version="1", licence="ours", source=text("us"), status="not_validated", when=text("now"),
        points=points, total=draw(st.booleans()), withdrawn=False, domains=tuple(domains),
        missing={code: Coded(code=code, labels=text(code)) for code in MISSING},
    )  # fmt: skip


@st.composite
def answered(draw):
    """An instrument and answers to some of its items: numbers, reasons why there is none, or nothing yet."""
    made = draw(instruments())
    one = st.one_of(st.integers(1, made.points), st.sampled_from(MISSING), st.none())
    answers = {code: draw(one) for code in made.items}
    return made, {code: given for code, given in answers.items() if given is not None}


@given(answered())
def test_a_mean_is_the_exact_mean_of_what_was_answered_and_lies_between_the_lowest_and_the_highest(case):
    made, answers = case
    result = score(made, answers)
    for domain, one in zip(made.domains, result.domains, strict=True):
        counted = [
            made.points + 1 - answers[it.code] if it.reverse else answers[it.code]
            for it in domain.items
            if isinstance(answers.get(it.code), int)
        ]
        assert one.answered == len(counted)
        assert one.answered + sum(one.missing.values()) == one.items
        if len(counted) < domain.minimum:
            assert one.mean is None
        else:
            assert one.mean == Fraction(sum(counted), len(counted))
            assert 1 <= one.mean <= made.points
    means = [one.mean for one in result.domains]
    whole = made.total and None not in means
    assert result.total == (sum(means, Fraction(0)) / len(means) if whole else None)
    assert set(unanswered(made, answers)) == set(made.items) - set(answers)


@given(answered(), st.randoms(use_true_random=False))
def test_neither_the_order_of_the_answers_nor_what_is_missing_changes_a_mean(case, random):
    made, answers = case
    shuffled = list(answers.items())
    random.shuffle(shuffled)
    assert score(made, dict(shuffled)) == score(made, answers)
    without = {code: given for code, given in answers.items() if isinstance(given, int)}
    assert [one.mean for one in score(made, without).domains] == [one.mean for one in score(made, answers).domains]


@given(answered())
def test_a_better_answer_never_makes_a_mean_worse(case):
    made, answers = case
    before = score(made, answers)
    for domain in made.domains:
        for one in domain.items:
            given_now = answers.get(one.code)
            better = given_now + (-1 if one.reverse else 1) if isinstance(given_now, int) else 0
            if not isinstance(given_now, int) or not 1 <= better <= made.points:
                continue
            after = score(made, answers | {one.code: better})
            for old, new in zip(before.domains, after.domains, strict=True):
                if old.mean is None:
                    assert new.mean is None
                else:
                    assert (new.mean > old.mean) if new.code == domain.code else (new.mean == old.mean)


@given(answered(), st.integers())
def test_what_the_instrument_does_not_know_is_refused(case, number):
    made, answers = case
    code = next(iter(made.items))
    with pytest.raises(WrongAnswer):
        score(made, answers | {"no_such_item": 1})
    with pytest.raises(WrongAnswer):
        score(made, answers | {code: "no_such_reason"})
    if not 1 <= number <= made.points:
        with pytest.raises(WrongAnswer):
            score(made, answers | {code: number})


def test_change_counts_from_the_first_and_from_the_one_before_that_have_a_mean_and_never_between_versions():
    made = load_pack("kh").caring.instruments["samaki_steps_1"]

    def at(*answers):
        return score(made, dict(zip(("safe_place", "threats", "knows_help"), answers, strict=False)))

    first, gap, later, last = at(1, 4, 1), at(2), at(2, 3, 2), at(4, 1, 3)
    safety = changes([first, gap, later, last])[0]
    assert (safety.now, safety.since_first, safety.since_last) == (Fraction(11, 3), Fraction(8, 3), Fraction(5, 3))
    assert changes([first])[0].since_first is None
    assert (changes([first, gap])[0].now, changes([first, gap])[0].since_last) == (None, None)
    assert changes([]) == ()
    other = score(made, {})
    with pytest.raises(ValueError, match="not compared"):
        changes([first, type(other)("samaki_steps_2", other.domains, None)])


def test_a_chart_has_a_dot_alone_for_one_point_a_gap_where_there_is_no_mean_and_stays_in_its_field(now):
    from datetime import timedelta

    days = [now + timedelta(days=30 * number) for number in range(5)]
    alone = picture([(days[0], Fraction(2))], 1, 4)
    assert (len(alone.dots), alone.lines) == (1, ())
    broken = picture(list(zip(days, (Fraction(1), Fraction(2), None, Fraction(4), Fraction(3)), strict=True)), 1, 4)
    assert len(broken.dots) == 4
    assert [line.count(" ") for line in broken.lines] == [1, 1], "two runs of two points"
    assert all(LEFT <= dot.x <= RIGHT and TOP <= dot.y <= BOTTOM for dot in broken.dots)
    assert broken.dots[0].y == BOTTOM
    assert broken.dots[2].y == TOP
    assert picture([], 1, 4).dots == ()
    assert len({dot.x for dot in picture([(now, Fraction(1)), (now, Fraction(2))], 1, 4).dots}) == 1


WRONG = [
    ('licence = "CC BY 4.0 (the Samaki project\'s own text)"', 'licence = ""', "'licence' and 'source'"),
    ("points = 4", "points = 5", "must have 5 anchors"),
    ('status = "not_validated"', 'status = "proved"', "'status' must be one of"),
    ("minimum = 2", "minimum = 9", "'minimum' of 'safety'"),
    ('code = "threats"', 'code = "safe_place"', "given twice"),
    (
        '{ en = "None that anybody knows of", km = "គ្មានតាមដែលដឹង" }',
        '{ en = "None that anybody knows of" }',
        "missing in 'km'",
    ),
]


@pytest.mark.parametrize(("old", "new", "said"), WRONG, ids=[said for _old, _new, said in WRONG])
def test_the_pack_checker_names_what_is_wrong_with_an_instrument(tmp_path, old, new, said):
    folder = tmp_path / "kh"
    shutil.copytree(find_pack("kh"), folder)
    file = folder / "instruments.toml"
    content = file.read_text(encoding="utf-8")
    assert old in content
    file.write_text(content.replace(old, new, 1), encoding="utf-8")
    assert any(said in problem for problem in check_pack(folder)), check_pack(folder)


def test_no_instrument_ships_without_a_licence_of_its_own_and_none_is_called_validated():
    for one in load_pack("kh").caring.instruments.values():
        assert "own text" in one.licence
        assert one.status == "not_validated"
    assert Path(find_pack("kh") / "instruments.toml").read_text().count("[[instrument]]") == 1
