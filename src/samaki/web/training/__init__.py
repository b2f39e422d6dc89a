"""Workshops: the pages of who organises them, of every member, and of participants, who need no account."""
