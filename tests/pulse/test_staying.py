"""Of people who stayed in post the page tells nothing by which fewer than five are known."""

import pytest

from samaki.pulse.staying import ALL, Stayed
from samaki.web.pulse.figures import _told

WHOLE, POLICE, NGO = Stayed(ALL, 20, 11), Stayed("police", 10, 5), Stayed("ngo", 10, 6)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([WHOLE, POLICE], [WHOLE, POLICE]),
        ([WHOLE, POLICE, NGO], [WHOLE]),
        ([Stayed(ALL, 5, 4)], []),
        ([Stayed(ALL, 20, 20), Stayed("police", 10, 10)], [Stayed(ALL, 20, 20), Stayed("police", 10, 10)]),
        ([], []),
    ],
)
def test_what_tells_of_few_is_left_out_and_so_is_what_would_give_it_away(rows, told):
    assert _told(rows) == told
