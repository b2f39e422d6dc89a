"""A case code: no name, no running number, and a slip of the hand is seen."""

from hypothesis import assume, given
from hypothesis import strategies as st

from samaki.cases.codes import ALPHABET, PATTERN, check_character, new_code, read_code

areas = st.sampled_from(("PP", "SR", "PS", "BTB", "KH"))
years = st.integers(2020, 2099)


@given(areas, years)
def test_a_fresh_code_reads_back_however_it_is_typed(area, year):
    code = new_code(area, year)
    assert PATTERN.match(code)
    for typed in (
        code,
        code.lower(),
        code.replace("-", ""),
        f"  {code} ",
        code.replace("-", " - "),
        "\u200b".join(code),
    ):
        assert read_code(typed) == code


def code_of(area, year, body):
    """The code with this random part; None for one body in 31, of which no code is made."""
    check = check_character(f"{area}-{year % 100:02d}", body)
    return f"{area}-{year % 100:02d}-{body}{check}" if check else None


bodies = st.text(ALPHABET, min_size=5, max_size=5)


@given(areas, years, bodies, st.integers(1, 6))
def test_every_single_wrong_character_of_the_random_part_is_seen(area, year, body, back):
    code = code_of(area, year, body)
    assume(code)
    place = len(code) - back
    for char in set(ALPHABET) - {code[place]}:
        assert read_code(code[:place] + char + code[place + 1 :]) is None


@given(areas, years, bodies, st.integers(0, 9))
def test_a_wrong_digit_of_the_year_is_seen(area, year, body, digit):
    code = code_of(area, year, body)
    assume(code)
    place = code.index("-") + 1
    if code[place] != str(digit):
        assert read_code(code[:place] + str(digit) + code[place + 1 :]) is None


@given(areas, years, bodies, st.integers(0, 5), st.integers(0, 5))
def test_any_two_that_changed_places_are_seen(area, year, body, one, other):
    """All swaps within the random part and with the check character: the share that is seen is 1."""
    code = code_of(area, year, body)
    assume(code)
    tail = list(code[-6:])
    assume(tail[one] != tail[other])
    tail[one], tail[other] = tail[other], tail[one]
    assert read_code(code[:-6] + "".join(tail)) is None


def test_a_code_that_was_made_stays_the_same():
    assert code_of("PP", 2026, "7KQ4N") == "PP-26-7KQ4NA"


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_code_or_nothing(typed):
    found = read_code(typed)
    assert found is None or read_code(found) == found


def test_no_letter_that_is_misread_or_misheard():
    assert len(ALPHABET) == len(set(ALPHABET)) == 30
    assert not set("01OIL") & set(ALPHABET)


def test_codes_do_not_follow_each_other():
    codes = [new_code("PP", 2026) for _one in range(2000)]
    assert len(set(codes)) > 1990
    assert codes != sorted(codes)


@given(areas, years, bodies, st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_a_wrong_letter_of_the_area_is_seen(area, year, body, letter):
    code = code_of(area, year, body)
    assume(code)
    assume(letter != code[0])
    assert read_code(letter + code[1:]) is None
