"""Texts: where gateways give them, and where a member chooses them."""
