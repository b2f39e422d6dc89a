"""A synthetic country: demo cast and cases, played through the real operations."""
