"""Pages of the map of the chain: every link between kinds of units, weakest first, and one link."""
