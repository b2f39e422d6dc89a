"""A running Samaki of its own whose clock is moved by a file: what takes a night or a year is played in a minute."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.browser.server import Server


class MovedServer(Server):
    """`folder`: where it lives; one test file has it for itself, since its clock is nobody else's."""

    begins_with = "migrated"

    def __init__(self, folder: Path) -> None:
        self.folder, self.ahead = folder, folder / "ahead"
        self.ahead.write_text("0")
        super().__init__()

    def place(self) -> Path:
        return self.folder / "served"

    def environment(self) -> dict[str, str]:
        given = super().environment()
        moved = str(Path(__file__).parent / "moved")
        return given | {"MOVED_CLOCK": str(self.ahead), "SAMAKI_DEMO_CASES": "1",
                        "PYTHONPATH": f"{moved}{os.pathsep}{given['PYTHONPATH']}"}  # fmt: skip

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(self.ahead.read_text()))

    def on(self, by: timedelta) -> None:
        """The clock goes on."""
        self.ahead.with_suffix(".new").write_text(str(float(self.ahead.read_text()) + by.total_seconds()))
        self.ahead.with_suffix(".new").replace(self.ahead)
