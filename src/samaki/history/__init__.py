"""What agencies kept before this system: yearly counts from their old lists, beside what is measured and never among it."""

from pathlib import Path

EXAMPLE = Path(__file__).with_name("example.csv")
"""An invented old list, to try it with."""
