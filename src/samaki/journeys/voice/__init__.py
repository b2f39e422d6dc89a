"""The child's voice: what a child was told and understood, what a child wants, and whether a child must be heard once more."""
