"""Times of the day as people write them, in both languages; what is no time stays a date."""

from datetime import time

import pytest

from samaki.countries.partial_dates import BadDate
from samaki.countries.times import split_time


@pytest.mark.parametrize(
    ("typed", "day", "clock"),
    [
        ("5/3/2026 14:30", "5/3/2026", time(14, 30)),
        ("2026-03-05T14:30:05", "2026-03-05", time(14, 30, 5)),
        ("១៥/១២/២០២៦ ម៉ោង៩", "15/12/2026", time(9)),
        ("១៥ ធ្នូ ២០២៦ ម៉ោង ៩:៣០", "15 ធ្នូ 2026", time(9, 30)),
        ("ថ្ងៃទី១៥ ខែធ្នូ ឆ្នាំ២០២៦ ម៉ោង ៩:៣០ ព្រឹក", "ថ្ងៃទី15 ខែធ្នូ ឆ្នាំ2026", time(9, 30)),
        ("១៥/១២/២០២៦ម៉ោង៣ល្ងាច", "15/12/2026", time(15)),
        ("15/12/2026 ម៉ោង 8 យប់", "15/12/2026", time(20)),
        ("15/12/2026 ម៉ោង 2 យប់", "15/12/2026", time(2)),
        ("15/12/2026 ម៉ោង 12 ថ្ងៃត្រង់", "15/12/2026", time(12)),
        ("15/12/2026 9h30", "15/12/2026", time(9, 30)),
        ("15/12/2026 at 9.30", "15/12/2026", time(9, 30)),
        ("15 December 2026, 3:05 pm", "15 December 2026", time(15, 5)),
        ("15/12/2026 12 a.m.", "15/12/2026", time(0)),
        ("20:00", "", time(20)),
        ("ម៉ោង៨យប់", "", time(20)),
    ],
)
def test_a_time_at_the_end_is_read(typed, day, clock):
    assert split_time(typed) == (day, clock)


@pytest.mark.parametrize(
    "typed", ["5/3/2026", "5 March 2026", "20 Nov 26", "15.3.2026", "5 3 26", "2026", "", "9.30", "ធ្នូ ២០២៦", "tomorrow"]
)
def test_what_is_no_time_is_left_as_it_was_typed(typed):
    assert split_time(typed) == (typed, None)


@pytest.mark.parametrize("typed", ["5/3/2026 25:00", "5/3/2026 9:75", "ម៉ោង ៣១"])
def test_an_impossible_time_is_told_as_such(typed):
    with pytest.raises(BadDate) as told:
        split_time(typed)
    assert told.value.code == "no_such_time"
