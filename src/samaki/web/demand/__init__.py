"""Where reports come from, and what was done so that more people tell."""
