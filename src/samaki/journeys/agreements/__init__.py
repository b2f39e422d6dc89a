"""Agreements between agencies: what is shared for which purposes, signed on, and looked at again by a date."""
