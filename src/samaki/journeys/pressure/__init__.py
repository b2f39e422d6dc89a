"""Pressure, threat or money offered to a child, the family, a guardian or a witness: what is recorded, opened and told."""
