"""A whole synthetic country at once: histories drawn by NumPy along the tables of the machines, written in bulk (decision 58)."""
