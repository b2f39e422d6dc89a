"""The outbox: what a unit must be told, as rows first."""
