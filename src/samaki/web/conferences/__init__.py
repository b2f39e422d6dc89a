"""Pages of case conferences."""
