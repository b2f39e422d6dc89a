"""Which records of several lists, or of one, are of the same person: splink on DuckDB over the skeletons of `names`. Pure.

Reads files, touches no database. Needs the extra `linkage` (`requirements-linkage.txt`). Source of the model: Fellegi and Sunter 1969;
its weights are estimated without labels by expectation maximisation (Winkler 1988), as splink does it.
"""

from samaki.linkage.problems import Unlinkable

__all__ = ["Unlinkable"]
