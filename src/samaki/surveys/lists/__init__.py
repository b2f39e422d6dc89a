"""Estimates from lists: how many people are on none? From counts of who is on which lists, never from names."""
