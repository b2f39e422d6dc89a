"""A measured figure beside its limit, and the page on which the last run of each bench is kept: `docs/performance.md`."""

from __future__ import annotations

import math
import os
import platform
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from samaki.database.folder import ROOT

PAGE = ROOT / "docs/performance.md"
HEAD = """# Performance

What was measured last, written by `./samaki bench NAME --record`: nothing here is written by hand. A figure says little without its
limit; "share" is the part of the limit that it takes, and more than 1 does not hold. The load of the machine stands with each run,
for other work makes all of them larger. Why a limit is not held, and what was tried, stands in [proofs](proofs.md).
"""
LIBRARIES = ("django", "psycopg")


@dataclass(frozen=True)
class Figure:
    """`limit`: the most that `value` may be, or with `least` the least; None where nothing is asked of it."""

    name: str
    value: float
    unit: str = ""
    limit: float | None = None
    least: bool = False

    @property
    def share(self) -> float | None:
        """Of the limit: at most 1 where it holds, whichever side it lies on."""
        if self.limit is None:
            return None
        above, below = (self.limit, self.value) if self.least else (self.value, self.limit)
        if not below:
            return math.inf if above else 0.0
        return above / below

    @property
    def held(self) -> bool:
        """Whether the limit holds; true where there is none."""
        return self.share is None or self.share <= 1


def record(name: str, command: str, figures: Sequence[Figure], page: Path = PAGE) -> None:
    """Put the run in the place of the one before it; sections stand in the order of their names."""
    found = sections(page.read_text(encoding="utf-8")) if page.exists() else {}
    found[name] = section(command, figures)
    page.write_text(HEAD + "".join(f"\n## {one}\n\n{found[one]}\n" for one in sorted(found)), encoding="utf-8")


def sections(text: str) -> dict[str, str]:
    """Name of a bench -> what stands under it."""
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)[1:]
    return {name: body.strip() for name, body in zip(parts[::2], parts[1::2], strict=True)}


def section(command: str, figures: Sequence[Figure]) -> str:
    """The command, what it ran on, and a table."""
    lines = [f"`{command}`, {circumstances()}.", "", "| figure | measured | limit | share |", "|---|---|---|---|"]
    for one in figures:
        limit = "" if one.limit is None else f"{'at least' if one.least else 'at most'} {_said(one.limit)} {one.unit}"
        share = "" if one.share is None else f"{one.share:.2f}{'' if one.held else ' **not held**'}"
        lines.append(f"| {one.name} | {_said(one.value)} {one.unit} | {limit} | {share} |".replace("  |", " |"))
    return "\n".join(lines)


def circumstances() -> str:
    """Day, commit, cores, load and versions: what a figure is worth nothing without."""
    words = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    said = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    libraries = ", ".join(f"{one} {version(one)}" for one in LIBRARIES)
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {said.stdout.strip() or 'no commit'}, {os.cpu_count()} cores,"
        f" load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}, {_server()}, {libraries}"
    )


def _server() -> str:
    from samaki.database.embedded import binaries

    found = subprocess.run([str(binaries() / "postgres"), "--version"], capture_output=True, text=True, check=False)
    return "PostgreSQL " + found.stdout.split()[2] if found.stdout else "PostgreSQL of the machine"


def _said(value: float) -> str:
    """Three digits that count; whole numbers whole."""
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"
