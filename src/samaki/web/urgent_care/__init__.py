"""Pages of urgent health care."""
