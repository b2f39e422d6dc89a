"""What papers cost: seconds and memory of a form and of dense Khmer; a page next to what hashing 200 MB costs on the same machine."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import time
from typing import Any

from bench.figures import Figure

KHMER = "ប៉ូលិសនិងភ្នាក់ងារសង្គមត្រូវធ្វើការជាមួយគ្នាដើម្បីការពារកុមារដែលត្រូវបានគេកេងប្រវ័ញ្ចនិងនាំសំណុំរឿងទៅតុលាការ។"
LATIN = "The police and the social worker work together so that the child is safe, and bring the case to the court. "
MOST_OF_A_PAGE = 1.0
"""A page costs at most so many times the hashing."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """No options but the form of the answer."""
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> list[Figure]:
    """Prints the figures."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samaki.settings")
    django.setup()
    unit = _hashing()
    found = {"hashing_s": unit, "form": _pressed(KHMER * 4), "longest_km": _pressed(_filled(KHMER)), "longest_en": _pressed(_filled(LATIN)),
             "documents_500": _listed(500)}  # fmt: skip
    found["memory_mb"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    found["page_per_hashing"] = round(found["longest_km"]["page_s"] / unit, 3)
    found["limit"] = MOST_OF_A_PAGE
    print(json.dumps(found) if options.json else "\n".join(f"{name}: {value}" for name, value in found.items()))
    return [
        Figure("the longest page, beside hashing 200 MiB", found["page_per_hashing"], "times", MOST_OF_A_PAGE),
        Figure("peak memory of the press", found["memory_mb"], "MiB"),
    ]


def _hashing() -> float:
    block, began = b"x" * 2**20, time.perf_counter()
    digest = hashlib.sha256()
    for _ in range(200):
        digest.update(block)
    return round(time.perf_counter() - began, 4)


def _filled(words: str) -> str:
    from samaki.journeys.papers.sheets import MOST_LETTERS

    return words * (MOST_LETTERS // len(words))


def _pressed(text: str) -> dict[str, float]:
    from samaki.journeys.papers.sheets import Sheet

    sheet = Sheet("T", "km")
    for at in range(0, len(text), 2_000):
        sheet.text(text[at : at + 2_000])
    return _timed(sheet)


def _listed(count: int) -> dict[str, float]:
    from samaki.journeys.papers.sheets import Sheet

    sheet = Sheet("T", "km")
    sheet.table(
        ("a", "b", "c", "d"), (1, 5, 3, 5), [(str(n), KHMER, "1 March 2026", "abcd " * 16) for n in range(count)]
    )
    return _timed(sheet)


def _timed(sheet: Any) -> dict[str, float]:
    from samaki.journeys.papers.press import press
    from samaki.journeys.papers.sheets import to_press

    began = time.perf_counter()
    made = press(to_press(sheet, seconds=0))
    spent = time.perf_counter() - began
    return {
        "pages": made.pages,
        "seconds": round(spent, 3),
        "page_s": round(spent / made.pages, 4),
        "bytes": len(made.content),
    }
