"""Pages of messages on a case."""
