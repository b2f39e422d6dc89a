"""Pages about pressure, threat or money offered to a child's side."""
