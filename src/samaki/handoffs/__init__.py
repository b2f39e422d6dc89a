"""Hand-offs: one unit asks another to take a step; the holder changes only when it accepts."""
