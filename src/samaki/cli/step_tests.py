"""The page of `docs/reference/` about the machines of a step-back test, made from their table."""

from __future__ import annotations

from samaki.cli.reference import diagram, page, table, words


def machine() -> str:
    """A test and a family of steps in it: states, moves and who makes them."""
    from samaki.stepping_back.testing.states import BEGINS, MOVES

    parts = []
    for name, moves in MOVES.items():
        arrows = [(source, move.target, act) for act, move in moves.items() for source in move.sources]
        ended = sorted({move.target for move in moves.values()} - {source for source, _target, _act in arrows})
        rows = ((act, words(move.sources), move.target, move.by) for act, move in moves.items())
        parts += [f"## {'A test' if name == 'test' else 'A family of steps'}", diagram(BEGINS[name], arrows, ended),
                  table(("move", "from", "to", "by"), rows)]  # fmt: skip
    return page(
        "The machines of a step-back test",
        "Made from `samaki/stepping_back/testing/states.py`. A test ends when none of its families runs, with the verdict of the worst.",
        *parts,
    )
