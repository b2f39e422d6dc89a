"""The care of a child: needs, goals, services asked and given, how the child is over time, what is asked months later."""
