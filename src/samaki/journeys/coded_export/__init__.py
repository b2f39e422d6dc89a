"""A unit takes its own cases in the codes of the case data standard: one row a child, without names, sealed."""
