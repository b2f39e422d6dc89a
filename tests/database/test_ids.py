"""Keys that one process makes sort in the order of their making, within a millisecond too."""

from samaki.database import uuid7


def test_keys_sort_as_they_were_made():
    made = [uuid7() for _one in range(2000)]
    assert made == sorted(made)
    assert len(set(made)) == 2000
    assert {(key.version, key.variant) for key in made} == {(7, "specified in RFC 4122")}
