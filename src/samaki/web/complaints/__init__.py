"""Complaints about an agency and suspension on an allegation: the pages of members."""
