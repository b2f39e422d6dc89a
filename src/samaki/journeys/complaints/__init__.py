"""Complaints about an agency, which go round that agency; and suspension of a member on an allegation."""
