"""Mentoring: what a unit and its mentor have between them. No case stands here."""
