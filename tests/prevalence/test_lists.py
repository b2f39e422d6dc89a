"""Multiple systems estimation gives the figures that were published, whatever the order of the table, and says when it cannot."""

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samaki.prevalence import Unusable, mse
from samaki.prevalence.mse import (
    criteria,
    dependence,
    estimating,
    existence,
    fitting,
    hierarchies,
    histories,
    resampling,
)
from samaki.prevalence.mse.stepwise import log_tail, stepwise

TABLES = Path(__file__).parent / "tables"
UK, KOSOVO, ARTIFICIAL = (
    mse.read(TABLES / f"{name}.csv") for name in ("uk2013_6list", "kosovo_4list", "artificial_3list")
)


def test_six_lists_of_the_united_kingdom_by_stepwise_choice() -> None:
    told = mse.estimate(UK, mse.STEPWISE, replicates=0)
    assert (UK.observed, round(told.total, 2)) == (2744, 11417.99)
    assert [round(bound) for bound in told.conditional] == [9977, 13146]
    assert told.label == "[GO*GP, GO*NG, GP*NG, GP*PF, LA*NG, LA*PF, NCA*PF]"
    assert told.carries
    assert "apart" in {one.code for one in told.warnings}


def test_four_lists_of_kosovo_by_bic() -> None:
    told = mse.estimate(KOSOVO, mse.BIC, replicates=0)
    assert (round(told.total, 2), told.label) == (10356.52, "[EXH*HRW, HRW*OSCE, ABA*EXH*OSCE]")
    assert told.models[0].best_by == ("bic",)
    assert len(told.models) == 113
    assert {rule for row in told.models for rule in row.best_by} == {"bic", "aic", "stepwise"}


def five_lists() -> mse.Histories:
    """The table of the United Kingdom with police and crime agency as one list."""
    counts: dict[frozenset[str], int] = {}
    for mask, count in enumerate(UK.counts, 1):
        on = frozenset("PF" if name == "NCA" else name for at, name in enumerate(UK.lists) if mask >> at & 1)
        counts[on] = counts.get(on, 0) + int(count)
    return mse.from_counts([name for name in UK.lists if name != "NCA"], counts)


def test_one_table_gives_eleven_thousand_by_one_rule_and_twenty_five_by_another() -> None:
    table = five_lists()
    assert round(mse.estimate(table, mse.STEPWISE, replicates=0).total) == 11313
    by_bic = mse.estimate(table, mse.BIC, replicates=0)
    assert round(by_bic.total) == 25311
    pairs = [row for row in by_bic.models if all(mask.bit_count() == 2 for mask in row.model)]
    assert round(pairs[0].total) == 22991
    (said,) = [str(one) for one in by_bic.warnings if one.code == "apart"]
    assert "Quote that range, not one number." in said


@pytest.mark.parametrize(("interactions", "code"), [
    ((), 0), (("AC",), 0), (("BC",), 0), (("AC", "BC"), 0), (("AB",), 1), (("AB", "AC"), 1), (("AB", "BC"), 1), (("AB", "AC", "BC"), 2),
])  # fmt: skip
def test_verdicts_of_the_artificial_table(interactions: tuple[str, ...], code: int) -> None:
    """0: exists and is identifiable, 1: does not exist, 2: not identifiable (Chan, Silverman and Vincent 2021, table 2)."""
    masks = [sum(1 << "ABC".index(name) for name in pair) for pair in interactions]
    assert existence.verdict(3, ARTIFICIAL.counts, mse.model(masks)).code == code


def test_the_short_way_to_existence_agrees_with_the_linear_programme() -> None:
    """Fits are taken as proof; sparse random tables ask the programme about every model as well."""
    chance, whole, models = (
        np.random.default_rng(7),
        criteria.widest(3, hierarchies.all_models(3)),
        hierarchies.all_models(3),
    )
    chosen = whole.chosen(models)
    seen = set()
    for _ in range(40):
        counts = chance.poisson(chance.choice([0.3, 0.8, 3.0], 7)).astype(float)
        if not (counts @ whole.matrix)[1:4].all():
            continue
        rows = np.tile(counts, (len(models), 1))
        fits = fitting.fit(whole, rows, chosen)
        short = existence.usable(whole, rows, fits)
        long = [existence.verdict(3, counts, terms).usable for terms in models]
        assert short.tolist() == long, counts
        seen |= set(long)
    assert seen == {True, False}


