"""People of a case, where the child is, notes."""
