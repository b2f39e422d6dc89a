"""Who is on duty: the week of the unit, drafts and what is found in them, changes, swaps, notes, numbers."""
