"""The pages of `docs/reference/` that are made from the code's own tables. Each generator returns Markdown."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable
from typing import Any

from samaki.countries import Pack, load_pack
from samaki.countries.durations import Duration
from samaki.countries.kinds import StepKind

ROOMS_WITHOUT_STORIES = ("cli", "web", "api", "simulation", "migrations", "settings")
REPORT_TARGETS = {"acknowledge": "acknowledged", "open_case": "in_case", "pass": "new", "close": "closed",
                  "reopen": "acknowledged"}  # fmt: skip
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

    arrows = [(source, REPORT_TARGETS[name], name) for name, sources in MOVES.items() for source in sources]
    return page(
        "The report machine",
        "Made from `samaki/intake/rules.py`. A new and an acknowledged report have one holder and one due time.",
        diagram("new", arrows, ("in_case", "closed")),
        table(("move", "from", "to"), ((name, words(s), REPORT_TARGETS[name]) for name, s in MOVES.items())),
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


def _migration(name: str) -> Any:
    return importlib.import_module(f"samaki.migrations.{name}")


def _policies() -> tuple[dict[str, dict[str, str]], dict[str, dict[str, dict[str, str]]]]:
    """The conditions of every table for the application, and those of each role."""
    rules, mail, lists = (_migration(name) for name in ("0002_row_security", "0005_email", "0007_lists"))
    access, accounts = _migration("0007_lists_access"), _migration("0026_accounts_access")
    invited = _migration("0027_invitations_access")
    tables = rules.POLICIES | mail.POLICIES | lists.POLICIES | access.POLICIES | accounts.POLICIES
    tables |= invited.POLICIES | _migration("0058_sign_on_access").POLICIES
    documents, sharing = _migration("0029_documents_access"), _migration("0031_sharing_access")
    guarding = _migration("0036_guarding_access")
    tables |= documents.policies() | {name: by_role["app"] for name, by_role in sharing.policies().items()}
    complaints = _migration("0044_complaints_access")
    governance = _migration("0057_governance_access").POLICIES
    policies = complaints.POLICIES | _migration("0046_agreements_access").POLICIES | governance
    tables |= {name: by_role["app"] for name, by_role in policies.items()}
    tables |= guarding.policies() | {name: tables[name] | rights for name, rights in guarding.joined().items()}
    retention, subject = (
        _migration(name).policies() for name in ("0042_retention_access", "0054_subject_access_rules")
    )
    orders, accused = _migration("0047_court_orders_access"), _migration("0048_for_accused").policies()
    tables |= {name: by_role["app"] for name, by_role in (retention | accused | subject).items()}
    tables = {
        name: {right: orders.with_orders(text) for right, text in rights.items()} for name, rights in tables.items()
    }
    roles = {
        "app": tables,
        "worker": rules.WORKER
        | mail.WORKER
        | guarding.WORKER
        | {name: by_role["worker"] for name, by_role in (retention | subject).items() if "worker" in by_role}
        | {"disclosure": sharing.policies()["disclosure"]["worker"]}
        | {name: by_role["worker"] for name, by_role in policies.items() if "worker" in by_role},
        "intake": rules.INTAKE | {"complaint": complaints.POLICIES["complaint"]["intake"]},
        "public": {name: by_role["public"] for name, by_role in governance.items() if "public" in by_role},
        "auditor": rules.AUDITOR,
        "sealer": rules.SEALER,
    }
    return tables, roles


def _of_orders() -> list[str]:
    """The policies beside those of the table, of what a court orders."""
    return [
        f"Of what a court orders, on `disclosure`, beside the table below: `{name}` for {right} {' '.join(clauses.split())}."
        for name, right, clauses in _migration("0047_court_orders_access").policies()
    ]


LOOKING_PAST = (
    "0024_units_open_again", "0019_name_keys", "0031_sharing_access", "0036_guarding_access", "0042_retention_access",
    "0044_complaints_access", "0046_agreements_access", "0047_court_orders_access", "0051_pressure_access",
    "0052_place_of_danger", "0054_subject_access_rules", "0055_taken_back_access", "0057_governance_access",
    "0074_subject_read_first",
)  # fmt: skip
"""Migrations that name in `DEFINED` the functions of the definer that they make."""


def _looking_past() -> list[str]:
    """The directory, and the functions that look past row security."""
    rules, access = _migration("0002_row_security"), _migration("0007_lists_access")
    directory = importlib.import_module("samaki.migrations.0004_directory_rules")
    kept = (
        (name, command, f"`{rule}`") for name, rules_ in directory.DIRECTORY.items() for command, rule in rules_.items()
    )
    parts = [
        "## The directory",
        "From migration 0004: everybody reads it; who writes is bound by these policies (not forced on the owner).",
        table(("table", "command", "condition"), kept),
        "## name_keys",
        "Row security is forced and no role that connects has a right on it: two of the functions below are the only way.",
    ]
    later = (one for name in LOOKING_PAST for one in getattr(_migration(name), "DEFINED", ()))
    typed = _migration("0012_typed_pages").FOR
    defined = (*rules.DEFINED, *directory.DEFINED, *access.NAMES, *typed, *later)
    parts += ["## Functions that look past row security", "\n".join(f"- `{name}`" for name in defined)]
    return parts


def row_security() -> str:
    """Policies of every table, per database role, as the migrations make them."""
    tables, roles = _policies()
    rules, guarding = _migration("0002_row_security"), _migration("0036_guarding_access")
    parts = [
        "Made from migrations 0002, 0005, 0007, 0026, 0027, 0029, 0031, 0036, 0042, 0044, 0046 to 0048, 0054, 0055, 0057. Every table "
        "below has row security enabled and forced. No row: no right. An update asks the condition of select as well. What this does not "
        "promise: `docs/security.md`.",
        "`app.principals()` are the units of the member that `app.begin` named; outside a session there are none.",
        "A wall: on every table that hangs on a case one more condition, which only restricts, holds for each right of the application: "
        "`case_id <> all(app.walls())`, the cases from which the session's member or unit is walled off (`app.begin` reads them once); "
        "not for select on `look_question`.",
        f"A confidentiality officer reads entries of the ledger too where `{guarding.LOOKED}`, and disclosures "
        f"where `{guarding.OVERRIDES}`.",
        f"A decision not to share is read by the unit that decided it alone: on `disclosure`, whatever else allows it, "
        f"`{_migration('0055_taken_back_access').refused_is_ours()}`.",
        *_of_orders(),
        f"An unproven lead is seen only where `{_migration('0042_retention_access').EXPIRED}`, whatever else allows it.",
        "Entries of the ledger and notices about a complaint or a suspension are seen only by who sees that row itself; the public "
        "report's role may add both about a complaint, without a unit.",
    ]
    for name in tables:
        parts += [f"## {name}", table(("role", "command", "condition"), _policy_rows(name, roles))]
    grants = ((role, t, rights) for role, open_ones in rules.OPEN_TO_STAFF.items() for t, rights in open_ones.items())
    parts += [
        "## Tables without row security",
        "None of their rows hangs on a case.",
        table(("role", "table", "may"), grants),
    ]
    return page("Row security", *parts, *_looking_past())


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


def _policy_rows(name: str, roles: dict[str, dict[str, dict[str, str]]]) -> Rows:
    for role, tables in roles.items():
        for command, condition in tables.get(name, {}).items():
            seen = tables[name]["select"] if (command, condition) == ("update", "true") else condition
            yield role, command, f"`{' '.join(seen.split())}`"
