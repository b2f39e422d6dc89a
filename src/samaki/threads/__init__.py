"""Threads: what people write to one another. No room of these reads a case."""
