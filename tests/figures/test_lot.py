"""An order drawn by lot: the same for everybody who draws it again, and no order more probable than another."""

from collections import Counter
from hashlib import sha256

from scipy.stats import chisquare

from samaki.figures.lot import PREFIX, drawn, seed


def test_everybody_draws_the_same_order_by_hand():
    value = bytes(range(32))
    start = sha256(PREFIX + b'["12","17","18"]\n' + value).digest()
    assert seed(["18", "12", "17"], value) == start
    wished = sorted(["12", "17", "18"], key=lambda name: sha256(start + name.encode()).hexdigest())
    assert list(drawn(["18", "17", "12", "12"], value)) == wished
    assert drawn([], value) == ()


def test_no_order_is_more_probable_than_another():
    found = Counter(drawn(["12", "17", "18"], number.to_bytes(32, "big")) for number in range(6000))
    assert len(found) == 6
    assert chisquare(list(found.values())).pvalue > 1e-4


def test_what_is_drawn_is_part_of_the_seed():
    value = bytes(32)
    assert len({seed(names, value) for names in (["12"], ["12", "17"], ["17"], ["12,17"])}) == 4
