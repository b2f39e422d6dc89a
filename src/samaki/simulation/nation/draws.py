"""Chance and keys of one portion: drawn by NumPy in blocks, from the seed and the portion's number alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from struct import Struct
from typing import TypeVar

import numpy as np

T = TypeVar("T")
BLOCK = 4096
VERSION, VARIANT = 0x7 << 12, 0x2 << 62
_tail = Struct(">HQ").pack
SIXTY_TWO = (1 << 62) - 1


class Key:
    """A key as its 16 bytes; its text is made when it is first asked for."""

    __slots__ = ("_text", "raw")

    def __init__(self, raw: bytes) -> None:
        self.raw, self._text = raw, ""

    @property
    def text(self) -> str:
        """As it is written."""
        if not self._text:
            plain = self.raw.hex()
            self._text = f"{plain[:8]}-{plain[8:12]}-{plain[12:16]}-{plain[16:20]}-{plain[20:]}"
        return self._text


class Draws:
    """One stream of chance. The same (seed, number) gives the same stream on every machine (PCG64)."""

    def __init__(self, seed: int, number: int) -> None:
        self._rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, number])))
        self._uniform: list[float] = []
        self._normal: list[float] = []
        self._bits: list[int] = []
        self._made = 0

    def uniform(self) -> float:
        """From 0 to 1."""
        if not self._uniform:
            self._uniform = self._rng.random(BLOCK).tolist()
        return self._uniform.pop()

    def chance(self, share: float) -> bool:
        """True in this share of the times."""
        return self.uniform() < share

    def between(self, low: float, high: float) -> float:
        """Evenly from low to high."""
        return low + (high - low) * self.uniform()

    def pick(self, among: Sequence[T]) -> T:
        """One of them."""
        return among[int(self.uniform() * len(among))]

    def wait(self, median: float) -> float:
        """About this long: half of the times sooner, now and then much later (log-normal, cut at 12 times)."""
        if not self._normal:
            self._normal = self._rng.standard_normal(BLOCK).tolist()
        return median * min(math.exp(0.7 * self._normal.pop()), 12.0)

    def begin(self) -> None:
        """Another matter: its keys of one millisecond count from nothing."""
        self._made = 0

    def key(self, at: int) -> Key:
        """A version 7 key of this moment (microseconds since 1970): within a millisecond they sort as they were made."""
        if not self._bits:
            self._bits = self._rng.integers(0, SIXTY_TWO, BLOCK, dtype=np.int64, endpoint=True).tolist()
        self._made = (self._made + 1) & 0xFFF
        return Key((at // 1000).to_bytes(6, "big") + _tail(VERSION | self._made, VARIANT | self._bits.pop()))

    def whole(self, bits: int) -> int:
        """A number of so many bits, at most 53."""
        return int(self.uniform() * (1 << bits))
