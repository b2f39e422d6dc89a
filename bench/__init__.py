"""Measured work: each module prints what a part costs, next to its limit. Run with `./samaki bench NAME`."""
