"""Hierarchical log-linear models of capture histories.

A model is the set of its interactions: sets of two or more lists, closed downward (with {A, B, C} come {A, B}, {A, C}, {B, C}); the
constant and the lists themselves are in every model. The interaction of all lists is in none: with it the people on no list
could be any number (Bishop, Fienberg and Holland 1975, chapter 6).

Sets are bit masks as in `histories`. A design has one row for each history and one column for each term that any model in
question uses; an entry is 1 where the term's lists are all in the history. The log of the expected count is the sum of the terms,
so the constant is the log of the expected number of people on no list (Cormack 1989).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, combinations

import numpy as np
from numpy.typing import NDArray

Model = tuple[int, ...]
"""Masks of the interactions, fewer lists first, then by number."""


def model(interactions: Iterable[int]) -> Model:
    """The smallest hierarchical model with these interactions."""
    closed = {part for mask in interactions for part in _parts(mask) if part.bit_count() > 1}
    return tuple(sorted(closed, key=_order))


def generators(terms: Model, lists: int) -> tuple[int, ...]:
    """The terms that are part of no other term of the model, single lists included."""
    everything = [*(1 << at for at in range(lists)), *terms]
    return tuple(mask for mask in everything if not any(mask != other and mask & other == mask for other in everything))


def label(terms: Model, lists: Sequence[str]) -> str:
    """The model by its generators: `[A*B, C]` has the lists A, B, C and the interaction of A and B."""
    return "[" + ", ".join("*".join(_names(mask, lists)) for mask in generators(terms, len(lists))) + "]"


def pairs(lists: int) -> list[int]:
    """Masks of all pairs of lists, in order."""
    return sorted((1 << a | 1 << b for a, b in combinations(range(lists), 2)), key=_order)


@cache
def all_models(lists: int) -> tuple[Model, ...]:
    """All hierarchical models without the interaction of all lists: 1, 8, 113 and 6,893 of 2, 3, 4 and 5 lists; simple ones first."""
    models = [terms for terms in _families(lists, 2, ()) if (1 << lists) - 1 not in terms]
    return tuple(sorted(models, key=lambda terms: (len(terms), [_order(mask) for mask in terms])))


def _families(lists: int, size: int, lower: Model) -> Iterator[Model]:
    """Every way to go on from the terms of fewer than `size` lists."""
    if size > lists:
        yield lower
        return
    allowed = [mask for mask in _of_size(lists, size) if size == 2 or set(_one_less(mask)) <= set(lower)]
    for chosen in chain.from_iterable(combinations(allowed, number) for number in range(len(allowed) + 1)):
        if chosen or not allowed:
            yield from _families(lists, size + 1, lower + chosen)
        else:
            yield lower


def _of_size(lists: int, size: int) -> list[int]:
    return sorted((sum(1 << at for at in some) for some in combinations(range(lists), size)), key=_order)


def _one_less(mask: int) -> list[int]:
    return [mask & ~(1 << at) for at in range(mask.bit_length()) if mask >> at & 1]


def _parts(mask: int) -> Iterator[int]:
    part = mask
    while part:
        yield part
        part = (part - 1) & mask


def _names(mask: int, lists: Sequence[str]) -> list[str]:
    return [name for at, name in enumerate(lists) if mask >> at & 1]


def _order(mask: int) -> tuple[int, tuple[int, ...]]:
    return mask.bit_count(), tuple(at for at in range(mask.bit_length()) if mask >> at & 1)


@dataclass(frozen=True)
class Design:
    """`terms`: masks of the columns, the constant (0) first, then the lists, then interactions. `matrix`: (histories, columns) of
    0 and 1. `products`: (histories, columns^2), each row the outer product of a row of `matrix` with itself."""

    lists: int
    terms: tuple[int, ...]
    matrix: NDArray[np.float64]
    products: NDArray[np.float64]

    def column(self, mask: int) -> int:
        """Where a term stands."""
        return self.terms.index(mask)

    def chosen(self, models: Sequence[Model]) -> NDArray[np.bool_]:
        """(models, columns): which terms each model has, the constant and the lists always."""
        where = {mask: at for at, mask in enumerate(self.terms)}
        told = np.zeros((len(models), len(self.terms)), dtype=bool)
        told[:, : self.lists + 1] = True
        for at, terms in enumerate(models):
            told[at, [where[mask] for mask in terms]] = True
        return told


@cache
def design(lists: int, interactions: Model) -> Design:
    """The design with the constant, each list, and these interactions. Made once for each."""
    terms = (0, *(1 << at for at in range(lists)), *interactions)
    histories = range(1, 1 << lists)
    matrix = np.array([[float(mask & term == term) for term in terms] for mask in histories])
    products = (matrix[:, :, None] * matrix[:, None, :]).reshape(len(matrix), -1)
    return Design(lists, terms, matrix, products)
