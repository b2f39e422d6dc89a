"""The pages of `docs/reference/` that are made from the code's own tables. Each generator returns Markdown."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable

from samaki.countries import Pack, load_pack
from samaki.countries.durations import Duration
from samaki.countries.kinds import StepKind

ROOMS_WITHOUT_STORIES = ("cli", "web", "api", "simulation", "migrations", "settings")
REPORT_TARGETS = {"acknowledge": "acknowledged", "open_case": "in_case", "pass": "new", "close": "closed", "reopen": "acknowledged",
                  "triage": "", "join": "joined", "take_apart": "acknowledged", "split": ""}  # fmt: skip
UNITS = {"clock_minutes": "min", "clock_hours": "h", "working_days": "working days", "days": "days", "months": "months"}

Rows = Iterable[Iterable[str]]
Transition = tuple[str, str, str]
"""(from, to, name)"""


def handoff_machine() -> str:
    """States, moves and who makes them, with the names of HL7 FHIR Task."""
    from samaki.handoffs import states

    moves = states.MOVES.values()
    arrows = [(source, target, move.name) for move in moves for source in move.sources for target in move.targets]
    return page(
        "The hand-off machine",
        "Made from `samaki/handoffs/states.py`. `mark_error` leaves every state but a draft and is left out of the "
        "diagram.",
        diagram("draft", [arrow for arrow in arrows if arrow[2] != "mark_error"], states.ENDED),
        "## Moves",
        table(("move", "from", "to", "by"), ((m.name, *map(words, (m.sources, m.targets)), m.by) for m in moves)),
        "## States",
        table(
            ("state", "FHIR Task.status", "businessStatus", "who holds the step", "a clock runs"),
            ((s, *states.FHIR[s], _side(s), "yes" if s in states.WAITING else "") for s in states.STATES),
        ),
    )


def step_machine() -> str:
    """States and moves of a step."""
    from samaki.cases import states

    arrows = [(source, target, name) for name, (sources, target) in states.MOVES.items() for source in sources]
    return page(
        "The step machine",
        "Made from `samaki/cases/states.py`. An open step (also on hold) has one holder and one due time.",
        diagram("open", arrows, states.ENDED),
        table(("move", "from", "to"), ((name, words(s), target) for name, (s, target) in states.MOVES.items())),
    )


def report_machine() -> str:
    """States and moves of a report."""
    from samaki.intake.rules import MOVES

    arrows = [(source, REPORT_TARGETS[name] or source, name) for name, sources in MOVES.items() for source in sources]
    return page(
        "The report machine",
        "Made from `samaki/intake/rules.py`. A new and an acknowledged report have one holder and one due time.",
        diagram("new", arrows, ("in_case", "closed")),
        table(
            ("move", "from", "to"), ((name, words(s), REPORT_TARGETS[name] or "as before") for name, s in MOVES.items())
        ),
    )


def hearing_machine() -> str:
    """States and moves of a hearing, of what it needs, and of word of a release."""
    from samaki.journeys.hearings import states

    named = (("A hearing", states.HEARING), ("What it needs", states.NEED), ("Word of a release", states.RELEASE))
    parts: list[str] = []
    for title, machine in named:
        arrows = [(source, target, move) for source, moves in machine.items() for move, target in moves.items()]
        start = next(iter(machine))
        parts += [
            f"## {title}",
            diagram(start, arrows, (state for state, moves in machine.items() if not moves)),
            table(("from", "move", "to"), ((source, move, target) for source, target, move in arrows)),
        ]
    return page(
        "The hearing machine",
        "Made from `samaki/journeys/hearings/states.py`. Facts come in any order: what was said of a day may be said anew. "
        "`reopen` leads to `confirmed` where the date was confirmed.",
        *parts,
    )


def care_machine() -> str:
    """States and moves of a need, a goal, a service and an assessment."""
    from samaki.care import states

    named = (
        ("A need", states.NEED),
        ("A goal", states.GOAL),
        ("A service", states.SERVICE),
        ("An assessment", states.ASSESSMENT),
    )
    parts: list[str] = []
    for title, machine in named:
        arrows = [(source, target, move) for source, moves in machine.items() for move, target in moves.items()]
        parts += [
            f"## {title}",
            diagram(next(iter(machine)), arrows, (state for state, moves in machine.items() if not moves)),
            table(("from", "move", "to"), ((source, move, target) for source, target, move in arrows)),
        ]
    return page(
        "The machines of care",
        "Made from `samaki/care/states.py`. An open goal, and a service that is asked for or has begun, has one holder and one due time. "
        "`reopen` of a service leads to `begun` where it had begun.",
        *parts,
    )


def child_machine() -> str:
    """States and moves of an asking to hear a child again, of a measure at court, of a promise to a child."""
    from samaki.journeys.protections.states import PROMISE, PROTECTION
    from samaki.journeys.voice.states import AGAIN

    parts: list[str] = []
    for title, machine in (
        ("Heard once more", AGAIN),
        ("A measure at court", PROTECTION),
        ("A promise to a child", PROMISE),
    ):
        arrows = [(source, target, move) for source, moves in machine.items() for move, target in moves.items()]
        ends = (state for state, moves in machine.items() if not moves)
        steps = table(("from", "move", "to"), ((source, move, target) for source, target, move in arrows))
        parts += [f"## {title}", diagram(next(iter(machine)), arrows, ends), steps]
    made = "`samaki/journeys/voice/states.py` and `samaki/journeys/protections/states.py`"
    return page(
        "The machines about a child",
        f"Made from {made}. An asking waits while it is `asked`, a promise while it is `open`.",
        *parts,
    )


def court_facts() -> str:
    """Each kind of fact of a court file: what it takes, and what it makes of a charge."""
    from samaki.court.states import CHARGE, KINDS

    rows = (
        (
            code,
            kind.about,
            kind.choice,
            words(kind.takes),
            "prosecution and courts" if kind.official else "",
            CHARGE.get(code, ""),
        )
        for code, kind in KINDS.items()
    )
    return page(
        "The facts of a court file",
        "Made from `samaki/court/states.py`. They come in any order; how an accused stands is reckoned from all of them. `choice`: "
        "the question of `court_reason` that the code answers. A later decision takes the effect of an earlier one and rewrites nothing.",
        table(("kind", "about", "choice", "takes", "written by", "a charge is then"), rows),
    )


def complaint_machine() -> str:
    """States, moves and who makes them."""
    from samaki.journeys.complaints.states import MOVES

    arrows = [(source, move.target, move.name) for move in MOVES.values() for source in move.sources]
    return page(
        "The complaint machine",
        "Made from `samaki/journeys/complaints/states.py`. Every state but `closed` has a clock.",
        diagram("received", arrows, ("closed",)),
        table(("move", "from", "to", "by"), ((m.name, words(m.sources), m.target, m.by) for m in MOVES.values())),
    )


def conference_machine() -> str:
    """A conference, a unit on its list, a point, an action: states, moves and who makes them."""
    from samaki.conferences.states import BEGINS, MOVES

    parts = [
        "Made from `samaki/conferences/states.py`. A conference that is `called`, and an open promise with an owner, have a clock."
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
    return page("The machines of a conference", *parts)


def pathway() -> str:
    """The steps of the pack that ships: holders, due times with their status, what follows."""
    pack = load_pack("kh")
    parts = [
        f"Made from the pack `{pack.code}`, version {pack.version}. No lawyer has read it. A due time marked "
        "`practice-target` is this project's proposal and no law; `statutory-unverified` was not read at its source."
    ]
    for strand in pack.strands.values():
        kinds = [kind for kind in pack.step_kinds.values() if kind.strand == strand.code]
        parts += [f"## {strand.label('en')}", f"`{strand.code}`; when no step is open: `{strand.closure_step}`."]
        head = ("step", "per", "may hold (first asked in bold)", "due: normal, urgent", "status", "what follows")
        parts.append(table(head, (_step_row(kind, pack) for kind in kinds)))
    return page("The pathway", *parts)


def operations() -> str:
    """Every story: what it does and what it is given."""
    from samaki.database.sessions import STORIES

    import_rooms()
    parts: list[str] = ["Made from the operations marked `@story`: each is one transaction and writes to the ledger."]
    modules = sorted({name.rpartition(".")[0] for name in STORIES if name.startswith("samaki.")})
    for module in modules:
        told = {name.rpartition(".")[2]: story for name, story in STORIES.items() if name.rpartition(".")[0] == module}
        parts.append(f"## {module.removeprefix('samaki.')}")
        parts.append(table(("operation", "given", "what happens"), (_story_row(n, s) for n, s in told.items())))
    return page("Operations", *parts)


def import_rooms() -> None:
    """Import every module that may hold a story, so that each is known."""
    import samaki

    for module in pkgutil.walk_packages(samaki.__path__, "samaki."):
        if module.name.split(".")[1] not in ROOMS_WITHOUT_STORIES and not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def page(title: str, *parts: str) -> str:
    """A Markdown page that says that it is made."""
    made = "<!-- Made by ./samaki docs; edit the table it is made from. -->"
    return "\n\n".join((f"# {title}", made, *(part.rstrip() for part in parts))) + "\n"


def table(head: Iterable[str], rows: Rows) -> str:
    """A Markdown table; a bar inside a cell is escaped."""
    head = tuple(head)
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def diagram(start: str, arrows: Iterable[Transition], ended: Iterable[str]) -> str:
    """A Mermaid state diagram; moves between the same two states share an arrow."""
    joined: dict[tuple[str, str], list[str]] = {}
    for source, target, name in arrows:
        joined.setdefault((source, target), []).append(name)
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {start}"]
    lines += [f"    {source} --> {target}: {', '.join(names)}" for (source, target), names in joined.items()]
    lines += [f"    {state} --> [*]" for state in ended if any(target == state for _, target in joined)]
    return "\n".join([*lines, "```"])


def words(codes: Iterable[str]) -> str:
    return ", ".join(codes)


def _side(state: str) -> str:
    from samaki.handoffs import states

    if state in states.ASKING:
        return "sender"
    return "receiver" if state in states.TAKEN else ""


def _length(duration: Duration) -> str:
    return f"{duration.amount} {UNITS[duration.unit]}"


def _step_row(kind: StepKind, pack: Pack) -> tuple[str, ...]:
    marks = [mark for mark, on in (("critical", kind.critical), ("duty", kind.duty)) if on]
    name = f"{kind.label('en')}<br>`{kind.code}`" + (f"<br>{words(marks)}" if marks else "")
    holders = words(f"**{code}**" if code == kind.default_holder else code for code in kind.may_hold)
    due = f"{_length(kind.due.normal)}, {_length(kind.due.urgent)} from {kind.due.from_}"
    follows = []
    for follow in kind.follows:
        when = f" if {follow.condition}" if follow.condition else ""
        follows.append(f"{words(follow.on)}: `{follow.code}` ({follow.how}{when})")
    return name, kind.per, holders, due, kind.due.status, "<br>".join(follows)


def _story_row(name: str, story: Callable[..., object]) -> tuple[str, str, str]:
    given = words(name for name in inspect.signature(story).parameters if name not in ("by", "now"))
    first = " ".join((inspect.getdoc(story) or "").split("\n\n")[0].split())
    return f"`{name}`", given, first
