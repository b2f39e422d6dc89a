"""The pages of what speaks for the accused."""
