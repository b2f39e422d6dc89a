"""Pages of `docs/reference/` about machines that several tables share."""

from __future__ import annotations

from samaki.cli.reference import diagram, page, table, words


def commitment_machine() -> str:
    """A gap and a commitment: states, moves and who makes them."""
    from samaki.commitments.states import BEGINS, MOVES

    parts = [
        "Made from `samaki/commitments/states.py`. A commitment that is `asked` or `open` has a clock (`commitments/waiting.py`). What a "
        "unit promises itself begins `open`."
    ]
    for machine, moves in MOVES.items():
        arrows = [(source, move.target, name) for name, move in moves.items() for source in move.sources]
        ended = sorted(
            {move.target for move in moves.values()} - {source for move in moves.values() for source in move.sources}
        )
        rows = ((name, words(move.sources), move.target, move.by) for name, move in moves.items())
        parts += [
            f"## {machine.capitalize()}",
            diagram(BEGINS[machine], arrows, ended),
            table(("move", "from", "to", "by"), rows),
        ]
    return page("The machines of gaps and commitments", *parts)
