"""Names on two lines, cut only between whole letters, and the counts a colleague would say."""

from samaki.web.chain import Ring, Strand, joined, name_lines, tally
from samaki.web.chain.rings import NAME_SIZE, NAME_WIDTH
from samaki.web.chain.widths import COENG, clusters, estimated_width


def test_a_short_name_stays_on_one_line() -> None:
    assert name_lines("Police enquiry") == ("Police enquiry",)


def test_a_longer_name_breaks_between_words() -> None:
    assert name_lines("Judicial investigation") == ("Judicial", "investigation")


def test_a_khmer_name_breaks_at_a_zero_width_space() -> None:
    assert name_lines("កំណត់អត្តសញ្ញាណ\u200bជនរងគ្រោះ") == ("កំណត់អត្តសញ្ញាណ", "ជនរងគ្រោះ")


def test_no_line_is_wider_than_its_place() -> None:
    for name in ("A very very long name of a step that nobody shortened", "ឃ" * 40, "W" * 30):
        lines = name_lines(name)
        assert len(lines) <= 2
        assert all(estimated_width(line, NAME_SIZE) <= NAME_WIDTH for line in lines)


def test_khmer_is_never_cut_inside_a_letter() -> None:
    assert clusters("ខ្ញុំ") == ["ខ្ញុំ"]
    assert not any(part.endswith(COENG) for part in clusters("ប្រតិបត្តិការ"))


def test_joined_puts_a_space_between_latin_words_and_none_between_khmer() -> None:
    assert joined(("Trial", "hearing")) == "Trial hearing"
    assert joined(("សវនាការ", "ជំនុំជម្រះ")) == "សវនាការ\u200bជំនុំជម្រះ"


def test_the_tally_says_what_is_broken_late_waiting_and_mine() -> None:
    states = ("done", "held", "overdue", "broken", "offered", "next")
    rings = tuple(Ring(state, (state,), ("Police",), state, mine=state == "overdue") for state in states)  # type: ignore[arg-type]
    count = tally([Strand("j", "justice", "Justice", rings)])
    assert (count.broken, count.overdue, count.offered, count.in_order, count.mine) == (1, 1, 1, 3, 1)
