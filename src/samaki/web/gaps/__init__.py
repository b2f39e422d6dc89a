"""Pages of the register of gaps, and of what agencies promise to do about them."""
