"""The step-back test reproduces the reference of the measures exactly, and its protocol has one form."""

from decimal import Decimal

import numpy as np
import pytest
from scipy.stats import binom

from samaki.figures.noninferiority import (
    Alarm,
    Outcome,
    Protocol,
    design_effect,
    effective,
    error_rates,
    fewest_good,
    icc,
    pass_rate,
    read,
    steps_needed,
)
from samaki.figures.proportions import wilson_lower


def protocol(steps: int = 120, **options) -> Protocol:
    return Protocol("referral", "takeo", Decimal("0.80"), steps, **options)


@pytest.mark.parametrize(
    ("steps", "power", "false_pass"), [(40, 0.437, 0.055), (80, 0.671, 0.053), (120, 0.790, 0.042), (200, 0.951, 0.051)]
)
def test_the_reference_table(steps: int, power: float, false_pass: float) -> None:
    rates = error_rates(protocol(steps))
    assert (round(rates.power, 3), round(rates.false_pass, 3)) == (power, false_pass)
    summed = sum(binom.pmf(x, steps, 0.8) for x in range(steps + 1) if wilson_lower(x, steps, 0.95) > 0.70)
    assert rates.power == pytest.approx(summed, abs=1e-12)


def test_the_fewest_good_is_where_the_bound_passes_the_edge() -> None:
    for steps in [*range(1, 60), 333, 1000]:
        for edge in (0.5, 0.7, 0.85):
            passing = [x for x in range(steps + 1) if wilson_lower(x, steps, 0.95) > edge]
            assert fewest_good(steps, edge, 0.95) == (passing[0] if passing else None)
    assert pass_rate(3, None, 0.99) == 0.0


def test_the_alarm_costs_power_in_a_long_test_and_the_protocol_says_so() -> None:
    rates = error_rates(protocol(200))
    assert rates.power_with_alarm < rates.power - 0.05
    assert rates.false_pass_with_alarm < rates.false_pass
    short = error_rates(protocol(40))
    assert short.power_with_alarm == pytest.approx(short.power, abs=1e-9)


def test_rates_with_the_alarm_agree_with_simulation() -> None:
    random, runs, fixed = np.random.default_rng(11), 4000, protocol(120)
    rates = error_rates(fixed)
    good = random.random((runs, 120)) < 0.80
    passed = sum(read(fixed, row.tolist()).outcome == Outcome.PASSES for row in good) / runs
    error = (rates.power_with_alarm * (1 - rates.power_with_alarm) / runs) ** 0.5
    assert abs(passed - rates.power_with_alarm) < 3.5 * error


def test_steps_of_one_case_count_less() -> None:
    assert design_effect(3, 0.25) == 1.5
    assert effective(120, 3, 0.25) == 80
    alike = error_rates(protocol(120, steps_of_a_case=Decimal(3), icc=Decimal("0.25")))
    assert (alike.effective, round(alike.power, 3)) == (80, 0.671)
    assert effective(10, 5, 1.0) == 2


def test_needed_steps_hold_from_there_on() -> None:
    needed = steps_needed(0.80, 0.80)
    assert needed is not None
    powers = {n: pass_rate(n, fewest_good(n, 0.70, 0.95), 0.80) for n in range(needed - 1, needed + 200)}
    assert powers.pop(needed - 1) < 0.80 <= min(powers.values())
    assert steps_needed(0.80, 0.80, steps_of_a_case=3, icc=0.2) == int(np.ceil(needed * 1.4 - 1e-9))
    assert steps_needed(0.80, 0.80, margin=0.01, most=200) is None


def test_the_estimate_of_icc_finds_what_was_put_in() -> None:
    """Cases whose own share comes from Beta(a, b): the intraclass correlation is 1 / (a + b + 1)."""
    random = np.random.default_rng(5)
    shares = random.beta(3.2, 0.8, 3000)
    cases = [(random.random(int(m)) < p).tolist() for p, m in zip(shares, random.integers(2, 6, 3000), strict=True)]
    found = icc(cases)
    assert found is not None
    assert found == pytest.approx(1 / 5, abs=0.025)
    assert icc([[True], [False]]) is None
    assert icc([[True, True], [True]]) is None
    assert icc([[True, True], [False, False]]) == 1.0


def test_equal_protocols_have_equal_bytes_and_every_change_shows() -> None:
    one = protocol()
    assert one.canonical() == Protocol("referral", "takeo", Decimal("0.8"), 120, margin=Decimal("0.1000")).canonical()
    assert one.canonical() == (
        b'samaki-step-back-test-1\n{"alarm":{"accepted":"0.2","broken":"0.35","threshold":"4"},"area":"takeo","baseline":"0.8","confidence":"0.95",'
        b'"family":"referral","icc":"0","margin":"0.1","steps":120,"steps_of_a_case":"1"}'
    )
    changed = [
        protocol(121),
        protocol(margin=Decimal("0.05")),
        protocol(confidence=Decimal("0.9")),
        protocol(icc=Decimal("0.1")),
        protocol(steps_of_a_case=Decimal(2)),
        protocol(alarm=Alarm(threshold=Decimal("4.5"))),
        Protocol("court", "takeo", Decimal("0.80"), 120),
    ]
    assert len({one.canonical(), *(each.canonical() for each in changed)}) == len(changed) + 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"steps": 0},
        {"margin": Decimal("0.9")},
        {"margin": Decimal(0)},
        {"icc": Decimal("1.1")},
        {"steps_of_a_case": Decimal("0.5")},
        {"confidence": Decimal(1)},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_protocol_that_makes_no_sense_is_refused(wrong: dict) -> None:
    with pytest.raises(ValueError, match="protocol needs|margin lies"):
        protocol(**wrong)


def test_a_test_runs_to_its_last_step_or_to_an_alarm_and_no_further() -> None:
    fixed = protocol(40)
    early = read(fixed, [True] * 39)
    assert (early.outcome, early.due, early.good) == (Outcome.RUNNING, 39, 39)
    assert read(fixed, [True] * 33 + [False] * 7).outcome == Outcome.PASSES  # seven at the end: 7 x .56 stays below 4
    assert read(fixed, ([True] * 4 + [False]) * 8).outcome == Outcome.FAILS
    assert read(fixed, [False] * 8 + [True] * 32).outcome == Outcome.ALARM
    assert read(fixed, [True] * 40 + [False] * 100) == read(fixed, [True] * 40)
    assert read(fixed, []).lower == 0.0
