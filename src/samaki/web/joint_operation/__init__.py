"""Pages of a joint operation."""
