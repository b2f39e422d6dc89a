"""Whether a child is a victim, decided by the body that the law names; and how old the child is taken to be meanwhile."""
