"""Asked of the database: whether the columns of an entry say what its canonical bytes say (version 1).

An entry that agrees here agrees; one that does not is read again by `chunks.fault_of`, which names what differs. So what this
question cannot follow (a quotation mark in a name) costs time and nothing else.
"""

from collections.abc import Iterable

TEXTS = ("act", "compartment", "occurred_calendar", "occurred_precision", "subject_kind", "who")


KEYS = ("id", "subject_id", "case_id", "report_id", "child_id")
NUMBERS = ("schema_version", "unit", "counterpart")
TIMES = ("occurred_at", "recorded_at")

VALUES = (
    {name: f"""'"' || e.{name} || '"'""" for name in TEXTS}
    | {name: f"""coalesce('"' || e.{name}::text || '"', 'null')""" for name in KEYS}
    | {name: f"coalesce(e.{name}::text, 'null')" for name in NUMBERS}
    | {name: f"""to_char(e.{name} at time zone 'UTC', '"\\""YYYY-MM-DD"T"HH24:MI:SS.US"Z\\""')""" for name in TIMES}
    | {"digest": """coalesce('"' || encode(e.digest, 'hex') || '"', 'null')"""}
)


def _members(names: Iterable[str]) -> str:
    """These members of the JSON object, each followed by a comma; literals that touch are one."""
    return " || ".join(f"""'"{name}":' || {VALUES[name]} || ','""" for name in sorted(names)).replace("' || '", "")


BEFORE = _members(name for name in VALUES if name < "facts")
AFTER = _members(name for name in VALUES if name > "facts")

SAID = f"""convert_to('samaki-ledger-1' || chr(10) || '{{' || {BEFORE} || '"facts":', 'UTF8') as before,
convert_to(',' || rtrim({AFTER}, ',') || '}}', 'UTF8') as after, {" || ".join(f"e.{name}" for name in TEXTS)} as texts"""
"""Selected from `ledger_entry e`: what stands before and after the facts, and the texts in one."""

AGREES = """case when octet_length(before) + octet_length(after) < octet_length(canonical)
 and substr(canonical, 1, octet_length(before)) = before
 and substr(canonical, octet_length(canonical) - octet_length(after) + 1) = after
 and strpos(texts, '"') = 0 and strpos(texts, chr(92)) = 0
then convert_from(substr(canonical, octet_length(before) + 1,
 octet_length(canonical) - octet_length(before) - octet_length(after)), 'UTF8')::jsonb::text = facts::text
else false end"""
"""Over a row of SAID with `canonical` and `facts`. Texts without quotation marks and backslashes stand in JSON as they are, and
none reaches over the mark that ends it, so equal bytes mean equal columns. Bytes that are no JSON between the two raise
DataError. As text, since 1 and 1.0 are equal as numbers."""
