"""The desk: what waits on me."""
