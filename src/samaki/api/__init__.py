"""The same operations as the pages, as JSON."""
