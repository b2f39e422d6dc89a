"""The page of a child's identification as a victim, and of its age."""
