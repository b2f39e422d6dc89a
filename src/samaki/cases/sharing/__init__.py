"""Sharing: what a unit gives another to know, on which ground, and consent. One list says who received what, and why."""
