"""Surveys of venues and estimates from lists: how many children are sold. No room of these reads a case, and no row names a person."""
