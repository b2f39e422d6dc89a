"""How many are there? Estimators, pure: tables in, numbers out. No Django, no case, no name; usable alone (NumPy and SciPy).

- `mse`: multiple systems estimation, from counts of who is on which lists. How many are on none?
- `venues`: surveys of venues. What share of the people observed there are minors?

The two answer different questions, and neither counts children: they are never added together. `problems` says in one sentence why
a table cannot be used.
"""

from samaki.prevalence.problems import Unusable

__all__ = ["Unusable"]
