"""Subject access: a child, a guardian in good standing or the child's lawyer asks what is held about the child, and receives it."""
