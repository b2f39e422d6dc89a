"""Calls by voice: where the gateway tells of them, and where a member chooses them."""
