"""Pages of old years: an agency brings in its old lists, and every link stands beside what it was in a baseline year."""
