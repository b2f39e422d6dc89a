"""Doing a step, pausing it, leaving it out."""
