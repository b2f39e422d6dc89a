"""The page of `docs/reference/` about row security, made from the migrations that lay its policies."""

from __future__ import annotations

import importlib
from typing import Any

from samaki.cli.reference import Rows, page, table


def _migration(name: str) -> Any:
    return importlib.import_module(f"samaki.migrations.{name}")


WITH_POLICIES = (
    "0044_complaints_access", "0046_agreements_access", "0057_governance_access", "0061_roster_access", "0064_texts_access",
    "0068_reporter_access", "0071_peers_access", "0077_calls_access",
)  # fmt: skip
"""Migrations whose `POLICIES` hold table, role and right, in this order."""


WITH_ALL_POLICIES = ("0096_conferences_access", "0098_urgent_access", "0101_court_access", "0105_care_access", "0109_papers_access",
                     "0111_child_voice_access", "0112_protections", "0113_identification", "0117_safeguarding_access",
                     "0119_measures_access", "0124_mentor_input", "0129_training_access", "0130_commitments",
                      "0131_scorecards", "0132_fading", "0133_mentoring", "0134_step_back_test",
                      "0135_what_if", "0137_releases_access", "0139_surveys_access", "0141_pulse_access",
                      "0145_old_lists_access", "0147_sums_access")  # fmt: skip
"""Migrations whose policies are all those of their tables, for every role."""


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
    governance: dict[str, dict[str, dict[str, str]]] = _migration("0057_governance_access").POLICIES
    policies: dict[str, dict[str, dict[str, str]]] = {}
    for name in WITH_POLICIES:
        policies |= _migration(name).POLICIES
    texts = policies["text_out"]
    policies["text_out"] = texts | {"worker": texts["worker"] | {"insert": _migration("0079_night").WRITES_TEXTS}}
    tables |= {name: by_role["app"] for name, by_role in policies.items() if "app" in by_role}
    tables |= guarding.policies() | {name: tables[name] | rights for name, rights in guarding.joined().items()}
    retention, subject, hearings = (
        _migration(name).policies()
        for name in ("0042_retention_access", "0054_subject_access_rules", "0091_hearings_access")
    )
    orders, accused = _migration("0047_court_orders_access"), _migration("0048_for_accused").policies()
    tables |= {name: by_role["app"] for name, by_role in (retention | accused | subject | hearings).items()}
    conferring = _migration("0096_conferences_access")
    tables = {
        name: {right: conferring.with_conferences(orders.with_orders(text)) for right, text in rights.items()}
        for name, rights in tables.items()
    }
    for name in WITH_ALL_POLICIES:
        policies |= _migration(name).policies()
        tables |= {table: by_role.get("app", {}) for table, by_role in _migration(name).policies().items()}
    roles = {
        "app": tables,
        "worker": rules.WORKER
        | mail.WORKER
        | guarding.WORKER
        | {name: by_role["worker"] for name, by_role in (retention | subject | hearings).items() if "worker" in by_role}
        | {"disclosure": sharing.policies()["disclosure"]["worker"]}
        | {name: by_role["worker"] for name, by_role in policies.items() if "worker" in by_role},
        "intake": rules.INTAKE | {name: by_role["intake"] for name, by_role in policies.items() if "intake" in by_role},
        "public": {name: by_role["public"] for name, by_role in (governance | policies).items() if "public" in by_role},
        "auditor": rules.AUDITOR,
        "sealer": rules.SEALER,
    }
    return tables, roles


def _of_orders() -> list[str]:
    """The policies beside those of the table: of a missing child, of what a court orders."""
    return [
        f"Of what is added about a missing child, on `remark`, beside the table below: `missing_words` for select using "
        f"({' '.join(_migration('0127_missing_words').WORDS.split())}).",
        *_disclosed(),
    ]


def _disclosed() -> list[str]:
    """Of what a court orders."""
    return [
        f"Of what a court orders, on `disclosure`, beside the table below: `{name}` for {right} {' '.join(clauses.split())}."
        for name, right, clauses in (*_migration("0047_court_orders_access").policies(),
                                     ("app_reads_order", "select", f"using ({_migration('0073_said_safe').reads_order()})"))
    ]  # fmt: skip


LOOKING_PAST = (
    "0024_units_open_again", "0019_name_keys", "0031_sharing_access", "0036_guarding_access", "0042_retention_access",
    "0044_complaints_access", "0046_agreements_access", "0047_court_orders_access", "0051_pressure_access",
    "0052_place_of_danger", "0054_subject_access_rules", "0055_taken_back_access", "0057_governance_access",
    "0061_roster_access", "0064_texts_access", "0066_desk_intake_access", "0068_reporter_access", "0071_peers_access",
    "0072_pressure_follows", "0073_said_safe", "0074_subject_read_first", "0077_calls_access", "0078_report_place",
    "0079_night", "0084_order_seconds_access", "0086_pressure_bars", "0091_hearings_access", "0096_conferences_access",
    "0098_urgent_access", "0101_court_access", "0105_care_access", "0109_papers_access",
    "0114_examinations_told", "0119_measures_access", "0120_measures_of_all", "0122_links", "0125_independence",
    "0129_training_access",
    "0130_commitments", "0131_scorecards",
    "0132_fading",
    "0137_releases_access", "0147_sums_access",
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
    gone = {_migration("0066_desk_intake_access").GONE, _migration("0147_sums_access").GONE}
    defined = (*rules.DEFINED, *directory.DEFINED, *access.NAMES, *typed, *later)
    parts += [
        "## Functions that look past row security",
        "\n".join(f"- `{name}`" for name in defined if name not in gone),
    ]
    return parts


def row_security() -> str:
    """Policies of every table, per database role, as the migrations make them."""
    tables, roles = _policies()
    rules, guarding = _migration("0002_row_security"), _migration("0036_guarding_access")
    parts = [
        "Made from migrations 0002, 0005, 0007, 0026, 0027, 0029, 0031, 0036, 0042, 0044, 0046 to 0048, 0054, 0055, 0057, 0061, 0064, "
        "0068, 0071, 0096, 0109, 0115 (the definer reads the leaves of the ledger). "
        "Every table below has row security enabled and forced. No row: no right. An update asks the condition of select as well. "
        "What this does not promise: `docs/security.md`.",
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
        f"Entries of the ledger about a conference are read only where `{_migration('0096_conferences_access').IN_LEDGER}`. Of points, "
        "decisions and actions of a case in which pressure is hidden from the session's member, only their unit's own are read.",
        "Entries of the ledger and notices about a complaint or a suspension are seen only by who sees that row itself; the public "
        "report's role may add both about a complaint, without a unit, and entries about a workshop and its places where "
        f"`{_migration('0129_training_access').INTAKE_ADDS}`.",
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


def _policy_rows(name: str, roles: dict[str, dict[str, dict[str, str]]]) -> Rows:
    for role, tables in roles.items():
        for command, condition in tables.get(name, {}).items():
            seen = tables[name]["select"] if (command, condition) == ("update", "true") else condition
            yield role, command, f"`{' '.join(seen.split())}`"
