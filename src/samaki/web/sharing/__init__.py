"""Sharing and consent: who received what of a case, giving and not giving, what was answered, and ending it."""
