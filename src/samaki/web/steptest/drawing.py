"""The picture of the alarm: S after each step, the threshold, the steps that failed. Per cent of the width, so that it fits any page."""

from __future__ import annotations

from typing import Any

from samaki.figures.noninferiority import Protocol, Reading
from samaki.stepping_back.testing.reading import Sign
from samaki.web.moments import digits, is_khmer

ROOM = 1.15
"""The picture is so much higher than its threshold."""


def cusum(protocol: Protocol, found: Reading, signs: str) -> dict[str, Any]:
    """`line`: a stair in a square of 100 by 100 that is stretched; `gate`: where the threshold lies; `failed`: where steps failed; `end`:
    where it stands now; `rows`: the same as a table."""
    top, steps = float(protocol.alarm.threshold) * ROOM, protocol.steps
    values = (0.0, *found.path.values)

    def high(value: float) -> float:
        return 100 - 100 * min(value, top) / top

    stair = [f"0,{high(0):.1f}"]
    for number, value in enumerate(found.path.values, start=1):
        x = 100 * number / steps
        stair += [f"{x:.2f},{high(values[number - 1]):.1f}", f"{x:.2f},{high(value):.1f}"]
    return {
        "line": " ".join(stair), "gate": f"{high(float(protocol.alarm.threshold)):.1f}",
        "failed": [f"{100 * number / steps:.2f}" for number, sign in enumerate(signs, start=1) if sign != Sign.GOOD],
        "end": {"x": f"{100 * found.due / steps:.2f}", "y": f"{high(values[-1]):.1f}"},
        "now": number_of(values[-1]), "threshold": number_of(float(protocol.alarm.threshold)), "steps": digits(steps),
        "alarm": digits(found.path.alarm + 1) if found.path.alarm is not None else "",
        "rows": [
            {"number": digits(number), "sign": str(sign), "value": number_of(value)}
            for number, (sign, value) in enumerate(zip(signs, found.path.values, strict=True), start=1)
        ],
    }  # fmt: skip


def number_of(value: float) -> str:
    """With one digit behind the point, in the digits of the page; what rounds to nothing has no sign."""
    return digits(f"{round(value, 1) + 0.0:.1f}".replace(".", "," if is_khmer() else "."))
