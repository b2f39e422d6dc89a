"""Hand-offs: the page at three in the morning, and offering a step."""