def test_fits_reproduce_the_totals_of_their_terms() -> None:
    models = hierarchies.all_models(4)
    whole = criteria.widest(4, models)
    rows = np.tile(KOSOVO.counts.astype(float), (len(models), 1))
    fits = fitting.fit(whole, rows, whole.chosen(models))
    off = np.where(fits.used, fitting.totals(whole, fits.fitted) - fitting.totals(whole, rows), 0)
    assert fits.converged.all()
    assert np.abs(off).max() < 1e-5
    saturated = int(np.argmax([len(terms) for terms in models]))
    assert np.allclose(fits.fitted[saturated], KOSOVO.counts, atol=1e-6)


def test_two_lists_are_lincoln_and_petersen() -> None:
    told = mse.estimate(
        mse.from_counts("AB", {frozenset("A"): 60, frozenset("B"): 30, frozenset("AB"): 20}), replicates=0
    )
    assert told.total == pytest.approx(80 * 50 / 20)
    assert "two_lists" in {one.code for one in told.warnings}


def test_how_many_models_there_are() -> None:
    assert [len(hierarchies.all_models(lists)) for lists in (2, 3, 4, 5)] == [1, 8, 113, 6893]
    for terms in hierarchies.all_models(4):
        assert mse.model(terms) == mse.model(hierarchies.generators(terms, 4))


def shuffled(name: str, seed: int) -> str:
    """The file with its columns and rows in another order."""
    lines = [line.split(",") for line in (TABLES / f"{name}.csv").read_text().split()]
    chance = random.Random(seed)
    order = chance.sample(range(len(lines[0])), len(lines[0]))
    rows = chance.sample(lines[1:], len(lines) - 1)
    return "\n".join(",".join(row[at] for at in order) for row in [lines[0], *rows])


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_order_of_lists_and_rows_changes_nothing(seed: int) -> None:
    tables = (
        ("uk2013_6list", "stepwise", UK),
        ("kosovo_4list", "bic", KOSOVO),
        ("artificial_3list", "bic", ARTIFICIAL),
    )
    for name, method, there in tables:
        table = mse.from_text(shuffled(name, seed))
        assert (table.lists, table.counts.tolist()) == (there.lists, there.counts.tolist())
        if name != "uk2013_6list" or seed % 4 == 0:
            told, first = (
                mse.estimate(one, method, replicates=100 if name == "artificial_3list" else 0) for one in (table, there)
            )
            assert (told.total, told.conditional, told.interval, told.label) == (
                first.total, first.conditional, first.interval, first.label,
            )  # fmt: skip


@pytest.mark.parametrize(("text", "code", "said"), [
    ("", "empty", "no rows"),
    ("A,B\n1,0\n", "no_column", "no column count"),
    ("count\n3\n", "no_list", "no list"),
    ("A,count\n1,40\n", "one_list", "One list alone"),
    ("A,B,count\n1,0,4\n0,1,-3\n1,1,2\n", "count_negative", "Row 3: the count is negative (-3)"),
    ("A,B,count\n1,0,4\n0,1,2.5\n1,1,2\n", "count_fraction", "Row 3: the count is a fraction (2.5)"),
    ("A,B,count\n1,0,many\n", "count_number", "there stands “many”"),
    ("A,B,count\n1,0,1_0\n", "count_number", "there stands “1_0”"),
    ("A,B,count\n1,0,nan\n", "count_number", "there stands “nan”"),
    ("A,B,count\n1,0,1e12\n", "count_huge", "larger than any population"),
    ("A,B,count\n1,0,4\n0,1,3\n1,0,5\n1,1,1\n", "history_twice", "Rows 2 and 4 are the same history"),
    ("A,B,count\n1,0,4\n0,0,9\n", "history_of_none", "Row 3 is of people who are on no list"),
    ("A,B,count\n1,0,4\n0,2,9\n", "history_cell", "Row 3, list B"),
    ("A,B,count\n1,0,4\n0,1\n", "row_length", "Row 3 has 2 cells"),
    ("A,B,count\n1,0,4\n0,1,3\n", "no_overlap", "No person is on two lists"),
    ("A,B,count\n1,0,4\n", "list_empty", "Nobody is on the list B"),
    ("A,B,count\n1,0,0\n0,1,0\n", "nobody", "every count is 0"),
    ("A,A,count\n1,0,4\n", "column_twice", "stands twice"),
    ("A,,count\n1,0,4\n", "column_without_name", "Column 2 has no name"),
    (",".join("ABCDEFGHIJK") + ",count\n", "too_many_lists", "11 lists"),
    ('A,B,count\n"1,0,4\n', "not_text", "CSV"),
])  # fmt: skip
def test_a_bad_table_is_told_in_one_sentence(text: str, code: str, said: str) -> None:
    with pytest.raises(Unusable) as caught:
        mse.from_text(text)
    assert (caught.value.code, said in str(caught.value)) == (code, True), str(caught.value)


