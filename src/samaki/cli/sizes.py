"""Files and functions stay short enough to read in one sitting."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

FILE_LINES = 300
FUNCTION_LINES = 50
MEASURED = (".py", ".html", ".js", ".sh", ".sql")
"""Style sheets, packs and translations are lists, not reading."""

LONG_FILES: dict[str, str] = {}
"""Path from the project's root -> why it may be longer."""

LONG_FUNCTIONS: dict[str, str] = {}
"""`path:name` -> why it may be longer."""


def long_files(root: Path) -> Iterator[str]:
    """One sentence for each file under `root/src` that is too long and has no reason."""
    for path in sorted((root / "src").rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.suffix not in MEASURED or _generated(path) or name in LONG_FILES:
            continue
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > FILE_LINES:
            yield f"{name} has {lines} lines; split it by ability before {FILE_LINES}."


def long_functions(root: Path) -> Iterator[str]:
    """One sentence for each function under `root/src` that is too long and has no reason."""
    for path in sorted((root / "src").rglob("*.py")):
        if _generated(path):
            continue
        name = path.relative_to(root).as_posix()
        for function, lines in function_lengths(path.read_text(encoding="utf-8")):
            if lines > FUNCTION_LINES and f"{name}:{function}" not in LONG_FUNCTIONS:
                yield f"{name}: {function} has {lines} lines; at most {FUNCTION_LINES}."


def function_lengths(source: str) -> Iterator[tuple[str, int]]:
    """(name, lines from `def` to its end) of every function in the source."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def stale_exceptions(root: Path) -> Iterator[str]:
    """An exception whose file is gone."""
    for name in (*LONG_FILES, *(key.rpartition(":")[0] for key in LONG_FUNCTIONS)):
        if not (root / name).is_file():
            yield f"{name} is on the list of exceptions and does not exist."


def _generated(path: Path) -> bool:
    return bool({"migrations", "node_modules", "__pycache__", "static-built", "vendor"} & set(path.parts))
