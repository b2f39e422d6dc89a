"""Pages of the child's voice: what a child was told and wants, and being heard once more."""
