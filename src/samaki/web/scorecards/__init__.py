"""One page of A4 per agency: its figures on its own clocks, its promises, and its own word. No order of agencies, and nobody by name."""
