"""Django's PostgreSQL backend, but for how it takes a connection out of the pool (`base`; Django names the file)."""
