"""Pages of those who prepare, answer for and publish public figures."""
