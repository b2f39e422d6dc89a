"""The page of `docs/reference/` about the stages of the mentor and what becomes of each entry of mentoring."""

from __future__ import annotations

from samaki.cli.reference import diagram, page, table, words


def mentor_machine() -> str:
    """Stages and the ways between them; states and moves of each sort of entry."""
    from samaki.agencies.stages import states as stages
    from samaki.journeys.mentoring import states as mentoring

    arrows = [(before, stage, "decide") for before, ways in stages.MOVES.items() for stage in ways]
    parts = ["## The stage of an area", diagram(stages.LED, arrows, ()),
             table(("from", "to"), ((before, words(ways)) for before, ways in stages.MOVES.items()))]  # fmt: skip
    for sort, machine in mentoring.MOVES.items():
        moves = [(state, to, move) for state, ways in machine.items() for move, to in ways.items()]
        ended = (state for state, ways in machine.items() if not ways)
        parts += [f"## {sort.capitalize()}", diagram(mentoring.first(sort), moves, ended)]
    return page(
        "The machines of stepping back",
        "Made from `samaki/agencies/stages/states.py` and `samaki/journeys/mentoring/states.py`. An area about which nobody has "
        "decided is led.",
        *parts,
    )
