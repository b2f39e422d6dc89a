"""Documents and evidence: the original sealed untouched, a stripped working copy, and everything that was done with them."""
