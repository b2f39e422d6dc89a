"""The tall picture: it starts at your step, and nothing alarming is folded away."""

from itertools import product

from samaki.web.chain import Ring, Strand, layout_tall
from samaki.web.chain.rings import ALARMING, ENDED, STATES
from samaki.web.chain.tall import TallStrand


def strand(*states: str, mine: int | None = None, key: str = "justice") -> Strand:
    """A strand with rings in these states."""
    rings = (Ring(str(at), (f"Step {at}",), ("Police",), state, mine=at == mine) for at, state in enumerate(states))  # type: ignore[arg-type]
    return Strand(key, "justice", key, tuple(rings))


def keys(part: TallStrand) -> tuple[list[str], list[str], list[str]]:
    """The keys of the three parts."""
    earlier, near, later = ([link.ring.key for link in links] for links in (part.earlier, part.near, part.later))
    return earlier, near, later


def test_it_starts_at_my_step() -> None:
    one = strand("done", "done", "done", "held", "held", "next", "next", "next", "next", "next", mine=4)
    assert keys(layout_tall([one]).strands[0]) == (["0", "1", "2", "3"], ["4", "5", "6", "7"], ["8", "9"])


def test_without_a_step_of_mine_it_starts_at_the_first_that_is_not_done() -> None:
    assert keys(layout_tall([strand("done", "done", "done", "held", "next")]).strands[0])[1][0] == "3"


def test_my_strand_comes_first() -> None:
    picture = layout_tall([strand("held"), strand("held", mine=0, key="care")])
    assert [part.strand.key for part in picture.strands] == ["care", "justice"]


def test_every_ring_stands_in_exactly_one_part_and_no_alarm_is_folded() -> None:
    for states in product(STATES, repeat=4):
        one = strand("done", "done", "done", *states, "next", "next", "next", mine=3)
        earlier, near, later = keys(layout_tall([one]).strands[0])
        assert earlier + near + later == [ring.key for ring in one.rings]
        assert all(ring.key in near for ring in one.rings if ring.state in ALARMING)
        assert states[0] in ENDED or "3" in near


def test_links_say_how_the_next_step_was_handed_over() -> None:
    near = layout_tall([strand("held", "offered", "broken", "next")]).strands[0].near
    assert [link.after for link in near] == ["offered", "broken", "next", None]


def test_an_empty_and_a_sealed_strand_have_no_rings() -> None:
    sealed = Strand("care", "care", "Care", (), "Care: in order")
    assert [keys(part) for part in layout_tall([strand(), sealed]).strands] == [([], [], []), ([], [], [])]
