"""The page of a child's safety: where it is tonight, how it is reached, its safety plan, a family first, where it stays."""
