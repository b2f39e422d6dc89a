"""An estimate in a process of its own: bounded in memory and time, told how far it is, ended when it is not wanted any more."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from samaki.prevalence import mse

SECONDS = 900
MEMORY = 3 * 1024**3
"""Bytes of addresses, of which numerical libraries take far more than they fill."""

ALONE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
"""All that the process knows of where it runs."""

PROGRAM = Path(mse.__file__).with_name("alone.py")


class Unwanted(Exception):
    """Somebody stopped it, or the worker is told to stop."""


def run(
    words: Mapping[str, Any],
    method: str,
    replicates: int,
    seed: int,
    tell: Callable[[int], bool],
    seconds: float = SECONDS,
) -> dict[str, Any]:
    """`{"result": ...}` or `{"trouble": {"code", "values"}}`. `tell`: is told per cents, and says whether to go on. Raises Unwanted."""
    asked = {"lists": len(words["lists"]), "counts": words["counts"], "method": method, "replicates": replicates, "seed": seed,
             "memory": MEMORY}  # fmt: skip
    child = subprocess.Popen(
        [sys.executable, "-I", str(PROGRAM)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=ALONE,
        text=True,
    )
    late = threading.Event()

    def expire() -> None:
        late.set()
        child.kill()

    clock = threading.Timer(seconds, expire)
    clock.start()
    try:
        return _heard(child, json.dumps(asked), tell, late)
    finally:
        clock.cancel()
        child.kill()
        child.wait()


def _heard(
    child: subprocess.Popen[str], asked: str, tell: Callable[[int], bool], late: threading.Event
) -> dict[str, Any]:
    """Its last line; its other lines go to `tell`."""
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        child.stdin.write(asked)
        child.stdin.close()
    except BrokenPipeError:
        return _trouble("too_long" if late.is_set() else "too_much")
    for line in child.stdout:
        told = json.loads(line)
        if "result" in told:
            return {"result": told["result"]}
        if "unusable" in told:
            return _trouble(told["unusable"], told["values"])
        if not tell(100 * told["done"] // max(told["of"], 1)):
            raise Unwanted
    return _trouble("too_long" if late.is_set() else "too_much")


def _trouble(code: str, values: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {"trouble": {"code": code, "values": dict(values or {})}}
