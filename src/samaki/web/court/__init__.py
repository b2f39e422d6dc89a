"""Pages of the court file of a case."""
