"""Workshops, from the invitation to the look half a year later."""
