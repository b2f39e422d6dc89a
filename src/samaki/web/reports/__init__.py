"""Reports on the staff side: the triage list, one report, and what becomes of it."""
