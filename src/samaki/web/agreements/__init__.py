"""Agreements between agencies: the pages of those who keep them, and what is said of one where something is shared."""
