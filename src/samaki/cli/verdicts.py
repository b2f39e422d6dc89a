"""A verdict on the ledger in words, and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from samaki.ledger.chunks import Fault
    from samaki.ledger.verifying import Verdict

SENTENCES = {
    "entry_missing": "Entry {entry} (leaf {index}) was deleted: its leaf is there, the entry is not.",
    "entry_changed": "Entry {entry} (leaf {index}) is not what was sealed{columns}.",
    "columns_changed": "Entry {entry} (leaf {index}) says something else than its sealed bytes{columns}.",
    "leaf_missing": "Leaf {index} is missing.",
    "subtrees_changed": "The stored subtrees over the leaves {after} to {until} are not those of the leaves.",
    "never_sealed": "Entry {entry} was never sealed and does not wait: it was added past the application.",
    "deleted_unsealed": "Entry {entry} was deleted before it was sealed.",
    "checkpoint_missing": "Checkpoint {number} is missing.",
    "checkpoint_signature": "Checkpoint {number} is not signed by the key of this machine, or was changed.",
    "checkpoint_changed": "Checkpoint {number} says something else than its signed note.",
    "truncated": "The log was cut: it has {after} leaves, checkpoint {number} was signed over {until}.",
    "interval": "Something between leaf {after} and leaf {until} was rewritten: checkpoint {number} had another root.",
    "held_signature": "The checkpoint that was handed in is not signed by this log.",
    "held_truncated": "The log was cut: it has {after} leaves, the checkpoint that was handed in was signed over {until}.",
    "held_forked": "The first {until} leaves are not those of the checkpoint that was handed in: history was rewritten.",
}


def sentence(fault: Fault) -> str:
    """What is wrong, and where."""
    words = {**asdict(fault), "columns": f": {', '.join(fault.columns)}" if fault.columns else ""}
    return SENTENCES[fault.reason].format(**words)


def told(found: Verdict, held: int) -> str:
    """For a person."""
    if found.faults:
        more = f"\n{len(found.faults) - 1} more." if len(found.faults) > 1 else ""
        return f"NOT WELL. {sentence(found.faults[0])}{more}"
    lines = [f"Well: {found.size} sealed entries, {found.checkpoints} checkpoints."]
    lines += [f"The log continues {held} checkpoint{'s' if held > 1 else ''} handed in."] if held else []
    lines += (
        [f"{found.waiting} entries wait for the sealer: until then they could be lost unseen."] if found.waiting else []
    )
    lines += [f"{found.late} were sealed more than an hour after the time they tell."] if found.late else []
    return "\n".join(lines)


def as_json(found: Verdict, held: list[tuple[Path, str]]) -> dict[str, Any]:
    """For programs: `ok`, what was counted, `first` and `faults`; `consistency` proves the first checkpoint handed in."""
    faults = [_plain(fault) for fault in found.faults]
    return {
        "ok": not faults,
        "size": found.size,
        "root": found.root.hex(),
        "checkpoints": found.checkpoints,
        "waiting": found.waiting,
        "late": found.late,
        "held": [{"file": str(file), "consistent": not any(f["reason"].startswith("held") for f in faults),
                  "proof": proof} for (file, _note), proof in zip(held, _proofs(found, held), strict=True)],
        "first": faults[0] if faults else None,
        "faults": faults,
    }  # fmt: skip


def _proofs(found: Verdict, held: list[tuple[Path, str]]) -> list[list[str]]:
    """For each checkpoint handed in the hashes that prove it a beginning of this log; empty where that failed."""
    return [[one.hex() for one in found.proofs.get(note, [])] for _file, note in held]


def _plain(fault: Fault) -> dict[str, Any]:
    whole = {name: str(value) if name == "entry" and value else value for name, value in asdict(fault).items()}
    return {name: value for name, value in whole.items() if value not in (None, ())} | {"sentence": sentence(fault)}
