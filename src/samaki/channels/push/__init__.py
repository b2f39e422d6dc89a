"""Web push: a quiet word to a browser that a member turned it on for."""
