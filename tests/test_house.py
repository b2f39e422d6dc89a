"""The house is in order: nothing of one machine in the files, and every room says what it is."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "samaki"

PRIVATE = {
    "a folder of somebody's machine": r"(?<![\w.}])/(?:home|root|Users|work)/\w",
    "an address of a package index": r"--(?:extra-)?index-url|--find-links|\"resolved\":|registry\s*=\s*http",
    "a private host": r"https?://(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|[\w.-]+\.(?:internal|local|lan|corp)\b)",
}
READ = {".py", ".md", ".toml", ".txt", ".json", ".html", ".css", ".js", ".cfg", ".ini", ".sh", ".yml", ".yaml", ""}


def tracked() -> list[Path]:
    """Files under version control; where there is no git, every file outside of made folders."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0 and done.stdout:
        return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]
    made = {"node_modules", ".venv", "var", "var.keys", "__pycache__"}
    return [path for path in ROOT.rglob("*") if path.is_file() and not made & set(path.parts)]


@pytest.mark.parametrize("what", sorted(PRIVATE))
def test_no_file_names(what: str) -> None:
    pattern, found = re.compile(PRIVATE[what]), []
    for path in tracked():
        if path == Path(__file__) or path.suffix not in READ:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert found == []


def test_every_room_says_what_it_is() -> None:
    rooms = sorted({path.parent for path in PACKAGE.rglob("*.py")} - {PACKAGE / "locale"})
    silent = []
    for room in rooms:
        start = room / "__init__.py"
        if not start.is_file() or not ast.get_docstring(ast.parse(start.read_text(encoding="utf-8"))):
            silent.append(room.relative_to(ROOT).as_posix())
    assert silent == []


def test_the_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.lstrip().startswith(
        "GNU AFFERO GENERAL PUBLIC LICENSE\n                       Version 3, 19 November 2007"
    )
    assert "END OF TERMS AND CONDITIONS" in text
    assert len(text.splitlines()) == 661


def test_no_words_stand_in_an_f_string() -> None:
    """Who gathers the words for translation does not read there: they would stay English."""
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.JoinedStr)
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in ("_", "gettext", "ngettext", "pgettext")
    ]
    assert found == []
