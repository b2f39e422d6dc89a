"""How long records are kept, what stops their end, and how they end: the schedule, legal holds, erasure with its certificate."""
