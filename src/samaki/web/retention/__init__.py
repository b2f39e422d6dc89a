"""The pages of retention: what is due, legal holds, erasures and their certificates."""
