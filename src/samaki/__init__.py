"""Samaki: every link between the person who sees a child being exploited and the agencies that must act."""
