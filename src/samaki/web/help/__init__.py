"""Help: the guides of `docs/how-to`, read inside Samaki, the reader's own first."""
