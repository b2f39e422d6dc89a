"""How the database came to be, step by step; a migration that has run is never edited."""
