"""Calls by voice: a quiet word to a member on the telephone, and their answer by a key of it."""