def test_rows_without_words_and_a_column_of_counts_anywhere_are_taken() -> None:
    assert mse.from_text("\ufeffCount,B,A\n6,1,1\n\n40,0,1\n30,1,0\n".lstrip("\ufeff")).counts.tolist() == [40, 30, 6]


def test_the_search_of_all_models_ends_at_five_lists() -> None:
    with pytest.raises(Unusable, match="at most 5 lists"):
        mse.estimate(UK, mse.BIC)


def test_lists_without_a_usable_model_carry_no_estimate() -> None:
    """Whoever is on one is on the other: nothing says that anybody could be missed, and even the lists alone have no estimate."""
    table = mse.from_counts("AB", {frozenset("AB"): 30})
    with pytest.raises(Unusable, match="cannot carry an estimate"):
        mse.estimate(table, mse.STEPWISE)


def test_lists_that_hardly_overlap_carry_no_estimate() -> None:
    told = mse.estimate(
        mse.from_counts("AB", {frozenset("A"): 200, frozenset("B"): 150, frozenset("AB"): 2}), replicates=400
    )
    assert not told.carries
    assert any("cannot carry an estimate" in str(one) for one in told.warnings if one.fatal)
    assert "few_overlaps" in {one.code for one in told.warnings}


def test_the_bootstrap_chooses_again_and_is_wider_than_the_interval_of_one_model() -> None:
    told = mse.estimate(KOSOVO, mse.BIC, replicates=300, seed=1)
    low, high = told.interval or (0, 0)
    assert low < told.conditional[0] < told.conditional[1] < high
    assert told.interval == mse.estimate(KOSOVO, mse.BIC, replicates=300, seed=1).interval
    assert told.interval != mse.estimate(KOSOVO, mse.BIC, replicates=300, seed=2).interval


def test_replicates_are_what_each_table_would_give_alone() -> None:
    """All tables at once, warm, give what one table at a time gives, cold."""
    drawn = resampling.draws(KOSOVO, 6, 3)
    among = hierarchies.all_models(4)
    warm = estimating.point(KOSOVO, drawn, mse.BIC, among=among, start=estimating._near(KOSOVO, among))
    cold = [mse.estimate(mse.Histories(KOSOVO.lists, one.astype(int)), mse.BIC, replicates=0).total for one in drawn]
    assert warm == pytest.approx(cold, rel=1e-6)
    drawn = resampling.draws(UK, 4, 3)
    together = UK.observed + stepwise(6, drawn).fits.unseen
    alone = [UK.observed + stepwise(6, one[None]).fits.unseen[0] for one in drawn]
    assert together == pytest.approx(alone, rel=1e-6)


def test_bca_bounds_by_hand() -> None:
    """Without bias and acceleration the bounds are the plain quantiles; with bias they move up."""
    ordered = np.arange(1.0, 1002.0)
    plain = resampling.Replicates(ordered, 0.0, 0.0)
    assert plain.interval() == pytest.approx((26.0, 976.0))
    assert resampling.Replicates(ordered, 0.3, 0.0).interval()[0] == pytest.approx(1 + 1000 * 0.0869, abs=1.0)
    assert resampling.Replicates(np.append(ordered, [np.inf] * 40), 0.0, 0.0).interval()[1] == np.inf
    assert resampling.acceleration(np.array([1.0, 1.0]), np.array([3.0, 4.0])) == 0.0


def test_tails_far_out_are_still_told_apart() -> None:
    near = log_tail(np.array([12.0]), np.array([4.0]))[0]
    assert near == pytest.approx(
        np.log(1 - sum(np.exp(-4) * 4.0**k / np.prod(range(1, k + 1)) for k in range(12))), rel=1e-9
    )
    far = log_tail(np.array([5000.0, 5001.0]), np.array([10.0, 10.0]))
    assert np.isfinite(far).all()
    assert far[1] < far[0]


def test_more_lists_are_searched_from_the_lists_alone_and_from_the_stepwise_choice() -> None:
    rows = dependence.among_visited(UK, stepwise(6, UK.counts[None]).model(0, 6))
    assert {rule for row in rows for rule in row.best_by} == {"bic", "stepwise", "aic"}
    assert [row.bic for row in rows] == sorted(row.bic for row in rows)
    shown = mse.shown(UK, rows, 5)
    assert all(one.low < one.row.total < one.high for one in shown)
    assert shown[0].behind == 0


def test_a_file_in_another_code_is_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "lists.csv"
    file.write_bytes("A,Bé,count\n1,0,4\n".encode("latin-1"))
    with pytest.raises(Unusable, match="UTF-8"):
        histories.read(file)
